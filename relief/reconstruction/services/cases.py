"""Changes a case's way of rebuilding, and hands it to another person in charge."""

from typing import Any

from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.damage.house_queries import houses_by_id
from relief.db.append import find_by_command
from relief.db.base import stamped
from relief.incidents.closed import require_open
from relief.reconstruction.house_rules import house_fault
from relief.reconstruction.projections import GENERATED
from relief.reconstruction.rows import Handover, ModeChange
from relief.reconstruction.services.opening import open_all, open_case
from relief.reconstruction.services.persons import person_ids
from relief.reconstruction.services.standing import (
    OpenCase,
    mode_of,
    open_cases,
    told,
    write_entries,
)
from relief.reconstruction.stages import MODE_OPEN, mode_name, name_of
from relief.reconstruction.tables import CaseEntry

__all__ = ["change_mode", "open_all", "open_case", "reassign"]


def change_mode(session: Session, scope: Scope, stamp: Stamp, wish: ModeChange) -> str:
    """Return the id of the entry by which a case is rebuilt in another way, with its reason.

    What was posted, approved or agreed for one way holds for no other: later than review the case
    first goes aside (withdrawn, or by an objection) and comes back by way of review.

    Raises:
        OutOfScope, NotFound: as `step`.
        AlreadyDone: somebody wrote about the case first.
        Refused: a closed incident, no reason, the same way, a way that does not go with the grade,
            or the case stands too far on.
    """
    known = open_cases(session, scope, [wish.case_id])[wish.case_id]
    if done := find_by_command(session, CaseEntry, stamp.command_id):
        return done
    require_open(session, known.case.incident_id)
    if wish.after and wish.after != known.entry.id:
        raise told(session, known)
    _check_mode(session, known, wish)
    entry = _following(stamp, known, kind="mode", mode=wish.mode, reason=wish.reason.strip())
    entry.counts_on = max(entry.occurred_on, entry.counts_on)
    write_entries(session, scope, [(known, entry)])
    return entry.id


def reassign(session: Session, scope: Scope, stamp: Stamp, wish: Handover) -> str:
    """Return the id of the entry by which another person takes charge of the case.

    Raises:
        OutOfScope, NotFound, AlreadyDone: as `change_mode`.
        Refused: a closed incident, no name, or the same person.
    """
    known = open_cases(session, scope, [wish.case_id])[wish.case_id]
    if done := find_by_command(session, CaseEntry, stamp.command_id):
        return done
    require_open(session, known.case.incident_id)
    if wish.after and wish.after != known.entry.id:
        raise told(session, known)
    made = stamp.source == GENERATED
    ids = person_ids(session, known.case.county_code, [wish.responsible], generated=made)
    person = ids[wish.responsible]
    if person == known.entry.responsible_id:
        raise Refused(Bilingual("责任人没有变", "That person is in charge already"), "responsible")
    entry = _following(stamp, known, kind="responsible", responsible_id=person)
    write_entries(session, scope, [(known, entry)])
    return entry.id


def _check_mode(session: Session, known: OpenCase, wish: ModeChange) -> None:
    before, mode = known.standing, mode_of(wish.mode)
    if before.mode == mode:
        raise Refused(Bilingual("重建方式没有变", "It is that way already"), "mode")
    if not wish.reason.strip():
        raise Refused(Bilingual("请写明变更理由", "Give the reason of the change"), "reason")
    if before.state not in MODE_OPEN:
        here, way = name_of(before.state), mode_name(before.mode)
        raise Refused(
            Bilingual(
                f"“{here.zh}”是按“{way.zh}”办的，请先撤回或提出异议，变更后重新评议、公示",
                f"“{here.en}” was done for “{way.en}”: first withdraw or object, "
                "then change it and review and post it again",
            ),
            "mode",
        )
    house = houses_by_id(session, [known.case.house_id]).get(known.case.house_id)
    if house is not None and (fault := house_fault(house, mode)):
        raise Refused(fault, "mode")


def _following(stamp: Stamp, known: OpenCase, **changed: Any) -> CaseEntry:
    before = known.standing
    today = beijing(stamp.recorded_at).date()
    same = {
        "case_id": known.case.id,
        "seq": known.entry.seq + 1,
        "incident_id": known.case.incident_id,
        "division_code": known.case.division_code,
        "stage": before.stage,
        "side": before.side,
        "stage_on": before.state_on,
        "mode": before.mode,
        "responsible_id": known.entry.responsible_id,
        "early_on": before.early_on,
        "freed_on": before.freed_on,
        "freed": 0,
        "occurred_on": today,
        "precision": "day",
        "counts_on": before.counts_on,
        "until": before.until,
        "reason": "",
        "target": known.entry.target,
        "evidence": [],
        "follows": known.entry.id,
    }
    return CaseEntry(**stamped(stamp), id=new_id(), **(same | changed))
