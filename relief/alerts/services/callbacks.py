"""What a gateway posts to the desk: the state of a message, or somebody's reply."""

from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.alerts.alert import Answer, How
from relief.alerts.alert_tables import AlertEnd, DivisionNow, MessageEvent, MessageNow
from relief.alerts.ports import Reply, StatusNote
from relief.alerts.services.answer import ANSWER, answer
from relief.alerts.services.outbox import Step, locked, step_messages
from relief.core.clock import beijing
from relief.core.division_code import prefix_of
from relief.core.errors import NotFound, Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.db.append import find_by_command
from relief.offices.phone import same_phone
from relief.offices.roster import divisions_of, people_with_phone

LOG = structlog.get_logger()
GATEWAY = "叫应网关"
KIND = "消息 message"
LONGEST_REPLY = 1_000


def note_status(session: Session, at: datetime, note: StatusNote) -> str | None:
    """Return the id of the event; the same word twice is one, a step on the way is none.

    Raises:
        NotFound: no message of this desk, or one the gateway knows under another id.
    """
    rows = locked(session, MessageNow.message_id == note.message_id)
    known_as = rows[0].provider_id if rows else ""
    if not rows or known_as not in {"", note.provider_id}:
        raise NotFound(KIND, note.message_id)
    if note.state is None:
        return None
    command = f"{note.provider_id}:{note.code}"
    if known := find_by_command(session, MessageEvent, f"{command}:{note.message_id}"):
        return known
    stamp = Stamp(at, GATEWAY, "gateway", command)
    step = Step(note.state, note.state, None, note.provider_id, note.code)
    return next(iter(step_messages(session, stamp, rows, step)), None)


def take_reply(session: Session, at: datetime, reply: Reply) -> str | None:
    """Return the id of the answer a reply is; None when nobody known replied or nothing waits.

    A key pressed on a call answers that call's alert. Words from a known number answer the newest
    alert that asked this person, else the newest of his division; the same reply twice is one.
    """
    found = _asked(session, at, reply)
    if found is None:
        LOG.info("reply answers no alert", reply=reply.reply_id)
        return None
    person_id, alert_id, division = found
    how: How = "voice" if reply.message_id else "sms"
    scope = Scope(GATEWAY, GATEWAY, (prefix_of(division),), actions=frozenset({ANSWER}))
    stamp = Stamp(at, GATEWAY, "gateway", f"reply:{reply.reply_id}")
    given = Answer(alert_id, division, how, person_id, reply.words[:LONGEST_REPLY])
    try:
        return answer(session, scope, stamp, given)
    except Refused as refused:  # the incident is closed: there is nothing to answer any more
        LOG.info("reply not taken", reply=reply.reply_id, reason=refused.reason.en)
        return None


def _asked(session: Session, at: datetime, reply: Reply) -> tuple[str | None, str, str] | None:
    """Return the person, the alert and the division a reply belongs to."""
    if reply.message_id:
        row = session.get(MessageNow, reply.message_id)
        return (row.person_id, row.alert_id, row.division_code) if row else None
    persons = people_with_phone(session, same_phone(reply.phone))
    if not persons:
        return None
    return _newest_to_person(session, persons) or _newest_of_division(session, persons, at)


def _newest_to_person(
    session: Session, persons: frozenset[str]
) -> tuple[str | None, str, str] | None:
    row = session.execute(
        select(MessageNow.person_id, MessageNow.alert_id, MessageNow.division_code)
        .join(AlertEnd, AlertEnd.alert_id == MessageNow.alert_id)
        .where(AlertEnd.what == "released", MessageNow.person_id.in_(persons))
        .order_by(MessageNow.alert_id.desc(), MessageNow.division_code)
        .limit(1)
    ).first()
    return (row.person_id, row.alert_id, row.division_code) if row else None


def _newest_of_division(
    session: Session, persons: frozenset[str], at: datetime
) -> tuple[str | None, str, str] | None:
    held = divisions_of(session, persons, beijing(at).date())
    row = session.execute(
        select(DivisionNow.alert_id, DivisionNow.division_code)
        .join(AlertEnd, AlertEnd.alert_id == DivisionNow.alert_id)
        .where(AlertEnd.what == "released", DivisionNow.division_code.in_(held))
        .order_by(DivisionNow.alert_id.desc(), DivisionNow.division_code)
        .limit(1)
    ).first()
    return (min(persons), row.alert_id, row.division_code) if row else None
