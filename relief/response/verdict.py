"""What an evaluation says, and how the command line prints it."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, Literal

from relief.core.wording import Bilingual
from relief.response.catalogue import unit_kind
from relief.response.plan import Plan, PlanStep, Step

SHARE_DECIMALS = 4
"""Digits a share is printed with (DESIGN section 5: rates)."""

INTEGER_FACTS = frozenset({"dry_days"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One alternative at one step.

    Fields:
        value: in the rule's unit, None when nothing is known; partial: the known part of a sum.
        threshold: None where the plan's number is not at hand.
        met: None where an unknown figure could still decide, or the threshold is empty.
        basis: whether observed figures or a forecast decided.
    """

    step: Step
    rule: str
    name: Bilingual
    unit: str
    value: Fraction | None
    partial: bool
    threshold: Fraction | None
    below: Fraction | None
    met: bool | None
    basis: Literal["observed", "forecast"]
    clause: str
    source: str
    verified: bool
    inclusive: bool = True


@dataclass(frozen=True, slots=True)
class Unmet:
    """The lowest step a rule has not reached, and how much lacks.

    Fields:
        condition: the second half of an AND that lacks, such as "dry_days"; None for the figure.
    """

    step: Step
    rule: str
    unit: str
    value: Fraction
    threshold: Fraction
    inclusive: bool = True
    condition: str | None = None

    @property
    def lacking(self) -> Fraction:
        """Return how much is needed to reach the step, at least; in the rule's unit."""
        beyond = 0 if self.inclusive or not _is_counted(self.unit) else 1
        return self.threshold - self.value + beyond


@dataclass(frozen=True, slots=True)
class Linked:
    """A level that may be joined because a bordering division has reached it."""

    step: Step
    neighbour: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Caution:
    """Something a reader of the evaluation has to know."""

    code: str
    message: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What a plan makes of a disaster.

    Fields:
        step: what is reached: a level, the floor, the warning stage, or None.
        level: the gravest level with a rule that is met.
        could_be: the gravest level with a rule that is met or not decidable.
    """

    plan: Plan
    step: Step | None
    level: Literal[1, 2, 3, 4] | None
    could_be: Literal[1, 2, 3, 4] | None
    rows: tuple[Row, ...]
    nearest_unmet: tuple[Unmet, ...]
    linked: tuple[Linked, ...]
    cautions: tuple[Caution, ...]

    @property
    def plan_step(self) -> PlanStep | None:
        """Return the plan's entry for what is reached: its label and the posts it names."""
        return None if self.step is None else self.plan.step(self.step)

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as the command line prints it (DESIGN section 5)."""
        entry = self.plan_step
        return {
            "plan": self.plan.id,
            "level": self.level,
            "could_be": self.could_be,
            "reached": "level" if isinstance(self.step, int) else self.step,
            "label": entry.label if entry else None,
            "rules": [_row(row) for row in self.rows],
            "nearest_unmet": [_unmet(unmet) for unmet in self.nearest_unmet],
            "decided_by": entry.decided_by if entry else None,
            "linked": [{"level": item.step, "neighbour": item.neighbour} for item in self.linked],
            "warnings": [
                {"code": caution.code, "message": caution.message.as_dict()}
                for caution in self.cautions
            ],
        }


def printed(value: Fraction | None, unit: str, *, upwards: bool = False) -> int | str | None:
    """Return a value as JSON carries it: counts whole, decimals as digits, shares with 4 decimals.

    Args:
        value: exact, in the unit.
        unit: of the rule.
        upwards: round a share up (what lacks) instead of down (what is there).
    """
    if value is None:
        return None
    if _is_counted(unit):
        return int(value)
    if unit == "share":
        scaled = value * 10**SHARE_DECIMALS
        whole = ceil(scaled) if upwards else floor(scaled)
        return f"{Decimal(whole).scaleb(-SHARE_DECIMALS):f}"
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():f}"


def _is_counted(unit: str) -> bool:
    return unit in INTEGER_FACTS or unit_kind(unit) == "count"


def _step(step: Step) -> dict[str, Any]:
    """Return the level; a floor or warning stage has none and is named beside it."""
    return {"level": step} if isinstance(step, int) else {"level": None, "stage": step}


def _row(row: Row) -> dict[str, Any]:
    answer = _step(row.step) | {
        "rule": row.rule,
        "value": printed(row.value, row.unit),
        "threshold": printed(row.threshold, row.unit),
        "met": row.met,
        "basis": row.basis,
        "clause": row.clause,
        "source": row.source,
        "verified": row.verified,
    }
    return answer | {"partial": True} if row.partial else answer


def _unmet(unmet: Unmet) -> dict[str, Any]:
    answer = _step(unmet.step) | {
        "rule": unmet.rule,
        "value": printed(unmet.value, unmet.unit),
        "threshold": printed(unmet.threshold, unmet.unit),
        "lacking": printed(unmet.lacking, unmet.unit, upwards=True),
    }
    return answer | {"condition": unmet.condition} if unmet.condition else answer
