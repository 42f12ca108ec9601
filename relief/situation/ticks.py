"""The marks on the time slider: calls, answers, releases, decisions, briefs: one statement."""

from datetime import datetime

from sqlalchemy import CompoundSelect, Select, literal, select, union_all
from sqlalchemy.orm import Session

from relief.alerts.alert_tables import AnswerEntry
from relief.alerts.tables import Call
from relief.core.division_code import level_of, prefix_of
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.damage.tables import Release
from relief.response.tables import Decision
from relief.situation.facts import Facts
from relief.situation.picture import Tick
from relief.situation.tables import Brief

MOST_TICKS = 500
_RESPONSES = {
    "relief": Bilingual("救助响应", "relief response"),
    "earthquake": Bilingual("地震响应", "earthquake response"),
}


def ticks(session: Session, facts: Facts) -> tuple[Tick, ...]:
    """Return the last 500 marks this scope may see, recorded by `facts.at`, oldest first."""
    marks = _marks(facts.incident.id, facts.at).subquery()
    newest = select(marks).order_by(marks.c.at.desc(), marks.c.id.desc()).limit(MOST_TICKS)
    found = [
        Tick(row.at, row.kind, *_label(facts, row.kind, row.division, row.number, row.about))
        for row in session.execute(newest)
        if _visible(facts.scope, row.kind, row.division)
    ]
    return tuple(reversed(found))


def _marks(incident_id: str, at: datetime) -> CompoundSelect[tuple[object, ...]]:
    calls = select(
        Call.recorded_at.label("at"),
        Call.id.label("id"),
        literal("call").label("kind"),
        Call.division_code.label("division"),
        literal(0).label("number"),
        literal("").label("about"),
    ).where(Call.incident_id == incident_id, Call.recorded_at <= at)
    releases = select(
        Release.recorded_at,
        Release.id,
        literal("report"),
        Release.division_code,
        Release.number,
        literal(""),
    ).where(Release.incident_id == incident_id, Release.recorded_at <= at)
    decisions = select(
        Decision.recorded_at,
        Decision.id,
        literal("decision"),
        Decision.division_code,
        Decision.level,
        Decision.response,
    ).where(
        Decision.incident_id == incident_id,
        Decision.recorded_at <= at,
        Decision.accepted.is_(True),
    )
    briefs = select(
        Brief.recorded_at,
        Brief.id,
        literal("brief"),
        Brief.division_code,
        Brief.number,
        literal(""),
    ).where(Brief.incident_id == incident_id, Brief.recorded_at <= at)
    return union_all(calls, _answers(incident_id, at), releases, decisions, briefs)


def _answers(incident_id: str, at: datetime) -> Select[datetime, str, str, str, int, str]:
    """Return the first answers of townships to alerts; further words are no mark of their own."""
    return select(
        AnswerEntry.recorded_at,
        AnswerEntry.id,
        literal("answer"),
        AnswerEntry.division_code,
        literal(0),
        literal(""),
    ).where(
        AnswerEntry.incident_id == incident_id,
        AnswerEntry.recorded_at <= at,
        AnswerEntry.first_of.is_not(None),
    )


def _visible(scope: Scope, kind: str, division: str) -> bool:
    # The ladder of tiers and provinces' released totals are readable by every desk (law 7).
    public = kind == "decision" or (kind == "report" and level_of(division) == "province")
    above = any(prefix.startswith(prefix_of(division)) for prefix in scope.prefixes)
    return scope.covers(division) or public or (above and kind == "report")


def _label(facts: Facts, kind: str, division: str, number: int, about: str) -> tuple[str, str]:
    name = facts.name(division)
    if kind == "call":
        return f"电话 {name}", f"Call {name}"
    if kind == "answer":
        return f"{name} 应答", f"{name} answered"
    if kind == "report":
        return f"{name} 第{number}次报告签发", f"{name} report {number} released"
    if kind == "brief":
        return f"{name} 快报第{number}期", f"{name} brief no. {number}"
    response = _RESPONSES.get(about, Bilingual(about, about))
    if number == 0:
        return f"{name} {response.zh}终止", f"{name} {response.en} ended"
    return f"{name} {response.zh} {number} 级", f"{name} {response.en} level {number}"
