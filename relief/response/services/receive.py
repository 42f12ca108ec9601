"""A decision made elsewhere is recorded as received, once."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.division_code import contains
from relief.core.errors import OutOfScope, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.upsert import upsert
from relief.incidents.queries import IncidentRow
from relief.offices.queries import office_of
from relief.response.decisions import FORMS, LATE, PRECISIONS, Received
from relief.response.plans_in_force import ENDED, ROMAN, is_keyed, plan_of, responses_of
from relief.response.projections import level_now_row
from relief.response.standing import already, decision_in_force, incident_of
from relief.response.tables import Decision, LevelNow

RECEIVE = "response.receive"


def receive(session: Session, scope: Scope, stamp: Stamp, wish: Received) -> str:
    """Return the id of the decision recorded; the same command again gets the first one's.

    A start known to lie before the one in force is kept beside the chain and changes nothing.

    Raises:
        OutOfScope: a role that does not record, or a tier that is not above the office.
        Refused: incomplete, in the future, or the tier decides on this desk itself.
        AlreadyDone: the same level of that tier is in force already.
    """
    scope.require(RECEIVE)
    if done := find_by_command(session, Decision, stamp.command_id):
        return done
    incident = incident_of(session, wish.incident_id)
    _check_tier(session, scope, incident, wish)
    _check_words(incident, stamp, wish)
    before = decision_in_force(session, incident.id, wish.division, wish.response)
    late = before is not None and _earlier(wish, before)
    if not late:
        _check_change(session, wish, before)
    entry = _entry(stamp, wish, before.id if before else "")
    if late:
        entry.follows = f"{LATE}{entry.id}"
    if not append(session, entry):
        if done := find_by_command(session, Decision, stamp.command_id):
            return done
        _check_change(
            session, wish, decision_in_force(session, incident.id, wish.division, wish.response)
        )
        raise Refused(
            Bilingual("级别刚刚变化，请重新核看", "The level has just changed: look again"), "level"
        )
    if not late:
        upsert(session, LevelNow, [level_now_row(entry)])
    facts = {"division": wish.division, "response": wish.response, "level": wish.level}
    write_audit(session, scope.account_id, RECEIVE, entry.id, facts)
    note_change(session, "response")
    return entry.id


def _check_tier(session: Session, scope: Scope, incident: IncidentRow, wish: Received) -> None:
    own = office_of(session, scope.account_id).division
    if not contains(wish.division, own):
        raise OutOfScope(RECEIVE, wish.division)
    plan = plan_of(wish.division, wish.response, beijing(incident.occurred_at).date())
    if wish.division == own and is_keyed(plan):
        raise Refused(
            Bilingual(
                "本级的响应在此提出并决定，不作“收到”登记",
                "This tier's own response is proposed and decided here, not received",
            ),
            "division",
        )
    if wish.division != own and _decides_here(session, wish):
        raise Refused(
            Bilingual(
                "该级已在本系统作出决定，阶梯中自动可见，无需登记",
                "That tier decides on this desk itself: the ladder shows it without you",
            ),
            "division",
        )


def _decides_here(session: Session, wish: Received) -> bool:
    return (
        session.scalar(
            select(Decision.id)
            .where(
                Decision.incident_id == wish.incident_id,
                Decision.division_code == wish.division,
                Decision.response == wish.response,
                Decision.accepted,
                Decision.received.is_(False),
            )
            .limit(1)
        )
        is not None
    )


def _check_words(incident: IncidentRow, stamp: Stamp, wish: Received) -> None:
    if wish.level not in (ENDED, *ROMAN):
        raise Refused(Bilingual("级别应为 0 至 4", "A level lies between 0 and 4"), "level")
    if wish.response not in responses_of(incident.hazard):
        raise Refused(
            Bilingual("此灾种没有这种响应", "This hazard has no such response"), "response"
        )
    if wish.form not in FORMS:
        raise Refused(Bilingual("请选择书面或电话", "Written or by telephone?"), "form")
    if wish.precision not in PRECISIONS:
        raise Refused(Bilingual("时间精度应为分、日或不明", "Minute, day or unknown?"), "precision")
    if not wish.decided_by.strip():
        raise Refused(Bilingual("请写明由谁决定", "Say who decided"), "decided_by")
    if wish.occurred_at > stamp.recorded_at:
        raise Refused(
            Bilingual("决定时间不能晚于现在", "A decision is not taken in the future"),
            "occurred_at",
        )


def _earlier(wish: Received, before: Decision) -> bool:
    """Return whether the notice surely speaks of a time before the decision in force."""
    if "unknown" in {wish.precision, before.occurred_precision}:
        return False
    if {wish.precision, before.occurred_precision} == {"minute"}:
        return wish.occurred_at < before.occurred_at
    return beijing(wish.occurred_at).date() < beijing(before.occurred_at).date()


def _check_change(session: Session, wish: Received, before: Decision | None) -> None:
    if before is not None and before.level == wish.level:
        deed = Bilingual("该级响应的登记", "Recording this level")
        raise already(session, deed, before)
    if before is None and wish.level == ENDED:
        raise Refused(Bilingual("此响应未启动", "This response is not on"), "level")


def _entry(stamp: Stamp, wish: Received, before_id: str) -> Decision:
    return Decision(
        **stamped(stamp),
        id=new_id(),
        proposal_id=None,
        incident_id=wish.incident_id,
        division_code=wish.division,
        subject_code=wish.subject or wish.division,
        response=wish.response,
        level=wish.level,
        accepted=True,
        received=True,
        decided_by=wish.decided_by.strip(),
        form=wish.form,
        document=wish.document.strip(),
        reason=wish.reason.strip(),
        occurred_at=wish.occurred_at,
        occurred_precision=wish.precision,
        follows=before_id,
    )
