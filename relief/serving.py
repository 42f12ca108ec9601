"""Runs the desk: waitress in this process, the worker in a child that is restarted when it dies."""

import signal
import subprocess
import sys
import threading
from types import FrameType

import structlog
import waitress

from relief.app import create_app
from relief.bootstrap import open_desk
from relief.settings import ROOT, Settings

LOG = structlog.get_logger()
THREADS = 8
_RESTART_PAUSE_S = 2.0
_GRACE_S = 10.0


class WorkerChild:
    """The worker beside the desk."""

    def __init__(self, settings: Settings) -> None:
        """Keep what the child needs."""
        self._settings = settings
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)

    def start(self) -> None:
        """Start the child and keep it running."""
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
        command = [sys.executable, "-m", "relief", "--data", str(self._settings.data), "worker"]
        while not self._stopping.is_set():
            self._process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 (our own program)
            self._process.wait()
            if not self._stopping.wait(_RESTART_PAUSE_S):
                LOG.warning("worker ended and is started again", code=self._process.returncode)


def serve(settings: Settings, *, host: str, port: int, with_worker: bool) -> None:
    """Serve until SIGTERM or SIGINT."""
    app = create_app(open_desk(settings))
    child = WorkerChild(settings) if with_worker else None
    signal.signal(signal.SIGTERM, _leave)
    if child:
        child.start()
    try:
        waitress.serve(app, host=host, port=port, threads=THREADS, ident=None, _quiet=True)
    except KeyboardInterrupt:
        LOG.info("desk closed")
    finally:
        if child:
            child.stop()


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
