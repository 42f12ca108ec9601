"""Where each case stands, and why each house is not rebuilt for, derived from their ledgers."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session, aliased

from relief.db.projections import Projection, Row
from relief.reconstruction.tables import Case, CaseEntry, CaseNow, Why, WhyNow

GENERATED = "generated"


def case_now_row(case: Case, entry: CaseEntry) -> dict[str, Any]:
    """Return the projection's row after this entry."""
    return {
        "case_id": case.id,
        "entry_id": entry.id,
        "incident_id": case.incident_id,
        "household_id": case.household_id,
        "division_code": case.division_code,
        "stage": entry.stage,
        "side": entry.side,
        "mode": entry.mode,
        "early_on": entry.early_on,
        "counts_on": entry.counts_on,
        "generated": case.source == GENERATED,
        "changed_at": entry.recorded_at,
    }


def why_now_row(why: Why) -> dict[str, Any]:
    """Return the projection's row after this entry."""
    return {
        "house_id": why.house_id,
        "entry_id": why.id,
        "incident_id": why.incident_id,
        "division_code": why.division_code,
        "code": why.code,
        "said_on": why.said_on,
        "changed_at": why.recorded_at,
    }


def _cases_now(session: Session) -> Iterable[Row]:
    later = aliased(CaseEntry)
    last = (
        select(Case, CaseEntry)
        .join(CaseEntry, CaseEntry.case_id == Case.id)
        .outerjoin(later, later.follows == CaseEntry.id)
        .where(later.id.is_(None))
    )
    return [case_now_row(case, entry) for case, entry in session.execute(last)]


def _whys_now(session: Session) -> Iterable[Row]:
    later = aliased(Why)
    last = select(Why).outerjoin(later, later.follows == Why.id).where(later.id.is_(None))
    return [why_now_row(why) for why in session.scalars(last)]


PROJECTIONS = (
    Projection(cast("Table", CaseNow.__table__), _cases_now),
    Projection(cast("Table", WhyNow.__table__), _whys_now),
)
