"""A division answers: the first answer counts, later ones are kept as further words."""

from sqlalchemy.orm import Session

from relief.alerts.alert import HOWS, Answer
from relief.alerts.alert_tables import AnswerEntry, AnswerWords, DivisionNow, MessageNow
from relief.alerts.projections import heard_turn, move_heard_by_answer
from relief.alerts.services.divisions import locked_divisions
from relief.alerts.services.outbox import Step, locked, step_messages
from relief.core.errors import NotFound, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.incidents.closed import require_open
from relief.offices.roster import people

ANSWER, ON_BEHALF = "alerts.answer", "alerts.issue"
KIND = "叫应 alert"
LONGEST_WORDS = 1_000


def answer(session: Session, scope: Scope, stamp: Stamp, given: Answer) -> str:
    """Return the id of the answer; the same command again gets the first one's.

    The first answer of a division ends its ladder and makes the township heard; what was still to
    be sent or dialled for it is needless from now on.

    Raises:
        OutOfScope: not this person's division, or an answer on behalf by somebody not at the desk.
        NotFound: no such alert, or it does not call this division.
        Refused: the alert has not left, the incident is closed, too many words.
    """
    scope.require(ANSWER, given.division)
    if given.on_behalf:
        scope.require(ON_BEHALF, given.division)
    if known := find_by_command(session, AnswerEntry, stamp.command_id):
        return known
    now = _standing(session, given)
    _check(session, now, given)
    entry = _entry(stamp, given, now, first=now.answer_id is None)
    if not append(session, entry):
        return find_by_command(session, AnswerEntry, stamp.command_id) or ""
    session.add(AnswerWords(answer_id=entry.id, words=given.words.strip()))
    session.flush()
    if entry.first_of is not None:
        _end_ladder(session, stamp, now, entry)
    move_heard_by_answer(session, entry)
    facts = {"how": given.how, "on_behalf": given.on_behalf, "first": entry.first_of is not None}
    write_audit(session, scope.account_id, ANSWER, entry.id, facts)
    note_change(session, "alerts")
    return entry.id


def _standing(session: Session, given: Answer) -> DivisionNow:
    """Return where the division stands, held to the transaction's end.

    The incident's turn comes first: who was heard last is written by calls and by answers.
    """
    key = (given.alert_id, given.division)
    now = session.get(DivisionNow, key)
    if now is None:
        raise NotFound(KIND, given.alert_id)
    take_turn(session, heard_turn(now.incident_id))
    return locked_divisions(
        session, DivisionNow.alert_id == key[0], DivisionNow.division_code == key[1]
    )[0]


def _check(session: Session, now: DivisionNow, given: Answer) -> None:
    require_open(session, now.incident_id)
    if now.state in {"held", "stopped"}:
        raise Refused(
            Bilingual("叫应尚未发出，不能登记应答", "The alert has not left: nobody can answer it"),
            "alert",
        )
    if given.how not in HOWS:
        raise Refused(Bilingual("请选择应答方式", "Choose how it was answered"), "how")
    if len(given.words) > LONGEST_WORDS:
        raise Refused(
            Bilingual(f"最多 {LONGEST_WORDS} 个字", f"At most {LONGEST_WORDS} characters"), "words"
        )
    if given.person_id is not None and not people(session, [given.person_id]):
        raise Refused(Bilingual("名册中没有此人", "The roster has no such person"), "person_id")


def _entry(stamp: Stamp, given: Answer, now: DivisionNow, *, first: bool) -> AnswerEntry:
    return AnswerEntry(
        **stamped(stamp),
        id=new_id(),
        alert_id=given.alert_id,
        incident_id=now.incident_id,
        division_code=given.division,
        person_id=given.person_id,
        how=given.how,
        on_behalf=given.on_behalf,
        first_of=f"{given.alert_id}:{given.division}" if first else None,
    )


def _end_ladder(session: Session, stamp: Stamp, now: DivisionNow, entry: AnswerEntry) -> None:
    waiting = locked(
        session,
        MessageNow.alert_id == now.alert_id,
        MessageNow.division_code == now.division_code,
        MessageNow.state == "queued",
    )
    step_messages(session, stamp, waiting, Step("needless", "needless"))
    now.state, now.waits_until, now.answer_id = "answered", None, entry.id
    session.flush()
