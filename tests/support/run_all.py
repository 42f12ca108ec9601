"""`make test`: every stage in order, its seconds printed, the first failure ending the run."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.support.system import make_ready

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
WORKERS = str(min(4, os.cpu_count() or 1))
STAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("style", (str(BIN / "ruff"), "check", ".")),
    ("format", (str(BIN / "ruff"), "format", "--check", "-q", ".")),
    ("types", (str(BIN / "mypy"),)),
    ("tests", (str(BIN / "pytest"), "-n", WORKERS, "--dist", "worksteal", "-m", "not browser")),
    ("browser", (str(BIN / "pytest"), "-m", "browser")),
)


def main() -> int:
    """Run the stages; return the exit status of the first that fails."""
    taken: list[tuple[str, float]] = []
    started = time.monotonic()
    make_ready()
    taken.append(("system packages", time.monotonic() - started))
    code = 0
    for name, command in STAGES:
        started = time.monotonic()
        print(f"== {name}", flush=True)
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        taken.append((name, time.monotonic() - started))
        if code:
            break
    for name, seconds in taken:
        print(f"{name:>16} {seconds:7.1f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
