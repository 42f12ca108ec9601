"""The desk's own telephone is a gateway: each number dialled leaves its outcome."""

from dataclasses import replace

from sqlalchemy.orm import Session

from relief.alerts.alert import BY_GATEWAY, OUTCOMES, Answer, Attempt, CallOutcome, MessageState
from relief.alerts.alert_tables import DivisionNow, MessageEvent, MessageNow
from relief.alerts.projections import heard_turn
from relief.alerts.services.answer import answer
from relief.alerts.services.divisions import locked_divisions
from relief.alerts.services.outbox import Step, locked, step_messages
from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, NotFound, Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import find_by_command
from relief.db.audit import write_audit
from relief.db.turn import take_turn
from relief.incidents.closed import require_open
from relief.offices.queries import account_names

CALL = "alerts.issue"
KIND = "呼叫任务 call"
_STATE_AFTER: dict[CallOutcome, MessageState] = {
    "answered": "answered",
    "no_answer": "queued",
    "busy": "queued",
    "off": "queued",
    "wrong_number": "failed",
}


def record_attempt(session: Session, scope: Scope, stamp: Stamp, attempt: Attempt) -> str:
    """Return the id of the attempt; the same command again gets the first one's.

    `answered` answers the alert on behalf of the division; a number that does not answer stays in
    the list, behind those dialled less often; a wrong one leaves it.

    Raises:
        NotFound: no such call, or one a gateway carries.
        OutOfScope: another desk's division.
        Refused: an unknown outcome, or a closed incident.
        AlreadyDone: the call is no longer to be made.
    """
    now = _standing(session, scope, attempt)
    known = find_by_command(session, MessageEvent, f"{stamp.command_id}:{attempt.message_id}")
    if known:
        return known
    if attempt.outcome not in OUTCOMES:
        raise Refused(Bilingual("请选择通话结果", "Choose what came of the call"), "outcome")
    require_open(session, now.incident_id)
    if now.state != "queued":
        raise _already(session, now)
    state = _STATE_AFTER[attempt.outcome]
    step = Step(attempt.outcome, state, attempt=now.attempt + 1)
    (event_id,) = step_messages(session, stamp, [now], step)
    if attempt.outcome == "answered":
        _answer(session, scope, stamp, now, attempt)
    facts = {"outcome": attempt.outcome}
    write_audit(session, scope.account_id, "alerts.call", attempt.message_id, facts)
    return event_id


def _standing(session: Session, scope: Scope, attempt: Attempt) -> MessageNow:
    found = session.get(MessageNow, attempt.message_id)
    if found is None or found.channel in BY_GATEWAY or not scope.covers(found.division_code):
        raise NotFound(KIND, attempt.message_id)
    scope.require(CALL, found.division_code)
    # The incident, then the division, then its messages: as everybody locks them.
    take_turn(session, heard_turn(found.incident_id))
    locked_divisions(
        session,
        DivisionNow.alert_id == found.alert_id,
        DivisionNow.division_code == found.division_code,
    )
    return locked(session, MessageNow.message_id == attempt.message_id)[0]


def _answer(
    session: Session, scope: Scope, stamp: Stamp, now: MessageNow, attempt: Attempt
) -> None:
    given = Answer(
        now.alert_id,
        now.division_code,
        "desk",
        person_id=now.person_id,
        words=attempt.words,
        on_behalf=True,
    )
    answer(session, scope, replace(stamp, command_id=f"{stamp.command_id}:answer"), given)


def _already(session: Session, now: MessageNow) -> AlreadyDone:
    event = session.get_one(MessageEvent, now.event_id)
    name = account_names(session, {event.recorded_by})[event.recorded_by]
    deed = Bilingual("该呼叫", "This call")
    return AlreadyDone(deed, name, f"{beijing(event.recorded_at):%m-%d %H:%M}")
