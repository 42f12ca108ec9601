"""How many people are where, derived from the ledger of placements."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from sqlalchemy import Table, case, func, select
from sqlalchemy.orm import Session

from relief.db.projections import Projection, Row
from relief.shelters.tables import OccupancyNow, Placement

GENERATED = "generated"


def derive_occupancy(
    session: Session, incident_id: str | None = None, at: datetime | None = None
) -> Iterable[Row]:
    """Yield the projection's rows from the ledger: of one incident, as known at `at`."""
    chosen = select(
        Placement.incident_id,
        Placement.division_code,
        Placement.site,
        func.sum(Placement.people_in - Placement.people_out).label("people"),
        func.min(case((Placement.source == GENERATED, 1), else_=0)).label("generated"),
        func.max(Placement.recorded_at).label("changed_at"),
    ).group_by(Placement.incident_id, Placement.division_code, Placement.site)
    if incident_id is not None:
        chosen = chosen.where(Placement.incident_id == incident_id)
    if at is not None:
        chosen = chosen.where(Placement.recorded_at <= at)
    for row in session.execute(chosen).mappings():
        yield {**row, "people": int(row["people"]), "generated": bool(row["generated"])}


PROJECTIONS = (Projection(cast("Table", OccupancyNow.__table__), derive_occupancy),)
