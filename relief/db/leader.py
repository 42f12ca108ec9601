"""One leader among the desk's processes: a file lock on SQLite, an advisory lock on PostgreSQL."""

import fcntl
import threading
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from relief.db.session import Database

_LOCK_NUMBER = 7_102
# A leader whose machine loses its power says no goodbye: the server asks it every few seconds and
# frees the lock after about 11 s. Through a socket on one machine the server knows at once.
_ASK = ("tcp_keepalives_idle = 5", "tcp_keepalives_interval = 2", "tcp_keepalives_count = 3")


class LeaderLock:
    """Held by at most one process; the operating system or the server frees it when that dies."""

    def __init__(self, database: Database, folder: Path) -> None:
        """Keep where the lock lies: `folder/leader.lock`, or the database."""
        self._database = database
        self._path = folder / "leader.lock"
        self._file: IO[str] | None = None
        self._connection: Connection | None = None
        self._turn = threading.Lock()  # jobs tick in threads of their own

    def hold(self) -> bool:
        """Return whether this process is the leader now, trying to become it when it is not."""
        with self._turn:
            return self._hold_file() if self._database.is_sqlite else self._hold_advisory()

    def release(self) -> None:
        """Let another process lead."""
        with self._turn:
            self._let_go()

    def _let_go(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _hold_file(self) -> bool:
        if self._file is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        stream = self._path.open("a")
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.close()
            return False
        self._file = stream
        return True

    def _hold_advisory(self) -> bool:
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return True
            connection = self._database.writer.connect().execution_options(
                isolation_level="AUTOCOMMIT"
            )
            got = connection.scalar(
                text("SELECT pg_try_advisory_lock(:number)"), {"number": _LOCK_NUMBER}
            )
        except DBAPIError:
            self._connection = None  # the server went away, and the lock with it
            return False
        if not got:
            connection.close()
            return False
        for wish in _ASK:
            connection.execute(text(f"SET {wish}"))
        self._connection = connection
        return True
