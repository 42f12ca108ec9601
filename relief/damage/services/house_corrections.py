"""Corrects what was recorded of a house, or withdraws a house recorded by mistake."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.damage.house_checks import house_faults, raise_all
from relief.damage.house_projections import house_now_row
from relief.damage.house_tables import House, HouseGrading, HouseNow
from relief.damage.houses import NewHouse
from relief.damage.services.house_standing import ROOM, moved_on, standing
from relief.damage.services.houses import RECORD
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.upsert import upsert
from relief.incidents.closed import require_open


@dataclass(frozen=True, slots=True)
class HouseCorrection:
    """What a house should read instead; how it is graded stays.

    Fields:
        rooms: in all; the damaged ones are its last grading's.
        reason: why.
        withdrawn: it was no house of this ledger: recorded twice, or not struck.
        after: the entry about the house the person saw; empty is whatever stands now.
    """

    house_id: str
    structure: str
    rooms: int
    occurred_on: date
    reason: str
    withdrawn: bool = False
    after: str = ""


def correct_house(session: Session, scope: Scope, stamp: Stamp, wish: HouseCorrection) -> str:
    """Return the id of the entry that corrects a house, or withdraws it.

    Raises:
        OutOfScope: another desk's village.
        NotFound: no such house, or it was withdrawn.
        Refused, RefusedRows: a closed incident, no reason, or what is wrong, field by field.
        AlreadyDone: somebody corrected it first.
    """
    house, now = standing(session, [wish.house_id])[wish.house_id]
    scope.require(RECORD, now.division_code)
    if done := find_by_command(session, House, stamp.command_id):
        return done
    if wish.after and wish.after != now.facts_id:
        raise moved_on(session, now)
    incident = require_open(session, now.incident_id)
    if not wish.reason.strip():
        raise Refused(Bilingual("请写明更正原因", "Give the reason of the correction"), "reason")
    if not wish.withdrawn:
        today = beijing(stamp.recorded_at).date()
        raise_all(house_faults(incident, now.division_code, _as_new(now, wish), today))
    entry = _entry(stamp, house, now, wish)
    if not append(session, entry):
        raise moved_on(session, now)
    _project(session, entry, now)
    facts = {"house": now.house_id, "withdrawn": wish.withdrawn}
    write_audit(session, scope.account_id, RECORD, entry.id, facts)
    note_change(session, ROOM)
    return entry.id


def _as_new(now: HouseNow, wish: HouseCorrection) -> NewHouse:
    return NewHouse(
        now.incident_id,
        now.household_id,
        now.division_code,
        wish.structure,
        wish.rooms,
        now.rooms_collapsed,
        now.rooms_severe,
        now.rooms_general,
        wish.occurred_on,
        now.sole_dwelling,
        now.excluded,
    )


def _entry(stamp: Stamp, house: House, now: HouseNow, wish: HouseCorrection) -> House:
    kept = wish.withdrawn
    return House(
        **stamped(stamp),
        id=new_id(),
        house_id=now.house_id,
        incident_id=now.incident_id,
        household_id=now.household_id,
        division_code=now.division_code,
        structure=house.structure if kept else wish.structure,
        rooms=house.rooms if kept else wish.rooms,
        rooms_collapsed=now.rooms_collapsed,
        rooms_severe=now.rooms_severe,
        rooms_general=now.rooms_general,
        occurred_on=house.occurred_on if kept else wish.occurred_on,
        sole_dwelling=now.sole_dwelling,
        excluded=now.excluded,
        withdrawn=wish.withdrawn,
        reason=wish.reason.strip(),
        corrects=house.id,
    )


def _project(session: Session, entry: House, now: HouseNow) -> None:
    if entry.withdrawn:
        session.execute(delete(HouseNow).where(HouseNow.house_id == now.house_id))
        return
    grading = session.get(HouseGrading, now.entry_id)
    upsert(session, HouseNow, [house_now_row(entry, grading, generated=now.generated)])
