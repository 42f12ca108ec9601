"""Where places were, as this desk knew it at an hour: what was learnt since is set back.

What a desk was set up with counts as known at every hour; it was entered before any incident.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from relief.geography.place_loading import SET_UP
from relief.geography.place_tables import PlaceEntry
from relief.geography.rows import PlaceRow


def places_then(session: Session, kinds: Sequence[str], at: datetime) -> dict[str, PlaceRow | None]:
    """Return the places this desk learnt of, or changed, after `at`, by id, as they stood then.

    None where it did not know the place yet; every other place stood as it stands now.
    """
    of_kind = PlaceEntry.kind.in_(kinds)
    later = PlaceEntry.recorded_at > at
    no_set_up = or_(PlaceEntry.recorded_by != SET_UP, PlaceEntry.corrects.is_not(None))
    changed = select(PlaceEntry.place_id).where(of_kind, later, no_set_up)
    ids = sorted(set(session.scalars(changed)))
    if not ids:
        return {}
    found: dict[str, PlaceRow | None] = dict.fromkeys(ids)
    before = (
        select(PlaceEntry)
        .where(PlaceEntry.place_id.in_(changed), _known_at(at))
        .order_by(PlaceEntry.recorded_at, PlaceEntry.id)
    )
    rows = list(session.scalars(before))
    corrected = {row.corrects for row in rows}
    for row in rows:
        if row.id not in corrected:
            found[row.place_id] = _row(row)
    return found


def _known_at(at: datetime) -> ColumnElement[bool]:
    first = and_(PlaceEntry.recorded_by == SET_UP, PlaceEntry.corrects.is_(None))
    return or_(PlaceEntry.recorded_at <= at, first)


def _row(entry: PlaceEntry) -> PlaceRow:
    lon, lat = entry.geometry.coords[0]
    return PlaceRow(
        entry.place_id,
        entry.kind,
        entry.name,
        entry.division_code,
        entry.quality,
        entry.origin,
        entry.generated,
        lon,
        lat,
        entry.surveyed_on,
        entry.ended_on,
    )
