"""Recording a call slip."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.alerts.projections import move_heard, refold_heard
from relief.alerts.slip import CallSlip, Ground, faults
from relief.alerts.tables import Call, CallFigure, CallPerson, CallVillage
from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, NotFound, RefusedRows
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.geography.queries import divisions
from relief.incidents.closed import closed
from relief.incidents.queries import find_incident
from relief.offices.queries import account_names

RECORD = "calls.record"


def record_call(
    session: Session, scope: Scope, stamp: Stamp, slip: CallSlip, *, action: str = RECORD
) -> str:
    """Return the id of the slip's ledger entry; the same command again gets the first one's id.

    The figures are a source of their own: nothing is added to a report here. `action` is the right
    it is written under: a township's answer to an alert may bring figures along.

    Raises:
        OutOfScope: the township is not this desk's, or the role does not record calls.
        NotFound: no such incident, or no such slip to correct.
        RefusedRows: what cannot be recorded, each fault with its field.
        AlreadyDone: the slip to correct has been corrected by somebody else.
    """
    known = find_by_command(session, Call, stamp.command_id)
    if known:
        return known
    scope.require(action, slip.division)
    take_turn(session, f"alerts:{slip.incident_id}")
    _require_sound(session, stamp, slip)
    replaced = _replaced(session, scope, slip)
    call = Call(
        incident_id=slip.incident_id,
        division_code=slip.division,
        occurred_at=slip.occurred_at,
        corrects=slip.corrects,
        **stamped(stamp),
    )
    if not append(session, call):
        return _answer_of_the_first(session, stamp, slip)
    _write_parts(session, call, slip)
    if replaced is not None:
        refold_heard(session, slip.incident_id)
    else:
        move_heard(session, call, slip.villages)
    write_audit(session, scope.account_id, action, call.id, {"corrects": slip.corrects})
    note_change(session, "alerts")
    return call.id


def _require_sound(session: Session, stamp: Stamp, slip: CallSlip) -> None:
    incident = find_incident(session, slip.incident_id)
    if incident is None:
        raise NotFound(kind="灾害事件 incident", key=slip.incident_id)
    known = divisions(session, [slip.division, *slip.villages])
    ground = Ground(stamp.recorded_at, closed(incident), incident.counties, known)
    found = faults(slip, ground)
    if found:
        raise RefusedRows(found)


def _replaced(session: Session, scope: Scope, slip: CallSlip) -> Call | None:
    if slip.corrects is None:
        return None
    call = session.get(Call, slip.corrects)
    if call is None or call.incident_id != slip.incident_id or not scope.covers(call.division_code):
        raise NotFound(kind="电话单 call", key=slip.corrects)
    _require_uncorrected(session, call.id)
    return call


def _require_uncorrected(session: Session, call_id: str) -> None:
    winner = session.scalar(select(Call).where(Call.corrects == call_id))
    if winner is not None:
        name = account_names(session, {winner.recorded_by})[winner.recorded_by]
        deed = Bilingual("更正这张电话单", "Correcting this slip")
        raise AlreadyDone(deed, name, f"{beijing(winner.recorded_at):%m-%d %H:%M}")


def _answer_of_the_first(session: Session, stamp: Stamp, slip: CallSlip) -> str:
    """Return the id of the same command's first entry, or say who corrected the slip first."""
    known = find_by_command(session, Call, stamp.command_id)
    if known is None and slip.corrects is not None:
        _require_uncorrected(session, slip.corrects)
    return known or ""


def _write_parts(session: Session, call: Call, slip: CallSlip) -> None:
    session.add_all(
        CallFigure(call_id=call.id, indicator=code, value=value)
        for code, value in slip.figures.items()
    )
    session.add_all(
        CallVillage(call_id=call.id, division_code=code) for code in sorted(set(slip.villages))
    )
    session.add(
        CallPerson(
            call_id=call.id,
            caller=slip.caller.strip(),
            phone=slip.phone.strip(),
            words=slip.words.strip(),
        )
    )
    session.flush()
