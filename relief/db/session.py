"""One use case, one transaction: the owner opens it here, services never commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from relief.db.changes import record_change_number
from relief.db.engine import is_sqlite, read_engine, write_engine

T = TypeVar("T")
_SERIALISATION_STATES = {"40001", "40P01"}


class Database:
    """A database by URL: `write()` for units that may write, `read()` for the rest."""

    def __init__(self, url: str) -> None:
        """Make the engines; nothing is connected yet."""
        self.url = url
        self.is_sqlite = is_sqlite(url)
        self.writer = write_engine(url)
        self.reader = read_engine(url, self.writer)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session whose work is committed when the block ends, else rolled back whole."""
        with Session(self.writer, expire_on_commit=False) as session, session.begin():
            yield session
            session.flush()
            record_change_number(session)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session that cannot write on SQLite and is rolled back on both."""
        with Session(self.reader) as session:
            yield session

    def in_transaction(self, work: Callable[[Session], T]) -> T:
        """Return what `work` returns, in one transaction, tried once more after 40001 or 40P01."""
        try:
            with self.write() as session:
                return work(session)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in _SERIALISATION_STATES:
                raise
        with self.write() as session:
            return work(session)

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.writer.dispose()
        self.reader.dispose()
