"""Where each order stands, derived from its ledger of steps."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session, aliased

from relief.db.projections import Projection, Row
from relief.delivery.tables import Order, OrderNow, Step


def order_now_row(order: Order, step: Step) -> dict[str, Any]:
    """Return the projection's row after this step."""
    return {
        "order_id": order.id,
        "step_id": step.id,
        "state": step.state,
        "incident_id": order.incident_id,
        "origin_division": order.origin_division,
        "division_code": order.division_code,
        "valid_until": order.valid_until,
        "changed_at": step.recorded_at,
        "changed_by": step.recorded_by,
    }


def _orders_now(session: Session) -> Iterable[Row]:
    later = aliased(Step)
    last = (
        select(Order, Step)
        .join(Step, Step.order_id == Order.id)
        .outerjoin(later, later.follows == Step.id)
        .where(later.id.is_(None))
    )
    return [order_now_row(order, step) for order, step in session.execute(last)]


PROJECTIONS = (Projection(cast("Table", OrderNow.__table__), _orders_now),)
