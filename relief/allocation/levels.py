"""Fills compared exactly: how many packs lift each point how far.

A fill is kept as a whole number, `fill × 2^64` rounded down. Two different fills m·pack/need differ
by at least 1/(need·need) ≥ 10^-18 > 2^-60, so that rounding keeps order and equality, and no float
decides anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

_BITS = 64
FULL = 1 << _BITS
"""The level of a point that has all it needs."""
_NEVER = FULL + 1
_FOUR_DECIMALS = 10**4


@dataclass(frozen=True, slots=True)
class Point:
    """One demand's need of one item.

    Fields:
        demand: position of the demand.
        tier: of the demand.
        need: raw need in units, above 0.
        packs: the need in packs, rounded up.
    """

    demand: int
    tier: int
    need: int
    packs: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """How far the rise has come.

    Every point that stood below `level` has got its next pack, and so has every point that stood
    at `level` and was lifted by it to `next_level` or higher.
    """

    level: int
    next_level: int = _NEVER


def level_of(point: Point, packs: int, pack: int) -> int:
    """Return the level of a point that gets so many packs."""
    return min(FULL, (packs * pack << _BITS) // point.need)


def packs_below(point: Point, level: int, pack: int) -> int:
    """Return how many packs a point takes before it stands at `level` or higher."""
    return min(point.packs, -(-level * point.need // (pack << _BITS)))


def packs_at(point: Point, threshold: Threshold, pack: int) -> int:
    """Return how many packs a point has when the rise has come to `threshold`."""
    packs = packs_below(point, threshold.level, pack)
    if (
        threshold.next_level < _NEVER
        and packs < point.packs
        and level_of(point, packs, pack) == threshold.level
        and level_of(point, packs + 1, pack) >= threshold.next_level
    ):
        return packs + 1
    return packs


def last_fitting(
    points: Sequence[Point], pack: int, supply: int
) -> tuple[Threshold, Threshold] | None:
    """Return the last threshold whose packs do not exceed `supply`, and the one after it.

    Args:
        points: who is to rise.
        pack: units in a pack.
        supply: packs, 0 or more.

    Returns:
        Both thresholds; None when everybody can have all he needs.
    """
    if sum(point.packs for point in points) <= supply:
        return None
    low, high = _bracket(points, pack, supply)
    given = sum(packs_below(point, low, pack) for point in points)
    reached = Threshold(low)
    for (level, next_level), lifted in groupby(_rises(points, pack, low, high)):
        beyond = Threshold(level, -next_level)
        given += sum(1 for _ in lifted)
        if given > supply:
            return reached, beyond
        reached = beyond
    raise AssertionError  # what is below `high` exceeds the supply


def _rises(points: Iterable[Point], pack: int, low: int, high: int) -> list[tuple[int, int]]:
    """Return every rise from a level in [low, high): the lowest first, then the highest reached."""
    found = [
        (level_of(point, packs, pack), -level_of(point, packs + 1, pack))
        for point in points
        for packs in range(packs_below(point, low, pack), packs_below(point, high, pack))
    ]
    return sorted(found)


def _bracket(points: Sequence[Point], pack: int, supply: int) -> tuple[int, int]:
    """Return levels between which the supply ends, with about one rise a point between them."""
    steps = [(point.need, point.packs) for point in points]
    unit = pack << _BITS
    low, high, below, above = 0, FULL, 0, sum(packs for _, packs in steps)
    halve = False
    while above - below > len(steps) and high - low > 1:
        # A straight line meets the supply almost at once; halving guards against flat stretches.
        share = (high - low) // 2 if halve else (high - low) * (supply - below) // (above - below)
        middle = low + min(max(share, 1), high - low - 1)
        packs = sum(
            [most if (n := -(-middle * need // unit)) > most else n for need, most in steps]
        )
        if packs <= supply:
            low, below = middle, packs
        else:
            high, above = middle, packs
        halve = not halve
    return low, high


def four_decimals(part: int, whole: int) -> Decimal:
    """Return min(1, part / whole) with four decimals, half rounded up; `whole` is above 0."""
    rounded = (2 * min(part, whole) * _FOUR_DECIMALS + whole) // (2 * whole)
    return Decimal(rounded).scaleb(-4)
