"""INSERT … SELECT: rows move from one table to another inside the database."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import DeclarativeBase, Session


def copy_rows(
    session: Session, table: type[DeclarativeBase], values: Mapping[str, ColumnElement[Any]]
) -> None:
    """Write a row to `table` for every row the expressions select; all columns are named.

    The expressions come from one selectable, or are literals.
    """
    chosen = select(*(value.label(name) for name, value in values.items()))
    session.execute(insert(table).from_select(list(values), chosen))
