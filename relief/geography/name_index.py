"""Keeps SQLite's index of names beside the divisions; PostgreSQL keeps its own.

A row's number is its place in the order of likeliness (county before village, short before long,
then by code), so that the index gives the likeliest first and stops there.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Integer, column, func, table
from sqlalchemy.orm import Session

from relief.core.division_code import level_of
from relief.db.name_index import INDEX

NAMES = table(INDEX, column("rowid", Integer), column(INDEX))
_LENGTHS = 10**12
_BEGINS = "¦"
FIRST_VILLAGE = 10**15
"""The number villages begin at: every county and township stands before them."""


def place_of(code: str, name: str) -> int:
    """Return the number of a division in the index."""
    village = FIRST_VILLAGE if level_of(code) == "village" else 0
    return village + min(len(name), 999) * _LENGTHS + int(code)


def number_in_index() -> ColumnElement[int]:
    """Return the division code an index row stands for, as a number in SQL."""
    return NAMES.c.rowid % _LENGTHS


def code_in_index() -> ColumnElement[str]:
    """Return the division code an index row stands for, as SQL."""
    return func.printf("%012d", number_in_index())


def letters_of(name: str) -> str:
    """Return the name's characters as words, lower case; before them the first one, marked.

    The mark makes "begins with" as quick as any phrase: few names begin with 村, most end so.
    """
    letters = " ".join(name.lower())
    return f"{_BEGINS}{letters}" if not letters else f"{_BEGINS}{letters[0]} {letters}"


def phrase_of(words: str, *, begins: bool) -> str:
    """Return the FTS5 query for the names that begin with the words, or have them somewhere."""
    letters = letters_of(words) if begins else " ".join(words)
    return '"' + letters.replace('"', " ") + '"'


def index_names(session: Session, rows: Iterable[tuple[str, str]]) -> None:
    """Enter divisions (code, name) that are not in the index yet."""
    _write(session, f"INSERT INTO {INDEX}(rowid, name) VALUES (?, ?)", rows)  # noqa: S608


def forget_names(session: Session, rows: Iterable[tuple[str, str]]) -> None:
    """Take divisions out of the index, by the code and the name they were entered with."""
    statement = f"INSERT INTO {INDEX}({INDEX}, rowid, name) VALUES ('delete', ?, ?)"  # noqa: S608
    _write(session, statement, rows)


def _write(session: Session, statement: str, rows: Iterable[tuple[str, str]]) -> None:
    if session.get_bind().dialect.name == "postgresql":
        return
    entries = sorted((place_of(code, name), letters_of(name)) for code, name in rows)
    if entries:
        session.connection().exec_driver_sql(statement, entries)
