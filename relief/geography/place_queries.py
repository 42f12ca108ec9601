"""Reads of the points that matter: seats, villages, depots, sites."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.scope import CodeRange
from relief.db.geometry import Bounds, within_bbox
from relief.geography.queries import within_ranges
from relief.geography.rows import PlaceRow
from relief.geography.tables import Place


def places(
    session: Session,
    kinds: Sequence[str],
    ranges: Sequence[CodeRange],
    bounds: Bounds | None = None,
) -> list[PlaceRow]:
    """Return the places of these kinds within code ranges and, where given, a box."""
    conditions = [Place.kind.in_(kinds), within_ranges(Place.division_code, ranges)]
    if bounds is not None:
        conditions.append(
            within_bbox(Place.geometry, bounds, dialect=session.get_bind().dialect.name)
        )
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
