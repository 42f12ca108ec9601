"""The fairest shares of one item, exactly, by splitting where stock runs short.

Why it is exact: what a set of points can get together forms an integral polymatroid (flow with
whole supplies), leximin is a separable concave order on it, and there the greedy rule is optimal
(Federgruen and Groenevelt 1986): lift the lowest point, among equals the one that rises highest,
and freeze a point for ever once it cannot rise. Instead of lifting pack by pack, the rise of all is
cut where the supply ends (`last_fitting`) and one flow says whether everybody can follow; if not,
the points that want too much and the depots they exhaust part from the rest, and both go on alone
(Fujishige's decomposition), so that there are about twice as many flows as depots run empty.

In a block every way of handing out the last packs is equally fair: cost decides (`routing`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from relief.allocation.levels import Point, Threshold, last_fitting, packs_at
from relief.allocation.ports import Network, Shortage


@dataclass(frozen=True, slots=True)
class Block:
    """Points that live on the same depots and use them up, or are all full.

    Fields:
        depots: positions; the points of the block use no others, nobody else uses them.
        packs: what each demand gets at least.
        eager: demands of which any may get one pack more, until the depots are empty.
    """

    depots: tuple[int, ...]
    packs: Mapping[int, int]
    eager: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """Depots and points still to be decided; `fixed` have all they need from earlier tiers."""

    depots: frozenset[int]
    fixed: Mapping[int, int]
    points: tuple[Point, ...]

    def split(self, found: Shortage) -> tuple["Group", "Group"]:
        """Return those who run short, and the rest."""
        inside: dict[int, int] = {}
        outside: dict[int, int] = {}
        for demand, packs in self.fixed.items():
            (inside if demand in found.demands else outside)[demand] = packs
        short = tuple(point for point in self.points if point.demand in found.demands)
        rest = tuple(point for point in self.points if point.demand not in found.demands)
        return Group(found.depots, inside, short), Group(self.depots - found.depots, outside, rest)


def decompose(
    network: Network, supply: Mapping[int, int], points: Iterable[Point], pack: int
) -> list[Block]:
    """Return the blocks of the leximin shares of one item, tier by tier.

    Args:
        network: who can be served from where.
        supply: packs by depot.
        points: the needs, of any tiers; the lower tier number is decided first.
        pack: units in a pack.

    Returns:
        Blocks that part the depots and the demands; the last holds what is not scarce.
    """
    tiers: dict[int, list[Point]] = {}
    for point in points:
        tiers.setdefault(point.tier, []).append(point)
    blocks: list[Block] = []
    full: dict[int, int] = {}
    free = frozenset(depot for depot, packs in supply.items() if packs)
    for tier in sorted(tiers):
        decided, full = _decide(network, supply, Group(free, full, tuple(tiers[tier])), pack)
        blocks += decided
        free -= {depot for block in decided for depot in block.depots}
    return [*blocks, Block(tuple(sorted(free)), full)]


def _decide(
    network: Network, supply: Mapping[int, int], group: Group, pack: int
) -> tuple[list[Block], dict[int, int]]:
    """Return the blocks of one tier that run short, and the packs of all who are full."""
    blocks: list[Block] = []
    full: dict[int, int] = {}
    waiting = [group]
    while waiting:
        group = waiting.pop()
        if not group.points:
            full |= group.fixed
            continue
        if not group.depots:
            blocks.append(_nothing(group))
            continue
        block, found = _examine(network, supply, group, pack)
        if found is None:
            full |= _packs(group, None, pack)
            continue
        short, rest = group.split(found)
        if block:
            blocks.append(block)
        else:
            waiting.append(short)
        waiting.append(rest)
    return blocks, full


def _examine(
    network: Network, supply: Mapping[int, int], group: Group, pack: int
) -> tuple[Block | None, Shortage | None]:
    """Return the first shortage as all rise together; with its block when that is final."""
    held = {depot: supply[depot] for depot in group.depots}
    left = sum(held.values()) - sum(group.fixed.values())
    fitting = last_fitting(group.points, pack, left)
    reached = fitting and fitting[0]
    found = network.shortage(supply=held, want=_packs(group, reached, pack))
    if found or fitting is None:
        return None, found
    reached, beyond = fitting
    found = network.shortage(supply=held, want=_packs(group, beyond, pack))
    if found is None:
        raise AssertionError  # more is wanted than is held
    short, _ = group.split(found)
    return _frozen(short, reached, beyond, pack), found


def _frozen(short: Group, reached: Threshold, beyond: Threshold, pack: int) -> Block:
    """Return the block of points of which only some can rise from `reached` to `beyond`."""
    eager = frozenset(
        point.demand
        for point in short.points
        if packs_at(point, beyond, pack) > packs_at(point, reached, pack)
    )
    return Block(tuple(sorted(short.depots)), _packs(short, reached, pack), eager)


def _nothing(group: Group) -> Block:
    """Return the block of points that no depot with stock can reach."""
    return Block((), {point.demand: 0 for point in group.points})


def _packs(group: Group, at: Threshold | None, pack: int) -> dict[int, int]:
    """Return the packs of every demand of a group at a threshold; None is all they need."""
    rising = {
        point.demand: packs_at(point, at, pack) if at else point.packs for point in group.points
    }
    return {**group.fixed, **rising}
