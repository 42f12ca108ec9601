"""What the engine recommends from sourced figures, each with its report. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from relief.core.clock import beijing
from relief.core.wording import Bilingual
from relief.response.catalogue import load_hazards
from relief.response.contracts import contradictions
from relief.response.evaluation import evaluate
from relief.response.measurement import Circumstances
from relief.response.plan import Plan, Rule
from relief.response.verdict import Evaluation, Row, Unmet, printed


@dataclass(frozen=True, slots=True)
class SourcedValue:
    """A figure and where it was read.

    Fields:
        value: None is 待核.
        report_id: the released report it stands in.
        as_of: the 截至 it states; recorded_at: when this desk learnt it.
        origin: a source id, cell or slip; quote: the words of the notice, empty where not kept.
    """

    indicator: str
    value: Decimal | None
    report_id: str
    as_of: datetime
    recorded_at: datetime
    origin: str
    quote: str


@dataclass(frozen=True, slots=True)
class Happening:
    """What is known of the incident itself: hazard, local day, magnitude as published."""

    hazard: str
    occurred_on: date
    magnitude: str | None


@dataclass(frozen=True, slots=True)
class RuleReading:
    """One rule of the plan with its thresholds gravest first, as the page shows it.

    Fields:
        values: the figures it measures; a term nobody reported stands in `unknown`.
        lacking: how far the next level is, None where nothing is known or nothing lacks.
    """

    rule: Rule
    rows: tuple[Row, ...]
    values: tuple[SourcedValue, ...]
    unknown: tuple[str, ...]
    lacking: Unmet | None

    @property
    def value(self) -> int | str | None:
        """Return the value compared, as printed."""
        return printed(self.rows[0].value, self.rows[0].unit) if self.rows else None

    @property
    def lacks(self) -> int | str | None:
        """Return how much lacks to the next level, as printed."""
        if self.lacking is None:
            return None
        return printed(self.lacking.lacking, self.lacking.unit, upwards=True)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What one plan says of one division's figures.

    Fields:
        subject: the division the figures are about.
        values: by indicator, every figure that was given.
        conflicts: published totals that contradict their parts; the reader is told.
    """

    subject: str
    plan: Plan
    answer: Evaluation
    values: Mapping[str, SourcedValue]
    conflicts: tuple[Bilingual, ...]

    def readings(self) -> tuple[RuleReading, ...]:
        """Return the rules asked, in the order of the plan."""
        asked = {row.rule for row in self.answer.rows}
        return tuple(self._reading(rule) for rule in self.plan.rules if rule.id in asked)

    def evidence(self) -> dict[str, Any]:
        """Return the answer and its sources as JSON, to be frozen in a proposal."""
        return {
            "subject": self.subject,
            "answer": self.answer.as_dict(),
            "values": {code: _frozen(value) for code, value in sorted(self.values.items())},
            "conflicts": [conflict.as_dict() for conflict in self.conflicts],
        }

    def seen(self) -> str:
        """Return a digest of what the screen shows: a proposal made on older figures is refused."""
        text = json.dumps(self.evidence(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def _reading(self, rule: Rule) -> RuleReading:
        codes = (*rule.terms, *filter(None, (rule.published,)))
        known = tuple(self.values[code] for code in codes if code in self.values)
        whole = rule.published in self.values
        return RuleReading(
            rule=rule,
            rows=tuple(row for row in self.answer.rows if row.rule == rule.id),
            values=known,
            unknown=() if whole else tuple(c for c in rule.terms if c not in self.values),
            lacking=next((u for u in self.answer.nearest_unmet if u.rule == rule.id), None),
        )


def recommend(
    plan: Plan, subject: str, happening: Happening, values: Mapping[str, SourcedValue]
) -> Recommendation:
    """Return what the plan makes of the figures; a figure never given is unknown, never 0."""
    figures = {code: _figure(sourced.value) for code, sourced in values.items()}
    case = Circumstances(
        division=subject,
        values=figures,
        hazard=load_hazards().get(happening.hazard),
        occurred_on=happening.occurred_on,
        as_of=max((sourced.as_of for sourced in values.values()), default=None),
        magnitude=Decimal(happening.magnitude) if happening.magnitude else None,
    )
    conflicts = tuple(fault.reason for fault in contradictions(figures, "values"))
    return Recommendation(subject, plan, evaluate(plan, case), values, conflicts)


def _figure(value: Decimal | None) -> int | Decimal | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value


def _frozen(sourced: SourcedValue) -> dict[str, Any]:
    value = _figure(sourced.value)
    return {
        "value": str(value) if isinstance(value, Decimal) else value,
        "report_id": sourced.report_id,
        "as_of": beijing(sourced.as_of).isoformat(),
        "recorded_at": beijing(sourced.recorded_at).isoformat(),
        "origin": sourced.origin,
        "quote": sourced.quote,
    }
