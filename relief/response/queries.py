"""Reads of the levels in force, now or as this desk knew them at an hour."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, not_, or_, select
from sqlalchemy.orm import Session, aliased

from relief.core.clock import beijing
from relief.core.division_code import NATION, contains
from relief.core.ledger import Precision
from relief.incidents.queries import IncidentRow, find_incident
from relief.offices.queries import account_names
from relief.response.decisions import DECLINED, LATE, Form
from relief.response.plans_in_force import label_of, plan_of
from relief.response.tables import Decision, LevelNow, Signature


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A decision about a level: the one in force, or one of the history.

    Fields:
        level: 1 to 4, 0 when the response was ended.
        label: what the tier's plan calls the level, such as "Ⅲ级"; empty when ended.
        since: when it was decided, exact only as far as `precision` says.
        decided_by: the post, in the plan's or the notice's words.
        document: of the decision, or of the paper that followed it.
        received: recorded as received from the office that decided it.
        to_be_signed: spoken, and its paper has not come (待补签).
        accepted: False when the proposal was turned down.
        late: a notice of an earlier time that came after; it changed nothing.
        recorded_by: display name of who wrote it down.
    """

    division: str
    subject: str
    response: str
    level: int
    label: str
    decision_id: str
    since: datetime
    precision: Precision
    decided_by: str
    document: str
    received: bool
    to_be_signed: bool
    accepted: bool = True
    late: bool = False
    form: Form = "written"
    reason: str = ""
    source: str = ""
    proposal_id: str | None = None
    recorded_at: datetime | None = None
    recorded_by: str = ""


def levels_now(
    session: Session, incident_id: str, at: datetime | None = None, *, ended: bool = False
) -> list[LevelRow]:
    """Return the levels in force, one a tier and response, the widest tier first.

    Args:
        session: the transaction to read in.
        incident_id: the incident.
        at: only what this desk knew at that hour; None is now.
        ended: with the responses that were ended (level 0).
    """
    chosen = _in_force(incident_id, at)
    if not ended:
        chosen = chosen.where(Decision.level > 0)
    order = (Decision.division_code, Decision.response.desc())
    return _rows(session, incident_id, session.scalars(chosen.order_by(*order)).all(), at)


def is_on(session: Session, incident_id: str, division: str, at: datetime | None = None) -> bool:
    """Return whether a response is on where the division's damage is.

    That is its own tier's, one above it, or one within it.
    """
    return any(
        row.division == NATION
        or contains(row.division, division)
        or contains(division, row.division)
        for row in levels_now(session, incident_id, at)
    )


def level_history(session: Session, incident_id: str, at: datetime | None = None) -> list[LevelRow]:
    """Return every decision of the incident, the latest first, those turned down among them."""
    chosen = select(Decision).where(Decision.incident_id == incident_id)
    if at is not None:
        chosen = chosen.where(Decision.recorded_at <= at)
    ordered = chosen.order_by(Decision.recorded_at.desc(), Decision.id.desc())
    return _rows(session, incident_id, session.scalars(ordered).all(), at)


def _in_force(incident_id: str, at: datetime | None) -> Select[Decision]:
    if at is None:
        now = select(Decision).join(LevelNow, LevelNow.decision_id == Decision.id)
        return now.where(LevelNow.incident_id == incident_id)
    later = aliased(Decision)
    known = and_(
        later.incident_id == incident_id, later.follows == Decision.id, later.recorded_at <= at
    )
    beside = or_(Decision.follows.startswith(DECLINED), Decision.follows.startswith(LATE))
    return (
        select(Decision)
        .outerjoin(later, known)
        .where(
            Decision.incident_id == incident_id,
            Decision.recorded_at <= at,
            later.id.is_(None),
            not_(beside),
        )
    )


def _rows(
    session: Session, incident_id: str, found: Sequence[Decision], at: datetime | None
) -> list[LevelRow]:
    if not found:
        return []
    incident = find_incident(session, incident_id)
    papers = _papers(session, found, at)
    names = account_names(session, {decision.recorded_by for decision in found})
    return [_row(decision, incident, papers, names) for decision in found]


def _papers(session: Session, found: Iterable[Decision], at: datetime | None) -> dict[str, str]:
    spoken = [decision.id for decision in found if decision.form == "telephone"]
    chosen = select(Signature.decision_id, Signature.document).where(
        Signature.decision_id.in_(spoken)
    )
    if at is not None:
        chosen = chosen.where(Signature.recorded_at <= at)
    found_papers = session.execute(chosen) if spoken else ()
    return {row.decision_id: row.document for row in found_papers}


def _row(
    decision: Decision,
    incident: IncidentRow | None,
    papers: dict[str, str],
    names: dict[str, str],
) -> LevelRow:
    day = beijing(incident.occurred_at if incident else decision.occurred_at).date()
    plan = plan_of(decision.division_code, decision.response, day)
    paper = papers.get(decision.id, "")
    precision: Precision = "unknown"
    if decision.occurred_precision in {"minute", "day"}:
        precision = "minute" if decision.occurred_precision == "minute" else "day"
    return LevelRow(
        division=decision.division_code,
        subject=decision.subject_code,
        response=decision.response,
        level=decision.level,
        label=label_of(plan, decision.level),
        decision_id=decision.id,
        since=decision.occurred_at,
        precision=precision,
        decided_by=decision.decided_by,
        document=paper or decision.document,
        received=decision.received,
        to_be_signed=decision.accepted and decision.form == "telephone" and not paper,
        accepted=decision.accepted,
        late=decision.follows.startswith(LATE),
        form="telephone" if decision.form == "telephone" else "written",
        reason=decision.reason,
        source=decision.source,
        proposal_id=decision.proposal_id,
        recorded_at=decision.recorded_at,
        recorded_by=names[decision.recorded_by],
    )
