"""Where every place is now, derived from the ledger of what was known of it."""

from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from relief.db.projections import Projection, Row
from relief.geography.place_tables import PlaceEntry
from relief.geography.tables import Place


def derive_places(session: Session) -> Iterable[Row]:
    """Yield the projection's rows: of every place its latest entry."""
    latest = func.row_number().over(
        partition_by=PlaceEntry.place_id,
        order_by=(PlaceEntry.recorded_at.desc(), PlaceEntry.id.desc()),
    )
    ranked = select(PlaceEntry.id.label("entry"), latest.label("age")).subquery()
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
        .join(ranked, ranked.c.entry == PlaceEntry.id)
        .where(ranked.c.age == 1)
    )
    for row in session.execute(chosen).mappings():
        yield dict(row)


PROJECTIONS = (Projection(cast("Table", Place.__table__), derive_places, key=("id",)),)
