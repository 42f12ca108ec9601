"""Loads divisions and boundaries; a second load changes nothing.

Every function writes in sets what it is given, in the transaction it is given, and returns how
many rows it was given. A caller that shares the desk with people loads in batches of 5,000 rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

from relief.core.division_code import level_of
from relief.geography.loading import add_divisions
from relief.geography.rows import (
    NewBoundary,
    NewDivision,
)
from relief.geography.shapes import multi
from relief.geography.tables import (
    Boundary,
)


def load_divisions(session: Session, rows: Iterable[NewDivision]) -> int:
    """Write divisions the desk does not have; level and parent follow from the code.

    Returns how many were given; those known already stay as they are.

    Raises:
        InvalidDivisionCode: a code is not twelve digits; nothing is written.
    """
    given = list(rows)
    add_divisions(session, given)
    return len(given)


def load_boundaries(session: Session, rows: Iterable[NewBoundary]) -> int:
    """Write boundaries, one a division."""
    return _write(
        session,
        Boundary,
        "division_code",
        [
            {
                "division_code": row.code,
                "name": row.name,
                "level": level_of(row.code),
                "source": row.source,
                "geometry": multi(row.geometry),
            }
            for row in rows
        ],
    )


def _write(
    session: Session, table: type[DeclarativeBase], key: str, rows: Sequence[Mapping[str, Any]]
) -> int:
    if not rows:
        return 0
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    changed = {name: statement.excluded[name] for name in rows[0] if name != key}
    session.execute(
        statement.on_conflict_do_update(index_elements=[key], set_=changed),
        [dict(row) for row in rows],
    )
    return len(rows)
