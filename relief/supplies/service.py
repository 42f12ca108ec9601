"""Moves goods between places: appends the moves and the balances they change, or refuses them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from relief.core.errors import Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.upsert import upsert
from relief.supplies.catalogue import find_item
from relief.supplies.ledger import (
    Position,
    applied,
    day_of,
    deltas,
    first_shortfall,
    places_by_key,
)
from relief.supplies.moves import MoveKind, NewMove, check_move
from relief.supplies.not_enough import NotEnough
from relief.supplies.places import StockPlace, lost, outside
from relief.supplies.tables import Balance, Move

KEEP = "supplies.keep"
_TAKE_TURNS = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(subject, 0)) "
    "FROM (SELECT unnest(CAST(:subjects AS text[])) AS subject) AS wanted"
)


@dataclass(frozen=True, slots=True)
class Intake:
    """Goods that came in from outside: bought, or given by a donor; units above 0."""

    place: StockPlace
    item: str
    units: int
    donor: bool
    batch: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of an item and batch at a place, 0 or more, and why it differs."""

    place: StockPlace
    item: str
    units: int
    reason: str
    batch: str = ""


def move(session: Session, scope: Scope, stamp: Stamp, new: NewMove) -> str:
    """Return the id of the move; the same command again gets the first one's.

    Raises:
        OutOfScope: not a keeper of the place it concerns.
        Refused: a wrong quantity or place, or more than there is on some day.
    """
    inside = new.end if new.start.kind == "outside" else new.start
    scope.require(KEEP, inside.division)
    (move_id,) = move_all(session, stamp, [new])
    facts = {"item": new.item, "units": new.units, "to": new.end.key}
    write_audit(session, scope.account_id, f"supplies.{new.kind}", move_id, facts)
    return move_id


def move_all(session: Session, stamp: Stamp, moves: Sequence[NewMove]) -> tuple[str, ...]:
    """Return the ids of moves made together, in order; all of them happen, or none.

    The rooms to the right call it after they have asked who may. Numbered parts of one command:
    the same command again gets the first one's ids.

    Raises:
        Refused: a wrong quantity or place, or more than there is on some day (which, how much).
    """
    commands = [f"{stamp.command_id}:{number}" for number in range(len(moves))]
    if known := _known(session, commands):
        return known
    for new in moves:
        check_move(new, stamp.recorded_at)
    hold(session, {(place, item) for place, item, _batch in deltas(moves)})
    _write_balances(session, moves)
    entries = [_entry(stamp, c, new) for c, new in zip(commands, moves, strict=True)]
    session.add_all(entries)
    session.flush()
    note_change(session, "supplies")
    return tuple(entry.id for entry in entries)


def has_moved(session: Session, command_id: str) -> bool:
    """Return whether this command has moved goods already."""
    return bool(_known(session, [f"{command_id}:0"]))


def hold(session: Session, wanted: Iterable[tuple[str, str]]) -> None:
    """Wait for everybody else who writes these (place, item) pairs, in key order, to the end.

    On SQLite a unit that may write is alone from its BEGIN IMMEDIATE.
    """
    subjects = [f"supplies|{place}|{item}" for place, item in sorted(wanted)]
    if subjects and session.get_bind().dialect.name == "postgresql":
        session.execute(_TAKE_TURNS, {"subjects": subjects})


def opening(
    session: Session, scope: Scope, stamp: Stamp, place: StockPlace, goods: Mapping[str, int]
) -> tuple[str, ...]:
    """Return the ids of the opening stock of a depot, units by item.

    Raises:
        OutOfScope: another desk's depot.
        Refused: a wrong quantity.
    """
    scope.require(KEEP, place.division)
    start = outside("opening", place.division)
    return move_all(
        session,
        stamp,
        [
            NewMove("opening", item, units, start, place, stamp.recorded_at)
            for item, units in goods.items()
        ],
    )


def take_in(session: Session, scope: Scope, stamp: Stamp, new: Intake) -> str:
    """Return the id of goods that came in: donated, or bought from a supplier.

    Raises:
        OutOfScope: another desk's depot.
        Refused: a wrong quantity.
    """
    kind: MoveKind = "donated" if new.donor else "supplied"
    start = outside("donor" if new.donor else "supplier", new.place.division)
    at = stamp.recorded_at
    wish = NewMove(kind, new.item, new.units, start, new.place, at, new.batch, reason=new.reason)
    return move(session, scope, stamp, wish)


def count(session: Session, scope: Scope, stamp: Stamp, found: Counted) -> str | None:
    """Return the id of the move that makes the books say what was counted, None when they do.

    Raises:
        OutOfScope: another desk's depot.
        Refused: a negative count, or no reason for the difference.
    """
    place = found.place
    scope.require(KEEP, place.division)
    find_item(found.item)
    if isinstance(found.units, bool) or found.units < 0:
        raise Refused(Bilingual("盘点数不能为负", "A count is not negative"), "units")
    if known := _known(session, [f"{stamp.command_id}:0"]):
        return known[0]
    hold(session, {(place.key, found.item)})
    position = (place.key, found.item, found.batch)
    standing = _days(session, {position: {}})[position]
    more = found.units - (standing[max(standing)] if standing else 0)
    if more == 0:
        return None
    kind: MoveKind = "counted_more" if more > 0 else "counted_less"
    start, end = outside("count", place.division), place
    if more < 0:
        start, end = place, lost(place.division)
    at, why = stamp.recorded_at, found.reason
    wish = NewMove(kind, found.item, abs(more), start, end, at, found.batch, reason=why)
    return move(session, scope, stamp, wish)


def _known(session: Session, commands: Sequence[str]) -> tuple[str, ...]:
    rows = session.execute(
        select(Move.command_id, Move.id).where(Move.command_id.in_(commands))
    ).all()
    by_command = {row.command_id: row.id for row in rows}
    return tuple(by_command[command] for command in commands if command in by_command)


def _write_balances(session: Session, moves: Sequence[NewMove]) -> None:
    added = deltas(moves)
    before = _days(session, added)
    places = places_by_key(moves)
    rows = []
    for position in sorted(added):
        after = applied(before[position], added[position])
        if short := first_shortfall(position, before[position], after):
            raise NotEnough.of(short)
        rows += [_balance(position, places[position[0]], day, after[day]) for day in sorted(after)]
    upsert(session, Balance, rows)


def _days(
    session: Session, positions: Mapping[Position, Mapping[date, int]]
) -> dict[Position, dict[date, int]]:
    """Return what stands at each position by day, read under the turns taken before."""
    rows = session.execute(
        select(Balance.place, Balance.item, Balance.batch, Balance.on_date, Balance.units).where(
            Balance.place.in_({place for place, _item, _batch in positions}),
            Balance.item.in_({item for _place, item, _batch in positions}),
        )
    )
    found: dict[Position, dict[date, int]] = {position: {} for position in positions}
    for place, item, batch, day, units in rows:
        if (place, item, batch) in found:
            found[place, item, batch][day] = units
    return found


def _balance(position: Position, place: StockPlace, day: date, units: int) -> dict[str, object]:
    key, item, batch = position
    return {
        "place": key,
        "item": item,
        "batch": batch,
        "on_date": day,
        "units": units,
        "kind": place.kind,
        "division_code": place.division,
    }


def _entry(stamp: Stamp, command: str, new: NewMove) -> Move:
    return Move(
        **{**stamped(stamp), "command_id": command},
        id=new_id(),
        incident_id=new.incident_id,
        kind=new.kind,
        item=new.item,
        batch=new.batch,
        units=new.units,
        from_place=new.start.key,
        from_division=new.start.division,
        to_place=new.end.key,
        division_code=new.end.division,
        occurred_at=new.occurred_at,
        on_date=day_of(new.occurred_at),
        order_id=new.order_id,
        reason=new.reason.strip(),
    )
