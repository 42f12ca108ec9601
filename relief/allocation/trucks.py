"""Where a depot's trucks cannot carry all that fairness would send: items compete.

Each item alone is planned as if the trucks were its own. When these plans fit the trucks together
they stand: nothing fairer or cheaper exists. Otherwise tier by tier, and inside a tier in the order
of the items, each gets the fairest levels that those before it leave possible. A small competition
is settled exactly, routes still open to the end; in a large one the routes of what was settled
earlier are kept, so that a later item's levels may stay below the best possible.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from relief.allocation.decomposition import Block, decompose
from relief.allocation.goods import Goods
from relief.allocation.levels import Point, level_of
from relief.allocation.ports import Competition, FlowSolver, Way
from relief.allocation.problem import Problem
from relief.allocation.routing import Flows, cheapest

_MOST_STEPS = 300
_MOST_WAYS = 2_000
"""Packs and ways up to which an exact settlement is tried: a few seconds at most."""


@dataclass(frozen=True, slots=True)
class Loads:
    """Flows of every item that fit the trucks.

    Fields:
        flows: by item.
        bound: flows by item, or a single cost, below which the same levels cannot be had.
    """

    flows: Sequence[Flows]
    bound: Sequence[Flows] | Decimal


def fit(problem: Problem, goods: Sequence[Goods], flows: Sequence[Flows]) -> bool:
    """Say whether the flows of all items together stay within every depot's trucks."""
    left = {
        i: depot.truck_kg for i, depot in enumerate(problem.depots) if depot.truck_kg is not None
    }
    for one, sent in zip(goods, flows, strict=True):
        packs = [0] * len(problem.depots)
        for (depot, _), flow in sent.items():
            packs[depot] += flow
        left = {i: kg - packs[i] * one.pack_kg for i, kg in left.items()}
    return all(kg >= 0 for kg in left.values())


def share_trucks(
    problem: Problem, goods: Sequence[Goods], table: Sequence[Sequence[int]], solver: FlowSolver
) -> Loads:
    """Return flows that fit the trucks, tier by tier in the order of the items."""
    return _settled(problem, goods, table, solver) or _in_order(problem, goods, table, solver)


def _settled(
    problem: Problem, goods: Sequence[Goods], table: Sequence[Sequence[int]], solver: FlowSolver
) -> Loads | None:
    """Return the exact answer to a small competition."""
    steps = sum(point.packs for one in goods for point in one.points)
    ways = sum(len(depots) for one in goods for depots in one.ways.values())
    if steps > _MOST_STEPS or ways > _MOST_WAYS:
        return None
    scale = _scale(problem, goods)
    competition = _competition(problem, goods, table, scale)
    settlement = solver.settle(competition)
    if settlement is None:
        return None
    flows: list[dict[tuple[int, int], int]] = [{} for _ in goods]
    for way, packs in zip(competition.ways, settlement.packs, strict=True):
        if packs:
            flows[way.item][way.depot, way.demand] = packs
    return Loads(flows, Decimal(settlement.cost_bound) / scale)


def _scale(problem: Problem, goods: Sequence[Goods]) -> int:
    """Return the power of ten that makes every weight whole."""
    weights = [one.pack_kg for one in goods]
    weights += [depot.truck_kg for depot in problem.depots if depot.truck_kg is not None]
    exponents = (weight.as_tuple().exponent for weight in weights)
    digits = max((-n for n in exponents if isinstance(n, int)), default=0)
    return int(10 ** max(0, digits))


def _competition(
    problem: Problem, goods: Sequence[Goods], table: Sequence[Sequence[int]], scale: int
) -> Competition:
    ways = []
    for one in goods:
        weight = int(one.pack_kg * scale)
        ways += [
            Way(one.position, depot, demand, table[depot][demand] * weight, weight)
            for demand, depots in one.ways.items()
            for depot in depots
        ]
    return Competition(
        ways=ways,
        stock={(one.position, i): n for one in goods for i, n in enumerate(one.held) if n},
        most={(one.position, point.demand): point.packs for one in goods for point in one.points},
        trucks={
            i: int(depot.truck_kg * scale)
            for i, depot in enumerate(problem.depots)
            if depot.truck_kg is not None
        },
        goals=[
            goal for tier in problem.tiers for one in goods for goal in _goals(one, _of(one, tier))
        ],
    )


def _of(goods: Goods, tier: int) -> list[Point]:
    """Return the points of a tier that can be served at all."""
    return [point for point in goods.points if point.tier == tier and goods.ways[point.demand]]


def _goals(goods: Goods, points: Sequence[Point]) -> list[list[tuple[int, int, int]]]:
    """Return leximin as goals: as few as possible below the lowest level, then the next, and on."""
    pack = goods.item.pack
    rungs = {
        point: [level_of(point, packs, pack) for packs in range(1, point.packs + 1)]
        for point in points
    }
    return [
        [
            (goods.position, point.demand, 1 + sum(rung < level for rung in ladder))
            for point, ladder in rungs.items()
        ]
        for level in sorted({rung for ladder in rungs.values() for rung in ladder})
    ]


def _in_order(
    problem: Problem, goods: Sequence[Goods], table: Sequence[Sequence[int]], solver: FlowSolver
) -> Loads:
    """Return flows where each item of each tier takes what those before it left."""
    trucks = [depot.truck_kg for depot in problem.depots]
    stock = [list(one.held) for one in goods]
    flows: list[dict[tuple[int, int], int]] = [{} for _ in goods]
    for tier in problem.tiers:
        for one in goods:
            held = stock[one.position]
            left = replace(
                one,
                held=[
                    n if kg is None else min(n, int(kg // one.pack_kg))
                    for n, kg in zip(held, trucks, strict=True)
                ],
                points=[point for point in one.points if point.tier == tier],
            )
            sent = _one_item(left, table, solver)
            for (depot, _), packs in sent.items():
                held[depot] -= packs
                limit = trucks[depot]
                trucks[depot] = None if limit is None else limit - packs * one.pack_kg
            flows[one.position] |= sent
    return Loads(flows, _unloaded(goods, flows, table, solver))


def _one_item(goods: Goods, table: Sequence[Sequence[int]], solver: FlowSolver) -> Flows:
    supply = dict(enumerate(goods.held))
    blocks = decompose(goods.network, supply, goods.points, goods.item.pack)
    return cheapest(goods, blocks, table, solver)


def _unloaded(
    goods: Sequence[Goods],
    flows: Sequence[Flows],
    table: Sequence[Sequence[int]],
    solver: FlowSolver,
) -> list[Flows]:
    """Return the cheapest flows that give every demand the same, had each item its own trucks."""
    bound = []
    for one, sent in zip(goods, flows, strict=True):
        got = received(sent)
        depots = tuple(i for i, packs in enumerate(one.held) if packs)
        bound.append(cheapest(one, [Block(depots, got)], table, solver))
    return bound


def received(flows: Flows) -> Mapping[int, int]:
    """Return the packs every demand gets."""
    got: dict[int, int] = {}
    for (_, demand), packs in flows.items():
        got[demand] = got.get(demand, 0) + packs
    return got
