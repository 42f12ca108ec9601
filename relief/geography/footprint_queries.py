"""Reads of hazard footprints: versions, zones, the names and counts published with them.

`at` is always "as this desk knew it then": the version in force at that hour; None is now.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from shapely.geometry.base import BaseGeometry
from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from relief.db.geometry import Bounds
from relief.geography.footprint_tables import (
    FootprintCount,
    FootprintListed,
    FootprintNow,
    FootprintVersion,
    FootprintZone,
)
from relief.geography.rows import Listing, VersionRow, ZoneCount, ZoneRow, ZoneShape
from relief.geography.tables import Place
from relief.geography.zones import highest_listed, zone_of


def versions(
    session: Session, footprint_id: str | None, at: datetime | None = None
) -> list[VersionRow]:
    """Return the versions known, the newest (the one in force) first."""
    if footprint_id is None:
        return []
    chosen = select(FootprintVersion).where(FootprintVersion.footprint_id == footprint_id)
    if at is not None:
        chosen = chosen.where(FootprintVersion.recorded_at <= at)
    rows = session.scalars(chosen.order_by(FootprintVersion.number.desc()))
    return [
        VersionRow(
            id=row.id,
            number=row.number,
            publisher=row.publisher,
            as_of=row.as_of,
            way=row.way,
            note=row.note,
            source=row.source,
            corrects=row.corrects,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
        )
        for row in rows
    ]


def version_in_force(session: Session, footprint_id: str | None) -> str | None:
    """Return the id of the version in force now, None while there is none."""
    return session.scalar(select(version_known(footprint_id, None))) if footprint_id else None


def version_known(footprint_id: str, at: datetime | None) -> ScalarSelect[str]:
    """Return the id of the version in force at `at`, to stand inside another statement."""
    if at is None:
        now = select(FootprintNow.version_id).where(FootprintNow.footprint_id == footprint_id)
        return now.scalar_subquery()
    return (
        select(FootprintVersion.id)
        .where(FootprintVersion.footprint_id == footprint_id, FootprintVersion.recorded_at <= at)
        .order_by(FootprintVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def zones_of(
    session: Session,
    footprint_id: str | None,
    codes: Iterable[str],
    at: datetime | None = None,
) -> dict[str, ZoneRow]:
    """Return the zone of every division asked for; what is not known says so (`zones.zone_of`).

    Only a published shape over a surveyed or gazetteer position decides by geometry; without a
    footprint every zone is unknown.
    """
    wanted = sorted(set(codes))
    shapes = zone_shapes(session, footprint_id, at) if footprint_id else []
    labels = {shape.rank: shape.label for shape in shapes}
    listed = highest_listed(listings(session, footprint_id, at)) if footprint_id else {}
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


def listings(
    session: Session,
    footprint_id: str,
    at: datetime | None = None,
    *,
    version_id: str | None = None,
) -> list[Listing]:
    """Return the divisions the publisher named, the hardest struck first."""
    rows = session.execute(
        select(
            FootprintListed.division_code,
            FootprintListed.rank,
            FootprintListed.published_name,
            FootprintListed.source,
        )
        .where(FootprintListed.version_id == (version_id or version_known(footprint_id, at)))
        .order_by(FootprintListed.rank.desc(), FootprintListed.division_code)
    )
    return [Listing(*row) for row in rows]


def zone_counts(
    session: Session,
    footprint_id: str,
    at: datetime | None = None,
    *,
    version_id: str | None = None,
) -> list[ZoneCount]:
    """Return how many townships of each county were counted in a zone without their names."""
    rows = session.execute(
        select(
            FootprintCount.division_code,
            FootprintCount.rank,
            FootprintCount.townships,
            FootprintCount.source,
        )
        .where(FootprintCount.version_id == (version_id or version_known(footprint_id, at)))
        .order_by(FootprintCount.rank.desc(), FootprintCount.division_code)
    )
    return [ZoneCount(*row) for row in rows]


def zone_shapes(
    session: Session,
    footprint_id: str,
    at: datetime | None = None,
    *,
    version_id: str | None = None,
) -> list[ZoneShape]:
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
        .where(FootprintZone.version_id == (version_id or version_known(footprint_id, at)))
        .order_by(FootprintZone.rank)
    )
    return [ZoneShape(*row) for row in rows]


def footprint_bounds(
    session: Session, footprint_id: str, at: datetime | None = None
) -> Bounds | None:
    """Return the box around all zones (west, south, east, north), None when none has a shape."""
    boxes = [shape.geometry.bounds for shape in zone_shapes(session, footprint_id, at)]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
