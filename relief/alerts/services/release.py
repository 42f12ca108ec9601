"""The count-down ends: the alert leaves, or somebody stopped it. Of the two at once one wins."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.alerts.alert_projections import division_rows
from relief.alerts.alert_tables import Alert, AlertEnd, DivisionNow, MessageNow
from relief.alerts.catalogue import load_ladder
from relief.alerts.climbing import Reached
from relief.alerts.services.divisions import keep_divisions, locked_divisions, rung_entry
from relief.alerts.services.outbox import Step, locked, step_messages
from relief.core.clock import SystemClock, beijing
from relief.core.errors import AlreadyDone, NotFound
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.offices.queries import account_names

KIND = "叫应 alert"
CLOCK = "定时作业"
STOP = "alerts.issue"
MOST_AT_ONCE = 20
_DEEDS = {
    "released": Bilingual("发出叫应", "Releasing the alert"),
    "stopped": Bilingual("停止叫应", "Stopping the alert"),
}


def stop_alert(session: Session, scope: Scope, stamp: Stamp, alert_id: str) -> str:
    """Return the id of the entry that stopped the alert; nothing of it has left or will leave.

    Raises:
        NotFound: no such alert.
        OutOfScope: another desk's alert.
        AlreadyDone: it has left, or somebody stopped it before.
    """
    entry = _alert(session, alert_id)
    scope.require(STOP, entry.office_division)
    end_id = _end(session, stamp, entry, "stopped")
    if end_id is None:
        return _answer_of_the_first(session, stamp, alert_id)
    _step_all(session, stamp, entry, Step("stopped", "stopped"))
    keep_divisions(session, division_rows(session, [alert_id]))
    write_audit(session, scope.account_id, "alerts.stop", alert_id, {})
    return end_id


def release_alert(session: Session, stamp: Stamp, alert_id: str) -> str:
    """Return the id of the entry by which the alert left; its first rung begins now.

    Raises:
        NotFound: no such alert.
        AlreadyDone: it was stopped, or has left before.
    """
    entry = _alert(session, alert_id)
    end_id = _end(session, stamp, entry, "released")
    if end_id is None:
        return _answer_of_the_first(session, stamp, alert_id)
    messages = _step_all(session, stamp, entry, Step("queued", "queued"))
    session.add_all(
        rung_entry(stamp, alert_id, code, reached)
        for code, reached in _first_rungs(messages).items()
    )
    session.flush()
    keep_divisions(session, division_rows(session, [alert_id]))
    return end_id


def release_due(session: Session, at: datetime) -> int:
    """Return how many alerts left whose count-down (machine time) is over, at most 20.

    They leave at the desk's present `at`.
    """
    done = 0
    for alert_id in alerts_due(session, MOST_AT_ONCE):
        try:
            release_alert(session, Stamp(at, CLOCK, "job", f"release:{alert_id}"), alert_id)
            done += 1
        except AlreadyDone:
            continue  # it was stopped in the same moment, and stays where it is
    return done


def alerts_due(session: Session, most: int) -> list[str]:
    """Return the ids of alerts whose count-down (machine time) is over and not yet ended."""
    ended = select(AlertEnd.alert_id).where(AlertEnd.alert_id == Alert.id).exists()
    due = select(Alert.id).where(~ended, Alert.held_until <= SystemClock().now())
    return list(session.scalars(due.order_by(Alert.id).limit(most)))


def _alert(session: Session, alert_id: str) -> Alert:
    entry = session.get(Alert, alert_id)
    if entry is None:
        raise NotFound(KIND, alert_id)
    return entry


def _end(session: Session, stamp: Stamp, entry: Alert, what: str) -> str | None:
    """Return the id of the entry, None when the count-down had ended before."""
    end = AlertEnd(**stamped(stamp), id=new_id(), alert_id=entry.id, what=what)
    return end.id if append(session, end) else None


def _answer_of_the_first(session: Session, stamp: Stamp, alert_id: str) -> str:
    if known := find_by_command(session, AlertEnd, stamp.command_id):
        return known
    winner = session.scalar(select(AlertEnd).where(AlertEnd.alert_id == alert_id))
    if winner is None:
        raise NotFound(KIND, alert_id)
    name = account_names(session, {winner.recorded_by})[winner.recorded_by]
    when = f"{beijing(winner.recorded_at):%m-%d %H:%M}"
    raise AlreadyDone(_DEEDS[winner.what], name, when)


def _step_all(session: Session, stamp: Stamp, entry: Alert, step: Step) -> Sequence[MessageNow]:
    locked_divisions(session, DivisionNow.alert_id == entry.id)
    rows = locked(session, MessageNow.alert_id == entry.id, MessageNow.state == "held")
    step_messages(session, stamp, rows, step)
    return rows


def _first_rungs(messages: Sequence[MessageNow]) -> dict[str, Reached]:
    """Return where each division begins: what its messages were written for."""
    found: dict[str, Reached] = {}
    for row in messages:
        rung = load_ladder().rung(row.rung)
        if row.division_code in found or rung is None:
            continue
        if row.person_id is None:
            found[row.division_code] = Reached(row.rung, "no_responsible", None, None, ())
        else:
            reached = Reached(row.rung, "reached", rung.minutes, row.person_id, ())
            found[row.division_code] = reached
    return found
