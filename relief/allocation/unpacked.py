"""The fairest levels if every pack were opened: what the pack size costs in fairness.

Nothing is decided by them: they stand beside the levels in packs, and equal them where a pack holds
one unit. Where trucks are short, they are those of the item alone on the trucks.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from relief.allocation.decomposition import Block, decompose
from relief.allocation.goods import Goods
from relief.allocation.levels import Point, four_decimals


def unpacked_levels(goods: Goods, blocks: Sequence[Block]) -> Mapping[int, tuple[Decimal, ...]]:
    """Return by tier the distinct leximin levels, ascending, four decimals, of single units.

    Args:
        goods: the item.
        blocks: its fair shares in packs.
    """
    held, points = goods.held, goods.points
    if goods.item.pack > 1:
        held = goods.units
        points = [Point(one.demand, one.tier, one.need, one.need) for one in points]
        blocks = decompose(goods.unpacked, dict(enumerate(held)), points, 1)
    found: dict[int, set[tuple[int, int]]] = {}
    by_demand = {point.demand: point for point in points}
    for block in blocks:
        for tier, fill in _fills(block, held, by_demand):
            found.setdefault(tier, set()).add(fill)
    return {
        tier: tuple(sorted({four_decimals(units, need) for units, need in fills}))
        for tier, fills in found.items()
    }


def _fills(
    block: Block, held: Sequence[int], points: Mapping[int, Point]
) -> Iterable[tuple[int, tuple[int, int]]]:
    """Yield tier, and units of need, of all who share a block; eager ones never all rise."""
    left = sum(held[depot] for depot in block.depots) - sum(block.packs.values())
    for demand, units in block.packs.items():
        point = points[demand]
        yield point.tier, (units, point.need)
        if left and demand in block.eager:
            yield point.tier, (units + 1, point.need)
