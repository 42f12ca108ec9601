"""The plan: the fairest levels tier by tier and item by item, then the least cost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from relief.allocation.decomposition import decompose
from relief.allocation.goods import Goods, goods_of
from relief.allocation.levels import Point, four_decimals
from relief.allocation.plan import Fill, Line, Plan
from relief.allocation.ports import FlowSolver, Progress
from relief.allocation.problem import Problem
from relief.allocation.reach import open_depots, prices
from relief.allocation.routing import Flows, cheapest
from relief.allocation.trucks import Loads, fit, received, share_trucks
from relief.allocation.unpacked import unpacked_levels

Levels = Mapping[int, tuple[Decimal, ...]]
_KG_PER_TONNE = 1000
_DIGITS = 80
_CENT = Decimal("0.01")


def allocate(problem: Problem, solver: FlowSolver, progress: Progress | None = None) -> Plan:
    """Return the fair plan of least cost.

    A lower tier number goes first. Inside a tier the sorted fills of each item are as good as can
    be at the lowest place, then at the next (leximin); fill = min(1, units / need), in whole packs.
    Among all plans with these fills, over all tiers, the plan costs least; equal plans are told
    apart by the order of ids.

    Args:
        problem: checked by `contracts.read_problem`, or made of checked data.
        solver: of integer flows.
        progress: told items done and items in all; it may raise to cancel.

    Source:
        DESIGN section 5, `allocate`.
    """
    problem = problem.ordered()
    priced = prices(problem)
    open_to = open_depots(problem, priced.table)
    alone = []
    for position in range(len(problem.items)):
        if progress:
            progress(position, len(problem.items))
        alone.append(_alone(goods_of(problem, position, open_to, solver), priced.table, solver))
    goods = [one.goods for one in alone]
    loads = _together(problem, goods, [one.flows for one in alone], priced.table, solver)
    cost = _cost(goods, loads.flows, priced.table)
    least = loads.bound
    bound = least if isinstance(least, Decimal) else _cost(goods, least, priced.table)
    return Plan(
        lines=tuple(_lines(problem, goods, loads.flows)),
        fills=tuple(_fills(problem, goods, loads.flows, [one.unpacked for one in alone])),
        unreachable=tuple(
            demand.id for demand, ways in zip(problem.demands, open_to, strict=True) if not ways
        ),
        cost=_money(cost, priced.unit),
        cost_bound=_money(bound, priced.unit),
    )


@dataclass(frozen=True, slots=True)
class _Alone:
    """One item planned as if the trucks were its own."""

    goods: Goods
    flows: Flows
    unpacked: Levels


def _alone(goods: Goods, table: Sequence[Sequence[int]], solver: FlowSolver) -> _Alone:
    supply = dict(enumerate(goods.held))
    blocks = decompose(goods.network, supply, goods.points, goods.item.pack)
    flows = cheapest(goods, blocks, table, solver)
    return _Alone(goods, flows, unpacked_levels(goods, blocks))


def _together(
    problem: Problem,
    goods: Sequence[Goods],
    flows: Sequence[Flows],
    table: Sequence[Sequence[int]],
    solver: FlowSolver,
) -> Loads:
    """Return the flows that stand when all items share the trucks."""
    if fit(problem, goods, flows):
        return Loads(flows, flows)
    return share_trucks(problem, goods, table, solver)


def _cost(
    goods: Sequence[Goods], flows: Sequence[Flows], table: Sequence[Sequence[int]]
) -> Decimal:
    """Return Σ packs × kg × price, exactly."""
    with localcontext(prec=_DIGITS):
        return sum(
            (
                one.pack_kg * sum(packs * table[i][j] for (i, j), packs in sent.items())
                for one, sent in zip(goods, flows, strict=True)
            ),
            Decimal(0),
        )


def _money(kg_price: Decimal, unit: Decimal) -> Decimal:
    with localcontext(prec=_DIGITS):
        return (kg_price * unit / _KG_PER_TONNE).quantize(_CENT)


def _lines(problem: Problem, goods: Sequence[Goods], flows: Sequence[Flows]) -> Iterator[Line]:
    """Yield the lines: by item, then by the ids of demand and depot."""
    for one, sent in zip(goods, flows, strict=True):
        for depot, demand in sorted(sent, key=lambda pair: (pair[1], pair[0])):
            yield Line(
                problem.depots[depot].id,
                problem.demands[demand].id,
                one.item.code,
                sent[depot, demand] * one.item.pack,
            )


def _fills(
    problem: Problem,
    goods: Sequence[Goods],
    flows: Sequence[Flows],
    unpacked: Sequence[Levels],
) -> Iterator[Fill]:
    """Yield how each tier is served with each item it needs."""
    shares = [received(sent) for sent in flows]
    for tier in problem.tiers:
        for one, got, before in zip(goods, shares, unpacked, strict=True):
            points = [point for point in one.points if point.tier == tier]
            if points:
                yield _fill(one, points, got, before[tier])


def _fill(
    goods: Goods, points: Sequence[Point], got: Mapping[int, int], before: tuple[Decimal, ...]
) -> Fill:
    units = [got.get(point.demand, 0) * goods.item.pack for point in points]
    served = list(zip(points, units, strict=True))
    fills = {(given, point.need) for point, given in served}
    return Fill(
        tier=points[0].tier,
        item=goods.item.code,
        levels=tuple(sorted({four_decimals(given, need) for given, need in fills})),
        levels_before_packs=before,
        unserved=sum(max(0, point.need - given) for point, given in served),
    )
