"""What stands in the ledger of decisions: the level in force, a proposal's answer, the evidence."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.division_code import at_level, level_of
from relief.core.errors import AlreadyDone, NotFound
from relief.core.wording import Bilingual
from relief.damage.queries import official_totals
from relief.damage.tables import Report
from relief.incidents.queries import IncidentRow, find_incident
from relief.offices.queries import account_names
from relief.response.decisions import NewProposal
from relief.response.plan import Plan
from relief.response.plans_in_force import is_keyed, plan_of
from relief.response.recommendation import Happening, Recommendation, SourcedValue, recommend
from relief.response.tables import Decision, LevelNow

INCIDENT = "灾害事件 incident"


def incident_of(session: Session, incident_id: str) -> IncidentRow:
    """Return the incident.

    Raises:
        NotFound: there is none of this id.
    """
    found = find_incident(session, incident_id)
    if found is None:
        raise NotFound(INCIDENT, incident_id)
    return found


def decision_in_force(
    session: Session, incident_id: str, division: str, response: str
) -> Decision | None:
    """Return the last decision of the chain, None before the first."""
    return session.scalar(
        select(Decision)
        .join(LevelNow, LevelNow.decision_id == Decision.id)
        .where(
            LevelNow.incident_id == incident_id,
            LevelNow.division_code == division,
            LevelNow.response == response,
        )
    )


def subjects_of(incident: IncidentRow, tier: str) -> tuple[str, ...]:
    """Return whose figures the tier's plan judges: for the nation each province struck."""
    if level_of(tier) != "nation":
        return (tier,)
    return tuple(sorted({at_level(county, "province") for county in incident.counties}))


def happening_of(incident: IncidentRow) -> Happening:
    """Return what a plan asks of the incident itself."""
    day = beijing(incident.occurred_at).date()
    return Happening(incident.hazard, day, incident.magnitude)


def recommendations(
    session: Session,
    incident: IncidentRow,
    plans: Sequence[Plan],
    subjects: Sequence[str],
    at: datetime | None = None,
) -> dict[str, list[Recommendation]]:
    """Return what each plan says of a subject's officially released figures, by subject."""
    happening = happening_of(incident)
    values = {code: _sourced(session, incident.id, code, at) for code in subjects}
    return {
        subject: [recommend(plan, subject, happening, values[subject]) for plan in plans]
        for subject in subjects
    }


def evidence_of(
    session: Session, incident: IncidentRow, wish: NewProposal, at: datetime
) -> tuple[Plan | None, Recommendation | None, dict[str, Any]]:
    """Return the tier's plan, what it says, and both as JSON to be frozen with a proposal."""
    plan = plan_of(wish.division, wish.response, beijing(incident.occurred_at).date())
    base = {"shown_at": beijing(at).isoformat(), "plan": plan.id if plan else None}
    if plan is None or not is_keyed(plan):
        return plan, None, base | {"keyed": False, "subject": wish.subject}
    found = recommendations(session, incident, [plan], [wish.subject])[wish.subject][0]
    return plan, found, base | {"keyed": True, "seen": found.seen()} | found.evidence()


def already(session: Session, deed: Bilingual, entry: Any) -> AlreadyDone:
    """Return the refusal that tells the loser who was first, and when."""
    by = account_names(session, {entry.recorded_by})[entry.recorded_by]
    return AlreadyDone(deed, by, f"{beijing(entry.recorded_at):%Y-%m-%d %H:%M}")


def _sourced(
    session: Session, incident_id: str, subject: str, at: datetime | None
) -> dict[str, SourcedValue]:
    figures = official_totals(session, incident_id, subject, at)
    reports = {figure.entry_id for figure in figures.values()}
    notes = session.execute(select(Report.id, Report.note).where(Report.id.in_(reports)))
    quotes = {row.id: row.note for row in notes}
    return {
        code: SourcedValue(
            indicator=code,
            value=Decimal(figure.value) if figure.value is not None else None,
            report_id=figure.entry_id,
            as_of=figure.as_of,
            recorded_at=figure.recorded_at,
            origin=figure.origin,
            quote=quotes.get(figure.entry_id, ""),
        )
        for code, figure in figures.items()
    }
