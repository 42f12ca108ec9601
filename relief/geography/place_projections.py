"""Where every place is now, derived from the ledger of what was known of it."""

from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session, aliased

from relief.db.projections import Projection, Row
from relief.geography.place_tables import PlaceEntry
from relief.geography.tables import Place


def derive_places(session: Session) -> Iterable[Row]:
    """Yield the projection's rows: of every place the entry that no other corrects."""
    later = aliased(PlaceEntry)
    chosen = (
        select(
            PlaceEntry.place_id.label("id"),
            PlaceEntry.kind,
            PlaceEntry.name,
            PlaceEntry.division_code,
            PlaceEntry.quality,
            PlaceEntry.origin.label("source"),
            PlaceEntry.generated,
            PlaceEntry.geometry,
            PlaceEntry.surveyed_on,
            PlaceEntry.ended_on,
            PlaceEntry.id.label("entry_id"),
        )
        .outerjoin(later, later.corrects == PlaceEntry.id)
        .where(later.id.is_(None))
    )
    for row in session.execute(chosen).mappings():
        yield dict(row)


PROJECTIONS = (Projection(cast("Table", Place.__table__), derive_places, key=("id",)),)
