"""How many houses were reported in each village."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from relief.core.scope import CodeRange
from relief.damage.house_projections import derive_houses
from relief.damage.house_tables import HouseNow


@dataclass(frozen=True, slots=True)
class HouseCount:
    """Houses of the ledger and the households they belong to."""

    houses: int
    households: int


def houses_by_village(
    session: Session, incident_id: str, ranges: Sequence[CodeRange], at: datetime | None = None
) -> dict[str, HouseCount]:
    """Return the count of each village within the ranges, as known at `at`; none is left out."""
    if at is not None:
        return _then(session, incident_id, ranges, at)
    inside = or_(*(HouseNow.division_code.between(low, high) for low, high in ranges))
    rows = session.execute(
        select(HouseNow.division_code, func.count(), func.count(HouseNow.household_id.distinct()))
        .where(HouseNow.incident_id == incident_id, inside)
        .group_by(HouseNow.division_code)
    )
    return {row[0]: HouseCount(row[1], row[2]) for row in rows}


def _then(
    session: Session, incident_id: str, ranges: Sequence[CodeRange], at: datetime
) -> dict[str, HouseCount]:
    families: dict[str, list[str]] = {}
    for row in derive_houses(session, incident_id, at):
        code = row["division_code"]
        if any(low <= code <= high for low, high in ranges):
            families.setdefault(code, []).append(row["household_id"])
    return {code: HouseCount(len(held), len(set(held))) for code, held in families.items()}
