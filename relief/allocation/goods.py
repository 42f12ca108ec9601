"""One item of a problem, in packs: who holds it, who needs it, who can send it to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from relief.allocation.levels import Point
from relief.allocation.ports import FlowSolver, Network
from relief.allocation.problem import Depot, Item, Problem, packs_held, packs_needed
from relief.allocation.reach import within_reach


@dataclass(frozen=True, slots=True)
class Goods:
    """An item and its network.

    Fields:
        position: of the item in the problem.
        held: whole packs that can leave each depot, its trucks allowing.
        units: the same in units, packs opened.
        points: the needs, in the order of the demands.
        ways: by demand, the depots it is served from, the cheapest first.
        network: the same as pairs.
        unpacked: the network if packs could be opened.
    """

    position: int
    item: Item
    held: Sequence[int]
    units: Sequence[int]
    points: Sequence[Point]
    ways: Mapping[int, Sequence[int]]
    network: Network
    unpacked: Network

    @property
    def pack_kg(self) -> Decimal:
        """Return the weight of one pack."""
        return self.item.pack * self.item.weight_kg


def goods_of(
    problem: Problem, position: int, open_to: Sequence[Sequence[int]], solver: FlowSolver
) -> Goods:
    """Return one item of a problem in packs.

    Args:
        problem: the whole.
        position: which item.
        open_to: by demand, the depots open to it, the cheapest first.
        solver: makes the networks.
    """
    item = problem.items[position]
    stock = [depot.stock.get(item.code, 0) for depot in problem.depots]
    units = [_carried(depot, item, 1, n) for depot, n in zip(problem.depots, stock, strict=True)]
    held = [
        _carried(depot, item, item.pack, packs_held(n, item.pack))
        for depot, n in zip(problem.depots, stock, strict=True)
    ]
    points = [
        Point(j, demand.tier, need, packs_needed(need, item.pack))
        for j, demand in enumerate(problem.demands)
        if (need := demand.need.get(item.code, 0))
    ]
    ways = _ways(points, open_to, held, problem.nearest)
    network = _network(solver, ways)
    unpacked = network
    if any(n and not packs for n, packs in zip(units, held, strict=True)):
        unpacked = _network(solver, _ways(points, open_to, units, problem.nearest))
    return Goods(position, item, held, units, points, ways, network, unpacked)


def _carried(depot: Depot, item: Item, units_each: int, stock: int) -> int:
    """Return how much of the stock the depot's trucks could carry if they carried nothing else."""
    if depot.truck_kg is None:
        return stock
    return min(stock, int(depot.truck_kg // (units_each * item.weight_kg)))


def _ways(
    points: Sequence[Point],
    open_to: Sequence[Sequence[int]],
    held: Sequence[int],
    nearest: int | None,
) -> dict[int, list[int]]:
    return {point.demand: within_reach(open_to[point.demand], held, nearest) for point in points}


def _network(solver: FlowSolver, ways: Mapping[int, Sequence[int]]) -> Network:
    return solver.network(
        pairs=[(depot, demand) for demand, depots in ways.items() for depot in depots]
    )
