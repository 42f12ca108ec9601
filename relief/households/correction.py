"""Corrects a family or its person by a later entry, and erases a person (law 12)."""

from dataclasses import dataclass, replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.db.upsert import upsert
from relief.households.persons import household_faults, identity, tidy
from relief.households.projections import household_now_row
from relief.households.queries import known_digests
from relief.households.rows import NewHousehold
from relief.households.service import (
    REGISTER,
    ROOM,
    last_person,
    person_of,
    raise_all,
    standing,
    told,
)
from relief.households.tables import Household, HouseholdNow, Identity, Person
from relief.offices.queries import account_names

ERASED = "households.erased"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a family should read instead.

    Fields:
        new: all of it, as it should stand; the village stays the family's own.
        reason: why.
        after: the entry the person saw on the screen; empty is whatever stands now.
    """

    household_id: str
    new: NewHousehold
    reason: str
    after: str = ""


def correct(session: Session, scope: Scope, stamp: Stamp, wish: Correction) -> str:
    """Return the id of the entry that corrects a family; its person gets a further version.

    Raises:
        OutOfScope: another desk's family.
        NotFound: no such family.
        Refused, RefusedRows: no reason, or what is wrong, field by field.
        AlreadyRegistered: the ID number is another family's.
        AlreadyDone: somebody corrected it first.
    """
    take_turn(session, f"household|{wish.household_id}")
    before = standing(session, wish.household_id)
    scope.require(REGISTER, before.division_code)
    if done := find_by_command(session, Household, stamp.command_id):
        return done
    if wish.after and wish.after != before.entry_id:
        raise _moved_on(session, before)
    household = tidy(replace(wish.new, division=before.division_code))
    raise_all(household_faults(household, beijing(stamp.recorded_at).date()))
    if not wish.reason.strip():
        raise Refused(Bilingual("请写明更正原因", "Give the reason of the correction"), "reason")
    _identify(session, scope, wish.household_id, household)
    entry = _entry(stamp, before, household, wish.reason.strip())
    if not append(session, entry):
        raise _moved_on(session, before)
    last = last_person(session, wish.household_id)
    version = last.version + 1 if last else 1
    session.add(person_of(wish.household_id, version, household, stamp))
    session.flush()
    upsert(session, HouseholdNow, [household_now_row(entry, generated=before.generated)])
    write_audit(session, scope.account_id, REGISTER, entry.id, {"household": wish.household_id})
    note_change(session, ROOM)
    return entry.id


def erase(session: Session, scope: Scope, stamp: Stamp, household_id: str, reason: str) -> None:
    """Erase every version of the person of a family; the ledger, without names, stays.

    Raises:
        OutOfScope: another desk's family.
        NotFound: no such family.
        Refused: no reason.
    """
    del stamp  # what is erased leaves an audit row, not an entry
    family = standing(session, household_id)
    scope.require(REGISTER, family.division_code)
    if not reason.strip():
        raise Refused(Bilingual("请写明删除原因", "Give the reason to erase"), "reason")
    session.execute(delete(Identity).where(Identity.household_id == household_id))
    session.execute(delete(Person).where(Person.household_id == household_id))
    write_audit(session, scope.account_id, ERASED, household_id, {"reason": reason.strip()})
    note_change(session, ROOM)


def _entry(stamp: Stamp, before: HouseholdNow, new: NewHousehold, reason: str) -> Household:
    return Household(
        **stamped(stamp),
        id=new_id(),
        household_id=before.household_id,
        division_code=before.division_code,
        members=new.members,
        family_type=new.family_type,
        reason=reason,
        corrects=before.entry_id,
    )


def _identify(session: Session, scope: Scope, household_id: str, new: NewHousehold) -> None:
    digest = identity(new)
    known = known_digests(session, [digest]).get(digest)
    if known is not None and known.id == household_id:
        return
    if known is not None:
        raise told(session, scope, known, new)
    session.execute(delete(Identity).where(Identity.household_id == household_id))
    if not append(session, Identity(digest=digest, household_id=household_id)):
        raise told(session, scope, known_digests(session, [digest]).get(digest), new)


def _moved_on(session: Session, before: HouseholdNow) -> AlreadyDone:
    deed = Bilingual("这户的更正", "The correction of this family")
    chosen = select(Household.recorded_by).where(Household.id == before.entry_id)
    by = session.scalar(chosen) or ""
    name = account_names(session, {by})[by]
    return AlreadyDone(deed, name, f"{beijing(before.changed_at):%Y-%m-%d %H:%M}")
