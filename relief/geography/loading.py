"""Writes divisions in sets; what the desk has already is left as it is.

A name that the desk knows otherwise, or a division it closed, is not touched here: that is the
yearly update's to change, reviewed (`update.py`).
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.division_code import level_of, parent_of
from relief.geography.name_index import index_names
from relief.geography.rows import NewDivision
from relief.geography.tables import Division

_COLUMNS = ("code", "name", "level", "parent_code", "pinyin", "initials", "valid_from")
_NAMED = ", ".join(_COLUMNS)
_Values = tuple[str, str, str, str, str, str, date | None]


def add_divisions(session: Session, rows: Sequence[NewDivision]) -> int:
    """Write the divisions this desk does not have yet; return how many those were.

    Raises:
        InvalidDivisionCode: a code is not twelve digits; nothing is written.
    """
    values = [_values(row) for row in rows]
    if session.get_bind().dialect.name == "postgresql":
        return _copy(session, values)
    known = set(session.scalars(select(Division.code).where(Division.code.in_(_codes(values)))))
    # Of two rows with one code the first stands.
    fresh = list({v[0]: v for v in reversed(values) if v[0] not in known}.values())
    if fresh:
        marks = ", ".join("?" * len(_COLUMNS))
        session.connection().exec_driver_sql(
            f"INSERT INTO geography_division ({_NAMED}) VALUES ({marks})",  # noqa: S608
            [(*v[:-1], v[-1].isoformat() if v[-1] else None) for v in fresh],
        )
        index_names(session, ((v[0], v[1]) for v in fresh))
    return len(fresh)


def _copy(session: Session, values: Iterable[_Values]) -> int:
    """Copy the rows beside the table, then move the new ones in one statement (PostgreSQL)."""
    connection = session.connection()
    connection.exec_driver_sql(
        "CREATE TEMP TABLE IF NOT EXISTS arriving_division (code text, name text, level text, "
        "parent_code text, pinyin text, initials text, valid_from date) ON COMMIT DELETE ROWS"
    )
    connection.exec_driver_sql("TRUNCATE arriving_division")
    raw = connection.connection.driver_connection
    if raw is None:
        raise RuntimeError("the connection is closed")
    copying = f"COPY arriving_division ({_NAMED}) FROM STDIN"
    with raw.cursor() as cursor, cursor.copy(copying) as copy:
        for row in values:
            copy.write_row(row)
    moved = connection.exec_driver_sql(
        f"INSERT INTO geography_division ({_NAMED}) SELECT {_NAMED} FROM arriving_division "  # noqa: S608
        "ON CONFLICT (code) DO NOTHING"
    )
    return moved.rowcount


def _values(row: NewDivision) -> _Values:
    return (
        row.code,
        row.name,
        level_of(row.code),
        parent_of(row.code),
        row.pinyin,
        row.initials,
        row.valid_from,
    )


def _codes(values: Iterable[_Values]) -> list[str]:
    return [row[0] for row in values]
