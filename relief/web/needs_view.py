"""What the page of needs shows, put together so that the template does not compute."""

from collections.abc import Mapping
from dataclasses import dataclass

from relief.allocation.position import NeedPosition, TownshipNeed
from relief.needs.catalogue import Rate


@dataclass(frozen=True, slots=True)
class NeedsScreen:
    """The table and the figures above it.

    Fields:
        rows: townships that are short of something or sleep badly first, then the others.
        rates: the line of the standard behind each column.
        counties: whether rows of several counties stand below each other.
        short: how many townships are short of something known.
        can_plan: whether there is a known gap to plan for.
        nothing_known: nobody's people are known yet.
    """

    position: NeedPosition
    rows: tuple[TownshipNeed, ...]
    rates: Mapping[str, Rate]
    counties: bool
    short: int
    can_plan: bool
    nothing_known: bool


def needs_screen(position: NeedPosition) -> NeedsScreen:
    """Return the screen of a position."""
    rows = sorted(position.townships, key=_urgency)
    wish = position.wish
    short = sum(any(item.short for item in row.items) for row in rows)
    return NeedsScreen(
        position=position,
        rows=tuple(rows),
        rates={item: wish.standard.rate(item, wish.season) for item in position.items},
        counties=len({row.county_name for row in rows}) > 1,
        short=short,
        can_plan=short > 0,
        nothing_known=position.people_open == len(rows),
    )


def _urgency(row: TownshipNeed) -> tuple[bool, int, str]:
    lacking = (row.tonight.without_tent or 0) + (row.tonight.without_stove or 0)
    return row.people.count is None, -lacking, row.code
