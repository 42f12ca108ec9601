"""A relief plan (自然灾害救助应急预案) as data: levels, rules, and who decides.

A rule measures something (deaths, rooms, a share of a population) and has a threshold per step it
speaks about; a level is due when any rule reaches it. Every threshold carries its source, and says
whether its number was read (`verified`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Literal

from relief.core.division_code import Level as DivisionLevel
from relief.core.wording import Bilingual

Step = Literal[1, 2, 3, 4, "floor", "warning_stage"]
"""A response level, 1 the gravest; a plan's floor; its stage of warning response (预警响应)."""

SEVERITY: Mapping[Step, int] = {1: 1, 2: 2, 3: 3, 4: 4, "floor": 5, "warning_stage": 6}
"""The order of the steps, gravest first."""

Operator = Literal["sum", "any", "share"]
"""All terms together; any one of them; their sum as a share of the denominator."""

Number = int | str
"""Whole numbers, or a decimal string; a float does not load."""

MU_PER_HA = 15
"""Exactly 15 亩 are a hectare (DOMAIN 3.4.14)."""

_STRICT: dict[str, Any] = {"extra": "forbid", "strict": True}
"""How the catalogue reads these types: no unknown key, no guessed type."""


def exact(number: Number) -> Fraction:
    """Return a number of a plan exactly.

    Raises:
        ArithmeticError: a text that is no decimal number.
    """
    return Fraction(Decimal(number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A second condition inside one rule: so many dry days *and* so many people.

    Fields:
        fact: "dry_days" or "magnitude".
        at_least: the bound, reached by the bound itself.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    fact: Literal["dry_days", "magnitude"]
    at_least: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Where a rule reaches a step.

    Fields:
        at_least: the bound, in the rule's unit; None where the plan's number is not at hand.
        inclusive: whether the bound itself reaches the step ("以上" includes it).
        below: the upper end of the band as the plan words it; it describes and never excludes.
        guards: further conditions, all of which have to hold.
        clause: where the plan says so; empty means the rule's own clause.
        source: id of the document, verified: whether the number was read in it.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    step: Step
    source: str
    verified: bool
    at_least: Number | None
    below: Number | None = None
    inclusive: bool = True
    guards: tuple[Guard, ...] = ()
    clause: str = ""

    def reached_by(self, value: Fraction) -> bool:
        """Return whether a value reaches the bound; an empty bound is reached by nothing."""
        if self.at_least is None:
            return False
        bound = exact(self.at_least)
        return value >= bound if self.inclusive else value > bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One alternative of the conditions: what is measured, and its threshold per step.

    Fields:
        id: such as "deaths", stable across plans of one family.
        terms: indicator codes, or facts the plan declares.
        operator: how the terms make one value.
        published: the code of a total published without its parts, used where it is known.
        denominator: for a share, the fact it is a share of.
        unit: what the thresholds are counted in; "mu" compares hectares in 亩, "share" is a ratio.
        hazards: the hazards whose branch this is; empty means every hazard.
        missing: steps whose number the plan has and we do not.
        clause, source: of the missing steps, and of thresholds that name none of their own.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    id: str
    name: Bilingual
    terms: tuple[str, ...]
    unit: str
    source: str
    operator: Operator = "sum"
    published: str | None = None
    denominator: str | None = None
    hazards: tuple[str, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    missing: tuple[Step, ...] = ()
    clause: str = ""

    def all_thresholds(self) -> tuple[Threshold, ...]:
        """Return the thresholds gravest first, with an empty one for each missing step."""
        empty = (
            Threshold(step=step, source=self.source, verified=False, at_least=None)
            for step in self.missing
        )
        return tuple(sorted((*self.thresholds, *empty), key=lambda item: SEVERITY[item.step]))

    def applies_to(self, hazard: str | None) -> bool:
        """Return whether the rule is asked for a hazard; without one every branch is."""
        return not self.hazards or hazard is None or hazard in self.hazards


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """A level (or the floor, or the warning stage) and the posts the plan names for it.

    Fields:
        label: the plan's own words, such as "Ⅲ级" or "三级".
        decided_by, proposed_by, reports_to, ended_by: posts in the plan's words, None if not read.
        source, verified: of the posts.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    step: Step
    label: str
    source: str
    verified: bool
    decided_by: str | None = None
    proposed_by: str | None = None
    reports_to: str | None = None
    ended_by: str | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A figure only this plan needs, given beside the indicators.

    Fields:
        given_in: whether a caller puts it into `values` or into `base`.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    name: Bilingual
    unit: str
    given_in: Literal["values", "base"]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Where a neighbour's level may be joined: the own value lies in [at_least, below)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    step: Step
    at_least: Number
    below: Number
    source: str
    verified: bool
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """Linked start with a bordering division (相邻联动): the rule it looks at, and its bands."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    rule: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose figures the plan judges.

    Fields:
        unit: the level of division one judgement is about.
        within: the 12-digit code of the authority's area; None where the authority is not named.
        clause: where the plan says so, and that one disaster process is counted.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    unit: DivisionLevel
    within: str | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One version of one authority's relief plan.

    Fields:
        in_force_from, in_force_to: ISO day, or a year where the day is not known; `to` is the first
            day (or the year) it no longer holds; None where not known.
        clauses: other clauses by name, such as `adjustment`, `linkage`, `ending`.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    id: str
    name: Bilingual
    source: str
    scope: Scope
    levels: tuple[PlanStep, ...]
    rules: tuple[Rule, ...] = ()
    in_force_from: str | None = None
    in_force_to: str | None = None
    facts: tuple[Fact, ...] = ()
    linkage: Linkage | None = None
    clauses: dict[str, str] = field(default_factory=dict)
    note: Bilingual | None = None

    def step(self, step: Step) -> PlanStep | None:
        """Return the level, the floor or the warning stage, None where the plan has none."""
        return next((level for level in self.levels if level.step == step), None)
