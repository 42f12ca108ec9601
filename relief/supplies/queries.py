"""Reads of stock, of its moves, and of what became of what was sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import CodeRange
from relief.offices.queries import account_names
from relief.supplies.catalogue import load_items
from relief.supplies.places import OUTSIDE, PlaceKind, kind_of
from relief.supplies.rows import Difference, ItemFlow, MoveRow, StockRow
from relief.supplies.tables import Balance, Move

__all__ = [
    "Difference",
    "ItemFlow",
    "MoveFilter",
    "MoveRow",
    "StockRow",
    "differences",
    "flows",
    "history",
    "on_hand",
    "order_moves",
    "stock",
]
GENERATED = "generated"
_DIFFER = ("lost", "unaccounted", "surplus", "found")


def stock(
    session: Session,
    *,
    kinds: Sequence[PlaceKind] = (),
    places: Sequence[str] = (),
    ranges: Sequence[CodeRange] | None = None,
    at: datetime | None = None,
) -> list[StockRow]:
    """Return what stands where, by place, item and batch.

    Only these kinds of place and only these places, where any are given; only places of these
    divisions, None is all. `at` is what this desk knew at that hour, None is now.
    """
    rows = _stock_now(ranges) if at is None else _stock_at(ranges, at)
    if places:
        rows = rows.where(rows.selected_columns.place.in_(places))
    found = [
        StockRow(r.place, kind_of(r.place), r.division_code, r.item, r.batch, int(r.units))
        for r in session.execute(rows)
    ]
    return sorted(
        (row for row in found if not kinds or row.kind in kinds),
        key=lambda row: (row.place, row.item, row.batch),
    )


def on_hand(session: Session, place: str, items: Iterable[str]) -> list[StockRow]:
    """Return the batches of these items at one place, the oldest batch first."""
    wanted = set(items)
    return [row for row in stock(session, places=[place]) if row.item in wanted]


def _stock_now(ranges: Sequence[CodeRange] | None) -> Select[str, str, str, str, int]:
    newest = (
        select(Balance.place, Balance.item, Balance.batch, func.max(Balance.on_date).label("day"))
        .where(_within(Balance.division_code, ranges))
        .group_by(Balance.place, Balance.item, Balance.batch)
        .subquery()
    )
    return (
        select(Balance.place, Balance.division_code, Balance.item, Balance.batch, Balance.units)
        .join(
            newest,
            and_(
                Balance.place == newest.c.place,
                Balance.item == newest.c.item,
                Balance.batch == newest.c.batch,
                Balance.on_date == newest.c.day,
            ),
        )
        .where(Balance.units > 0)
    )


def _stock_at(ranges: Sequence[CodeRange] | None, at: datetime) -> Select[str, str, str, str, int]:
    came = _ends(Move.to_place, Move.division_code, Move.units, ranges, at)
    went = _ends(Move.from_place, Move.from_division, -Move.units, ranges, at)
    both = union_all(came, went).subquery()
    return (
        select(
            both.c.place,
            both.c.division_code,
            both.c.item,
            both.c.batch,
            func.sum(both.c.units).label("units"),
        )
        .where(both.c.place.not_like(f"{OUTSIDE}:%"))
        .group_by(both.c.place, both.c.division_code, both.c.item, both.c.batch)
        .having(func.sum(both.c.units) > 0)
    )


def _ends(
    place: InstrumentedAttribute[str],
    division: InstrumentedAttribute[str],
    units: ColumnElement[int] | InstrumentedAttribute[int],
    ranges: Sequence[CodeRange] | None,
    at: datetime,
) -> Select[str, str, str, str, int]:
    return select(
        place.label("place"),
        division.label("division_code"),
        Move.item.label("item"),
        Move.batch.label("batch"),
        units.label("units"),
    ).where(_within(division, ranges), Move.recorded_at <= at)


@dataclass(frozen=True, slots=True)
class MoveFilter:
    """Which moves: of one place, item, order; empty text is all; which page."""

    place: str = ""
    item: str = ""
    order_id: str = ""
    page: int = 1


def history(
    session: Session,
    ranges: Sequence[CodeRange],
    wanted: MoveFilter,
    at: datetime | None = None,
) -> Page[MoveRow]:
    """Return a page of the moves from or to the divisions, the latest first."""
    inside = or_(_within(Move.from_division, ranges), _within(Move.division_code, ranges))
    chosen = select(Move).where(inside, *_conditions(wanted))
    if at is not None:
        chosen = chosen.where(Move.recorded_at <= at)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    pages = pages_for(total)
    number = min(max(wanted.page, 1), pages)
    ordered = chosen.order_by(Move.recorded_at.desc(), Move.id.desc())
    found = session.scalars(ordered.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    names = account_names(session, {row.recorded_by for row in found})
    return Page(tuple(_move_row(row, names) for row in found), number, pages, total)


def order_moves(
    session: Session, order_ids: Iterable[str], at: datetime | None = None
) -> dict[str, dict[tuple[str, str], int]]:
    """Return units by (item, kind of move) for each order that moved anything."""
    chosen = (
        select(Move.order_id, Move.item, Move.kind, func.sum(Move.units))
        .where(Move.order_id.in_(list(order_ids)))
        .group_by(Move.order_id, Move.item, Move.kind)
    )
    if at is not None:
        chosen = chosen.where(Move.recorded_at <= at)
    found: dict[str, dict[tuple[str, str], int]] = {}
    for order_id, item, kind, units in session.execute(chosen):
        found.setdefault(order_id, {})[item, kind] = int(units)
    return found


def differences(
    session: Session, order_id: str, at: datetime | None = None
) -> tuple[Difference, ...]:
    """Return what of an order did not arrive as it was sent, and why, in the order it was said."""
    said = func.min(Move.recorded_at)
    chosen = (
        select(Move.item, Move.kind, func.sum(Move.units), Move.reason)
        .where(Move.order_id == order_id, Move.kind.in_(_DIFFER))
        .group_by(Move.item, Move.kind, Move.reason)
        .order_by(said, Move.item, Move.kind, Move.reason)
    )
    if at is not None:
        chosen = chosen.where(Move.recorded_at <= at)
    found = session.execute(chosen)
    return tuple(Difference(item, kind, int(units), why) for item, kind, units, why in found)


def flows(
    session: Session,
    incident_id: str,
    ranges: Sequence[CodeRange] | None = None,
    at: datetime | None = None,
) -> list[ItemFlow]:
    """Return what became of each item sent to these divisions, in the catalogue's order."""
    division = case((Move.kind == "returned", Move.from_division), else_=Move.division_code)
    chosen = (
        select(
            Move.item,
            Move.kind,
            func.sum(Move.units).label("units"),
            func.max(case((Move.source == GENERATED, 1), else_=0)).label("generated"),
        )
        .where(Move.incident_id == incident_id, _within(division, ranges))
        .group_by(Move.item, Move.kind)
    )
    if at is not None:
        chosen = chosen.where(Move.recorded_at <= at)
    found: dict[str, dict[str, int]] = {}
    made: dict[str, bool] = {}
    for item, kind, units, generated in session.execute(chosen):
        found.setdefault(item, {})[kind] = int(units)
        made[item] = made.get(item, False) or bool(generated)
    return [
        _flow(item, found[item], generated=made[item])
        for item in load_items()
        if "dispatched" in found.get(item, {})
    ]


def _flow(item: str, moved: dict[str, int], *, generated: bool) -> ItemFlow:
    def sum_of(kind: str) -> int:
        return moved.get(kind, 0)

    found, lost, surplus = sum_of("found"), sum_of("lost"), sum_of("surplus")
    # What was found again has arrived, and its whereabouts are known.
    confirmed, unknown = sum_of("received") + found, sum_of("unaccounted") - found
    given, back = sum_of("distributed"), sum_of("returned")
    return ItemFlow(
        item=item,
        dispatched=sum_of("dispatched"),
        arrived=None if unknown and not confirmed else confirmed,
        on_road=sum_of("dispatched") - confirmed - lost - unknown,
        lost=lost,
        unknown=unknown,
        surplus=surplus,
        at_townships=confirmed + surplus - given - back,
        distributed=given,
        returned=back,
        generated=generated,
    )


def _within(
    column: ColumnElement[str] | InstrumentedAttribute[str], ranges: Sequence[CodeRange] | None
) -> ColumnElement[bool]:
    if ranges is None:
        return column.is_not(None)
    return or_(false(), *(column.between(low, high) for low, high in ranges))


def _conditions(wanted: MoveFilter) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.place:
        conditions.append(or_(Move.from_place == wanted.place, Move.to_place == wanted.place))
    if wanted.item:
        conditions.append(Move.item == wanted.item)
    if wanted.order_id:
        conditions.append(Move.order_id == wanted.order_id)
    return conditions


def _move_row(row: Move, names: dict[str, str]) -> MoveRow:
    return MoveRow(
        id=row.id,
        kind=row.kind,
        item=row.item,
        batch=row.batch,
        units=row.units,
        start=row.from_place,
        end=row.to_place,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        recorded_by=names[row.recorded_by],
        source=row.source,
        order_id=row.order_id,
        reason=row.reason,
    )
