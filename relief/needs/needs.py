"""People and days to items by a standard: every need rounded up once, at its end. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from relief.needs.catalogue import ITEMS, Rate, Season, Standard

Basis = Mapping[str, int | None]
"""How many people or households by what is counted; None, and what is absent, is unknown."""

_RATE_PLACES = Decimal("0.0001")
TENT = "tent_12"
ALTERNATIVE = "tent_36"
"""The same need in larger tents: either these or `tent_12`, never both."""


@dataclass(frozen=True, slots=True)
class Need:
    """How much of one item is needed.

    Fields:
        quantity: whole units; None while the basis is unknown (待核).
        rate: the line of the standard it follows from.
    """

    item: str
    quantity: int | None
    rate: Rate


def needs_of(basis: Basis, standard: Standard, *, days: int, season: Season) -> tuple[Need, ...]:
    """Return what the basis needs for so many days, in the order of the catalogue.

    Args:
        basis: head counts, 0 or more.
        standard: whose rates are used; an item without a rate for the season is left out.
        days: 1 or more.
        season: "cold" or "warm".

    Raises:
        ValueError: a negative head count, or less than a day.

    Source:
        each rate's own `source`.
    """
    if days < 1 or any(count is not None and count < 0 for count in basis.values()):
        msg = f"days are at least 1, head counts at least 0: {days}, {dict(basis)}"
        raise ValueError(msg)
    found: dict[str, Need] = {}
    for item in ITEMS:
        rate = standard.find_rate(item, season)
        if rate is not None:
            counted = found[rate.basis].quantity if rate.basis in found else basis.get(rate.basis)
            found[item] = Need(item, _quantity(counted, rate, days), rate)
    return tuple(found.values())


def shown_rate(rate: Rate) -> str:
    """Return units for one of the basis (and one day) as a decimal string of at most 4 places."""
    exact = (rate.units / rate.per).quantize(_RATE_PLACES).normalize()
    return f"{exact:f}"


def people_covered(tents: Mapping[str, int], standard: Standard, *, season: Season) -> int:
    """Return how many people sleep in so many tents, by item; at most whole tents' worth."""
    covered = Fraction(0)
    for item in (TENT, ALTERNATIVE):
        rate = standard.find_rate(item, season)
        if rate is not None:
            covered += Fraction(tents.get(item, 0) * rate.per) / Fraction(rate.units)
    return int(covered)


def days_of_supply(units: int, people: int | None, rate: Rate) -> Decimal | None:
    """Return for how many days so many units last, to a tenth, rounded down.

    None while the people are unknown, or nobody needs any, or the item is not used up by day.
    """
    if not rate.per_day or not people:
        return None
    tenths = int(Fraction(units * rate.per * 10) / (people * Fraction(rate.units)))
    return Decimal(tenths) / 10


def _quantity(counted: int | None, rate: Rate, days: int) -> int | None:
    if counted is None:
        return None
    exact = Fraction(counted) * Fraction(rate.units) / rate.per * (days if rate.per_day else 1)
    return int(-(-exact.numerator // exact.denominator))
