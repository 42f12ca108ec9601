"""What is to be shared out: items in packs, depots with stock, demands in tiers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

LARGEST_UNITS = 10**9
"""No stock or need of one item is larger; `levels.py` relies on it for exact fills."""


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of goods.

    Fields:
        pack: units in one pack, above 0; only whole packs travel.
        weight_kg: weight of one unit, above 0.
    """

    code: str
    pack: int
    weight_kg: Decimal


@dataclass(frozen=True, slots=True)
class Depot:
    """A place that holds stock.

    Fields:
        stock: units by item code, 0 or more; what is absent is 0.
        place: longitude and latitude in degrees, WGS84; None where the costs are given.
        truck_kg: the weight that may leave it in all, None without a limit.
    """

    id: str
    stock: Mapping[str, int]
    place: tuple[float, float] | None = None
    truck_kg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """A place that needs goods.

    Fields:
        tier: a lower number is served first.
        need: units by item code, above 0; what is absent is not needed.
        place: longitude and latitude in degrees, WGS84; None where the costs are given.
    """

    id: str
    tier: int
    need: Mapping[str, int]
    place: tuple[float, float] | None = None


@dataclass(frozen=True)
class Problem:
    """Everything a plan depends on.

    Fields:
        items: their order is the order in which they load where trucks are short.
        cost: per tonne, a row a depot and a column a demand; None means great-circle km × 1.4.
        nearest: how many depots a demand looks at, None for all.
        closed: pairs of depot and demand between which nothing can travel.
    """

    items: tuple[Item, ...]
    depots: tuple[Depot, ...]
    demands: tuple[Demand, ...]
    cost: tuple[tuple[Decimal, ...], ...] | None = None
    nearest: int | None = None
    closed: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def tiers(self) -> tuple[int, ...]:
        """Return the tiers in the order in which they are served."""
        return tuple(sorted({demand.tier for demand in self.demands}))

    def ordered(self) -> "Problem":
        """Return the same problem with depots and demands in the order of their ids.

        Two plans that are equally fair and equally cheap are told apart by this order alone, so
        that the order of the input never decides.
        """
        depots = sorted(range(len(self.depots)), key=lambda i: self.depots[i].id)
        demands = sorted(range(len(self.demands)), key=lambda j: self.demands[j].id)
        cost = self.cost and tuple(tuple(self.cost[i][j] for j in demands) for i in depots)
        return replace(
            self,
            depots=tuple(self.depots[i] for i in depots),
            demands=tuple(self.demands[j] for j in demands),
            cost=cost,
        )


def packs_needed(need: int, pack: int) -> int:
    """Return the whole packs that cover `need` units: rounded up."""
    return -(-need // pack)


def packs_held(stock: int, pack: int) -> int:
    """Return the whole packs in `stock` units: rounded down."""
    return stock // pack
