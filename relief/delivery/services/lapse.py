"""Reservations lapse by themselves: what a job does for every desk."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.delivery.services.keep import expire
from relief.delivery.services.order import ORDER
from relief.delivery.services.steps import Wish
from relief.delivery.states import NEXT
from relief.delivery.tables import OrderNow

CLOCK = "定时作业"
MOST_AT_ONCE = 100
LAPSING = tuple(state for state, after in NEXT.items() if "expired" in after)


def expire_due(session: Session, at: datetime) -> int:
    """Return how many orders past their term gave their goods back; at most 100."""
    due = session.scalars(
        select(OrderNow.order_id)
        .where(OrderNow.state.in_(LAPSING), OrderNow.valid_until <= at)
        .order_by(OrderNow.order_id)
        .limit(MOST_AT_ONCE)
    ).all()
    clock = Scope(CLOCK, CLOCK, ("",), actions=frozenset({ORDER}))
    for order_id in due:
        stamp = Stamp(at, CLOCK, "job", f"expire:{order_id}")
        expire(session, clock, stamp, Wish(order_id, "expired", "预留到期"))
    return len(due)
