"""A process that kills itself with SIGKILL in the middle of its writing, at a point asked for."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

LONGEST_S = 120
_WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")


def dies(point: tuple[str, int], deed: Callable[..., None], *arguments: Any) -> int | None:
    """Return the exit code of a process of its own that does the deed and is killed on the way.

    `point` is ("write", n): before its n-th writing statement; or ("commit", n): before its n-th
    commit of a transaction that wrote. Both count from 1.
    """
    spawn = multiprocessing.get_context("spawn")
    process = spawn.Process(target=_do, args=(point, deed, arguments))
    process.start()
    process.join(LONGEST_S)
    return process.exitcode


def _do(point: tuple[str, int], deed: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    kind, number = point
    seen = {"write": 0, "commit": 0}
    wrote = False

    def reached(what: str) -> None:
        seen[what] += 1
        if what == kind and seen[what] == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(_connection, _cursor, text, *_rest) -> None:
        nonlocal wrote
        if text.lstrip().upper().startswith(_WRITES):
            wrote = True
            reached("write")

    def commit(_connection) -> None:
        nonlocal wrote
        if wrote:
            wrote = False
            reached("commit")

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", commit)
    deed(*arguments)
