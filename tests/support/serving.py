"""A desk served as `serve` serves it, on a free port of this machine, for browsers."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_LONGEST_START_S = 60


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def served(data: Path, url: str) -> Iterator[str]:
    """Yield the address of a desk of its own process; it is ended at the end."""
    port = free_port()
    command = [sys.executable, "-m", "relief", "--data", str(data), "serve", "--port", str(port)]
    environment = os.environ | {"RELIEF_DATABASE_URL": url}
    data.mkdir(parents=True, exist_ok=True)
    with (data / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _LONGEST_START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 (our own address)
                if answer.status == 200:
                    return
        except urllib.error.URLError:
            time.sleep(0.1)
    message = f"the desk did not answer at {address}"
    raise RuntimeError(message)
