"""Reads of how many people live in all divisions of a stretch of codes."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.scope import CodeRange
from relief.geography.queries import within_ranges
from relief.geography.rows import PopulationRow
from relief.geography.tables import Population


def populations_within(session: Session, ranges: Sequence[CodeRange]) -> dict[str, PopulationRow]:
    """Return how many people live in each division of the ranges; without a figure none (待核)."""
    rows = session.execute(
        select(
            Population.division_code, Population.people, Population.quality, Population.source
        ).where(within_ranges(Population.division_code, ranges))
    )
    return {row[0]: PopulationRow(row[1], row[2], row[3]) for row in rows}
