"""What is known of a disaster, and the one value a rule makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from relief.damage.finding import Figure, Figures
from relief.response.plan import MU_PER_HA, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A bordering division and its figures, for a linked start."""

    division: str
    values: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """One disaster process in one division, as figures stand.

    Fields:
        division: the 12-digit code of the division the plan judges.
        values: observed figures by indicator, cumulative, of this process only; None is unknown.
        forecast: figures judged likely by consultation (会商).
        base: denominators, such as the farming and herding population.
        hazard: a code of `hazards.toml`; None asks every branch.
        occurred_on: the local day the process began.
        dry_days: consecutive days without rain; magnitude: of the earthquake.
    """

    division: str
    values: Figures
    forecast: Figures = field(default_factory=dict)
    base: Figures = field(default_factory=dict)
    hazard: str | None = None
    occurred_on: date | None = None
    as_of: datetime | None = None
    dry_days: int | None = None
    magnitude: Decimal | None = None
    neighbours: tuple[Neighbour, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """The value a rule compares, in the rule's unit.

    Fields:
        value: exact; None when nothing is known.
        complete: whether the true value is no larger; an incomplete one may be.
        partial: whether the value is the known part of a sum.
    """

    value: Fraction | None
    complete: bool
    partial: bool = False


UNKNOWN = Measured(None, complete=False)


def measure(rule: Rule, values: Figures, base: Figures) -> Measured:
    """Return the value of a rule: known part of a sum, largest of its kinds, or an exact share.

    Args:
        rule: what is measured.
        values: figures by code; None and absent are unknown.
        base: denominators by code.
    """
    parts = [Fraction(value) for code in rule.terms if (value := values.get(code)) is not None]
    published = values.get(rule.published) if rule.published else None
    total = [] if published is None else [Fraction(published)]
    complete = len(parts) == len(rule.terms) or bool(total)
    if not parts and not total:
        return UNKNOWN
    if rule.operator == "any":
        return Measured(max(parts + total), complete)
    added = max([sum(parts, Fraction(0)), *total])
    if rule.operator == "share":
        return _share(rule, added, values, base, complete=complete)
    factor = MU_PER_HA if rule.unit == "mu" else 1
    return Measured(added * factor, complete, partial=not complete)


def foreseen(values: Figures, forecast: Figures) -> dict[str, Figure | None]:
    """Return the figures as consultation expects them: never below what is already observed."""
    expected = dict(values)
    for code, likely in forecast.items():
        observed = values.get(code)
        if likely is not None:
            expected[code] = likely if observed is None else max(observed, likely)
    return expected


def _share(
    rule: Rule,
    value: Fraction,
    values: Figures,
    base: Mapping[str, Figure | None],
    *,
    complete: bool,
) -> Measured:
    code = rule.denominator or ""
    whole = base.get(code) if base.get(code) is not None else values.get(code)
    if not value and complete:
        return Measured(Fraction(0), complete=True)  # nobody is no share, of whatever population
    if not whole:
        return UNKNOWN
    return Measured(value / Fraction(whole), complete)
