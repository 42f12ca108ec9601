"""Does the long work, one piece at a time, and ticks the jobs while it leads."""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from jobs import (
    scheduler,
    work_advance_clock,
    work_allocate,
    work_apply_update,
    work_brief_paper,
    work_export_places,
    work_geopackage,
    work_import_footprint,
    work_import_houses,
    work_import_places,
    work_import_reports,
    work_incident_map,
    work_progress_paper,
    work_waybill,
)
from relief.bootstrap import Desk
from relief.core.clock import SystemClock
from relief.core.errors import Refused, RefusedRows, ReliefError
from relief.db.leader import LeaderLock
from relief.db.migrate import require_current
from relief.db.processes import WORKER, Beat, forget_me
from relief.db.work import claim, end, is_any_due, renew, report_progress

LOG = structlog.get_logger()
IDLE_S = 0.5
RENEW_EVERY_S = 10.0
Progress = Callable[[int, int], bool]


class Handler(Protocol):
    """A kind of long work; run twice it changes nothing more."""

    def __call__(
        self, desk: Desk, work_id: str, arguments: Mapping[str, Any], progress: Progress, /
    ) -> Mapping[str, Any]:
        """Do the work and return its result."""


HANDLERS: dict[str, Handler] = {
    work_advance_clock.KIND: work_advance_clock.run,
    work_import_reports.KIND: work_import_reports.run,
    work_import_footprint.KIND: work_import_footprint.run,
    work_import_houses.KIND: work_import_houses.run,
    work_import_places.KIND: work_import_places.run,
    work_export_places.KIND: work_export_places.run,
    work_brief_paper.KIND: work_brief_paper.run,
    work_geopackage.KIND: work_geopackage.run,
    work_progress_paper.KIND: work_progress_paper.run,
    work_incident_map.KIND: work_incident_map.run,
    work_waybill.KIND: work_waybill.run,
    work_allocate.KIND: work_allocate.run,
    work_apply_update.KIND: work_apply_update.run,
}


def serve_until_stopped(desk: Desk, *, idle_s: float | None = None) -> None:
    """Work until SIGTERM or SIGINT, or until there was nothing to do for `idle_s` seconds.

    The piece in hand is finished first. A worker that stays ticks the jobs while it leads; one that
    goes when it is idle leaves them to the desk that started it.
    """
    require_current(desk.database.reader)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    leader = LeaderLock(desk.database, desk.settings.data)
    clock = scheduler.start(desk, leader) if idle_s is None else None
    beat = Beat(WORKER, SystemClock().now())
    LOG.info("worker ready")
    last = time.monotonic()
    while not stop.is_set():
        _say_alive(desk, beat)
        if work_once(desk, beat):
            last = time.monotonic()
        elif idle_s is not None and time.monotonic() - last > idle_s:
            break
        else:
            stop.wait(IDLE_S)
    if clock is not None:
        clock.stop()
    leader.release()
    with desk.database.write() as session:
        forget_me(session, WORKER)


def work_once(desk: Desk, beat: Beat | None = None) -> bool:
    """Do one piece of waiting work; return whether there was one."""
    try:
        with desk.database.read() as session:
            if not is_any_due(session):
                return False
        with desk.database.write() as session:
            row = claim(session)
            if row is None:
                return False
            claimed = (row.id, row.kind, dict(row.arguments))
    except SQLAlchemyError:
        LOG.exception("the queue does not answer")
        return False
    with _alive(desk, claimed[0], beat):
        _do(desk, *claimed)
    return True


@contextmanager
def _alive(desk: Desk, work_id: str, beat: Beat | None) -> Iterator[None]:
    """Keep the work's lease while it is done, however long a step of it takes."""
    done = threading.Event()

    def keep() -> None:
        while not done.wait(RENEW_EVERY_S):
            _renew(desk, work_id)
            _say_alive(desk, beat)

    keeper = threading.Thread(target=keep, name="lease-keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()


def _renew(desk: Desk, work_id: str) -> None:
    try:
        with desk.database.write() as session:
            renew(session, work_id)
    except SQLAlchemyError:
        LOG.exception("the lease could not be renewed", work=work_id)


def _say_alive(desk: Desk, beat: Beat | None) -> None:
    now = SystemClock().now()
    if beat is None or not beat.is_due(now):
        return
    try:
        with desk.database.write() as session:
            beat.write(session, now)
    except SQLAlchemyError:
        LOG.exception("the worker could not say that it is alive")


def _do(desk: Desk, work_id: str, kind: str, arguments: Mapping[str, Any]) -> None:
    def progress(done: int, total: int) -> bool:
        with desk.database.write() as session:
            return report_progress(session, work_id, done=done, total=total)

    try:
        result = HANDLERS[kind](desk, work_id, arguments, progress)
        state = str(result.get("state", "done"))
    except ReliefError as error:
        state, result = "refused", {"reasons": _reasons(error)}
    except Exception:
        LOG.exception("work failed", work=work_id, kind=kind)
        state, result = "failed", {"reasons": [_FAILED]}
    with desk.database.write() as session:
        end(session, work_id, state, result)


_FAILED = {
    "path": "",
    "zh": "处理失败，未作任何改动；已记入日志，请重试或报管理员",
    "en": "The work failed and nothing was changed; it is in the log: try again or tell the "
    "administrator",
}


def _reasons(error: ReliefError) -> list[dict[str, str]]:
    if isinstance(error, RefusedRows):
        return [{"path": r.path, **r.reason.as_dict()} for r in error.reasons]
    path = error.path if isinstance(error, Refused) else ""
    return [{"path": path, **error.wording().as_dict()}]
