"""Each family as it stands, derived from its ledger."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session, aliased

from relief.db.projections import Projection, Row
from relief.households.tables import Household, HouseholdNow

GENERATED = "generated"


def household_now_row(entry: Household, *, generated: bool) -> dict[str, Any]:
    """Return the projection's row after this entry; `generated` is the first entry's word."""
    return {
        "household_id": entry.household_id,
        "entry_id": entry.id,
        "division_code": entry.division_code,
        "members": entry.members,
        "family_type": entry.family_type,
        "generated": generated,
        "changed_at": entry.recorded_at,
    }


def _households_now(session: Session) -> Iterable[Row]:
    later, first = aliased(Household), aliased(Household)
    last = (
        select(Household, first.source)
        .join(first, first.id == Household.household_id)
        .outerjoin(later, later.corrects == Household.id)
        .where(later.id.is_(None))
    )
    return [
        household_now_row(entry, generated=source == GENERATED)
        for entry, source in session.execute(last)
    ]


PROJECTIONS = (Projection(cast("Table", HouseholdNow.__table__), _households_now),)
