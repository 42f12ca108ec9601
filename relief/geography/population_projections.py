"""How many people every division has now, derived from the ledger."""

from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session, aliased

from relief.db.projections import Projection, Row
from relief.geography.population_tables import PopulationEntry
from relief.geography.tables import Population


def derive_populations(session: Session) -> Iterable[Row]:
    """Yield the projection's rows: of every division the entry that no other corrects."""
    later = aliased(PopulationEntry)
    chosen = (
        select(
            PopulationEntry.division_code,
            PopulationEntry.people,
            PopulationEntry.kind,
            PopulationEntry.year,
            PopulationEntry.quality,
            PopulationEntry.origin.label("source"),
            PopulationEntry.id.label("entry_id"),
        )
        .outerjoin(later, later.corrects == PopulationEntry.id)
        .where(later.id.is_(None), PopulationEntry.people.is_not(None))
    )
    for row in session.execute(chosen).mappings():
        yield dict(row)


PROJECTIONS = (Projection(cast("Table", Population.__table__), derive_populations),)
