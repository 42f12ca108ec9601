"""The fairest levels if packs could be opened: what the pack size costs in fairness.

The same decomposition as for packs, with one level for all who live on the same scarce depots.
Nothing is decided by it: the levels stand beside those in packs.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import gcd

from relief.allocation.decomposition import Group
from relief.allocation.levels import Point, four_decimals
from relief.allocation.ports import Network, Shortage

_LARGEST_FLOW = 1 << 60


def divisible_levels(
    network: Network, supply: Mapping[int, int], points: Iterable[Point]
) -> dict[int, tuple[Decimal, ...]]:
    """Return by tier the distinct leximin levels, ascending, four decimals, of divisible goods.

    Args:
        network: who can be served from where.
        supply: units by depot.
        points: the needs.
    """
    tiers: dict[int, list[Point]] = {}
    for point in points:
        tiers.setdefault(point.tier, []).append(point)
    full: dict[int, int] = {}
    free = frozenset(depot for depot, units in supply.items() if units)
    levels: dict[int, tuple[Decimal, ...]] = {}
    for tier in sorted(tiers):
        found, full, free = _decide(network, supply, Group(free, full, tuple(tiers[tier])))
        levels[tier] = tuple(sorted(found))
    return levels


def _decide(
    network: Network, supply: Mapping[int, int], group: Group
) -> tuple[set[Decimal], dict[int, int], frozenset[int]]:
    """Return one tier's levels, the units of all who are full, and the depots left over."""
    levels: set[Decimal] = set()
    full: dict[int, int] = {}
    free = group.depots
    waiting = [group]
    while waiting:
        group = waiting.pop()
        level, found = _examine(network, supply, group)
        if found:
            waiting += group.split(found)
            continue
        if group.points:
            levels.add(four_decimals(*level))
        if level[0] < level[1]:
            free -= group.depots
        else:
            full |= group.fixed | {point.demand: point.need for point in group.points}
    return levels, full, free


def _examine(
    network: Network, supply: Mapping[int, int], group: Group
) -> tuple[tuple[int, int], Shortage | None]:
    """Return the level all points of a group have if they share alike, and who cannot have it."""
    if not group.points:
        return (1, 1), None
    if not group.depots:
        return (0, 1), None
    held = sum(supply[depot] for depot in group.depots)
    wanted = sum(point.need for point in group.points)
    left = min(held - sum(group.fixed.values()), wanted)
    part, whole = _scaled(left, wanted, held)
    stock = {depot: supply[depot] * whole for depot in group.depots}
    want = {demand: units * whole for demand, units in group.fixed.items()}
    want |= {point.demand: point.need * part for point in group.points}
    return (left, wanted), network.shortage(supply=stock, want=want)


def _scaled(part: int, whole: int, held: int) -> tuple[int, int]:
    """Return part / whole in numbers small enough for a flow, rounded down where they must be."""
    common = gcd(part, whole)
    part, whole = part // common, whole // common
    excess = max(0, (held * whole).bit_length() - _LARGEST_FLOW.bit_length())
    return part >> excess, -(-whole >> excess)
