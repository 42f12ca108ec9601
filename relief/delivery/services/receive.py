"""The township's side: what arrived, what was handed out, what went back, and the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from relief.core.errors import Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.audit import write_audit
from relief.delivery.goods import Arrived, Line, check_arrival, take
from relief.delivery.services.steps import Standing, Wish, check_step, open_order, write_step
from relief.delivery.states import NEXT
from relief.delivery.tables import Order
from relief.supplies.catalogue import find_item
from relief.supplies.moves import MoveKind, NewMove, whole_units
from relief.supplies.places import (
    StockPlace,
    depot,
    households,
    lost,
    outside,
    road,
    township,
    unknown,
)
from relief.supplies.queries import on_hand, order_moves, stock
from relief.supplies.rows import StockRow
from relief.supplies.service import has_moved, hold, move_all

RECEIVE = "delivery.receive"
_SIGNS = {"received": 1, "surplus": 1, "found": 1, "distributed": -1, "returned": -1}
_LEFT = Bilingual("本单还剩", "are left of this order")
_UNACCOUNTED = Bilingual("本单去向待核", "of this order are unaccounted for")


@dataclass(frozen=True, slots=True)
class _Deed:
    """What every move of one step has in common."""

    order: Order
    wish: Wish
    stamp: Stamp

    def move(
        self,
        kind: MoveKind,
        part: tuple[str, str, int],
        ends: tuple[StockPlace, StockPlace],
        why: str = "",
    ) -> NewMove:
        item, batch, units = part
        at = self.wish.occurred_at or self.stamp.recorded_at
        incident = self.order.incident_id
        return NewMove(kind, item, units, *ends, at, batch, incident, self.order.id, why)


def receive(
    session: Session, scope: Scope, stamp: Stamp, wish: Wish, arrived: Sequence[Arrived]
) -> str:
    """Return the step by which the township says what arrived of everything that was sent.

    Raises:
        OutOfScope: another township's goods.
        Refused: before departure, an item unanswered, or a difference without its reason.
        AlreadyDone: somebody received them first.
    """
    standing = _of_township(session, scope, stamp, wish)
    if standing.done:
        return standing.done
    check_step(session, stamp, standing, wish)
    deed = _Deed(standing.order, wish, stamp)
    way = road(standing.order.id, standing.order.division_code)
    rows = stock(session, places=[way.key])
    sent: dict[str, int] = {}
    for row in rows:
        sent[row.item] = sent.get(row.item, 0) + row.units
    check_arrival(sent, arrived)
    moves = [
        move
        for line in arrived
        for move in _arrival(deed, way, [row for row in rows if row.item == line.item], line)
    ]
    move_all(session, stamp, moves)
    return write_step(session, scope, stamp, standing, wish)


def distribute(
    session: Session, scope: Scope, stamp: Stamp, wish: Wish, lines: Sequence[Line]
) -> str:
    """Return the step by which goods of the order were handed to households.

    Raises:
        OutOfScope: another township's goods.
        Refused: a wrong quantity, or more than is left of what arrived.
        AlreadyDone: the order has moved on.
    """
    return _hand_on(session, scope, stamp, wish, lines)


def give_back(
    session: Session, scope: Scope, stamp: Stamp, wish: Wish, lines: Sequence[Line]
) -> str:
    """Return the step by which goods of the order went back to their depot, with a reason.

    Raises:
        OutOfScope, Refused, AlreadyDone: as `distribute`.
    """
    return _hand_on(session, scope, stamp, wish, lines)


def close(session: Session, scope: Scope, stamp: Stamp, wish: Wish) -> str:
    """Return the step that ends the order; what is left stays the township's, with a reason.

    Raises:
        OutOfScope: another township's order.
        Refused: something is left and no reason is given.
        AlreadyDone: the order has moved on.
    """
    standing = _of_township(session, scope, stamp, wish)
    if standing.done:
        return standing.done
    check_step(session, stamp, standing, wish)
    left = left_of(session, standing.order.id)
    if any(left.values()) and not wish.reason.strip():
        item, units = next((item, units) for item, units in left.items() if units)
        name = find_item(item).name
        raise Refused(
            Bilingual(
                f"{name.zh}还有 {units:,} 未发放；办结须写明原因",
                f"{units:,} of {name.en} are not handed out; give the reason to close",
            ),
            "reason",
        )
    return write_step(session, scope, stamp, standing, wish)


def find(session: Session, scope: Scope, stamp: Stamp, wish: Wish, lines: Sequence[Line]) -> str:
    """Return the order's id: goods whose whereabouts were unknown stand at the township after all.

    The order stands where it stood: what is found is handed out or sent back like the rest.

    Raises:
        OutOfScope: another township's goods.
        Refused: no reason, a wrong quantity, or more than is unaccounted for of this order.
    """
    standing = _of_township(session, scope, stamp, wish)
    if not lines or standing.step.state not in NEXT["received"] | {"received"}:
        raise Refused(Bilingual("没有可登记的物资", "There is nothing to record"), "units")
    if has_moved(session, stamp.command_id):
        return standing.order.id
    here = standing.order.division_code
    _check_within(unknown_of(session, standing.order.id), lines, _UNACCOUNTED)
    deed = _Deed(standing.order, wish, stamp)
    ends = (unknown(here), township(here))
    hold(session, {(ends[0].key, line.item) for line in lines})
    rows = on_hand(session, ends[0].key, {line.item for line in lines})
    moves = [
        deed.move("found", (line.item, batch, units), ends, wish.reason)
        for line in lines
        for batch, units in _from_batches(
            [r for r in rows if r.item == line.item], whole_units(line.units, line.item)
        )
    ]
    move_all(session, stamp, moves)
    facts = {"order": standing.order.id}
    write_audit(session, scope.account_id, "delivery.found", standing.order.id, facts)
    return standing.order.id


def left_of(session: Session, order_id: str) -> dict[str, int]:
    """Return units of the order still at the township, by item."""
    return _summed(session, order_id, _SIGNS)


def unknown_of(session: Session, order_id: str) -> dict[str, int]:
    """Return units of the order whose whereabouts are unknown, by item."""
    return _summed(session, order_id, {"unaccounted": 1, "found": -1})


def _summed(session: Session, order_id: str, signs: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (item, kind), units in order_moves(session, [order_id]).get(order_id, {}).items():
        found[item] = found.get(item, 0) + signs.get(kind, 0) * units
    return found


def _of_township(session: Session, scope: Scope, stamp: Stamp, wish: Wish) -> Standing:
    standing = open_order(session, stamp, wish.order_id)
    scope.require(RECEIVE, standing.order.division_code)
    return standing


def _arrival(
    deed: _Deed, way: StockPlace, sent: Sequence[StockRow], line: Arrived
) -> list[NewMove]:
    here = deed.order.division_code
    came = take(sent, line.units or 0)
    moves = [deed.move("received", (line.item, b, n), (way, township(here))) for b, n in came]
    kept = dict(came)
    kind: MoveKind = "unaccounted"
    end = unknown(here)
    if line.units is not None and line.missing == "lost":
        kind, end = "lost", lost(here)
    for row in sent:
        short = row.units - kept.get(row.batch, 0)
        if short:
            moves.append(deed.move(kind, (line.item, row.batch, short), (way, end), line.reason))
    more = (line.units or 0) - sum(row.units for row in sent)
    if more > 0:
        ends = (outside("count", here), township(here))
        moves.append(deed.move("surplus", (line.item, "", more), ends, line.reason))
    return moves


def _hand_on(
    session: Session, scope: Scope, stamp: Stamp, wish: Wish, lines: Sequence[Line]
) -> str:
    standing = _of_township(session, scope, stamp, wish)
    if standing.done:
        return standing.done
    check_step(session, stamp, standing, wish)
    entry = standing.order
    here = township(entry.division_code)
    _check_within(left_of(session, entry.id), lines, _LEFT)
    hold(session, {(here.key, line.item) for line in lines})
    batches = on_hand(session, here.key, {line.item for line in lines})
    deed = _Deed(entry, wish, stamp)
    kind: MoveKind = "returned" if wish.state == "returned" else "distributed"
    end = households(entry.division_code)
    if kind == "returned":
        end = depot(entry.origin, entry.origin_division)
    moves = [
        deed.move(kind, (line.item, batch, units), (here, end), wish.reason)
        for line in lines
        for batch, units in _from_batches([r for r in batches if r.item == line.item], line.units)
    ]
    move_all(session, stamp, moves)
    return write_step(session, scope, stamp, standing, wish)


def _from_batches(rows: Sequence[StockRow], units: int) -> list[tuple[str, int]]:
    parts = take(rows, units)
    lacking = units - sum(part for _batch, part in parts)
    # More than the township holds is asked of the first batch: the ledger refuses it with facts.
    return [*parts, ("", lacking)] if lacking else parts


def _check_within(have: Mapping[str, int], lines: Sequence[Line], said: Bilingual) -> None:
    """Pass when no more is asked of any item than the order has.

    Args:
        have: units of the order, by item.
        lines: what is asked, whole units above 0.
        said: what these units are, before their number.
    """
    if not lines:
        raise Refused(Bilingual("请填写物资和数量", "Say which goods, and how many"), "units")
    asked: dict[str, int] = {}
    for line in lines:
        asked[line.item] = asked.get(line.item, 0) + whole_units(line.units, line.item)
    for item, units in asked.items():
        if units > have.get(item, 0):
            name, held = find_item(item).name, have.get(item, 0)
            raise Refused(
                Bilingual(
                    f"{name.zh}{said.zh} {held:,}，不能办理 {units:,}",
                    f"{held:,} of {name.en} {said.en}, {units:,} asked",
                ),
                item,
            )
