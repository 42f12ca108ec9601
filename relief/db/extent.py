"""The box around a table's geometries, read from its index and not from the shapes."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy import column as sqlalchemy_column
from sqlalchemy import table as sqlalchemy_table
from sqlalchemy.orm import InstrumentedAttribute, Session

from relief.db.geometry import Bounds, tree_name


def extent_of(
    session: Session, column: InstrumentedAttribute[Any], condition: ColumnElement[bool]
) -> Bounds | None:
    """Return (west, south, east, north) of the rows that meet a condition, None without any.

    The column's table has an integer key `fid` and the index of `index_statements`.
    """
    postgres = session.get_bind().dialect.name == "postgresql"
    row = session.execute(
        _from_shapes(column, condition) if postgres else _from_tree(column, condition)
    ).one()
    return None if row[0] is None else (row[0], row[1], row[2], row[3])


def _from_shapes(
    column: InstrumentedAttribute[Any], condition: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    # PostGIS keeps each shape's box in the first bytes of its value.
    return select(
        func.min(func.ST_XMin(column)),
        func.min(func.ST_YMin(column)),
        func.max(func.ST_XMax(column)),
        func.max(func.ST_YMax(column)),
    ).where(condition)


def _from_tree(
    column: InstrumentedAttribute[Any], condition: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    table = column.class_.__table__
    names = ("id", "minx", "maxx", "miny", "maxy")
    tree = sqlalchemy_table(
        tree_name(table.name, column.key), *(sqlalchemy_column(name) for name in names)
    ).c
    chosen = select(table.c.fid).where(condition)
    return select(
        func.min(tree.minx), func.min(tree.miny), func.max(tree.maxx), func.max(tree.maxy)
    ).where(tree.id.in_(chosen))
