"""The points of one view of the map: read in sets, at a cost that follows the view.

Coordinates are cut out of the stored bytes for all rows at once; no geometry is made per point.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Float,
    LargeBinary,
    Select,
    String,
    Text,
    and_,
    bindparam,
    case,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy import type_coerce as as_type
from sqlalchemy.orm import Session, aliased

from relief.core.division_code import LEVEL_LENGTHS, Level
from relief.core.scope import CodeRange
from relief.db.geometry import Bounds, tree_of
from relief.db.geopackage import WGS84
from relief.db.prepared import Prepared
from relief.geography.point_columns import (
    NO_POINTS,
    PointColumns,
    columns_of,
    degrees_of,
    degrees_of_wkb,
)
from relief.geography.queries import within_ranges
from relief.geography.tables import Division, Place

_TREE = tree_of(Place.geometry)
_POSTGRESQL = "postgresql"
_KEPT = 256
"""How many compiled statements of a kind are kept."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Kinds of points and the code ranges they may be read in; `others` turns the kinds round."""

    kinds: Sequence[str]
    ranges: Sequence[CodeRange]
    others: bool = False


Shape = tuple[tuple[tuple[str, ...], bool, int], ...]
"""What a statement is built from: each group's kinds, whether turned round, how many ranges."""


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
    dialect, shape = session.get_bind().dialect, _shape(asked)
    values = {**_values(asked, bounds), "most": most + 1}
    # Nothing is read where the box holds too many of any kind, which is seldom: then look closer.
    found = _points(dialect, shape, few=True).rows(session, values)[0]
    if not found[-1]:
        fitting = _fitting(dialect, shape).rows(session, values)[0][0]
        if fitting > most:
            return None
        if not fitting:
            return NO_POINTS
        found = _points(dialect, shape, few=False).rows(session, values)[0]
    mark, code, names, where, count = found
    degrees = degrees_of_wkb(where) if dialect.name == _POSTGRESQL else degrees_of(where, count)
    return columns_of(mark, code, names, degrees)


def clusters_in(
    session: Session, asked: Sequence[Asked], bounds: Bounds, level: Level, most: int
) -> list[Cluster]:
    """Return how many points of each kind a box holds, by the division of `level` around them.

    The largest come first; at most `most` are returned.
    """
    statement = _clusters(session.get_bind().dialect, _shape(asked), LEVEL_LENGTHS[level])
    rows = statement.rows(session, {**_values(asked, bounds), "most": most})
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


@lru_cache(_KEPT)
def _fitting(dialect: Dialect, shape: Shape) -> Prepared:
    chosen = _inside(dialect, select(Place.__table__.c.fid), shape)
    return Prepared(select(_at_most(chosen)), dialect)


def _near(dialect: Dialect) -> ColumnElement[int]:
    key = Place.__table__.c.fid if dialect.name == _POSTGRESQL else _TREE.c.id
    return _at_most(select(key).where(_box(dialect)))


def _at_most(chosen: Select[*tuple[Any, ...]]) -> ColumnElement[int]:
    few = chosen.limit(bindparam("most")).subquery()
    return select(func.count()).select_from(few).scalar_subquery()


@lru_cache(_KEPT)
def _points(dialect: Dialect, shape: Shape, *, few: bool) -> Prepared:
    """Return the statement that joins each column of a view's points into one text.

    A row of objects for each of thousands of houses took longer than the database. With `few`
    nothing is read where the index has more in the box than may be drawn.
    """
    place = Place.__table__.c
    names: ColumnElement[str]
    where: ColumnElement[Any]
    if dialect.name == _POSTGRESQL:
        names = func.json_agg(place.name).cast(Text)
        wkb = func.ST_AsBinary(place.geometry, _written("NDR"))
        where = func.string_agg(wkb, literal_column("''::bytea"))
    else:
        names = func.json_group_array(place.name)
        where = _joined(dialect, func.hex(as_type(place.geometry, LargeBinary)))
    generated = case((place.generated, _written("/1")), else_=_written("/0"))
    mark = place.kind.concat(_written("/")).concat(place.quality).concat(generated)
    code, count = place.division_code, func.count()
    joined = (_joined(dialect, mark), _joined(dialect, code), names, where)
    chosen = _inside(dialect, select(*joined, count), shape)
    return Prepared(chosen.where(_near(dialect) < bindparam("most")) if few else chosen, dialect)


def _joined(dialect: Dialect, column: ColumnElement[str]) -> ColumnElement[str]:
    join = func.string_agg if dialect.name == _POSTGRESQL else func.group_concat
    return join(column, _written(" "))


@lru_cache(_KEPT)
def _clusters(dialect: Dialect, shape: Shape, digits: int) -> Prepared:
    place = Place.__table__.c
    prefix = func.substr(place.division_code, 1, literal_column(str(digits)))
    count = func.count()
    drawn = func.sum(case((place.quality == "indicative", 1), else_=0))
    # The tree's boxes are floats of four bytes: a middle made of them is good to a metre.
    on_postgis = dialect.name == _POSTGRESQL
    lon = func.avg(func.ST_X(place.geometry) if on_postgis else _TREE.c.minx)
    lat = func.avg(func.ST_Y(place.geometry) if on_postgis else _TREE.c.miny)
    statement = _inside(dialect, select(place.kind, prefix, count, drawn, lon, lat), shape)
    grouped = statement.group_by(place.kind, prefix).order_by(count.desc(), prefix, place.kind)
    return Prepared(grouped.limit(bindparam("most")), dialect)


def _inside(
    dialect: Dialect, statement: Select[*tuple[Any, ...]], shape: Shape
) -> Select[*tuple[Any, ...]]:
    place = Place.__table__.c
    statement = statement.where(place.ended_on.is_(None))  # a road open again is off the map
    if dialect.name == _POSTGRESQL:
        return statement.where(_box(dialect), _any(shape, place.kind, place.division_code))
    # The plus keeps SQLite from walking a whole kind by its index: the box is narrower.
    kind = literal_column(f"+{Place.__tablename__}.kind", String)
    code = literal_column(f"+{Place.__tablename__}.division_code", String)
    return statement.where(_box(dialect), place.fid == _TREE.c.id, _any(shape, kind, code))


def _box(dialect: Dialect) -> ColumnElement[bool]:
    west, south, east, north = (bindparam(edge, type_=Float()) for edge in _EDGES)
    if dialect.name == _POSTGRESQL:
        envelope = func.ST_MakeEnvelope(west, south, east, north, WGS84)
        return Place.__table__.c.geometry.op("&&", is_comparison=True)(envelope)
    tree = _TREE.c
    return and_(tree.maxx >= west, tree.minx <= east, tree.maxy >= south, tree.miny <= north)


_EDGES = ("west", "south", "east", "north")


def _any(shape: Shape, kind: ColumnElement[str], code: ColumnElement[str]) -> ColumnElement[bool]:
    groups = []
    for group, (kinds, others, ranges) in enumerate(shape):
        named = or_(*(kind == _written(each) for each in kinds))
        ends = (_ends(group, place) for place in range(ranges))
        within = (code.between(_text(first), _text(last)) for first, last in ends)
        groups.append(and_(not_(named) if others else named, or_(false(), *within)))
    return or_(*groups)


def _written(word: str) -> ColumnElement[str]:
    # A word of our own stands in the statement: SQLite fetches a parameter anew at every row.
    if not re.fullmatch(r"[A-Za-z/01 ]+", word):
        raise ValueError(f"not a word to write into a statement: {word!r}")
    return literal_column(f"'{word}'", Text)


def _text(name: str) -> ColumnElement[str]:
    return bindparam(name, type_=Text())


def _shape(asked: Sequence[Asked]) -> Shape:
    return tuple((tuple(one.kinds), one.others, len(one.ranges)) for one in asked)


def _values(asked: Sequence[Asked], bounds: Bounds) -> dict[str, Any]:
    values: dict[str, Any] = dict(zip(_EDGES, bounds, strict=True))
    for group, one in enumerate(asked):
        for place, ends in enumerate(one.ranges):
            values.update(zip(_ends(group, place), ends, strict=True))
    return values


def _ends(group: int, place: int) -> tuple[str, str]:
    return f"first_{group}_{place}", f"last_{group}_{place}"


def _narrowed(counties: Sequence[str], ranges: Sequence[CodeRange]) -> list[CodeRange]:
    digits = LEVEL_LENGTHS["county"]
    found = []
    for county in counties:
        low, high = county[:digits].ljust(12, "0"), county[:digits].ljust(12, "9")
        for first, last in ranges:
            if max(low, first) <= min(high, last):
                found.append((max(low, first), min(high, last)))
    return found
