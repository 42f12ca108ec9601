"""Registers families and answers who somebody is, with every look written down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import NotFound, Refused, RefusedRows
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, commands_done
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.upsert import upsert
from relief.geography.queries import divisions
from relief.households.persons import household_faults, identity, tidy
from relief.households.projections import GENERATED, household_now_row
from relief.households.queries import known_digests, masked_names
from relief.households.rows import HouseholdRow, NewHousehold, PersonRow
from relief.households.tables import Household, HouseholdNow, Identity, Person

REGISTER, LOOK = "houses.record", "households.look"
HOUSEHOLD = "受灾户 household"
ROOM = "households"


@dataclass
class AlreadyRegistered(Refused):
    """The family stands in the register: the reason says where, `household_id` which one it is.

    Fields:
        household_id: empty when it belongs to another desk.
    """

    household_id: str = ""


def register(session: Session, scope: Scope, stamp: Stamp, new: NewHousehold) -> str:
    """Return the household's id; the same command again gets the first one's.

    Raises:
        OutOfScope: another desk's village.
        Refused, RefusedRows: no such village, or what is wrong, field by field.
        AlreadyRegistered: a family of this ID number (or village, name and address) is there.
    """
    return register_all(session, scope, [(stamp, new)])[0]


def register_all(
    session: Session, scope: Scope, wishes: Sequence[tuple[Stamp, NewHousehold]]
) -> tuple[str, ...]:
    """Return the ids of families registered together, in order. All, or none.

    Raises:
        As `register`, for the first that cannot be registered.
    """
    commands = [stamp.command_id for stamp, _new in wishes]
    done = commands_done(session, Household, commands)
    todo = [(stamp, tidy(new)) for stamp, new in wishes if stamp.command_id not in done]
    _check(session, scope, todo)
    entries = [_entry(stamp, new) for stamp, new in todo]
    identities = [
        Identity(digest=identity(new), household_id=entry.id)
        for entry, (_stamp, new) in zip(entries, todo, strict=True)
    ]
    if not append(session, *entries, *identities):
        again = commands_done(session, Household, commands)
        if len(again) == len(wishes):  # the same click, a moment earlier
            return tuple(again[command] for command in commands)
        _check_identities(session, scope, [new for _stamp, new in todo])
        raise told(session, scope, None, todo[0][1])
    for entry, (stamp, new) in zip(entries, todo, strict=True):
        session.add(person_of(entry.id, 1, new, stamp))
        facts = {"division": new.division}
        write_audit(session, scope.account_id, REGISTER, entry.id, facts)
    session.flush()
    rows = [household_now_row(entry, generated=entry.source == GENERATED) for entry in entries]
    upsert(session, HouseholdNow, rows)
    note_change(session, ROOM)
    ids = done | {entry.command_id: entry.id for entry in entries}
    return tuple(ids[command] for command in commands)


def _check(session: Session, scope: Scope, todo: Sequence[tuple[Stamp, NewHousehold]]) -> None:
    for stamp, new in todo:
        raise_all(household_faults(new, beijing(stamp.recorded_at).date()))
        scope.require(REGISTER, new.division)
    known = divisions(session, {new.division for _stamp, new in todo})
    if any(new.division not in known for _stamp, new in todo):
        raise Refused(Bilingual("请选择村（社区）", "Choose the village"), "division")
    _check_identities(session, scope, [new for _stamp, new in todo])


def _check_identities(session: Session, scope: Scope, todo: Sequence[NewHousehold]) -> None:
    known = known_digests(session, [identity(new) for new in todo])
    for new in todo:
        if row := known.get(identity(new)):
            raise told(session, scope, row, new)


def _entry(stamp: Stamp, new: NewHousehold) -> Household:
    entry_id = new_id()
    return Household(
        **stamped(stamp),
        id=entry_id,
        household_id=entry_id,
        division_code=new.division,
        members=new.members,
        family_type=new.family_type,
        reason="",
    )


def look(session: Session, scope: Scope, stamp: Stamp, household_id: str) -> PersonRow:
    """Return who heads the family, unmasked; the look is audited with its cause.

    Raises:
        OutOfScope: the role does not need it, or another desk's family.
        NotFound: no such family, or its person was erased.
    """
    scope.require(LOOK)
    family = standing(session, household_id)
    scope.require(LOOK, family.division_code)
    person = last_person(session, household_id)
    if person is None:
        raise NotFound(HOUSEHOLD, household_id)
    cause = {"source": stamp.source, "version": person.version}
    write_audit(session, scope.account_id, LOOK, household_id, cause)
    return PersonRow(
        household_id,
        person.head,
        person.id_number,
        person.phone,
        person.address,
        person.card,
        family.generated,
    )


def standing(session: Session, household_id: str) -> HouseholdNow:
    """Return the family as it stands.

    Raises:
        NotFound: no such family.
    """
    row = session.get(HouseholdNow, household_id, populate_existing=True)
    if row is None:
        raise NotFound(HOUSEHOLD, household_id)
    return row


def last_person(session: Session, household_id: str) -> Person | None:
    """Return the version of the person that stands, None when it was erased."""
    chosen = select(Person).where(Person.household_id == household_id)
    return session.scalar(chosen.order_by(Person.version.desc()).limit(1))


def person_of(household_id: str, version: int, new: NewHousehold, stamp: Stamp) -> Person:
    """Return the row of a person, not yet added."""
    return Person(
        household_id=household_id,
        version=version,
        head=new.head,
        id_number=new.id_number,
        phone=new.phone,
        address=new.address,
        card=new.card,
        entered_at=stamp.recorded_at,
        entered_by=stamp.recorded_by,
    )


def told(
    session: Session, scope: Scope, known: HouseholdRow | None, new: NewHousehold
) -> AlreadyRegistered:
    """Return that the family is registered: where, and who, as far as the asker may know."""
    path = "id_number" if new.id_number else "head"
    by = Bilingual("身份证号", "ID number") if new.id_number else Bilingual("姓名住址", "name")
    if known is None or not scope.covers(known.division_code):
        reason = Bilingual(
            f"该{by.zh}已在别的辖区登记，请与上级核对",
            f"A family of this {by.en} is registered in another desk's area: ask the tier above",
        )
        return AlreadyRegistered(reason, path)
    village = divisions(session, [known.division_code])
    where = village[known.division_code].name if village else known.division_code
    name = masked_names(session, [known.id])[known.id]
    reason = Bilingual(
        f"该{by.zh}已登记：{where} {name}，一户只登记一次",
        f"A family of this {by.en} is registered: {name}, {where}; a family is registered once",
    )
    return AlreadyRegistered(reason, path, known.id)


def raise_all(faults: Iterable[Refused]) -> None:
    """Pass when nothing is wrong.

    Raises:
        RefusedRows: something is.
    """
    if listed := list(faults):
        raise RefusedRows(listed)
