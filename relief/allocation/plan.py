"""The plan: who gets what from where, and how fair it came out."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """So many units of an item from a depot to a demand: whole packs, above 0."""

    depot: str
    demand: str
    item: str
    units: int


@dataclass(frozen=True, slots=True)
class Fill:
    """How far the demands of one tier are served with one item.

    Fields:
        levels: the distinct fills, ascending; fill = min(1, units / need), four decimals.
        levels_before_packs: what they would be if every pack could be opened.
        unserved: units of need left open.
    """

    tier: int
    item: str
    levels: tuple[Decimal, ...]
    levels_before_packs: tuple[Decimal, ...]
    unserved: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A fair plan of least cost.

    Fields:
        unreachable: demands that no depot may send to.
        cost: Σ units × weight_kg / 1000 × cost per tonne, two decimals.
        cost_bound: no plan with the same fills costs less; equals `cost` unless trucks bind.
    """

    lines: tuple[Line, ...]
    fills: tuple[Fill, ...]
    unreachable: tuple[str, ...]
    cost: Decimal
    cost_bound: Decimal
