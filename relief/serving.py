"""Runs the desk: waitress in this process, a worker in a child while there is long work.

An idle desk is one process: the child starts when work is filed and goes a minute after the last
piece, so that the libraries of papers and imports take no memory in between.
"""

import ctypes
import signal
import subprocess
import sys
import threading
from types import FrameType

import structlog
import waitress
from sqlalchemy.exc import SQLAlchemyError

from jobs.scheduler import start as start_jobs
from relief.app import create_app
from relief.bootstrap import Desk, open_desk
from relief.db.leader import LeaderLock
from relief.db.migrate import require_current
from relief.db.work import is_any_due
from relief.settings import ROOT, Settings

LOG = structlog.get_logger()
THREADS = 8
WORKER_IDLE_S = 60
_LOOK_EVERY_S = 0.3
_PAUSE_AFTER_FAILURE_S = 2.0
_GRACE_S = 10.0
_ARENA_MAX, _TRIM_THRESHOLD = -8, -1  # mallopt(3): M_ARENA_MAX, M_TRIM_THRESHOLD
_KEPT_FREE_BYTES = 128 * 1024


class WorkerChild:
    """The worker beside the desk, started when there is work."""

    def __init__(self, desk: Desk) -> None:
        """Keep the desk whose queue is watched."""
        self._desk = desk
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)

    def start(self) -> None:
        """Watch the queue from now on."""
        self._keeper.start()

    def stop(self) -> None:
        """Ask the child to finish the piece in hand; kill it after ten seconds."""
        self._stopping.set()
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()

    def _keep(self) -> None:
        while not self._stopping.wait(_LOOK_EVERY_S):
            process = self._process
            if process is not None and process.poll() is None:
                continue
            if process is not None and process.returncode:
                LOG.warning("worker ended", code=process.returncode)
                self._process = None
                self._stopping.wait(_PAUSE_AFTER_FAILURE_S)
            if self._is_work_waiting() and not self._stopping.is_set():
                self._process = subprocess.Popen(self._command(), cwd=ROOT)  # noqa: S603 (ours)

    def _is_work_waiting(self) -> bool:
        try:
            with self._desk.database.read() as session:
                return is_any_due(session)
        except SQLAlchemyError:
            LOG.exception("the queue does not answer")
            return False

    def _command(self) -> list[str]:
        data = str(self._desk.settings.data)
        idle = str(WORKER_IDLE_S)
        return [sys.executable, "-m", "relief", "--data", data, "worker", "--until-idle", idle]


def serve(settings: Settings, *, host: str, port: int, with_worker: bool) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        Refused: the database was never made, or is of another version.
    """
    keep_one_heap()
    desk = open_desk(settings)
    require_current(desk.database.reader)
    app = create_app(desk)
    signal.signal(signal.SIGTERM, _leave)
    child = WorkerChild(desk) if with_worker else None
    leader = LeaderLock(desk.database, settings.data)
    clock = None
    if child:
        child.start()
        clock = start_jobs(desk, leader)
    try:
        waitress.serve(app, host=host, port=port, threads=THREADS, ident=None, _quiet=True)
    except KeyboardInterrupt:
        LOG.info("desk closed")
    finally:
        if clock:
            clock.stop()
        if child:
            child.stop()
        leader.release()


def keep_one_heap() -> bool:
    """Ask the C library for one heap; return whether it took it (glibc does, others need not).

    With a heap a thread, what one thread freed is of no use to the next, and a desk of eight
    threads grows by what the largest view takes, eight times. Call it before threads start.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(_ARENA_MAX, 1)) and bool(mallopt(_TRIM_THRESHOLD, _KEPT_FREE_BYTES))


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
