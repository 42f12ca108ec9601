"""Which depot can serve which demand, and at what price."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from relief.allocation.problem import Problem
from relief.geography.ellipse import EARTH_RADIUS_KM

_MM_PER_KM = 10**6
Spot = tuple[float, float, float]
ROAD_FACTOR = Decimal("1.4")
"""A road is longer than the great circle. Source: DESIGN section 5, `allocate`."""
LARGEST_PRICE = 10**12
"""What the flow solver multiplies with the number of places must stay a whole number of 63 bits."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What a tonne costs from depot to demand, in whole numbers.

    Fields:
        table: a row a depot, a column a demand.
        unit: cost per tonne of 1 in the table.
    """

    table: Sequence[Sequence[int]]
    unit: Decimal


def prices(problem: Problem) -> Prices:
    """Return the prices of a problem: those given, exactly, or great-circle millimetres."""
    if problem.cost is not None:
        return exact(problem.cost)
    ends = [_on_sphere(demand.place) for demand in problem.demands]
    table = [_distances_mm(_on_sphere(depot.place), ends) for depot in problem.depots]
    return Prices(table, ROAD_FACTOR / _MM_PER_KM)


def _on_sphere(place: tuple[float, float] | None) -> Spot:
    """Return a place on the sphere whose diameter is 1."""
    lon, lat = (math.radians(degrees) for degrees in place or (0.0, 0.0))
    return math.cos(lat) * math.cos(lon) / 2, math.cos(lat) * math.sin(lon) / 2, math.sin(lat) / 2


def _distances_mm(one: Spot, others: Sequence[Spot]) -> list[int]:
    """Return great-circle distances in whole millimetres.

    By the chord: `distance_km` of a hundred thousand pairs takes longer than all their flows.
    """
    x, y, z = one
    root, arc, diameter = math.sqrt, math.asin, 2 * EARTH_RADIUS_KM * _MM_PER_KM
    return [
        round(diameter * arc(min(1.0, root((x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2))))
        for a, b, c in others
    ]


def exact(cost: Iterable[Sequence[Decimal]]) -> Prices:
    """Return decimal costs as whole multiples of the largest unit they share."""
    rows = [list(row) for row in cost]
    decimals = max((-_exponent(value) for row in rows for value in row), default=0)
    whole = [[int(value.scaleb(decimals)) for value in row] for row in rows]
    common = max(1, math.gcd(*(value for row in whole for value in row)))
    table = [[value // common for value in row] for row in whole]
    return Prices(table, Decimal(common).scaleb(-decimals))


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return min(0, exponent) if isinstance(exponent, int) else 0


def open_depots(problem: Problem, table: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return for every demand the depots that may send to it, the cheapest first.

    Equally cheap depots stand in the order of their ids (the problem is `ordered`).
    """
    return [
        [
            depot
            for _, depot in sorted((row[j], i) for i, row in enumerate(table))
            if (problem.depots[depot].id, demand.id) not in problem.closed
        ]
        for j, demand in enumerate(problem.demands)
    ]


def within_reach(open_to: Sequence[int], held: Sequence[int], nearest: int | None) -> list[int]:
    """Return the depots a demand is served from with one item.

    The `nearest` open ones; where none of these holds a whole pack of the item, the nearest open
    ones that do, so that nobody who can be reached goes without because of the limit.

    Args:
        open_to: depots open to the demand, the cheapest first.
        held: packs of the item by depot.
        nearest: how many depots are looked at, None for all.
    """
    near = [depot for depot in open_to[:nearest] if held[depot]]
    return near or [depot for depot in open_to if held[depot]][:nearest]
