"""Where plans and their lines stand, derived from the ledgers."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session, aliased

from relief.allocation.tables import Approval, LineChange, LineNow, Plan, PlanLine, PlanNow
from relief.db.projections import Projection, Row

MADE, APPROVED = "made", "approved"


def plan_now_row(plan: Plan, approval: Approval | None = None) -> dict[str, Any]:
    """Return the projection's row of a plan."""
    last = approval or plan
    return {
        "plan_id": plan.id,
        "incident_id": plan.incident_id,
        "division_code": plan.division_code,
        "state": APPROVED if approval else MADE,
        "changed_at": last.recorded_at,
        "changed_by": last.recorded_by,
    }


def line_now_row(line: PlanLine | LineChange) -> dict[str, Any]:
    """Return the projection's row of a line, or of its last change."""
    return {
        "plan_id": line.plan_id,
        "depot": line.depot,
        "division_code": line.division_code,
        "item": line.item,
        "units": line.units,
        "last_id": line.id,
    }


def _plans(session: Session) -> Iterable[Row]:
    both = select(Plan, Approval).outerjoin(Approval, Approval.plan_id == Plan.id)
    return [plan_now_row(plan, approval) for plan, approval in session.execute(both)]


def _lines(session: Session) -> Iterable[Row]:
    later = aliased(LineChange)
    last = (
        select(LineChange)
        .outerjoin(later, later.follows == LineChange.id)
        .where(later.id.is_(None))
    )
    rows = [line_now_row(line) for line in session.scalars(select(PlanLine))]
    rows += [line_now_row(change) for change in session.scalars(last)]
    return {tuple(row[name] for name in _KEY): row for row in rows}.values()


_KEY = ("plan_id", "depot", "division_code", "item")
PROJECTIONS = (
    Projection(cast("Table", PlanNow.__table__), _plans),
    Projection(cast("Table", LineNow.__table__), _lines),
)
