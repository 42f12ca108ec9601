"""What each township needs, has, and is being sent. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from relief.allocation.people import People
from relief.core.division_code import at_level
from relief.needs.catalogue import Season, Standard
from relief.needs.needs import ALTERNATIVE, TENT, days_of_supply, needs_of, people_covered
from relief.supplies.places import KINDS, PlaceKind
from relief.supplies.rows import StockRow

STOVE = "stove"
AT_TOWNSHIP: frozenset[PlaceKind] = frozenset({"township", "households"})
UNDER_WAY: frozenset[PlaceKind] = frozenset({"reserved", "road"})
Bound = Literal["", "≤", "≥"]
Goods = Mapping[tuple[str, PlaceKind, str], int]
"""Units by township, kind of place and item."""


@dataclass(frozen=True, slots=True)
class NeedWish:
    """For how many days, in which season, by which standard."""

    days: int
    season: Season
    standard: Standard


@dataclass(frozen=True, slots=True)
class ItemPosition:
    """One item of one township, in units.

    Fields:
        need: None while the people are 待核.
        at_hand: at the township and, unless it is used up day by day, with its households.
        under_way: reserved for it or on the road, push orders included.
        unknown: sent there, whereabouts unknown: never counted.
        stood_for: tents of 12 m² that the tents of 36 m² at hand and under way stand for.
        days: for how many days what is at hand lasts; None for what is not used up by day.
        recorded: whether any of it was ever recorded there or on its way; without it what is at
            hand is 待核, counted as none, and what is short an upper bound.
    """

    item: str
    need: int | None
    at_hand: int
    under_way: int
    unknown: int
    stood_for: int
    days: Decimal | None
    recorded: bool

    @property
    def known_at_hand(self) -> int | None:
        """Return what is at hand, None (待核) where nothing of it was ever recorded."""
        return self.at_hand if self.recorded else None

    @property
    def open_rows(self) -> int:
        """Return 1 while the need is 待核, as a sum over this township alone would."""
        return int(self.need is None)

    @property
    def at_most(self) -> bool:
        """Return whether what is short is an upper bound."""
        return not self.recorded and bool(self.short)

    @property
    def bound(self) -> Bound:
        """Return the sign before what is short."""
        return "≤" if self.at_most else ""

    @property
    def days_bound(self) -> Bound:
        """Return the sign before the days: what is not recorded may make them more."""
        return "" if self.recorded else "≥"

    @property
    def short(self) -> int | None:
        """Return what is still to be sent, never below 0; None while the need is unknown."""
        if self.need is None:
            return None
        return max(0, self.need - self.at_hand - self.under_way - self.stood_for)


@dataclass(frozen=True, slots=True)
class Tonight:
    """Who sleeps how, by what is at hand; None while the people are 待核.

    Fields:
        without_tent: people no tent at hand holds.
        without_stove: people in a tent that no stove warms.
        bare_tents: tents at hand without a stove.
    """

    without_tent: int | None
    without_stove: int | None
    bare_tents: int


@dataclass(frozen=True, slots=True)
class TownshipNeed:
    """One row of the needs table."""

    code: str
    name: str
    county_name: str
    people: People
    items: tuple[ItemPosition, ...]
    tonight: Tonight

    def of(self, item: str) -> ItemPosition:
        """Return the position of an item of the table."""
        return next(position for position in self.items if position.item == item)


@dataclass(frozen=True, slots=True)
class Total:
    """One item over several townships: sums of rounded rows, of those that are known.

    Fields:
        need, short: None while no row is known.
        open_rows: rows whose need is 待核 and not in `need` and `short`.
        at_most: what is short is an upper bound: see `ItemPosition.recorded`.
        days: for how many days what is at hand of the known rows lasts their people.
        recorded: whether any of it was ever recorded in one of them.
    """

    item: str
    need: int | None
    at_hand: int
    under_way: int
    unknown: int
    short: int | None
    open_rows: int
    at_most: bool
    days: Decimal | None
    recorded: bool

    @property
    def known_at_hand(self) -> int | None:
        """Return what is at hand, None (待核) where nothing of it was ever recorded."""
        return self.at_hand if self.recorded else None

    @property
    def bound(self) -> Bound:
        """Return the sign before what is short; none where it is bounded from neither side."""
        if bool(self.open_rows) == self.at_most:
            return ""
        return "≥" if self.open_rows else "≤"

    @property
    def days_bound(self) -> Bound:
        """Return the sign before the days."""
        return "≥" if self.at_most else ""


@dataclass(frozen=True, slots=True)
class NeedPosition:
    """The needs of the townships in scope, with their sums.

    Fields:
        items: the items of the columns, in the catalogue's order.
        tonight: sums over the rows that are known.
        people: sum of the known rows; `people_open` rows are 待核.
    """

    wish: NeedWish
    items: tuple[str, ...]
    townships: tuple[TownshipNeed, ...]
    totals: tuple[Total, ...]
    tonight: Tonight
    people: int
    people_open: int


def goods_of(rows: Iterable[StockRow]) -> Goods:
    """Return units by township, kind of place and item, all batches and orders together."""
    found: dict[tuple[str, PlaceKind, str], int] = {}
    for row in rows:
        key = (row.division, row.kind, row.item)
        found[key] = found.get(key, 0) + row.units
    return found


def columns(wish: NeedWish) -> tuple[str, ...]:
    """Return the items that are planned: all of the standard but the larger tent."""
    needs = needs_of({}, wish.standard, days=wish.days, season=wish.season)
    return tuple(need.item for need in needs if need.item != ALTERNATIVE)


def township_items(
    code: str, people: int | None, goods: Goods, wish: NeedWish
) -> tuple[ItemPosition, ...]:
    """Return every item of one township, in the catalogue's order."""
    needs = needs_of({"resettled": people}, wish.standard, days=wish.days, season=wish.season)
    found = []
    for need in needs:
        if need.item == ALTERNATIVE:
            continue
        daily = need.rate.per_day
        kinds: frozenset[PlaceKind] = frozenset({"township"}) if daily else AT_TOWNSHIP
        at_hand = _sum(goods, code, kinds, need.item)
        found.append(
            ItemPosition(
                item=need.item,
                need=need.quantity,
                at_hand=at_hand,
                under_way=_sum(goods, code, UNDER_WAY, need.item),
                unknown=_sum(goods, code, frozenset({"unknown"}), need.item),
                stood_for=_stood_for(code, goods, wish) if need.item == TENT else 0,
                days=days_of_supply(at_hand, people, need.rate),
                recorded=_recorded(goods, code, need.item),
            )
        )
    return tuple(found)


def tonight(code: str, people: int | None, goods: Goods, wish: NeedWish) -> Tonight:
    """Return who sleeps without a tent, and who in a tent without a stove."""
    tents = {item: _sum(goods, code, AT_TOWNSHIP, item) for item in (TENT, ALTERNATIVE)}
    stoves = _sum(goods, code, AT_TOWNSHIP, STOVE)
    bare = max(0, sum(tents.values()) - stoves)
    if people is None:
        return Tonight(None, None, bare)
    held = min(people, people_covered(tents, wish.standard, season=wish.season))
    warm = people_covered({TENT: stoves}, wish.standard, season=wish.season)
    return Tonight(people - held, max(0, held - warm), bare)


def position_of(wish: NeedWish, rows: Iterable[TownshipNeed]) -> NeedPosition:
    """Return the rows with their sums."""
    listed = tuple(rows)
    items = columns(wish)
    counts = [row.people.count for row in listed]
    return NeedPosition(
        wish=wish,
        items=items,
        townships=listed,
        totals=totals_of(wish, listed),
        tonight=Tonight(
            sum(row.tonight.without_tent or 0 for row in listed),
            sum(row.tonight.without_stove or 0 for row in listed),
            sum(row.tonight.bare_tents for row in listed),
        ),
        people=sum(count or 0 for count in counts),
        people_open=counts.count(None),
    )


def totals_of(wish: NeedWish, rows: Sequence[TownshipNeed]) -> tuple[Total, ...]:
    """Return every item over these townships, in the catalogue's order."""
    return tuple(_total(item, rows, wish) for item in columns(wish))


def by_county(rows: Iterable[TownshipNeed]) -> dict[str, list[TownshipNeed]]:
    """Return the rows by the code of their county."""
    found: dict[str, list[TownshipNeed]] = {}
    for row in rows:
        found.setdefault(at_level(row.code, "county"), []).append(row)
    return found


def _total(item: str, towns: Sequence[TownshipNeed], wish: NeedWish) -> Total:
    rows = [town.of(item) for town in towns]
    known = [(town, row) for town, row in zip(towns, rows, strict=True) if row.need is not None]
    people = sum(town.people.count or 0 for town, _row in known)
    usable = sum(row.at_hand for _town, row in known)
    return Total(
        item=item,
        need=sum(row.need or 0 for row in rows) if known else None,
        at_hand=sum(row.at_hand for row in rows),
        under_way=sum(row.under_way for row in rows),
        unknown=sum(row.unknown for row in rows),
        short=sum(row.short or 0 for row in rows) if known else None,
        open_rows=len(rows) - len(known),
        at_most=any(row.at_most for row in rows),
        days=days_of_supply(usable, people, wish.standard.rate(item, wish.season)),
        recorded=any(row.recorded for row in rows),
    )


def _recorded(goods: Goods, code: str, item: str) -> bool:
    items = (TENT, ALTERNATIVE) if item == TENT else (item,)
    return any((code, kind, name) in goods for kind in KINDS for name in items)


def _stood_for(code: str, goods: Goods, wish: NeedWish) -> int:
    large = _sum(goods, code, AT_TOWNSHIP | UNDER_WAY, ALTERNATIVE)
    covered = people_covered({ALTERNATIVE: large}, wish.standard, season=wish.season)
    one = people_covered({TENT: 1}, wish.standard, season=wish.season)
    return covered // one if one else 0


def _sum(goods: Goods, code: str, kinds: frozenset[PlaceKind], item: str) -> int:
    return sum(goods.get((code, kind, item), 0) for kind in kinds)
