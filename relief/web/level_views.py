"""What the level page shows of an evaluation: every rule with its value, source and distance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from relief.core.sources import load_sources
from relief.core.wording import Bilingual
from relief.damage.catalogue import load_indicators
from relief.response.plan import Plan
from relief.response.plans_in_force import ROMAN, label_of
from relief.response.recommendation import Recommendation, RuleReading, SourcedValue
from relief.response.verdict import Row, printed

Verdict = Literal["met", "unmet", "unknown", "missing"]
_SHARE = Bilingual("比例", "share")


@dataclass(frozen=True, slots=True)
class ThresholdView:
    """One threshold of a rule; `missing` where the plan's number is not at hand."""

    label: str
    threshold: int | str | None
    verdict: Verdict
    basis: str
    clause: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class ValueView:
    """A figure: its name, value, the report it stands in, and the words it was read in."""

    name: Bilingual
    value: Decimal | None
    report_id: str
    as_of: datetime
    recorded_at: datetime
    origin: str
    quote: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule; `unknown` names the figures nobody reported, `lacking` the way to the next."""

    name: Bilingual
    unit: Bilingual
    value: int | str | None
    partial: bool
    values: tuple[ValueView, ...]
    unknown: tuple[Bilingual, ...]
    thresholds: tuple[ThresholdView, ...]
    lacking: int | str | None
    lacking_label: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What one plan says of one subject; `in_force` is False for the plan shown beside it."""

    plan_id: str
    plan: Bilingual
    citation: str
    in_force: bool
    level: int | None
    label: str
    could_be: str
    decided_by: str
    post_verified: bool
    rules: tuple[RuleView, ...]
    warnings: tuple[Bilingual, ...]
    seen: str


@dataclass(frozen=True, slots=True)
class SubjectView:
    """A subject of the plan and its answers: by the plan in force, and by another beside it."""

    code: str
    name: str
    answers: tuple[AnswerView, ...]


def subject_views(
    found: Mapping[str, list[Recommendation]], names: Mapping[str, str], in_force: Plan
) -> list[SubjectView]:
    """Return one view a subject; `found` has its recommendations by plan, by subject code."""
    return [
        SubjectView(code, names.get(code, code), tuple(_answer(r, in_force) for r in answers))
        for code, answers in found.items()
    ]


def origin_words(origin: str) -> str:
    """Return what a source id cites; any other origin (a cell, typed) as it stands."""
    source = load_sources().get(origin)
    return source.citation if source else origin


def indicator_name(code: str) -> Bilingual:
    """Return an indicator's name; a fact of a plan only is named by its code."""
    indicator = load_indicators().indicators.get(code)
    return indicator.name if indicator else Bilingual(code, code)


def _answer(found: Recommendation, in_force: Plan) -> AnswerView:
    answer, plan = found.answer, found.plan
    step = answer.plan_step
    graver = answer.could_be != answer.level and answer.could_be is not None
    return AnswerView(
        plan_id=plan.id,
        plan=plan.name,
        citation=origin_words(plan.source),
        in_force=plan.id == in_force.id,
        level=answer.level,
        label=label_of(plan, answer.level or 0),
        could_be=label_of(plan, answer.could_be or 0) if graver else "",
        decided_by=(step.decided_by or "") if step else "",
        post_verified=step.verified if step else True,
        rules=tuple(_rule(plan, reading) for reading in found.readings()),
        warnings=(*(caution.message for caution in answer.cautions), *found.conflicts),
        seen=found.seen(),
    )


def _rule(plan: Plan, reading: RuleReading) -> RuleView:
    unit = load_indicators().units.get(reading.rule.unit)
    lacking = reading.lacking.step if reading.lacking else 0
    return RuleView(
        name=reading.rule.name,
        unit=unit.name if unit else _SHARE,
        value=reading.value,
        partial=any(row.partial for row in reading.rows),
        values=tuple(_value(value) for value in reading.values),
        unknown=tuple(indicator_name(code) for code in reading.unknown),
        thresholds=tuple(_threshold(plan, row) for row in reversed(reading.rows)),
        lacking=reading.lacks,
        lacking_label=label_of(plan, lacking) if isinstance(lacking, int) else str(lacking),
    )


def _value(value: SourcedValue) -> ValueView:
    return ValueView(
        name=indicator_name(value.indicator),
        value=value.value,
        report_id=value.report_id,
        as_of=value.as_of,
        recorded_at=value.recorded_at,
        origin=origin_words(value.origin),
        quote=value.quote,
    )


def _threshold(plan: Plan, row: Row) -> ThresholdView:
    verdict: Verdict = "missing" if row.threshold is None else "unknown"
    if row.threshold is not None and row.met is not None:
        verdict = "met" if row.met else "unmet"
    label = label_of(plan, row.step) if row.step in ROMAN and isinstance(row.step, int) else ""
    return ThresholdView(
        label=label or str(row.step),
        threshold=printed(row.threshold, row.unit),
        verdict=verdict,
        basis=row.basis,
        clause=row.clause,
        source=origin_words(row.source),
        verified=row.verified,
    )
