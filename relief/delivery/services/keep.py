"""The depot's side: accept or refuse, dispatch; void and expire give the reservation back."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.delivery.goods import Line, check_load
from relief.delivery.services.order import ORDER
from relief.delivery.services.steps import Standing, Wish, check_step, open_order, write_step
from relief.delivery.tables import Order
from relief.incidents.closed import require_open
from relief.offices.queries import office_of
from relief.supplies.moves import MoveKind, NewMove
from relief.supplies.places import StockPlace, depot, reserved, road
from relief.supplies.queries import stock
from relief.supplies.service import move_all

KEEP = "delivery.keep"


def accept(session: Session, scope: Scope, stamp: Stamp, wish: Wish) -> str:
    """Return the step by which the keeper accepts the order.

    Raises:
        OutOfScope: not this keeper's depot.
        Refused: the orderer's own organisation, or a closed incident.
        AlreadyDone: somebody stepped first.
    """
    standing = _of_keeper(session, scope, stamp, wish)
    if standing.done:
        return standing.done
    check_step(session, stamp, standing, wish)
    require_open(session, standing.order.incident_id)
    return write_step(session, scope, stamp, standing, wish)


def refuse(session: Session, scope: Scope, stamp: Stamp, wish: Wish) -> str:
    """Return the step by which the keeper refuses, with a reason; the goods are free again.

    Raises:
        OutOfScope, Refused, AlreadyDone: as `accept`; Refused also without a reason.
    """
    standing = _of_keeper(session, scope, stamp, wish)
    return standing.done or _give_back(session, scope, stamp, standing, wish)


def dispatch(
    session: Session,
    scope: Scope,
    stamp: Stamp,
    wish: Wish,
    lines: Sequence[Line] | None = None,
) -> str:
    """Return the step by which goods leave in whole packs: an order is dispatched once.

    Without `lines` everything reserved leaves. With them what is named leaves and the rest goes
    back to the depot in the same step, with the reason: it is free for another order, and counts
    as short again where it was to go.

    Raises:
        OutOfScope, AlreadyDone: as `accept`.
        Refused, RefusedRows: as `accept`; no whole packs, more than is reserved, nothing at all,
            or less than was ordered without a reason.
    """
    standing = _of_keeper(session, scope, stamp, wish)
    if standing.done:
        return standing.done
    check_step(session, stamp, standing, wish)
    require_open(session, standing.order.incident_id)
    load = _load(session, standing.order, wish, lines)
    move_all(session, stamp, _departure(session, standing.order, wish, stamp, load))
    return write_step(session, scope, stamp, standing, wish)


def void(session: Session, scope: Scope, stamp: Stamp, wish: Wish) -> str:
    """Return the step by which the desk takes the order back before it leaves, with a reason.

    Raises:
        OutOfScope: another desk's order.
        Refused: no reason, or it has left already.
        AlreadyDone: somebody stepped first.
    """
    standing = open_order(session, stamp, wish.order_id)
    scope.require(ORDER, standing.order.division_code)
    return standing.done or _give_back(session, scope, stamp, standing, wish)


def expire(session: Session, scope: Scope, stamp: Stamp, wish: Wish) -> str:
    """Return the step by which a reservation past its term is given back.

    Raises:
        OutOfScope: another desk's order.
        Refused: the order has no term, or it has not passed.
        AlreadyDone: somebody stepped first.
    """
    standing = open_order(session, stamp, wish.order_id)
    scope.require(ORDER, standing.order.division_code)
    if standing.done:
        return standing.done
    until = standing.order.valid_until
    if until is None or until > stamp.recorded_at:
        shown = f"{beijing(until):%Y-%m-%d %H:%M}" if until else "—"
        raise Refused(
            Bilingual(f"预留未到期（{shown}）", f"The reservation has not expired ({shown})"),
            "valid_until",
        )
    return _give_back(session, scope, stamp, standing, wish)


def _of_keeper(session: Session, scope: Scope, stamp: Stamp, wish: Wish) -> Standing:
    standing = open_order(session, stamp, wish.order_id)
    scope.require(KEEP, standing.order.origin_division)
    if office_of(session, scope.account_id).authority_id == standing.order.office:
        raise Refused(
            Bilingual(
                "调拨单由另一单位（保管方）接受和发出，不能由下达单位自己办理",
                "An order is accepted and dispatched by the keeper's organisation, not by its own",
            ),
            "keeper",
        )
    return standing


def _give_back(session: Session, scope: Scope, stamp: Stamp, standing: Standing, wish: Wish) -> str:
    check_step(session, stamp, standing, wish)
    entry = standing.order
    end = depot(entry.origin, entry.origin_division)
    move_all(session, stamp, _all_reserved(session, entry, "released", end, wish, stamp))
    return write_step(session, scope, stamp, standing, wish)


def _load(
    session: Session, entry: Order, wish: Wish, lines: Sequence[Line] | None
) -> dict[str, int] | None:
    """Return units to leave by item, None for everything reserved."""
    if lines is None:
        return None
    held: dict[str, int] = {}
    for row in stock(session, places=[reserved(entry.id, entry.division_code).key]):
        held[row.item] = held.get(row.item, 0) + row.units
    check_load(held, lines, wish.reason)
    return {line.item: line.units for line in lines}


def _departure(
    session: Session, entry: Order, wish: Wish, stamp: Stamp, load: dict[str, int] | None
) -> list[NewMove]:
    end = road(entry.id, entry.division_code)
    everything = _all_reserved(session, entry, "dispatched", end, wish, stamp)
    if load is None:
        return everything
    left = dict(load)
    back = depot(entry.origin, entry.origin_division)
    moves = []
    for move in everything:
        units = min(move.units, left.get(move.item, 0))
        left[move.item] = left.get(move.item, 0) - units
        if units:
            moves.append(replace(move, units=units, reason=""))
        if move.units - units:
            moves.append(replace(move, kind="released", units=move.units - units, end=back))
    return moves


def _all_reserved(  # noqa: PLR0913, PLR0917 (one move has this many ends)
    session: Session, entry: Order, kind: MoveKind, end: StockPlace, wish: Wish, stamp: Stamp
) -> list[NewMove]:
    start = reserved(entry.id, entry.division_code)
    at = wish.occurred_at or stamp.recorded_at
    return [
        NewMove(
            kind,
            row.item,
            row.units,
            start,
            end,
            at,
            row.batch,
            entry.incident_id,
            entry.id,
            wish.reason,
        )
        for row in stock(session, places=[start.key])
    ]
