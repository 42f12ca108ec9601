"""What a set of moves does to the balances of the days; pure, so that it can be proved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from relief.core.clock import beijing
from relief.supplies.moves import NewMove
from relief.supplies.places import OUTSIDE, StockPlace

Position = tuple[str, str, str]
"""Place, item, batch."""

Days = Mapping[date, int]
"""Units at the end of each day on which something moved; between two days nothing did."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A position that would fall below zero.

    Fields:
        have: units there on that day before the moves; `asked` of them were wanted.
    """

    place: str
    item: str
    batch: str
    on_date: date
    have: int
    asked: int


def day_of(at: datetime) -> date:
    """Return the Beijing day of an instant."""
    return beijing(at).date()


def deltas(moves: Iterable[NewMove]) -> dict[Position, dict[date, int]]:
    """Return what the moves add to each inside position on each day; below zero is taken."""
    found: dict[Position, dict[date, int]] = {}
    for move in moves:
        for place, units in ((move.start, -move.units), (move.end, move.units)):
            if place.kind != OUTSIDE:
                days = found.setdefault((place.key, move.item, move.batch), {})
                day = day_of(move.occurred_at)
                days[day] = days.get(day, 0) + units
    return found


def places_by_key(moves: Iterable[NewMove]) -> dict[str, StockPlace]:
    """Return every inside place the moves touch, by its text in the ledger."""
    both = (place for move in moves for place in (move.start, move.end))
    return {place.key: place for place in both if place.kind != OUTSIDE}


def applied(before: Days, added: Days) -> dict[date, int]:
    """Return the new units of the days that change: each day of `added` and every later one."""
    first = min(added)
    changed: dict[date, int] = {}
    for day in sorted({*before, *added}):
        if day >= first:
            changed[day] = on(before, day) + sum(n for d, n in added.items() if d <= day)
    return changed


def on(days: Days, day: date) -> int:
    """Return the units at the end of `day`: those of the last day not after it, else 0."""
    earlier = [known for known in days if known <= day]
    return days[max(earlier)] if earlier else 0


def first_shortfall(position: Position, before: Days, after: Days) -> Shortfall | None:
    """Return the first day on which the position would be below zero, None when it never is."""
    for day in sorted(after):
        if after[day] < 0:
            have = on(before, day)
            return Shortfall(*position, day, have, have - after[day])
    return None
