"""Reads of orders: where each stands, what it holds, the steps it took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from relief.core.errors import NotFound
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import Scope
from relief.delivery.rows import LineRow, OrderRow, StepRow
from relief.delivery.services.order import depot_rows
from relief.delivery.services.steps import ORDER
from relief.delivery.tables import Order, OrderLine, OrderNow, Step
from relief.geography.queries import divisions
from relief.offices.queries import account_names
from relief.supplies.catalogue import load_items
from relief.supplies.queries import order_moves

__all__ = ["LineRow", "OrderFilter", "OrderRow", "StepRow", "order", "orders", "steps"]


class Hour(Protocol):
    """The hour a list speaks of: the desk's present, or one wound back to (`replay`)."""

    @property
    def at(self) -> datetime:
        """Return the hour, aware UTC."""

    @property
    def replay(self) -> bool:
        """Return whether only what this desk knew at that hour counts."""


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders: in these states, with this item, from this depot; empty is all; which page."""

    states: tuple[str, ...] = ()
    item: str = ""
    origin: str = ""
    destination: str = ""
    page: int = 1


def orders(
    session: Session, scope: Scope, incident_id: str, wanted: OrderFilter, hour: Hour
) -> Page[OrderRow]:
    """Return one page of the orders to or from the divisions in scope, the latest first."""
    chosen = _standing(hour).where(
        Order.incident_id == incident_id, _in_scope(scope), *_conditions(wanted)
    )
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    pages = pages_for(total)
    number = min(max(wanted.page, 1), pages)
    ordered = chosen.order_by(Order.number.desc()).limit(PAGE_SIZE)
    found = session.execute(ordered.offset((number - 1) * PAGE_SIZE)).all()
    rows = _rows(session, [(row[0], row[1]) for row in found], hour)
    return Page(tuple(rows), number, pages, total)


def order(session: Session, scope: Scope, order_id: str, hour: Hour) -> OrderRow:
    """Return one order as it stood at the hour.

    Raises:
        NotFound: no such order to or from the person's divisions.
    """
    found = session.execute(
        _standing(hour).where(Order.id == order_id, _in_scope(scope))
    ).one_or_none()
    if found is None:
        raise NotFound(ORDER, order_id)
    return _rows(session, [(found[0], found[1])], hour)[0]


def steps(session: Session, order_id: str, hour: Hour) -> list[StepRow]:
    """Return the steps of an order known at the hour, oldest first."""
    found = session.scalars(
        select(Step)
        .where(Step.order_id == order_id, Step.recorded_at <= hour.at)
        .order_by(Step.recorded_at, Step.id)
    ).all()
    names = account_names(session, {step.recorded_by for step in found})
    return [
        StepRow(
            s.id,
            s.state,
            s.reason,
            s.vehicle,
            s.occurred_at,
            s.recorded_at,
            names[s.recorded_by],
            s.source,
        )
        for s in found
    ]


def _standing(hour: Hour) -> Select[Order, Step]:
    """Select each order's last step: now by the projection, at an hour from the ledger."""
    both = select(Order, Step).join(Step, Step.order_id == Order.id)
    if not hour.replay:
        return both.join(OrderNow, OrderNow.step_id == Step.id)
    later = aliased(Step)
    known = and_(later.follows == Step.id, later.recorded_at <= hour.at)
    return both.outerjoin(later, known).where(later.id.is_(None), Step.recorded_at <= hour.at)


def _in_scope(scope: Scope) -> ColumnElement[bool]:
    ranges = [
        column.between(low, high)
        for low, high in scope.ranges()
        for column in (Order.division_code, Order.origin_division)
    ]
    return or_(*ranges) if ranges else false()


def _conditions(wanted: OrderFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(Step.state.in_(wanted.states))
    if wanted.origin:
        conditions.append(Order.origin == wanted.origin)
    if wanted.destination:
        conditions.append(Order.division_code == wanted.destination)
    if wanted.item:
        line = and_(OrderLine.order_id == Order.id, OrderLine.item == wanted.item)
        conditions.append(exists().where(line))
    return conditions


@dataclass(frozen=True, slots=True)
class _Beside:
    """What orders are shown with, read in sets: lines, moves, and names by code and account."""

    lines: dict[str, list[OrderLine]]
    moved: dict[str, dict[tuple[str, str], int]]
    depots: dict[str, str]
    towns: dict[str, str]
    people: dict[str, str]


def _rows(session: Session, found: Sequence[tuple[Order, Step]], hour: Hour) -> list[OrderRow]:
    ids = [order.id for order, _step in found]
    lines: dict[str, list[OrderLine]] = {}
    for line in session.scalars(select(OrderLine).where(OrderLine.order_id.in_(ids))):
        lines.setdefault(line.order_id, []).append(line)
    accounts = {order.recorded_by for order, _step in found}
    towns = divisions(session, {order.division_code for order, _step in found})
    beside = _Beside(
        lines=lines,
        moved=order_moves(session, ids, hour.at if hour.replay else None),
        depots={key: row.name for key, row in depot_rows(session).items()},
        towns={code: row.name for code, row in towns.items()},
        people=account_names(session, accounts | {step.recorded_by for _order, step in found}),
    )
    return [_row(entry, step, beside) for entry, step in found]


def _row(entry: Order, step: Step, beside: _Beside) -> OrderRow:
    return OrderRow(
        id=entry.id,
        number=entry.number,
        incident_id=entry.incident_id,
        state=step.state,
        step_id=step.id,
        origin=entry.origin,
        origin_name=beside.depots.get(entry.origin, entry.origin),
        origin_division=entry.origin_division,
        destination=entry.division_code,
        destination_name=beside.towns.get(entry.division_code, entry.division_code),
        push=entry.push,
        plan_line=entry.plan_line,
        office=entry.office,
        note=entry.note,
        valid_until=entry.valid_until,
        ordered_at=entry.recorded_at,
        ordered_by=beside.people[entry.recorded_by],
        changed_at=step.recorded_at,
        changed_by=beside.people[step.recorded_by],
        reason=step.reason,
        generated=entry.source == "generated",
        lines=_lines(beside.lines.get(entry.id, []), beside.moved.get(entry.id, {})),
    )


def _lines(ordered: Sequence[OrderLine], moved: dict[tuple[str, str], int]) -> tuple[LineRow, ...]:
    place = {code: number for number, code in enumerate(load_items())}
    return tuple(_line(line, moved) for line in sorted(ordered, key=lambda line: place[line.item]))


def _line(line: OrderLine, moved: dict[tuple[str, str], int]) -> LineRow:
    def sum_of(kind: str) -> int:
        return moved.get((line.item, kind), 0)

    answered = any(sum_of(kind) for kind in ("received", "lost", "unaccounted"))
    arrived = sum_of("received") + sum_of("surplus") + sum_of("found")
    unknown = sum_of("unaccounted") - sum_of("found")
    only_unknown = unknown and not arrived
    return LineRow(
        item=line.item,
        ordered=line.units,
        dispatched=sum_of("dispatched"),
        unsent=sum_of("released"),
        arrived=None if only_unknown or not answered else arrived,
        answered=answered,
        lost=sum_of("lost"),
        unknown=unknown,
        distributed=sum_of("distributed"),
        returned=sum_of("returned"),
        left=arrived - sum_of("distributed") - sum_of("returned"),
    )
