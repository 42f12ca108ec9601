"""The points of one view of the map: read in sets, at a cost that follows the view.

Coordinates are cut out of the stored bytes for all rows at once; no geometry is made per point.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Select,
    String,
    Table,
    and_,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy import type_coerce as as_type
from sqlalchemy.orm import Session, aliased

from relief.core.division_code import LEVEL_LENGTHS, Level
from relief.core.scope import CodeRange
from relief.db.geometry import Bounds, tree_of, within_bbox
from relief.db.geopackage import from_blobs, xy_of_points
from relief.geography.queries import within_ranges
from relief.geography.tables import Division, Place

_TREE = tree_of(Place.geometry)


@dataclass(frozen=True, slots=True)
class Asked:
    """Kinds of points and the code ranges they may be read in; `others` turns the kinds round."""

    kinds: Sequence[str]
    ranges: Sequence[CodeRange]
    others: bool = False


@dataclass(frozen=True, slots=True)
class PointColumns:
    """Points by column, all of one length; `lonlat` is n × 2 in degrees."""

    kind: Sequence[str]
    name: Sequence[str]
    code: Sequence[str]
    quality: Sequence[str]
    generated: Sequence[bool]
    lonlat: NDArray[np.float64]

    def codes_of(self, kind: str) -> list[str]:
        """Return the divisions of the points of one kind."""
        return [code for code, held in zip(self.code, self.kind, strict=True) if held == kind]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Points of one kind counted together: the division's digits, and their middle in degrees."""

    kind: str
    prefix: str
    count: int
    indicative: int
    lon: float
    lat: float


def points_in(
    session: Session, asked: Sequence[Asked], bounds: Bounds, most: int
) -> PointColumns | None:
    """Return the points of a box (west, south, east, north, degrees), None when above `most`."""
    on_postgis = _is_postgis(session)
    place = Place.__table__.c
    where = (
        (func.ST_X(place.geometry), func.ST_Y(place.geometry))
        if on_postgis
        else (as_type(place.geometry, LargeBinary),)
    )
    columns = (place.kind, place.name, place.division_code, place.quality)
    statement = select(*columns, place.generated, *where)
    limited = _inside(session, statement, asked, bounds).limit(most + 1)
    # Straight from the driver: a row object for each of thousands of houses doubles the time.
    found = session.connection().execute(limited)
    rows = found.cursor.fetchall()
    found.close()
    if len(rows) > most:
        return None
    listed: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * (5 + len(where))
    kind, name, code, quality, generated, *lonlat = listed
    degrees = np.array(lonlat, dtype=np.float64).T if on_postgis else _cut(lonlat[0])
    return PointColumns(kind, name, code, quality, generated, degrees)


def clusters_in(
    session: Session, asked: Sequence[Asked], bounds: Bounds, level: Level, most: int
) -> list[Cluster]:
    """Return how many points of each kind a box holds, by the division of `level` around them.

    The largest come first; at most `most` are returned.
    """
    place = Place.__table__.c
    prefix = func.substr(place.division_code, 1, LEVEL_LENGTHS[level])
    count = func.count()
    drawn = func.sum(case((place.quality == "indicative", 1), else_=0))
    # The tree's boxes are floats of four bytes: a middle made of them is good to a metre.
    on_postgis = _is_postgis(session)
    lon = func.avg(func.ST_X(place.geometry) if on_postgis else _TREE.c.minx)
    lat = func.avg(func.ST_Y(place.geometry) if on_postgis else _TREE.c.miny)
    statement = _inside(session, select(place.kind, prefix, count, drawn, lon, lat), asked, bounds)
    grouped = statement.group_by(place.kind, prefix).order_by(count.desc(), prefix, place.kind)
    rows = session.connection().execute(grouped.limit(most))
    return [Cluster(*row) for row in rows]


def without_position(
    session: Session, level: Level, counties: Sequence[str], ranges: Sequence[CodeRange]
) -> int:
    """Return how many divisions of a level in these counties, within ranges, have no place."""
    held = aliased(Place)
    placed = select(1).where(held.kind == level, held.division_code == Division.code)
    own = _narrowed(counties, ranges)
    statement = select(func.count()).where(
        Division.level == level, within_ranges(Division.code, own), ~placed.exists()
    )
    return session.scalar(statement) or 0


def _inside(
    session: Session, statement: Select[Any], asked: Sequence[Asked], bounds: Bounds
) -> Select[Any]:
    place: Table = Place.__table__  # type: ignore[assignment]
    statement = statement.where(place.c.ended_on.is_(None))  # a road open again is off the map
    if _is_postgis(session):
        box = within_bbox(Place.geometry, bounds, dialect="postgresql")
        return statement.where(box, _any(asked, place.c.kind, place.c.division_code))
    west, south, east, north = bounds
    tree = _TREE.c
    box = and_(tree.maxx >= west, tree.minx <= east, tree.maxy >= south, tree.miny <= north)
    # The plus keeps SQLite from walking a whole kind by its index: the box is narrower.
    kind = literal_column(f"+{place.name}.kind", String)
    code = literal_column(f"+{place.name}.division_code", String)
    return statement.where(box, place.c.fid == tree.id, _any(asked, kind, code))


def _any(
    asked: Sequence[Asked], kind: ColumnElement[str], code: ColumnElement[str]
) -> ColumnElement[bool]:
    return or_(
        *(
            and_(
                kind.not_in(one.kinds) if one.others else kind.in_(one.kinds),
                or_(false(), *(code.between(first, last) for first, last in one.ranges)),
            )
            for one in asked
        )
    )


def _cut(blobs: Sequence[bytes]) -> NDArray[np.float64]:
    points = xy_of_points(blobs)
    if points is None:  # none, or written by another program's hand
        return shapely.get_coordinates(from_blobs(blobs)) if blobs else np.empty((0, 2))
    return points.T


def _narrowed(counties: Sequence[str], ranges: Sequence[CodeRange]) -> list[CodeRange]:
    digits = LEVEL_LENGTHS["county"]
    found = []
    for county in counties:
        low, high = county[:digits].ljust(12, "0"), county[:digits].ljust(12, "9")
        for first, last in ranges:
            if max(low, first) <= min(high, last):
                found.append((max(low, first), min(high, last)))
    return found


def _is_postgis(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
