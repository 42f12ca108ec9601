"""Engines for the two databases, set so that they behave alike."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from relief.db.spatial_functions import register_spatial_functions

BUSY_TIMEOUT_MS = 10_000


def is_sqlite(url: str) -> bool:
    """Return whether the database URL names a SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def write_engine(url: str) -> Engine:
    """Return the engine for units that may write."""
    return _sqlite(url, query_only=False) if is_sqlite(url) else _postgres(url)


def read_engine(url: str, writer: Engine) -> Engine:
    """Return the engine for reads: on SQLite a second one that cannot write, else the same."""
    return _sqlite(url, query_only=True) if is_sqlite(url) else writer


def _postgres(url: str) -> Engine:
    # The server would compile a statement that calls PostGIS at every run: a tenth of a second,
    # longer than the statement itself.
    return create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=10,
        connect_args={"options": "-c jit=off"},
    )


def _sqlite(url: str, *, query_only: bool) -> Engine:
    # isolation_level=None: sqlite3 leaves BEGIN to us (autocommit= needs Python 3.12).
    engine = create_engine(
        url, connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT_MS / 1000}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        # A unit that may write begins IMMEDIATE: a deferred one that turns into a writer fails at
        # once with "database is locked", whatever the timeout.
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            f"query_only={'ON' if query_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        register_spatial_functions(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if query_only else "BEGIN IMMEDIATE")

    return engine
