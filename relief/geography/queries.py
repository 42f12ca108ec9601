"""Reads of divisions, their people, zones, shapes and places; each one statement or two."""

from collections.abc import Iterable, Sequence

from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, case, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from relief.core.division_code import Level
from relief.core.scope import CodeRange
from relief.db.geometry import Bounds, within_bbox
from relief.geography.rows import (
    BoundaryShape,
    DivisionRow,
    Listing,
    PlaceRow,
    PopulationRow,
    ZoneCount,
    ZoneRow,
    ZoneShape,
)
from relief.geography.tables import (
    Boundary,
    Division,
    FootprintCount,
    FootprintListed,
    FootprintZone,
    Place,
    Population,
)
from relief.geography.zones import highest_listed, zone_of

__all__ = [
    "BoundaryShape",
    "DivisionRow",
    "Listing",
    "PlaceRow",
    "PopulationRow",
    "ZoneCount",
    "ZoneRow",
    "ZoneShape",
    "boundary_shapes",
    "children",
    "count_boundaries",
    "divisions",
    "footprint_bounds",
    "listings",
    "places",
    "populations",
    "search",
    "townships_of",
    "villages_of",
    "zone_counts",
    "zone_shapes",
    "zones_of",
]

MOST_FOUND = 50
_COLUMNS = (
    Division.code,
    Division.name,
    Division.level,
    Division.parent_code,
    Division.pinyin,
    Division.initials,
)


def divisions(session: Session, codes: Iterable[str]) -> dict[str, DivisionRow]:
    """Return the divisions of these codes by code; an unknown code is left out."""
    rows = session.execute(select(*_COLUMNS).where(Division.code.in_(set(codes))))
    return {row.code: DivisionRow(*row) for row in rows}


def children(session: Session, code: str) -> list[DivisionRow]:
    """Return the divisions directly within one, in the order of codes."""
    return _under(session, [code])


def townships_of(session: Session, counties: Sequence[str]) -> list[DivisionRow]:
    """Return the townships of these counties, in the order of codes."""
    return [row for row in _under(session, counties) if row.level == "township"]


def villages_of(session: Session, townships: Sequence[str]) -> dict[str, list[DivisionRow]]:
    """Return the villages by township, in the order of codes; every township asked for is a key."""
    found: dict[str, list[DivisionRow]] = {code: [] for code in townships}
    for row in _under(session, townships):
        found[row.parent_code].append(row)
    return found


def _under(session: Session, codes: Iterable[str]) -> list[DivisionRow]:
    rows = session.execute(
        select(*_COLUMNS).where(Division.parent_code.in_(set(codes))).order_by(Division.code)
    )
    return [DivisionRow(*row) for row in rows]


def search(
    session: Session, text: str, ranges: Sequence[CodeRange], limit: int = MOST_FOUND
) -> list[DivisionRow]:
    """Return divisions within `ranges` by name, pinyin, initials or code, the likeliest first.

    A name that begins so comes before one that contains it; counties and townships come before
    villages; ties by code. An empty text finds nothing.
    """
    words = "".join(text.split()).lower()
    if not words:
        return []
    begins = or_(
        Division.name.startswith(words, autoescape=True),
        Division.pinyin.startswith(words, autoescape=True),
        Division.initials.startswith(words, autoescape=True),
        Division.code.startswith(words, autoescape=True),
    )
    exact = or_(Division.name == words, Division.initials == words, Division.pinyin == words)
    rows = session.execute(
        select(*_COLUMNS)
        .where(
            within_ranges(Division.code, ranges),
            or_(begins, Division.name.contains(words, autoescape=True)),
        )
        .order_by(
            case((Division.level == "village", 1), else_=0),
            case((exact, 0), (begins, 1), else_=2),
            func.length(Division.name),
            Division.code,
        )
        .limit(limit)
    )
    return [DivisionRow(*row) for row in rows]


def within_ranges(
    column: InstrumentedAttribute[str], ranges: Sequence[CodeRange]
) -> ColumnElement[bool]:
    """Return a condition: the code lies in one of the inclusive ranges; never with no range."""
    return or_(false(), *(column.between(first, last) for first, last in ranges))


def populations(session: Session, codes: Iterable[str]) -> dict[str, PopulationRow]:
    """Return how many people live in each division; one without a figure is left out (待核)."""
    rows = session.execute(
        select(
            Population.division_code, Population.people, Population.quality, Population.source
        ).where(Population.division_code.in_(set(codes)))
    )
    return {row.division_code: PopulationRow(row.people, row.quality, row.source) for row in rows}


def zones_of(
    session: Session, footprint_id: str | None, codes: Iterable[str]
) -> dict[str, ZoneRow]:
    """Return the zone of every division asked for; what is not known says so (`zones.zone_of`).

    Only a published shape over a surveyed or gazetteer position decides by geometry; without a
    footprint every zone is unknown.
    """
    wanted = sorted(set(codes))
    shapes = zone_shapes(session, footprint_id) if footprint_id else []
    labels = {shape.rank: shape.label for shape in shapes}
    listed = highest_listed(listings(session, footprint_id)) if footprint_id else {}
    published = [shape for shape in shapes if shape.quality == "published"]
    points = _real_points(session, wanted) if published else {}
    return {
        code: zone_of(code, listed, labels, _rank_over(points.get(code), published))
        for code in wanted
    }


def _real_points(session: Session, codes: Sequence[str]) -> dict[str, BaseGeometry]:
    rows = session.execute(
        select(Place.division_code, Place.geometry).where(
            Place.kind.in_(("township", "village")),
            Place.division_code.in_(codes),
            Place.quality != "indicative",
        )
    )
    return {row.division_code: row.geometry for row in rows}


def _rank_over(point: BaseGeometry | None, shapes: Sequence[ZoneShape]) -> int | None:
    if point is None:
        return None
    return max((shape.rank for shape in shapes if shape.geometry.covers(point)), default=None)


def listings(session: Session, footprint_id: str) -> list[Listing]:
    """Return the divisions the publisher named, the hardest struck first."""
    rows = session.execute(
        select(
            FootprintListed.division_code,
            FootprintListed.rank,
            FootprintListed.published_name,
            FootprintListed.source,
        )
        .where(FootprintListed.footprint_id == footprint_id)
        .order_by(FootprintListed.rank.desc(), FootprintListed.division_code)
    )
    return [Listing(*row) for row in rows]


def zone_counts(session: Session, footprint_id: str) -> list[ZoneCount]:
    """Return how many townships of each county were counted in a zone without their names."""
    rows = session.execute(
        select(
            FootprintCount.division_code,
            FootprintCount.rank,
            FootprintCount.townships,
            FootprintCount.source,
        )
        .where(FootprintCount.footprint_id == footprint_id)
        .order_by(FootprintCount.rank.desc(), FootprintCount.division_code)
    )
    return [ZoneCount(*row) for row in rows]


def zone_shapes(session: Session, footprint_id: str) -> list[ZoneShape]:
    """Return the zones of a footprint, the weakest first, as they are painted."""
    rows = session.execute(
        select(
            FootprintZone.rank,
            FootprintZone.label,
            FootprintZone.area_km2,
            FootprintZone.quality,
            FootprintZone.source,
            FootprintZone.geometry,
        )
        .where(FootprintZone.footprint_id == footprint_id)
        .order_by(FootprintZone.rank)
    )
    return [ZoneShape(*row) for row in rows]


def footprint_bounds(session: Session, footprint_id: str) -> Bounds | None:
    """Return the box around all zones (west, south, east, north), None when none has a shape."""
    boxes = [shape.geometry.bounds for shape in zone_shapes(session, footprint_id)]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def boundary_shapes(
    session: Session,
    prefixes: Sequence[CodeRange],
    levels: Sequence[Level] = ("county",),
    bounds: Bounds | None = None,
) -> list[BoundaryShape]:
    """Return the polygons of these levels within code ranges and, where given, a box."""
    conditions = [within_ranges(Boundary.division_code, prefixes), Boundary.level.in_(levels)]
    if bounds is not None:
        conditions.append(within_bbox(Boundary.geometry, bounds, dialect=_dialect(session)))
    rows = session.execute(
        select(
            Boundary.division_code,
            Boundary.name,
            Boundary.level,
            Boundary.source,
            Boundary.geometry,
        )
        .where(*conditions)
        .order_by(Boundary.division_code)
    )
    return [BoundaryShape(*row) for row in rows]


def count_boundaries(session: Session) -> int:
    """Return how many polygons this desk has."""
    return session.scalar(select(func.count()).select_from(Boundary)) or 0


def places(
    session: Session,
    kinds: Sequence[str],
    ranges: Sequence[CodeRange],
    bounds: Bounds | None = None,
) -> list[PlaceRow]:
    """Return the places of these kinds within code ranges and, where given, a box."""
    conditions = [Place.kind.in_(kinds), within_ranges(Place.division_code, ranges)]
    if bounds is not None:
        conditions.append(within_bbox(Place.geometry, bounds, dialect=_dialect(session)))
    columns = (
        Place.id,
        Place.kind,
        Place.name,
        Place.division_code,
        Place.quality,
        Place.source,
        Place.generated,
        Place.geometry,
    )
    rows = session.execute(select(*columns).where(*conditions).order_by(Place.kind, Place.id))
    return [PlaceRow(*row[:-1], *row.geometry.coords[0]) for row in rows]


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
