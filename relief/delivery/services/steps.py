"""Taking one step of an order: the order's turn is held, the step follows the one that stands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, NotFound, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.transitions import require_step
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.db.upsert import upsert
from relief.delivery.projections import order_now_row
from relief.delivery.states import NEEDS_REASON, NEXT, REPEATABLE, STATES, OrderState
from relief.delivery.tables import Order, OrderNow, Step
from relief.offices.queries import account_names

ORDER = "调拨单 order"


@dataclass(frozen=True, slots=True)
class Wish:
    """A step somebody wants to take.

    Fields:
        after: the step the person saw on the screen; empty is whatever stands now.
        occurred_at: when it happened, aware; None is when it is recorded.
    """

    order_id: str
    state: OrderState
    reason: str = ""
    vehicle: str = ""
    occurred_at: datetime | None = None
    after: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """An order and the step it stands at; `done` is this command's own step, if it was taken."""

    order: Order
    step: Step
    done: str | None


def open_order(session: Session, stamp: Stamp, order_id: str) -> Standing:
    """Return the order, held against others to the transaction's end.

    Raises:
        NotFound: no such order.
    """
    take_turn(session, f"delivery|{order_id}")
    found = session.execute(
        select(Order, Step)
        .join(OrderNow, OrderNow.order_id == Order.id)
        .join(Step, Step.id == OrderNow.step_id)
        .where(Order.id == order_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound(ORDER, order_id)
    return Standing(found[0], found[1], find_by_command(session, Step, stamp.command_id))


def check_step(session: Session, stamp: Stamp, standing: Standing, wish: Wish) -> datetime:
    """Return when the step happened, when the table allows it from where the order stands.

    Raises:
        AlreadyDone: somebody else stepped first: who and when.
        Refused: no such step, no reason where one is needed, or before the step it follows.
    """
    before = standing.step
    same = before.state == wish.state and wish.state not in REPEATABLE
    if same or (wish.after and wish.after != before.id):
        raise told(session, standing)
    require_step(NEXT, before.state, wish.state)
    if wish.state in NEEDS_REASON and not wish.reason.strip():
        raise Refused(Bilingual("请写明理由", "Give the reason"), "reason")
    at = wish.occurred_at or stamp.recorded_at
    if at < before.occurred_at:
        raise _too_early(before, at)
    if at > stamp.recorded_at:
        raise Refused(Bilingual("时间晚于现在", "That lies in the future"), "occurred_at")
    return at


def write_step(session: Session, scope: Scope, stamp: Stamp, standing: Standing, wish: Wish) -> str:
    """Return the id of the step written; the goods were moved before, in this transaction.

    Raises:
        AlreadyDone: the database says somebody else was first.
    """
    entry = Step(
        **stamped(stamp),
        id=new_id(),
        order_id=standing.order.id,
        state=wish.state,
        reason=wish.reason.strip(),
        vehicle=wish.vehicle.strip(),
        occurred_at=wish.occurred_at or stamp.recorded_at,
        follows=standing.step.id,
    )
    if not append(session, entry):
        raise told(session, standing)
    upsert(session, OrderNow, [order_now_row(standing.order, entry)])
    facts = {"order": standing.order.id, "state": wish.state}
    write_audit(session, scope.account_id, f"delivery.{wish.state}", entry.id, facts)
    note_change(session, "delivery")
    return entry.id


def told(session: Session, standing: Standing) -> AlreadyDone:
    """Return that the order has moved on: which step, by whom, when."""
    step = standing.step
    name = next(words for state, words in STATES.items() if state == step.state)
    number = standing.order.number
    deed = Bilingual(f"调拨单第 {number} 号（{name.zh}）", f"Order {number} ({name.en})")
    by = account_names(session, {step.recorded_by})[step.recorded_by]
    return AlreadyDone(deed, by, f"{beijing(step.recorded_at):%Y-%m-%d %H:%M}")


def _too_early(before: Step, at: datetime) -> Refused:
    name = next(words for state, words in STATES.items() if state == before.state)
    earlier, asked = (f"{beijing(t):%Y-%m-%d %H:%M}" for t in (before.occurred_at, at))
    return Refused(
        Bilingual(
            f"时间 {asked} 早于“{name.zh}”的 {earlier}，请核对",
            f"{asked} is before “{name.en}” at {earlier}: please check",
        ),
        "occurred_at",
    )
