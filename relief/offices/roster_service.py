"""Writing the roster: who answers for a division, who leaves the post, who is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from relief.core.errors import AlreadyDone, NotFound, Refused, RefusedRows
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.geography.queries import divisions
from relief.offices import roster_tables as tables
from relief.offices.roster import divisions_held, standing_entries
from relief.offices.roster_faults import NewResponsible, faults
from relief.offices.roster_known import Known

__all__ = ["Entered", "NewLeave", "NewResponsible", "enter", "enter_all", "leave", "vacate"]
EDIT = "roster.edit"
GENERATED = "generated"
"""The source of a person made up for the demo."""

KIND = "责任人 responsible person"
_TURN = "offices:roster"


@dataclass(frozen=True, slots=True)
class NewLeave:
    """Days on which a person is away, both included.

    Fields:
        corrects: id of the leave these days replace; a last day before the first takes it back.
    """

    person_id: str
    from_on: date
    to_on: date
    corrects: str | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of persons entered together: ids of entries written, and how many stood."""

    written: tuple[str, ...]
    unchanged: int


def enter(session: Session, scope: Scope, stamp: Stamp, new: NewResponsible) -> str:
    """Return the id of the roster entry; the same command again gets the first one's.

    What stands already is not written twice: the id of its entry comes back.

    Raises:
        OutOfScope: not this desk's division.
        RefusedRows: no such division, no such number, or an empty name, each with its field.
    """
    if known := find_by_command(session, tables.Responsible, f"{stamp.command_id}:0"):
        return known
    entered = enter_all(session, scope, stamp, [new])
    if entered.written:
        return entered.written[0]
    return standing_entries(session, [new.division], new.valid_from)[new.division, new.rank].id


def enter_all(
    session: Session, scope: Scope, stamp: Stamp, new: Sequence[NewResponsible]
) -> Entered:
    """Write persons together, all or none; what stands already is left as it is.

    Raises:
        OutOfScope, RefusedRows: as `enter`, for all of them together.
    """
    codes = {row.division for row in new}
    for code in codes:
        scope.require(EDIT, code)
    generated = stamp.source == GENERATED
    table = divisions(session, codes)
    if found := [fault for row in new for fault in faults(row, table, generated=generated)]:
        raise RefusedRows(found)
    take_turn(session, _TURN)
    known = Known.read(session, new, generated=generated)
    changed = [row for row in new if not known.stands(row)]
    persons = known.persons_for(changed)
    session.add_all(known.new_versions(persons.values()))
    entries = [
        _entry(stamp, number, row, persons[row.division, row.rank].id)
        for number, row in enumerate(changed)
    ]
    session.flush()
    if entries and not append(session, *entries):
        raise AlreadyDone(Bilingual("名册更新", "This change of the roster"))
    if entries:
        facts = {"entries": len(entries), "divisions": sorted(codes)}
        write_audit(session, scope.account_id, EDIT, entries[0].id, facts)
        note_change(session, "offices")
    return Entered(tuple(entry.id for entry in entries), len(new) - len(entries))


def vacate(
    session: Session, scope: Scope, stamp: Stamp, post: tuple[str, int], from_on: date
) -> str:
    """Return the id of the entry by which a division's rank stands vacant from a day on.

    Raises:
        OutOfScope: not this desk's division.
        NotFound: nobody holds it.
    """
    division, rank = post
    scope.require(EDIT, division)
    if known := find_by_command(session, tables.Responsible, stamp.command_id):
        return known
    held = standing_entries(session, [division], from_on).get(post)
    if held is None or held.person_id is None:
        raise NotFound(KIND, f"{division} {rank}")
    entry = tables.Responsible(
        **stamped(stamp),
        id=new_id(),
        division_code=division,
        rank=rank,
        post=held.post,
        post_en=held.post_en,
        person_id=None,
        valid_from=from_on,
    )
    append(session, entry)
    write_audit(session, scope.account_id, EDIT, entry.id, {"vacant": f"{division}:{rank}"})
    note_change(session, "offices")
    return entry.id


def leave(session: Session, scope: Scope, stamp: Stamp, new: NewLeave) -> str:
    """Return the id of the leave; the same command again gets the first one's.

    Raises:
        NotFound: no such person on a roster within scope.
        Refused: the days run backwards.
        AlreadyDone: the leave to replace has been replaced by somebody else.
    """
    if known := find_by_command(session, tables.Leave, stamp.command_id):
        return known
    scope.require(EDIT)
    held = divisions_held(session, [new.person_id])
    if not any(scope.covers(code) for code in held):
        raise NotFound(KIND, new.person_id)
    if new.corrects is None and new.to_on < new.from_on:
        raise Refused(Bilingual("休假结束早于开始", "The leave ends before it begins"), "to_on")
    entry = tables.Leave(
        **stamped(stamp),
        id=new_id(),
        person_id=new.person_id,
        from_on=new.from_on,
        to_on=new.to_on,
        corrects=new.corrects,
    )
    if not append(session, entry):
        raise AlreadyDone(Bilingual("休假登记", "This leave"))
    write_audit(session, scope.account_id, "roster.leave", entry.id, {})
    note_change(session, "offices")
    return entry.id


def _entry(stamp: Stamp, number: int, row: NewResponsible, person_id: str) -> tables.Responsible:
    return tables.Responsible(
        **{**stamped(stamp), "command_id": f"{stamp.command_id}:{number}"},
        id=new_id(),
        division_code=row.division,
        rank=row.rank,
        post=row.post.strip(),
        post_en=row.post_en.strip(),
        person_id=person_id,
        valid_from=row.valid_from,
    )
