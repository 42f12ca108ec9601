"""What the page of an order shows, put together so that the template does not compute."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from relief.allocation.plan_owner import PlanOwner, plan_owner
from relief.core.errors import Refused, RefusedRows
from relief.core.scope import Scope
from relief.delivery.goods import Line
from relief.delivery.queries import Hour
from relief.delivery.rows import OrderRow
from relief.delivery.services.keep import KEEP
from relief.delivery.services.order import ORDER
from relief.delivery.states import NEXT
from relief.offices.queries import office_of
from relief.supplies.moves import read_units


@dataclass(frozen=True, slots=True)
class OrderScreen:
    """One order as this person sees it.

    Fields:
        next_states: where it can go from here.
        keeps: the person is its keeper; orders_it: he is of the desk that gave it.
        own_office: he would keep it, but his own organisation gave it.
        expirable: its reservation is past its term.
        sent: some of it has left; in_part: and some was left behind.
        again: what was left behind, as the form of a new order takes it.
        plan: whose plan it carries out, None for none.
    """

    next_states: frozenset[str]
    keeps: bool
    own_office: bool
    orders_it: bool
    expirable: bool
    sent: bool
    in_part: bool
    again: Mapping[str, list[str]]
    plan: PlanOwner | None


def order_screen(session: Session, scope: Scope, row: OrderRow, hour: Hour) -> OrderScreen:
    """Return the screen of an order at the hour."""
    keeper = scope.may(KEEP) and scope.covers(row.origin_division)
    own = office_of(session, scope.account_id).authority_id == row.office
    sent = any(line.dispatched for line in row.lines)
    behind = [line for line in row.lines if sent and line.unsent]
    return OrderScreen(
        next_states=NEXT[row.state],
        keeps=keeper and not own,
        own_office=keeper and own,
        orders_it=scope.may(ORDER) and scope.covers(row.destination),
        expirable=row.valid_until is not None and row.valid_until <= hour.at,
        sent=sent,
        in_part=bool(behind),
        again={
            "origin": [row.origin],
            "destination": [row.destination],
            "item": [line.item for line in behind],
            "units": [str(line.unsent) for line in behind],
        },
        plan=plan_owner(session, scope, row.plan_line) if row.plan_line else None,
    )


def typed_load(row: OrderRow, form: Mapping[str, str]) -> list[Line] | None:
    """Return what the keeper says leaves, None when he was asked for no quantities: everything.

    Raises:
        Refused, RefusedRows: quantities that are no whole numbers, each with its item.
    """
    if not any(f"units-{line.item}" in form for line in row.lines):
        return None
    lines, faults = [], []
    for line in row.lines:
        text = form.get(f"units-{line.item}", "").strip() or "0"
        try:
            units = 0 if text == "0" else read_units(text, line.item)
            lines.append(Line(line.item, units))
        except Refused as fault:
            faults.append(fault)
    if faults:
        raise faults[0] if len(faults) == 1 else RefusedRows(faults)
    return lines
