"""Several processes on one database: a job fires once, a dead leader is followed."""

import os
import signal
import subprocess
import sys
import time
from itertools import groupby
from pathlib import Path

import pytest
from sqlalchemy import select

from jobs.scheduler import LOOK_EVERY_S
from relief.db.processes import LEADER, Process
from relief.db.session import Database
from relief.db.tables import Work
from relief.db.work import Filed, file_work
from relief.settings import ROOT
from tests.jobs.rivals import (
    LEASE_S,
    LONG_S,
    notes,
    rivals,
    tick_for_ever,
    wait_until,
    work_for_ever,
)
from tests.make import JISHISHAN, scope
from tests.support.serving import free_port

pytestmark = pytest.mark.race
START_S = 120  # processes that start on a loaded machine take their time
# A job's rhythm here is a second: the bound is that, the look, and slack for a loaded machine.
FOLLOWED_S = LOOK_EVERY_S + 1 + 5
WATCHED_S = 5.0


def _pids(database: Database, since: float = 0.0) -> set[int]:
    return {pid for at, pid in notes(database, "tick") if at >= since}


def _never_twice(database: Database) -> None:
    """Pass when one process after the other ticked, and no more often than the rhythm allows."""
    ticks = notes(database, "tick")
    one_by_one = [pid for pid, _ticks in groupby(pid for _at, pid in ticks)]
    assert len(one_by_one) == len(set(one_by_one)), one_by_one
    assert len(ticks) <= ticks[-1][0] - ticks[0][0] + 1 + len(one_by_one)


def test_one_process_ticks_and_a_killed_leader_is_followed_within_seconds(
    database: Database, tmp_path: Path
) -> None:
    with rivals(tick_for_ever, 3, tmp_path / "data", str(database.url)) as started:
        for killed in range(2):
            since = time.time()
            wait_until(lambda s=since: len(_pids(database, s)) > 0, START_S, "nobody ticks")
            time.sleep(WATCHED_S)
            leaders = _pids(database, since)
            assert len(leaders) == 1, leaders
            leader = leaders.pop()
            os.kill(leader, signal.SIGKILL)
            dead = time.time()
            after = wait_until(
                lambda s=dead, old=leader: bool(_pids(database, s) - {old}),
                FOLLOWED_S,
                f"leader {killed} was not followed",
            )
            print(f"followed after {after:.1f} s")
        assert len({pid for _at, pid in notes(database, "tick")}) == 3
        assert sum(process.is_alive() for process in started) == 1
    _never_twice(database)


def _file(database: Database) -> str:
    with database.write() as session:
        return file_work(session, scope(), Filed("slow", JISHISHAN, {}, "c1"))


def _row(database: Database, work_id: str) -> Work:
    with database.read() as session:
        return session.get(Work, work_id)


def _ends(database: Database, work_id: str) -> str:
    wait_until(lambda: _row(database, work_id).ended_at is not None, START_S, "the work hangs")
    return _row(database, work_id).state


def test_the_work_of_a_killed_worker_is_taken_over_and_ends_once(
    database: Database, tmp_path: Path
) -> None:
    work_id = _file(database)
    data, url = tmp_path / "data", str(database.url)
    with rivals(work_for_ever, 1, data, url, 600.0):
        wait_until(lambda: len(notes(database, "began")) == 1, START_S, "nobody began")
    assert _row(database, work_id).state == "running"  # its worker was killed in the middle
    with rivals(work_for_ever, 2, data, url, 0.1):
        assert _ends(database, work_id) == "done"
        time.sleep(2 * LEASE_S)  # nobody takes it up a third time
    assert len(notes(database, "began")) == 2
    assert len(notes(database, "ended")) == 1
    assert _row(database, work_id).attempts == 2


def test_a_step_longer_than_the_lease_is_not_taken_from_a_living_worker(
    database: Database, tmp_path: Path
) -> None:
    assert LONG_S > 2 * LEASE_S
    work_id = _file(database)
    with rivals(work_for_ever, 2, tmp_path / "data", str(database.url), LONG_S):
        assert _ends(database, work_id) == "done"
    assert len(notes(database, "began")) == 1
    assert _row(database, work_id).attempts == 1


def _serve(data: Path, url: str, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "relief", "--data", str(data), "serve", "--port", str(port)]
    environment = os.environ | {"RELIEF_DATABASE_URL": url}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _leader(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(Process.pid).where(Process.kind == LEADER)) or 0


def test_two_served_desks_have_one_leader_and_a_killed_one_is_followed(
    database: Database, tmp_path: Path
) -> None:
    url = str(database.url)
    desks = [_serve(tmp_path / "data", url, port) for port in (free_port(), free_port())]
    try:
        wait_until(lambda: _leader(database) != 0, START_S, "nobody leads")
        first = _leader(database)
        other = next(desk for desk in desks if desk.pid != first)
        time.sleep(WATCHED_S)
        assert _leader(database) == first
        next(desk for desk in desks if desk.pid == first).kill()
        wait_until(lambda: _leader(database) == other.pid, FOLLOWED_S + START_S / 2, "not followed")
    finally:
        for desk in desks:
            desk.kill()
            desk.wait(10)
