"""Processes of one desk that compete for the clock and for the work, to be killed by tests."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import select

from jobs import scheduler, worker
from jobs.scheduler import Job
from relief.bootstrap import Desk, open_desk
from relief.core.wording import Bilingual
from relief.db import work
from relief.db.audit import write_audit
from relief.db.leader import LeaderLock
from relief.db.session import Database
from relief.db.tables import AuditRow
from relief.settings import Settings

LEASE_S = 2.0
LONG_S = 6.0


def tick_for_ever(data: Path, url: str) -> None:
    """Tick one job a second that writes who ran it."""
    desk = open_desk(Settings(data, url))
    scheduler.JOBS = (Job("count", Bilingual("数", "Count"), 1, _count),)
    scheduler.start(desk, LeaderLock(desk.database, data))
    time.sleep(600)


def work_for_ever(data: Path, url: str, patience_s: float) -> None:
    """Do the work `slow`, which takes `patience_s` in one step, under a short lease."""
    work.LEASE = timedelta(seconds=LEASE_S)
    worker.RENEW_EVERY_S = LEASE_S / 5
    worker.HANDLERS["slow"] = _slow(patience_s)
    worker.serve_until_stopped(open_desk(Settings(data, url)), idle_s=600)


def _count(desk: Desk) -> int:
    note(desk.database, "tick")
    return 0


def _slow(patience_s: float) -> Callable[..., dict[str, Any]]:
    def run(desk: Desk, _work_id: str, _arguments: Any, _progress: Any) -> dict[str, Any]:
        note(desk.database, "began")
        time.sleep(patience_s)
        note(desk.database, "ended")
        return {"by": os.getpid()}

    return run


def note(database: Database, deed: str) -> None:
    """Write that this process did something, in the database they share."""
    with database.write() as session:
        write_audit(session, "test", deed, str(os.getpid()), {})


def notes(database: Database, deed: str) -> list[tuple[float, int]]:
    """Return when each deed was done (machine time, seconds) and by which process."""
    with database.read() as session:
        rows = session.execute(
            select(AuditRow.at, AuditRow.subject)
            .where(AuditRow.action == deed)
            .order_by(AuditRow.number)
        )
        return [(row.at.timestamp(), int(row.subject)) for row in rows]


@contextmanager
def rivals(target: Callable[..., None], count: int, *arguments: Any) -> Iterator[list[Any]]:
    """Yield so many processes of `target`; those still alive at the end are killed."""
    spawn = get_context("spawn")
    started = [spawn.Process(target=target, args=arguments) for _ in range(count)]
    for process in started:
        process.start()
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.join(10)


def wait_until(done: Callable[[], bool], limit_s: float, what: str) -> float:
    """Return after how many seconds it was so; fails when it never is."""
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < limit_s, what
        time.sleep(0.05)
    return time.monotonic() - began
