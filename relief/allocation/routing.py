"""The cheapest way to hand out what is fair: one flow of least cost an item."""

from collections.abc import Mapping, Sequence

from relief.allocation.decomposition import Block
from relief.allocation.goods import Goods
from relief.allocation.ports import Arcs, FlowSolver

Flows = Mapping[tuple[int, int], int]
"""Packs by depot and demand, above 0."""


def cheapest(
    goods: Goods, blocks: Sequence[Block], table: Sequence[Sequence[int]], solver: FlowSolver
) -> Flows:
    """Return the flows of least cost among all that are as fair as the blocks.

    Args:
        goods: the item.
        blocks: its fair shares; depots and demands of different blocks do not meet.
        table: price by depot and demand.
        solver: of the flow.
    """
    arcs, supplies = _Nodes(goods, len(table)).network(blocks, table)
    sent = solver.least_cost(arcs=arcs, supplies=supplies)
    depots = len(table)
    demands = depots + _width(goods)
    return {
        (tail, head - depots): packs
        for tail, head, packs in zip(arcs.tails, arcs.heads, sent, strict=True)
        if packs and tail < depots and head < demands
    }


def _width(goods: Goods) -> int:
    return max((point.demand for point in goods.points), default=-1) + 1


class _Nodes:
    """Numbers the nodes: depots, demands, then one a block for what is left to choose."""

    def __init__(self, goods: Goods, depots: int) -> None:
        self._goods = goods
        self._depots = depots
        self._first_rest = depots + _width(goods)

    def network(
        self, blocks: Sequence[Block], table: Sequence[Sequence[int]]
    ) -> tuple[Arcs, dict[int, int]]:
        """Return the arcs and supplies in which every flow is as fair as the blocks."""
        arcs, supplies = Arcs(), dict[int, int]()
        held = self._goods.held
        for number, block in enumerate(blocks):
            supplies |= {depot: held[depot] for depot in block.depots}
            supplies |= {self._depots + demand: -packs for demand, packs in block.packs.items()}
            self._add_pairs(arcs, block, table)
            left = sum(held[depot] for depot in block.depots) - sum(block.packs.values())
            rest = self._first_rest + number
            if left:
                supplies[rest] = -left
                self._add_rest(arcs, block, rest)
        return arcs, supplies

    def _add_pairs(self, arcs: Arcs, block: Block, table: Sequence[Sequence[int]]) -> None:
        inside = set(block.depots)
        for demand, packs in block.packs.items():
            most = packs + (demand in block.eager)
            depots = [depot for depot in self._goods.ways[demand] if most and depot in inside]
            arcs.tails += depots
            arcs.heads += [self._depots + demand] * len(depots)
            arcs.capacities += [most] * len(depots)
            arcs.unit_costs += [table[depot][demand] for depot in depots]

    def _add_rest(self, arcs: Arcs, block: Block, rest: int) -> None:
        """Let the last packs go to any eager demand; where nothing is scarce, stay in the depot."""
        if block.eager:
            for demand in sorted(block.eager):
                arcs.add(self._depots + demand, rest, 1)
        else:
            for depot in block.depots:
                arcs.add(depot, rest, self._goods.held[depot])
