"""What is written of the jobs' runs: at once when something happened, else once a minute."""

import threading
from collections.abc import Sequence

import structlog
from sqlalchemy.exc import SQLAlchemyError

from relief.bootstrap import Desk
from relief.core.clock import SystemClock
from relief.core.errors import ReliefError
from relief.core.wording import Bilingual
from relief.db.job_log import Fault, Planned, Run, announce, record_runs
from relief.db.processes import LEADER, Beat, forget_me

LOG = structlog.get_logger()
_DETAIL = 300
_DATABASE = Bilingual("数据库没有应答", "The database did not answer")
_FILES = Bilingual("磁盘、文件或网络出错", "The disk, a file or the network failed")
_BROKEN = Bilingual("程序出错，已记入日志", "The program failed; it is in the log")


class Journal:
    """Keeps the runs of the process that leads, and says that it leads.

    A cold desk with jobs every 2 s would otherwise be written to all day: runs that did nothing
    wait in memory for the minute's one write.
    """

    def __init__(self, desk: Desk, jobs: Sequence[Planned] = ()) -> None:
        """Write to the desk's database; who leads announces the jobs there are."""
        self._desk = desk
        self._jobs = jobs
        self._lock = threading.Lock()
        self._idle: dict[str, Run] = {}
        self._failing: set[str] = set()
        self._beat: Beat | None = None

    def lead(self) -> None:
        """Note that this process leads, and write the minute's idle runs when they are due."""
        now = SystemClock().now()
        with self._lock:
            if self._beat is None:
                self._beat = Beat(LEADER, now)
                self._announce()
            if self._beat.is_due(now):
                self._write([])

    def follow(self) -> None:
        """Note that this process does not lead (any more)."""
        with self._lock:
            self._beat = None
            self._idle.clear()

    def note(self, run: Run) -> None:
        """Keep a run; one that did something, failed, or went well again is written now."""
        with self._lock:
            name = run.job.name
            self._idle.pop(name, None)
            if run.did or run.fault or name in self._failing or self._beat is None:
                self._write([run])
            else:
                self._idle[name] = run
            (self._failing.add if run.fault else self._failing.discard)(name)

    def leave(self) -> None:
        """Take the leader's row away: the process ends well."""
        with self._lock:
            if self._beat is not None:
                self._attempt([], leave=True)

    def _announce(self) -> None:
        try:
            with self._desk.database.write() as session:
                announce(session, self._jobs)
        except SQLAlchemyError:
            LOG.exception("the jobs could not be announced")

    def _write(self, runs: list[Run]) -> None:
        if self._attempt([*self._idle.values(), *runs], leave=False):
            self._idle.clear()

    def _attempt(self, runs: list[Run], *, leave: bool) -> bool:
        try:
            with self._desk.database.write() as session:
                record_runs(session, runs)
                if leave:
                    forget_me(session, LEADER)
                elif self._beat is not None:
                    self._beat.write(session, SystemClock().now())
        except SQLAlchemyError:
            LOG.exception("the jobs' runs could not be written")
            return False
        return True


def fault_of(error: Exception) -> Fault:
    """Return why a run failed, in plain words and in the program's."""
    detail = f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}"[:_DETAIL]
    if isinstance(error, ReliefError):
        return Fault(error.wording(), detail)
    if isinstance(error, SQLAlchemyError):
        return Fault(_DATABASE, detail)
    return Fault(_FILES if isinstance(error, OSError) else _BROKEN, detail)
