"""The desk orders goods to a township; they are reserved in the same transaction."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.division_code import contains, level_of
from relief.core.errors import NotFound, OutOfScope, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope, range_of
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.db.upsert import upsert
from relief.delivery.goods import NewOrder, check_lines, take
from relief.delivery.projections import order_now_row
from relief.delivery.tables import Order, OrderLine, OrderNow, Step
from relief.geography.place_queries import places
from relief.geography.rows import PlaceRow
from relief.incidents.closed import require_open
from relief.incidents.queries import IncidentRow
from relief.offices.queries import office_of
from relief.supplies.ledger import Shortfall, day_of
from relief.supplies.moves import NewMove
from relief.supplies.not_enough import NotEnough
from relief.supplies.places import StockPlace, depot, reserved
from relief.supplies.queries import on_hand
from relief.supplies.service import hold, move_all

ORDER = "delivery.order"


def order(session: Session, scope: Scope, stamp: Stamp, new: NewOrder) -> str:
    """Return the id of the order; the same command again gets the first one's.

    Raises:
        OutOfScope: not this desk's township, or a depot it cannot ask.
        NotFound: no such depot or incident.
        Refused: a closed incident, a wrong quantity, a term that is past, or more than the depot
            has (NotEnough).
    """
    scope.require(ORDER, new.destination)
    take_turn(session, f"delivery-number|{new.incident_id}")
    if done := find_by_command(session, Order, stamp.command_id):
        return done
    incident = require_open(session, new.incident_id)
    start = _origin(session, scope, new)
    _check_destination(incident, new)
    _check_term(new, stamp)
    check_lines(new.lines)
    entry = _entry(session, scope, stamp, new, start)
    first = _first_step(stamp, entry)
    lines = [OrderLine(order_id=entry.id, item=n.item, units=n.units) for n in new.lines]
    if not append(session, entry):
        raise Refused(Bilingual("单号被占用，请重试", "The number was taken; please try again"))
    session.add_all([first, *lines])
    session.flush()
    upsert(session, OrderNow, [order_now_row(entry, first)])
    move_all(session, stamp, _reservations(session, stamp, entry, start, new))
    facts = {"number": entry.number, "to": new.destination, "push": new.push}
    write_audit(session, scope.account_id, ORDER, entry.id, facts)
    note_change(session, "delivery")
    return entry.id


def order_all(
    session: Session, scope: Scope, stamp: Stamp, new: Sequence[NewOrder]
) -> tuple[str, ...]:
    """Return the ids of orders given together, in order: an approved plan's. All, or none.

    Raises:
        Refused: as `order`, for the first that cannot be given.
    """
    parts = [replace(stamp, command_id=f"{stamp.command_id}:{n}") for n in range(len(new))]
    return tuple(order(session, scope, part, wish) for part, wish in zip(parts, new, strict=True))


def depot_rows(session: Session) -> dict[str, PlaceRow]:
    """Return every depot by its place id."""
    return {row.id: row for row in places(session, ("depot",), [range_of("")])}


def _origin(session: Session, scope: Scope, new: NewOrder) -> StockPlace:
    row = depot_rows(session).get(new.origin)
    if row is None:
        raise NotFound("仓库 depot", new.origin)
    # Its own depots, and those of the tiers above the township: their keeper may refuse.
    if not scope.covers(row.division_code) and not contains(row.division_code, new.destination):
        raise OutOfScope(ORDER, row.division_code)
    return depot(row.id, row.division_code)


def _check_destination(incident: IncidentRow, new: NewOrder) -> None:
    if level_of(new.destination) != "township":
        raise Refused(
            Bilingual("收货单位应为乡镇", "Goods are ordered to a township"), "destination"
        )
    if not any(contains(county, new.destination) for county in incident.counties):
        raise Refused(
            Bilingual("该乡镇不在本次灾害范围内", "The township is not part of this incident"),
            "destination",
        )


def _check_term(new: NewOrder, stamp: Stamp) -> None:
    if new.valid_until is not None and new.valid_until <= stamp.recorded_at:
        shown = f"{beijing(new.valid_until):%Y-%m-%d %H:%M}"
        raise Refused(
            Bilingual(
                f"预留期限 {shown} 已过，应晚于现在",
                f"The reservation's term {shown} is past: it has to lie ahead",
            ),
            "valid_until",
        )


def _entry(session: Session, scope: Scope, stamp: Stamp, new: NewOrder, start: StockPlace) -> Order:
    highest = session.scalar(
        select(func.max(Order.number)).where(Order.incident_id == new.incident_id)
    )
    return Order(
        **stamped(stamp),
        id=new_id(),
        incident_id=new.incident_id,
        number=(highest or 0) + 1,
        origin=new.origin,
        origin_division=start.division,
        division_code=new.destination,
        push=new.push,
        plan_line=new.plan_line,
        office=office_of(session, scope.account_id).authority_id,
        note=new.note.strip(),
        valid_until=new.valid_until,
    )


def _first_step(stamp: Stamp, entry: Order) -> Step:
    return Step(
        **stamped(stamp),
        id=new_id(),
        order_id=entry.id,
        state="ordered",
        reason="",
        vehicle="",
        occurred_at=stamp.recorded_at,
        follows=f"new:{entry.id}",
    )


def _reservations(
    session: Session, stamp: Stamp, entry: Order, start: StockPlace, new: NewOrder
) -> list[NewMove]:
    wanted = {line.item: line.units for line in new.lines}
    hold(session, {(start.key, item) for item in wanted})
    standing = on_hand(session, start.key, wanted)
    end, day = reserved(entry.id, new.destination), day_of(stamp.recorded_at)
    moves = []
    for item, units in wanted.items():
        parts = take([row for row in standing if row.item == item], units)
        have = sum(part for _batch, part in parts)
        if have < units:
            raise NotEnough.of(Shortfall(start.key, item, "", day, have, units))
        moves += [
            NewMove(
                "reserved",
                item,
                part,
                start,
                end,
                stamp.recorded_at,
                batch,
                new.incident_id,
                entry.id,
            )
            for batch, part in parts
        ]
    return moves
