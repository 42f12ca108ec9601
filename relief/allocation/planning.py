"""From needs and stock to the problem the solver is given, and back to the plan kept; pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from relief.allocation.answer import as_explained_answer
from relief.allocation.plan import Plan
from relief.allocation.position import NeedPosition, TownshipNeed
from relief.allocation.problem import Demand, Depot, Item, Problem
from relief.core.division_code import at_level, contains
from relief.core.errors import Refused
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.geography.rows import PlaceRow
from relief.supplies.catalogue import load_items
from relief.supplies.places import depot
from relief.supplies.rows import StockRow

Stock = Mapping[str, Mapping[str, int]]
"""Units by depot (its place id) and item."""
INDICATIVE = "indicative"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a plan rests on.

    Fields:
        position: needs of the townships in scope.
        depots: those at least one of the townships may be served from.
        stock: what they have of the planned items.
        seats: where the townships lie, by code; some may be missing.
        first: townships that are served before the others.
    """

    position: NeedPosition
    depots: tuple[PlaceRow, ...]
    stock: Stock
    seats: Mapping[str, PlaceRow]
    first: frozenset[str]


def may_serve(scope: Scope, place: PlaceRow, township: str) -> bool:
    """Return whether the desk may ask a depot for a township: its own, or of a tier above."""
    return scope.covers(place.division_code) or contains(place.division_code, township)


def stock_by_depot(
    depots: Iterable[PlaceRow], rows: Iterable[StockRow], items: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Return units by depot and item, all batches together; every depot and item is a key."""
    ids = {depot(place.id, place.division_code).key: place.id for place in depots}
    found = {place_id: dict.fromkeys(items, 0) for place_id in ids.values()}
    for row in rows:
        if row.place in ids and row.item in items:
            found[ids[row.place]][row.item] += row.units
    return found


def digest_of(stock: Stock) -> str:
    """Return the SHA-256 of a stock position: the same goods give the same text."""
    return hashlib.sha256(json.dumps(stock, sort_keys=True).encode()).hexdigest()


def open_rows(position: NeedPosition) -> tuple[TownshipNeed, ...]:
    """Return the townships that are still short of something."""
    return tuple(row for row in position.townships if any(item.short for item in row.items))


def make_problem(scope: Scope, inputs: Inputs) -> Problem:
    """Return the problem to be solved.

    Raises:
        Refused: nobody is short of anything, or no depot may be asked.
    """
    rows = open_rows(inputs.position)
    if not rows:
        raise _nothing_open(inputs.position)
    if not inputs.depots:
        raise Refused(
            Bilingual("没有可调用的仓库", "There is no depot this desk may ask"), "depots"
        )
    catalogue = load_items()
    return Problem(
        items=tuple(
            Item(code, catalogue[code].pack, catalogue[code].weight_kg)
            for code in inputs.position.items
        ),
        depots=tuple(
            Depot(place.id, inputs.stock[place.id], (place.lon, place.lat))
            for place in inputs.depots
        ),
        demands=tuple(_demand(row, inputs) for row in rows),
        closed=frozenset(
            (place.id, row.code)
            for place in inputs.depots
            for row in rows
            if not may_serve(scope, place, row.code)
        ),
    )


def frozen(inputs: Inputs, problem: Problem) -> dict[str, Any]:
    """Return the inputs as the ledger keeps them."""
    tiers = {demand.id: demand.tier for demand in problem.demands}
    used = [inputs.seats.get(code) for code in tiers]
    guessed = sum(seat is None or seat.quality == INDICATIVE for seat in used)
    return {
        "items": list(inputs.position.items),
        "stock": {place_id: dict(goods) for place_id, goods in inputs.stock.items()},
        "depots": {
            place.id: {"name": place.name, "division": place.division_code}
            for place in inputs.depots
        },
        "demands": {row.code: _frozen_row(row, tiers) for row in inputs.position.townships},
        "closed": sorted([depot_id, code] for depot_id, code in problem.closed),
        "indicative": guessed + sum(place.quality == INDICATIVE for place in inputs.depots),
        "positions": len(used) + len(inputs.depots),
    }


def outcome(inputs: Inputs, problem: Problem, plan: Plan, seconds: float) -> dict[str, Any]:
    """Return the answer with its reasons as the ledger keeps it, depots named for people."""
    answer = dict(as_explained_answer(problem, plan, seconds))
    names = sorted(((place.id, place.name) for place in inputs.depots), key=lambda n: -len(n[0]))
    for group in ("lines", "shortfalls"):
        for row in answer[group]:
            for reason in row["why"]:
                for place_id, name in names:
                    for language, text in reason["message"].items():
                        reason["message"][language] = text.replace(place_id, name)
    return answer


def _demand(row: TownshipNeed, inputs: Inputs) -> Demand:
    tier = 1 if not inputs.first or row.code in inputs.first else 2
    need = {item.item: item.short for item in row.items if item.short}
    return Demand(row.code, tier, need, _seat(row.code, inputs))


def _seat(code: str, inputs: Inputs) -> tuple[float, float]:
    """Return where a township lies; without a point, the middle of its county's known ones."""
    if seat := inputs.seats.get(code):
        return seat.lon, seat.lat
    county = at_level(code, "county")
    near = [s for c, s in inputs.seats.items() if at_level(c, "county") == county]
    points = near or list(inputs.seats.values()) or list(inputs.depots)
    return (
        sum(point.lon for point in points) / len(points),
        sum(point.lat for point in points) / len(points),
    )


def _frozen_row(row: TownshipNeed, tiers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "name": row.name,
        "county": row.county_name,
        "people": row.people.count,
        "source": row.people.source,
        "tier": tiers.get(row.code),
        "items": {
            item.item: {
                "need": item.need,
                "at_hand": item.at_hand,
                "under_way": item.under_way,
                "short": item.short,
            }
            for item in row.items
        },
    }


def _nothing_open(position: NeedPosition) -> Refused:
    if position.people_open == len(position.townships):
        return Refused(
            Bilingual(
                "各乡镇安置人数均待核，无法计算需求；可先行调拨，不需要需求数字",
                "The resettled of every township are unknown: no need can be reckoned; a push "
                "order needs no figures",
            ),
            "people",
        )
    return Refused(
        Bilingual("现有和在途物资已满足已知需求", "What is at hand and under way meets the needs"),
        "needs",
    )
