"""The desk's own telephones: the numbers to dial, in order, one key an outcome."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.alerts.alert import CHANNELS, OUTCOMES, Attempt, CallOutcome
from relief.alerts.alert_queries import CallTask, call_list
from relief.alerts.services.attempt import record_attempt
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.db.audit import write_audit
from relief.geography.queries import divisions
from relief.incidents.queries import IncidentRow
from relief.offices.roster import phones
from relief.web.auth import needs
from relief.web.context import desk, moment, scope, stamp
from relief.web.incident_page import open_incident, page

blueprint = Blueprint("call_list", __name__, url_prefix="/i/<slug>/call-list")
MOST_SHOWN = 20
"""Numbers shown at once: no more than can be dialled before the list has changed."""
_VISITED: tuple[tuple[CallOutcome, Bilingual], ...] = (
    ("answered", Bilingual("找到，已应答", "Found, answered")),
    ("no_answer", Bilingual("没找到", "Not found")),
)


@dataclass(frozen=True, slots=True)
class CallLine:
    """A number to dial as the page shows it, with its number in full."""

    id: str
    name: str
    channel: Bilingual
    post: Bilingual
    person: str
    phone: str
    generated: bool
    rung: int
    rung_name: Bilingual
    attempts: int
    since: datetime
    outcomes: tuple[tuple[CallOutcome, Bilingual], ...]


@blueprint.get("")
@needs("alerts.issue")
def show(slug: str) -> ResponseReturnValue:
    """Show the next numbers to dial; that they were looked at is written into the audit log."""
    with desk().database.write() as session:
        return _page(session, open_incident(session, slug))


@blueprint.post("")
@needs("alerts.issue")
def attempt(slug: str) -> ResponseReturnValue:
    """Write down how a call ended; an answered one is the township's answer."""
    typed = request.form
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        tried = Attempt(
            message_id=typed.get("message_id", ""),
            outcome=_outcome(typed.get("outcome", "")),
            words=typed.get("words", "").strip(),
        )
        record_attempt(session, scope(), stamp(session), tried)
        if _partial():
            return _page(session, incident)
    return redirect(url_for("call_list.show", slug=slug))


def _page(session: Session, incident: IncidentRow) -> str:
    hour = moment(session)
    tasks = () if hour.replay else call_list(session, scope(), incident.id)
    context = {
        "tasks": _lines(session, incident, tasks[:MOST_SHOWN]),
        "more": max(0, len(tasks) - MOST_SHOWN),
        "outcomes": tuple(OUTCOMES.items()),
    }
    if _partial():
        return render_template("alerts/call_rows.html", incident=incident, moment=hour, **context)
    return page("alerts/call_list.html", session, incident, **context)


def _partial() -> bool:
    return request.headers.get("HX-Request") == "true"


def _outcome(text: str) -> CallOutcome:
    for outcome in OUTCOMES:
        if outcome == text:
            return outcome
    raise Refused(Bilingual("请选择通话结果", "Choose how the call ended"), "outcome")


def _lines(
    session: Session, incident: IncidentRow, tasks: tuple[CallTask, ...]
) -> tuple[CallLine, ...]:
    people = sorted({task.person_id for task in tasks if task.person_id})
    if people:
        write_audit(session, scope().account_id, "roster.look", incident.id, {"persons": people})
    numbers = phones(session, people)
    names = divisions(session, {task.division for task in tasks})
    return tuple(
        CallLine(
            id=task.message_id,
            name=names[task.division].name if task.division in names else task.division,
            channel=CHANNELS[task.channel],
            post=task.post,
            person=task.person_name,
            phone=numbers.get(task.person_id, ""),
            generated=task.generated,
            rung=task.rung,
            rung_name=task.rung_name,
            attempts=task.attempts,
            since=task.since,
            outcomes=_VISITED if task.channel == "visit" else tuple(OUTCOMES.items()),
        )
        for task in tasks
    )
