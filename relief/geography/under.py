"""The one predicate "under this footprint", for the geometry column of any table.

Where zones overlap the highest rank wins; a shape that only touches a zone's edge is under it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import (
    ColumnElement,
    Integer,
    LargeBinary,
    Select,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from relief.db.geometry import Bounds, Geometry, intersects, within_bbox
from relief.db.geopackage import from_blobs, xy_of_points

NOT_UNDER = np.iinfo(np.int64).min


class Ranked(Protocol):
    """A shape with a rank: the greater struck harder."""

    @property
    def rank(self) -> int:
        """Return the rank."""

    @property
    def geometry(self) -> BaseGeometry:
        """Return the shape, longitude and latitude in degrees, WGS84."""


@dataclass(frozen=True, slots=True)
class Under:
    """Two expressions for a statement: whether a row is under, and how hard it was struck."""

    condition: ColumnElement[bool]
    rank: ColumnElement[int | None]


def under(column: InstrumentedAttribute[Any], zones: Iterable[Ranked], *, dialect: str) -> Under:
    """Return the predicate as SQL, to stand in a statement of some rows; box first, then exact.

    For all rows of a large table `ranks_under` is the same answer, many times faster on SQLite.
    """
    ordered = _hardest_first(zones)
    tests = [(zone.rank, intersects(column, zone.geometry, dialect=dialect)) for zone in ordered]
    if not tests:
        return Under(false(), cast(null(), Integer))
    rank = case(*((test, literal(rank)) for rank, test in tests), else_=null())
    return Under(or_(*(test for _rank, test in tests)), rank)


def ranks_under(
    session: Session,
    column: InstrumentedAttribute[Any],
    zones: Iterable[Ranked],
    *,
    key: InstrumentedAttribute[Any],
    where: Sequence[ColumnElement[bool]] = (),
) -> dict[Any, int]:
    """Return the rank of every row under the footprint, by its key; others are left out.

    One statement on PostGIS; on SQLite one for each box of zones, and the exact test in bulk.

    Args:
        session: open for reading.
        column: a geometry column with the index of `index_statements`.
        zones: rank and shape; empty shapes cover nothing.
        key: text or whole number of the same table, unique.
        where: further conditions of the rows asked about.
    """
    ordered = _hardest_first(zones)
    if not ordered:
        return {}
    if session.get_bind().dialect.name == "postgresql":
        rows = session.execute(_postgis(column, ordered, key, where))
        return {row[0]: row[1] for row in rows}
    found: dict[Any, int] = {}
    for box in _boxes(ordered):
        found |= _in_bulk(session, column, ordered, key, (within(column, box), *where))
    return found


def ranks_of(zones: Sequence[Ranked], shapes: NDArray[Any]) -> NDArray[np.int64]:
    """Return the rank each shape is under, `NOT_UNDER` where it is under none.

    Args:
        zones: the hardest first.
        shapes: shapely geometries, or x and y of points as two rows of numbers, degrees.
    """
    points = shapes.ndim > 1
    ranks = np.full(shapes.shape[-1], NOT_UNDER, dtype=np.int64)
    left = np.arange(len(ranks))
    for zone in zones:
        shapely.prepare(zone.geometry)
        rest = shapes[..., left]
        hit = (
            shapely.intersects_xy(zone.geometry, rest[0], rest[1])
            if points
            else shapely.intersects(zone.geometry, rest)
        )
        ranks[left[hit]] = zone.rank
        left = left[~hit]
    return ranks


def rank_at(zones: Iterable[Ranked], lon: float, lat: float) -> int | None:
    """Return the rank a point in degrees is under, None where it is under none."""
    rank = int(ranks_of(_hardest_first(zones), np.array([[lon], [lat]]))[0])
    return None if rank == NOT_UNDER else rank


def within(column: InstrumentedAttribute[Any], box: Bounds) -> ColumnElement[bool]:
    """Return the box condition of SQLite."""
    return within_bbox(column, box, dialect="sqlite")


def _hardest_first(zones: Iterable[Ranked]) -> list[Ranked]:
    known = (zone for zone in zones if not zone.geometry.is_empty)
    return sorted(known, key=lambda zone: zone.rank, reverse=True)


def _postgis(
    column: InstrumentedAttribute[Any],
    zones: Sequence[Ranked],
    key: InstrumentedAttribute[Any],
    where: Sequence[ColumnElement[bool]],
) -> Select[Any]:
    # One pass over the boxed rows, the hardest zone first: each ST_Intersects keeps its own
    # prepared polygon from row to row, which a join with a table of zones does not.
    tests = ((zone.rank, func.ST_Intersects(_bound(zone), column)) for zone in zones)
    rank = case(*((test, literal(rank)) for rank, test in tests), else_=null())
    boxed = or_(*(within_bbox(column, box, dialect="postgresql") for box in _boxes(zones)))
    asked = select(key.label("key"), rank.label("rank")).where(boxed, *where).offset(0).subquery()
    return select(asked.c.key, asked.c.rank).where(asked.c.rank.is_not(None))


def _bound(zone: Ranked) -> ColumnElement[Any]:
    return cast(literal(zone.geometry, Geometry()), Geometry())


def _boxes(zones: Sequence[Ranked]) -> list[Bounds]:
    """Return the boxes of the zones, those that overlap made one: no row is fetched twice."""
    boxes: list[Bounds] = []
    for zone in zones:
        box: Bounds = zone.geometry.bounds
        while touching := [other for other in boxes if _overlap(box, other)]:
            boxes = [other for other in boxes if other not in touching]
            west, south, east, north = zip(box, *touching, strict=True)
            box = min(west), min(south), max(east), max(north)
        boxes.append(box)
    return boxes


def _overlap(one: Bounds, other: Bounds) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _in_bulk(
    session: Session,
    column: InstrumentedAttribute[Any],
    zones: Sequence[Ranked],
    key: InstrumentedAttribute[Any],
    where: Sequence[ColumnElement[bool]],
) -> dict[Any, int]:
    statement = select(key, type_coerce(column, LargeBinary)).where(column.is_not(None), *where)
    # Straight from the driver: a Row and a shape for each of half a million rows take longer than
    # the question itself.
    cursor: Any = session.connection().execute(statement).cursor
    rows = cursor.fetchall()
    if not rows:
        return {}
    keys, blobs = zip(*rows, strict=True)
    shapes = xy_of_points(blobs)
    ranks = ranks_of(zones, from_blobs(blobs) if shapes is None else shapes)
    return {keys[at]: int(ranks[at]) for at in np.flatnonzero(ranks != NOT_UNDER)}
