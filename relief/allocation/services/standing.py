"""A plan as it stands, held against others; who may still change it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.allocation.projections import APPROVED
from relief.allocation.tables import LineNow, Plan, PlanNow
from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, NotFound
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.turn import take_turn
from relief.offices.queries import account_names

KIND = "调配方案 plan"


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan and its lines as they are now."""

    plan: Plan
    now: PlanNow
    lines: tuple[LineNow, ...]


def open_plan(session: Session, scope: Scope, action: str, plan_id: str) -> Standing:
    """Return the plan, held to the transaction's end.

    Raises:
        OutOfScope: another desk's plan, or not this role's to do.
        NotFound: no such plan.
    """
    take_turn(session, f"allocation|{plan_id}")
    found = session.execute(
        select(Plan, PlanNow)
        .join(PlanNow, PlanNow.plan_id == Plan.id)
        .where(Plan.id == plan_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound(KIND, plan_id)
    scope.require(action, found[0].division_code)
    lines = session.scalars(
        select(LineNow)
        .where(LineNow.plan_id == plan_id)
        .order_by(LineNow.division_code, LineNow.depot, LineNow.item)
        .execution_options(populate_existing=True)
    ).all()
    return Standing(found[0], found[1], tuple(lines))


def told(session: Session, standing: Standing) -> AlreadyDone:
    """Return that the plan has been approved: by whom, when."""
    now, number = standing.now, standing.plan.number
    by = account_names(session, {now.changed_by})[now.changed_by]
    deed = Bilingual(f"调配方案第 {number} 号的批准", f"Approving plan {number}")
    return AlreadyDone(deed, by, f"{beijing(now.changed_at):%Y-%m-%d %H:%M}")


def is_approved(standing: Standing) -> bool:
    """Return whether the plan is settled."""
    return standing.now.state == APPROVED
