"""`ST_*` for SQLite, made from shapely: the standard library's sqlite3 loads no extension."""

import sqlite3
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from relief.db.geopackage import EMPTY, from_blob, point_of


@lru_cache(maxsize=64)
def _prepared(blob: bytes) -> BaseGeometry:
    # The query's own shape is the same bytes for every row: parsed and prepared once.
    shape = from_blob(blob)
    shapely.prepare(shape)
    return shape


def _intersects(shape: bytes | None, stored: bytes | None) -> int | None:
    if shape is None or stored is None:
        return None
    return int(bool(_prepared(shape).intersects(from_blob(stored))))


def _bound(blob: bytes | None, index: int) -> float | None:
    if blob is None:
        return None
    point = point_of(blob)  # cut out, since every row stored asks four times
    if point is not None:
        return point[index & 1]
    shape = from_blob(blob)
    return None if shape.is_empty else float(shape.bounds[index])


def _is_empty(blob: bytes | None) -> int:
    return int(blob is None or bool(blob[3] & EMPTY))


def _distance(shape: bytes, stored: bytes) -> float:
    return float(_prepared(shape).distance(from_blob(stored)))


def register_spatial_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions its queries and R*Tree triggers call."""
    add = connection.create_function
    add("ST_Intersects", 2, _intersects, deterministic=True)
    add("ST_Distance", 2, _distance, deterministic=True)
    for index, name in enumerate(("ST_MinX", "ST_MinY", "ST_MaxX", "ST_MaxY")):
        add(name, 1, lambda blob, index=index: _bound(blob, index), deterministic=True)
    add("ST_IsEmpty", 1, _is_empty)
