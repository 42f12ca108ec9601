"""Another person approves a plan, while the stock it was made on still stands."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.allocation.planning import digest_of
from relief.allocation.projections import plan_now_row
from relief.allocation.services.standing import Standing, is_approved, open_plan, told
from relief.allocation.stale import StaleStock, moved_since
from relief.allocation.stock_now import depot_keys, stock_now
from relief.allocation.tables import Approval, LineChange, LineNow, PlanNow
from relief.core.errors import Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.upsert import upsert
from relief.incidents.closed import require_open
from relief.supplies.service import hold

APPROVE = "allocation.approve"


def approve(session: Session, scope: Scope, stamp: Stamp, plan_id: str) -> tuple[LineNow, ...]:
    """Return the lines that were approved, to become orders in the same transaction.

    The same command again returns the same lines and writes nothing.

    Raises:
        OutOfScope: another desk's plan, or a role that does not approve.
        AlreadyDone: somebody approved it first: who, when.
        StaleStock: the stock has moved since the plan was made; a new plan is offered.
        Refused: who made or changed the plan approves it himself, no line is left, or the incident
            is closed.
    """
    standing = open_plan(session, scope, APPROVE, plan_id)
    lines = tuple(line for line in standing.lines if line.units)
    if find_by_command(session, Approval, stamp.command_id):
        return lines
    if is_approved(standing):
        raise told(session, standing)
    require_open(session, standing.plan.incident_id)
    _check_person(session, scope, standing)
    if not lines:
        raise Refused(Bilingual("方案没有可调拨的物资", "The plan sends nothing"), "lines")
    _check_stock(session, standing)
    entry = Approval(
        **stamped(stamp),
        id=new_id(),
        plan_id=plan_id,
        division_code=standing.plan.division_code,
    )
    if not append(session, entry):
        raise told(session, standing)
    upsert(session, PlanNow, [plan_now_row(standing.plan, entry)])
    facts = {"number": standing.plan.number, "lines": len(lines)}
    write_audit(session, scope.account_id, APPROVE, plan_id, facts)
    note_change(session, "allocation")
    return lines


def _check_person(session: Session, scope: Scope, standing: Standing) -> None:
    changed = select(LineChange.recorded_by).where(LineChange.plan_id == standing.plan.id)
    if scope.account_id in {standing.plan.recorded_by, *session.scalars(changed)}:
        raise Refused(
            Bilingual(
                "编制或修改方案的人不能批准，须由另一人批准",
                "Who made or changed a plan does not approve it: another person does",
            ),
            "approver",
        )


def _check_stock(session: Session, standing: Standing) -> None:
    inputs = standing.plan.inputs
    # Whoever takes goods from these depots waits, so that what is compared is what is reserved.
    hold(session, {(key, item) for key in depot_keys(inputs) for item in inputs["items"]})
    now = stock_now(session, inputs)
    if digest_of(now) != standing.plan.stock_digest:
        raise StaleStock.of(moved_since(inputs["stock"], now), inputs["depots"])
