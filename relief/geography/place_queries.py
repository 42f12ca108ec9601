"""Reads of the points that matter: seats, villages, depots, sites."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.scope import CodeRange
from relief.db.geometry import Bounds, within_bbox
from relief.geography.queries import within_ranges
from relief.geography.rows import PlaceRow
from relief.geography.tables import Place

COLUMNS = (
    Place.id,
    Place.kind,
    Place.name,
    Place.division_code,
    Place.quality,
    Place.source,
    Place.generated,
    Place.geometry,
    Place.surveyed_on,
    Place.ended_on,
)


def places(
    session: Session,
    kinds: Sequence[str],
    ranges: Sequence[CodeRange],
    bounds: Bounds | None = None,
    *,
    standing: bool = False,
) -> list[PlaceRow]:
    """Return the places of these kinds within code ranges and, where given, a box.

    With `standing` those that ended (a road open again, a shelter closed) are left out.
    """
    conditions = [Place.kind.in_(kinds), within_ranges(Place.division_code, ranges)]
    if standing:
        conditions.append(Place.ended_on.is_(None))
    if bounds is not None:
        conditions.append(
            within_bbox(Place.geometry, bounds, dialect=session.get_bind().dialect.name)
        )
    rows = session.execute(select(*COLUMNS).where(*conditions).order_by(Place.kind, Place.id))
    return [place_row(row) for row in rows]


def place_row(row: Any) -> PlaceRow:
    """Return a row of the projection's columns as the desk reads it."""
    lon, lat = row.geometry.coords[0]
    return PlaceRow(
        row.id,
        row.kind,
        row.name,
        row.division_code,
        row.quality,
        row.source,
        row.generated,
        lon,
        lat,
        row.surveyed_on,
        row.ended_on,
    )
