"""An approved plan becomes orders: one from each depot to each township, reserved at once."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.allocation.queries import incident_of_plan
from relief.allocation.services.approve import approve
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.db.turn import take_turn
from relief.delivery.goods import Line, NewOrder
from relief.delivery.services.order import order_all
from relief.delivery.tables import Order


def approve_plan(session: Session, scope: Scope, stamp: Stamp, plan_id: str) -> tuple[str, ...]:
    """Return the ids of the orders; approval, orders and reservations happen together or not.

    The same command again gets the first one's orders.

    Raises:
        OutOfScope, NotFound, AlreadyDone, StaleStock, Refused: as `approve` and `order`.
    """
    incident_id = incident_of_plan(session, plan_id)
    # Taken before the stock is held, in the order in which a single order takes both.
    take_turn(session, f"delivery-number|{incident_id}")
    goods: dict[tuple[str, str], list[Line]] = {}
    for line in approve(session, scope, stamp, plan_id):
        goods.setdefault((line.depot, line.division_code), []).append(Line(line.item, line.units))
    wishes = [
        NewOrder(incident_id, origin, destination, tuple(lines), plan_line=plan_id)
        for (origin, destination), lines in sorted(goods.items())
    ]
    return order_all(session, scope, stamp, wishes)


def orders_of_plan(session: Session, plan_id: str) -> list[tuple[str, int]]:
    """Return id and number of the orders that carry out a plan, by number."""
    rows = session.execute(
        select(Order.id, Order.number).where(Order.plan_line == plan_id).order_by(Order.number)
    )
    return [(row.id, row.number) for row in rows]
