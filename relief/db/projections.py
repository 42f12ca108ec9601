"""`…_now` tables are what their ledger says; this is where that is proved (DESIGN, law 2)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Projection:
    """A projection and the function that derives all of its rows from the ledger.

    Fields:
        table: the `…_now` table.
        derive: reads the ledger in sets and yields one mapping a row, all columns named.
        key: the columns that tell its rows apart; empty for the primary key. A spatial table's
            `fid` is the database's own number and is left out of `derive` and of the comparison.
    """

    table: Table
    derive: Callable[[Session], Iterable[Row]]
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A row the projection and its ledger disagree on; None where one has no such row."""

    table: str
    key: tuple[Any, ...]
    projected: Row | None
    derived: Row | None


def compare(session: Session, projection: Projection) -> list[Difference]:
    """Return where the stored projection differs from its ledger, ordered by key."""
    table = projection.table
    keys = projection.key or tuple(column.name for column in table.primary_key)
    numbers = {column.name for column in table.primary_key} - set(keys)
    columns = [column for column in table.columns if column.name not in numbers]
    found = (dict(row) for row in session.execute(select(*columns)).mappings())
    stored = {_key(row, keys): row for row in found}
    derived = {_key(row, keys): dict(row) for row in projection.derive(session)}
    return [
        Difference(table.name, key, stored.get(key), derived.get(key))
        for key in sorted(stored.keys() | derived.keys())
        if stored.get(key) != derived.get(key)
    ]


def rebuild(session: Session, projection: Projection) -> int:
    """Write the projection anew from its ledger and return its number of rows."""
    rows = [dict(row) for row in projection.derive(session)]
    session.execute(delete(projection.table))
    if rows:
        session.execute(insert(projection.table), rows)
    return len(rows)


def _key(row: Row, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)
