"""The ladder of tiers: what is due, what was started, when, by whom, on which paper."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.division_code import LEVELS, NATION, Level, at_level, level_of, prefix_of
from relief.core.ledger import Precision
from relief.core.scope import Scope
from relief.geography.queries import divisions
from relief.incidents.queries import IncidentRow
from relief.response.plan import Plan
from relief.response.plans_in_force import is_keyed, label_of, plan_of, responses_of
from relief.response.queries import LevelRow, levels_now
from relief.response.standing import recommendations, subjects_of

TIERS: tuple[Level, ...] = ("nation", "province", "prefecture", "county")


@dataclass(frozen=True, slots=True)
class Due:
    """What the engine says is due for one subject of a tier's plan.

    Fields:
        label: the plan's word for the level; empty when no condition is met.
        could_be: a graver level that unknown figures leave open, None when there is none.
        figures_known: False while no released report of the subject is at hand.
    """

    subject: str
    subject_name: str
    plan_id: str
    level: int | None
    label: str
    could_be: int | None
    could_be_label: str
    figures_known: bool


@dataclass(frozen=True, slots=True)
class LadderRow:
    """One response of one tier.

    Fields:
        state: "due" when the plan was asked, "not_keyed" when it is not at hand (预案未录入).
        dues: one a subject: for the nation each province, else the tier itself; empty if not keyed.
        started: the level in force (0: ended), None when nothing was started.
        received: decided outside the reader's own office, or recorded as received.
        here: the reader's own tier, not merely one his scope covers.
    """

    tier: Level
    division: str
    name: str
    response: str
    state: Literal["due", "not_keyed"]
    dues: tuple[Due, ...]
    started: int | None
    label: str
    since: datetime | None
    precision: Precision
    decided_by: str
    document: str
    to_be_signed: bool
    received: bool
    decision_id: str
    here: bool


def ladder(
    session: Session,
    scope: Scope,
    incident: IncidentRow,
    at: datetime | None = None,
) -> list[LadderRow]:
    """Return the four tiers of the counties the reader's scope touches, widest first.

    Released totals, plan evaluations and the ladder are readable by every desk of the incident
    (law 7); tiers beside his own chain are left out so that he sees his own.

    Args:
        session: the transaction to read in.
        scope: whose ladder.
        incident: the disaster.
        at: only what this desk knew at that hour; None is now.
    """
    codes = tiers_of(scope, incident)
    known = divisions(session, [*codes, *subjects_of(incident, NATION)])
    names = {code: row.name for code, row in known.items()} | {NATION: "全国"}
    in_force = {
        (row.division, row.response): row
        for row in levels_now(session, incident.id, at, ended=True)
    }
    dues = {code: _dues(session, incident, code, names, at) for code in codes}
    return [
        _row((code, response), names, dues[code], in_force.get((code, response)), scope)
        for code in codes
        for response in responses_of(incident.hazard)
    ]


def tiers_of(scope: Scope, incident: IncidentRow) -> tuple[str, ...]:
    """Return the ladder's divisions: the reader's counties and all above, widest first."""
    near = [county for county in incident.counties if _touches(scope, county)]
    codes = {at_level(county, tier) for county in near or incident.counties for tier in TIERS}
    return tuple(sorted(codes, key=lambda code: (LEVELS.index(level_of(code)), code)))


def concerns(scope: Scope, division: str) -> bool:
    """Return whether a tier's decisions are this reader's to see: his own, below, or above him."""
    above = prefix_of(division)
    return scope.covers(division) or any(prefix.startswith(above) for prefix in scope.prefixes)


def _touches(scope: Scope, county: str) -> bool:
    # A township's desk belongs to its county's ladder.
    return scope.covers(county) or any(p.startswith(county[:6]) for p in scope.prefixes)


def _plan(incident: IncidentRow, tier: str, response: str) -> Plan | None:
    plan = plan_of(tier, response, beijing(incident.occurred_at).date())
    return plan if is_keyed(plan) else None


def _dues(
    session: Session,
    incident: IncidentRow,
    tier: str,
    names: dict[str, str],
    at: datetime | None,
) -> tuple[Due, ...]:
    plan = _plan(incident, tier, "relief")
    if plan is None:
        return ()
    found = recommendations(session, incident, [plan], subjects_of(incident, tier), at)
    return tuple(
        Due(
            subject=item.subject,
            subject_name=names.get(item.subject, item.subject),
            plan_id=plan.id,
            level=item.answer.level,
            label=label_of(plan, item.answer.level or 0),
            could_be=item.answer.could_be,
            could_be_label=label_of(plan, item.answer.could_be or 0),
            figures_known=bool(item.values),
        )
        for answers in found.values()
        for item in answers
    )


def _row(
    key: tuple[str, str],
    names: dict[str, str],
    dues: tuple[Due, ...],
    row: LevelRow | None,
    scope: Scope,
) -> LadderRow:
    code, response = key
    asked = dues if response == "relief" else ()
    return LadderRow(
        tier=level_of(code),
        division=code,
        name=names.get(code, code),
        response=response,
        state="due" if asked else "not_keyed",
        dues=asked,
        started=row.level if row else None,
        label=row.label if row else "",
        since=row.since if row else None,
        precision=row.precision if row else "unknown",
        decided_by=row.decided_by if row else "",
        document=row.document if row else "",
        to_be_signed=bool(row and row.to_be_signed),
        received=bool(row and (row.received or not scope.covers(code))),
        decision_id=row.decision_id if row else "",
        here=prefix_of(code) in scope.prefixes,
    )
