"""Two databases to measure on: where they are, and the barest way to write and to read."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import create_engine, text

from relief.db.spatial_functions import register_spatial_functions
from tests.support.postgres import Cluster

BATCH = 5_000


class Sqlite:
    """Files in a folder; a statement's parameters are `%s`."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, sqlite3.Connection] = {}

    def url(self, database: str) -> str:
        return f"sqlite:///{self._folder / database}.db"

    def rows(self, database: str, statement: str, values: tuple[Any, ...] = ()) -> list[Any]:
        return self._to(database).execute(statement.replace("%s", "?"), values).fetchall()

    def copied(self, table: str, columns: str, source: str) -> Any:
        return self.rows(source, f"SELECT {columns} FROM {table}")

    def insert(self, table: str, columns: str, taken: Any, target: str) -> None:
        held = self._to(target)
        marks = ", ".join("?" * len(columns.split(",")))
        for start in range(0, len(taken), BATCH):
            held.execute("BEGIN IMMEDIATE")
            part = taken[start : start + BATCH]
            held.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", part)
            held.execute("COMMIT")

    def close(self) -> None:
        for held in self._open.values():
            held.close()

    def _to(self, database: str) -> sqlite3.Connection:
        if database not in self._open:
            held = sqlite3.connect(self._folder / f"{database}.db", isolation_level=None)
            held.execute("PRAGMA synchronous=NORMAL")
            register_spatial_functions(held)  # the triggers of the R*Tree call them
            self._open[database] = held
        return self._open[database]


class Postgis:
    """A cluster of the run's own, reached by a socket."""

    name = "PostGIS"

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o755)  # the cluster's own user has to reach its folder
        self._cluster = Cluster(folder / "cluster")
        self._cluster.start()
        self._open: dict[str, psycopg.Connection[Any]] = {}
        self._made: set[str] = set()

    def url(self, database: str) -> str:
        if database not in self._made:
            admin = create_engine(self._cluster.url("postgres"), isolation_level="AUTOCOMMIT")
            with admin.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {database}"))
            admin.dispose()
            self._made.add(database)
        return self._cluster.url(database)

    def rows(self, database: str, statement: str, values: tuple[Any, ...] = ()) -> list[Any]:
        return self._to(database).execute(statement, values or None).fetchall()  # type: ignore[arg-type]

    def copied(self, table: str, columns: str, source: str) -> Any:
        with self._to(source).cursor() as cursor:
            wanted = f"COPY {table} ({columns}) TO STDOUT (FORMAT BINARY)"
            with cursor.copy(wanted) as copy:  # type: ignore[arg-type]
                return [bytes(part) for part in copy]

    def insert(self, table: str, columns: str, taken: Any, target: str) -> None:
        with self._to(target).cursor() as cursor:
            wanted = f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"
            with cursor.copy(wanted) as copy:  # type: ignore[arg-type]
                for part in taken:
                    copy.write(part)

    def write(self, database: str, copying: str, rows: Iterable[tuple[Any, ...]]) -> None:
        cursor = self._to(database).cursor()
        with cursor, cursor.copy(copying) as copy:  # type: ignore[arg-type]
            for row in rows:
                copy.write_row(row)

    def settle(self, database: str) -> None:
        """Do what the server does by itself after a while."""
        self._to(database).execute("VACUUM ANALYZE")

    def close(self) -> None:
        for held in self._open.values():
            held.close()
        self._cluster.stop()

    def _to(self, database: str) -> psycopg.Connection[Any]:
        if database not in self._open:
            plain = self.url(database).replace("+psycopg", "")
            self._open[database] = psycopg.connect(plain, autocommit=True)
        return self._open[database]


@contextmanager
def engines(folder: Path) -> Iterator[list[Sqlite | Postgis]]:
    """Yield both engines, SQLite alone where PostGIS is not installed."""
    opened: list[Sqlite | Postgis] = [Sqlite(folder)]
    try:
        opened.append(Postgis(folder))
    except (OSError, RuntimeError) as missing:
        print(f"PostGIS is not at hand: {missing}")
    yield opened
    for engine in opened:
        engine.close()
