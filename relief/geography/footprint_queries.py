"""Reads of hazard footprints: zones, their shapes, the names and counts published with them."""

from collections.abc import Iterable, Sequence

from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.db.geometry import Bounds
from relief.geography.rows import Listing, ZoneCount, ZoneRow, ZoneShape
from relief.geography.tables import FootprintCount, FootprintListed, FootprintZone, Place
from relief.geography.zones import highest_listed, zone_of


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
