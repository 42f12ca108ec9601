"""What the page of a plan shows, put together so that the template does not compute."""

from dataclasses import dataclass
from itertools import groupby

from relief.allocation.projections import MADE
from relief.allocation.queries import LineRow, OpenNeed, PlanView
from relief.core.scope import Scope


@dataclass(frozen=True, slots=True)
class TownLines:
    """The lines to one township, in the order of the items."""

    code: str
    name: str
    county: str
    lines: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class ItemSum:
    """One item over the whole plan: planned now, and what stays open."""

    item: str
    units: int
    left: int


@dataclass(frozen=True, slots=True)
class PlanScreen:
    """One plan.

    Fields:
        open: still to be approved.
        own: the reader made or changed it, and may not approve it.
        orders: how many orders its approval gives.
        changed: how many lines a person has changed.
        unserved: by township, what stays open.
    """

    view: PlanView
    towns: tuple[TownLines, ...]
    sums: tuple[ItemSum, ...]
    unserved: tuple[OpenNeed, ...]
    open: bool
    own: bool
    orders: int
    changed: int


def plan_screen(view: PlanView, scope: Scope) -> PlanScreen:
    """Return the screen of a plan as this person sees it."""
    towns = tuple(
        TownLines(code, lines[0].township_name, lines[0].county_name, lines)
        for code, group in groupby(view.lines, key=lambda line: line.township)
        for lines in (tuple(group),)
    )
    sent = [line for line in view.lines if line.units]
    return PlanScreen(
        view=view,
        towns=towns,
        sums=tuple(_sum(item, view) for item in view.items),
        unserved=view.unserved,
        open=view.row.state == MADE,
        own=scope.account_id in view.changers,
        orders=len({(line.depot, line.township) for line in sent}),
        changed=sum(bool(line.changes) for line in view.lines),
    )


def _sum(item: str, view: PlanView) -> ItemSum:
    return ItemSum(
        item,
        sum(line.units for line in view.lines if line.item == item),
        sum(need.left for need in view.unserved if need.item == item),
    )
