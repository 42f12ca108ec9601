"""Records houses of the ledger, and grades them; one or many at once, in sets."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import NotFound, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.damage.house_checks import fault, grading_faults, house_faults, raise_all
from relief.damage.house_projections import GENERATED, house_now_row
from relief.damage.house_tables import House, HouseGrading, HouseNow
from relief.damage.houses import Grading, NewHouse
from relief.damage.services.house_standing import (
    ROOM,
    moved_on,
    recorded_before,
    sole_dwellings,
    standing,
)
from relief.db.append import append, commands_done
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.upsert import upsert
from relief.households.queries import households
from relief.incidents.closed import require_open

RECORD, GRADE = "houses.record", "houses.grade"


def record_house(session: Session, scope: Scope, stamp: Stamp, new: NewHouse) -> str:
    """Return the id of the house; the same command again gets the first one's.

    Raises:
        OutOfScope: another desk's village.
        NotFound: no such incident or household.
        Refused, RefusedRows: a closed incident, or what is wrong, field by field.
        AlreadyDone: the household's only dwelling of this incident stands in the ledger.
    """
    return record_houses(session, scope, [(stamp, new)])[0]


def record_houses(
    session: Session, scope: Scope, wishes: Sequence[tuple[Stamp, NewHouse]]
) -> tuple[str, ...]:
    """Return the ids of houses recorded together, in order. All, or none.

    Raises:
        As `record_house`, for the first that cannot be recorded.
    """
    done = commands_done(session, House, [stamp.command_id for stamp, _new in wishes])
    todo = [(stamp, new) for stamp, new in wishes if stamp.command_id not in done]
    _check_new(session, scope, todo)
    entries = [_house(stamp, new) for stamp, new in todo]
    nows = [
        HouseNow(**house_now_row(entry, None, generated=entry.source == GENERATED))
        for entry in entries
    ]
    if not append(session, *entries, *nows):
        again = commands_done(session, House, [stamp.command_id for stamp, _new in wishes])
        if len(again) == len(wishes):  # the same click, a moment earlier
            return tuple(again[stamp.command_id] for stamp, _new in wishes)
        raise recorded_before(session, _first_sole(session, todo))
    for entry in entries:
        write_audit(session, scope.account_id, RECORD, entry.id, {"division": entry.division_code})
    note_change(session, ROOM)
    ids = done | {entry.command_id: entry.id for entry in entries}
    return tuple(ids[stamp.command_id] for stamp, _new in wishes)


def grade_house(
    session: Session, scope: Scope, stamp: Stamp, house_id: str, grading: Grading
) -> str:
    """Return the id of the grading; the same command again gets the first one's.

    Raises:
        OutOfScope: another desk's village, or a role that does not grade.
        NotFound: no such house.
        Refused, RefusedRows: a closed incident, or what is wrong, field by field.
        AlreadyDone: somebody graded it first: who and when.
    """
    return grade_houses(session, scope, [(stamp, house_id, grading)])[0]


def grade_houses(
    session: Session, scope: Scope, wishes: Sequence[tuple[Stamp, str, Grading]]
) -> tuple[str, ...]:
    """Return the ids of the gradings of different houses, graded together. All, or none.

    Raises:
        As `grade_house`, for the first that cannot be graded.
    """
    found = standing(session, [house_id for _stamp, house_id, _grading in wishes])
    for _house_entry, now in found.values():
        scope.require(GRADE, now.division_code)
    done = commands_done(session, HouseGrading, [stamp.command_id for stamp, _id, _g in wishes])
    todo = [wish for wish in wishes if wish[0].command_id not in done]
    for incident_id in {found[house_id][1].incident_id for _s, house_id, _g in todo}:
        require_open(session, incident_id)
    for _stamp, house_id, grading in todo:
        _check_grading(session, found[house_id][1], grading)
    entries = [_grading(stamp, found[house_id][1], wish) for stamp, house_id, wish in todo]
    if not append(session, *entries):
        raise moved_on(session, found[todo[0][1]][1])
    rows = [
        house_now_row(found[e.house_id][0], e, generated=found[e.house_id][1].generated)
        for e in entries
    ]
    upsert(session, HouseNow, rows)
    for entry in entries:
        facts = {"house": entry.house_id, "to": entry.grade}
        write_audit(session, scope.account_id, GRADE, entry.id, facts)
    note_change(session, ROOM)
    ids = done | {entry.command_id: entry.id for entry in entries}
    return tuple(ids[stamp.command_id] for stamp, _id, _g in wishes)


def _check_new(session: Session, scope: Scope, todo: Sequence[tuple[Stamp, NewHouse]]) -> None:
    for _stamp, new in todo:
        scope.require(RECORD, new.division)
    incidents = {i: require_open(session, i) for i in {new.incident_id for _s, new in todo}}
    families = households(session, {new.household_id for _stamp, new in todo})
    for stamp, new in todo:
        family = families.get(new.household_id)
        if family is None:
            raise NotFound("受灾户 household", new.household_id)
        today = beijing(stamp.recorded_at).date()
        raise_all(house_faults(incidents[new.incident_id], family.division_code, new, today))


def _first_sole(session: Session, todo: Sequence[tuple[Stamp, NewHouse]]) -> HouseNow | None:
    sole = [new for _stamp, new in todo if new.sole_dwelling]
    for incident_id in {new.incident_id for new in sole}:
        for now in sole_dwellings(session, incident_id, (n.household_id for n in sole)).values():
            return now
    return None


def _check_grading(session: Session, now: HouseNow, grading: Grading) -> None:
    """Pass when the grading can follow what stands.

    Raises:
        AlreadyDone, RefusedRows, Refused: as `grade_house`.
    """
    if grading.after and grading.after != now.entry_id:
        raise moved_on(session, now)
    raise_all(grading_faults(grading, now.rooms, graded=now.grade is not None))
    becomes_sole = grading.sole_dwelling and not now.sole_dwelling
    if becomes_sole and sole_dwellings(session, now.incident_id, [now.household_id]):
        raise _two_homes()


def _house(stamp: Stamp, new: NewHouse) -> House:
    entry_id = new_id()
    return House(
        **stamped(stamp),
        id=entry_id,
        house_id=entry_id,
        incident_id=new.incident_id,
        household_id=new.household_id,
        division_code=new.division,
        structure=new.structure,
        rooms=new.rooms,
        rooms_collapsed=new.rooms_collapsed,
        rooms_severe=new.rooms_severe,
        rooms_general=new.rooms_general,
        occurred_on=new.occurred_on,
        sole_dwelling=new.sole_dwelling,
        excluded=new.excluded,
        withdrawn=False,
        reason="",
    )


def _grading(stamp: Stamp, now: HouseNow, grading: Grading) -> HouseGrading:
    return HouseGrading(
        **stamped(stamp),
        id=new_id(),
        house_id=now.house_id,
        incident_id=now.incident_id,
        division_code=now.division_code,
        grade=grading.grade,
        appraisal=grading.appraisal,
        rooms_collapsed=grading.rooms_collapsed,
        rooms_severe=grading.rooms_severe,
        rooms_general=grading.rooms_general,
        sole_dwelling=grading.sole_dwelling,
        excluded=grading.excluded,
        reason=grading.reason.strip(),
        follows=now.entry_id,
    )


def _two_homes() -> Refused:
    return fault(
        "sole_dwelling",
        "这户已有登记为唯一住房的房屋，请先更正那一处",
        "Another house of this family is recorded as its only dwelling: correct that first",
    )
