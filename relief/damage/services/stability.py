"""The duty leader declares the disaster stable in his division, or takes it back with a reason."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.division_code import level_of
from relief.core.errors import AlreadyDone, OutOfScope, Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.damage.office_now import standing
from relief.damage.report import touches_incident
from relief.damage.stability import NewStability, now_row
from relief.damage.tables import Stability, StableNow
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.db.upsert import upsert
from relief.incidents.closed import require_open
from relief.incidents.queries import IncidentRow
from relief.offices.queries import account_names

ACTION = "damage.stable"
LONGEST_REASON = 500
_LEVELS = frozenset({"county", "prefecture", "province"})


def declare(session: Session, scope: Scope, stamp: Stamp, new: NewStability) -> str:
    """Return the id of the entry; the same command again gets the first one's.

    From here the daily follow-ups of the division and of those below stand still, and the clock of
    its final report (核报) runs; a withdrawal sets both back.

    Raises:
        OutOfScope: a role that does not declare, or another division's.
        NotFound: no such incident.
        Refused: closed, outside the incident, no reason, or an hour that cannot be; nothing to
            take back, or the final report is out.
        AlreadyDone: somebody has declared it (or taken it back) first.
    """
    scope.require(ACTION, new.division)
    if level_of(new.division) not in _LEVELS:
        raise OutOfScope(ACTION, new.division)
    take_turn(session, f"stable:{new.incident_id}:{new.division}")
    if known := find_by_command(session, Stability, stamp.command_id):
        return known
    incident = require_open(session, new.incident_id)
    _check_words(incident, stamp, new)
    before = _last(session, new)
    _check_step(session, new, before)
    entry = Stability(
        incident_id=new.incident_id,
        division_code=new.division,
        stable=new.stable,
        occurred_at=new.occurred_at,
        reason=new.reason.strip(),
        document=new.document.strip(),
        follows=before.id if before else "",
        **stamped(stamp),
    )
    if not append(session, entry):
        raise _told(session, _last(session, new), new)
    upsert(session, StableNow, [now_row(entry)])
    facts = {"division": new.division, "stable": new.stable, "since": new.occurred_at.isoformat()}
    write_audit(session, stamp.recorded_by, ACTION, entry.id, facts)
    note_change(session, "damage")
    return entry.id


def _check_words(incident: IncidentRow, stamp: Stamp, new: NewStability) -> None:
    if not touches_incident(new.division, incident.counties):
        zh, en = "本单位不在这次灾害范围内", "Your office lies outside this incident"
        raise Refused(Bilingual(zh, en), "division")
    if not new.reason.strip() or len(new.reason) > LONGEST_REASON:
        zh, en = "请写明依据（500 字以内）", "Say what it rests on, in at most 500 characters"
        raise Refused(Bilingual(zh, en), "reason")
    if new.occurred_at < incident.occurred_at:
        zh, en = "稳定时间早于灾害发生", "Stable before the disaster began"
        raise Refused(Bilingual(zh, en), "occurred_at")
    if new.occurred_at > stamp.recorded_at:
        zh, en = "稳定时间不能晚于现在", "Stable in the future"
        raise Refused(Bilingual(zh, en), "occurred_at")


def _last(session: Session, new: NewStability) -> Stability | None:
    return session.scalar(
        select(Stability)
        .join(StableNow, StableNow.entry_id == Stability.id)
        .where(StableNow.incident_id == new.incident_id, StableNow.division_code == new.division)
        .execution_options(populate_existing=True)
    )


def _check_step(session: Session, new: NewStability, before: Stability | None) -> None:
    if before is not None and before.stable == new.stable:
        raise _told(session, before, new)
    if before is None and not new.stable:
        raise Refused(Bilingual("尚未宣布稳定，无可撤回", "Nothing was declared yet"), "reason")
    reported = standing(session, new.incident_id, new.division)
    if not new.stable and reported.final_at is not None:
        raise Refused(
            Bilingual(
                "核报已签发，不能再撤回“灾情稳定”；数字有变请出更正的核报",
                "The final report is out: correct it rather than take stability back",
            ),
            "reason",
        )


def _told(session: Session, winner: Stability | None, new: NewStability) -> AlreadyDone:
    deed = Bilingual("宣布灾情稳定", "Declaring it stable")
    if not new.stable:
        deed = Bilingual("撤回灾情稳定", "Taking stability back")
    if winner is None:
        return AlreadyDone(deed)
    name = account_names(session, {winner.recorded_by})[winner.recorded_by]
    return AlreadyDone(deed, name, f"{beijing(winner.recorded_at):%m-%d %H:%M}")
