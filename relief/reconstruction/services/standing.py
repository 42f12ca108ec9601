"""Cases as they stand, held against other writers; their entries written and projected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, NotFound, Refused
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append
from relief.db.audit import write_audit
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.db.upsert import upsert
from relief.offices.queries import account_names
from relief.reconstruction.course import Standing
from relief.reconstruction.numbers import case_number
from relief.reconstruction.projections import case_now_row
from relief.reconstruction.rows import CaseStep
from relief.reconstruction.stages import MODES, Mode, name_of
from relief.reconstruction.tables import Case, CaseEntry, CaseNow

CASE = "重建个案 case"
ROOM = "reconstruction"
STEP = "reconstruction.step"
MOST_TOGETHER = 500
"""Cases stepped in one transaction; a write transaction stays short (DESIGN section 3)."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case and its last entry."""

    case: Case
    entry: CaseEntry

    @property
    def standing(self) -> Standing:
        """Return where it stands."""
        return standing_of(self.entry)


def standing_of(entry: CaseEntry) -> Standing:
    """Return where a case stands after an entry."""
    return Standing(
        entry.stage,
        entry.side,
        mode_of(entry.mode),
        entry.stage_on,
        entry.counts_on,
        entry.until,
        entry.early_on,
        entry.freed_on,
    )


def mode_of(text: str) -> Mode:
    """Return the way of rebuilding of this code.

    Raises:
        Refused: there is none.
    """
    found = next((mode for mode in MODES if mode == text), None)
    if found is None:
        raise Refused(Bilingual("请选择重建方式", "Choose the way of rebuilding"), "mode")
    return found


def open_cases(session: Session, scope: Scope, ids: Iterable[str]) -> dict[str, OpenCase]:
    """Return the cases by id, held to the transaction's end, for a deed within scope.

    Raises:
        NotFound: no such case.
        OutOfScope: another desk's, or a role that does not step cases.
    """
    wanted = sorted(set(ids))
    for case_id in wanted:  # in the order of ids, so that two batches never wait for each other
        take_turn(session, f"reconstruction|{case_id}")
    rows = session.execute(
        select(Case, CaseEntry)
        .join(CaseNow, CaseNow.case_id == Case.id)
        .join(CaseEntry, CaseEntry.id == CaseNow.entry_id)
        .where(Case.id.in_(wanted))
        .execution_options(populate_existing=True)
    )
    found = {case.id: OpenCase(case, entry) for case, entry in rows}
    if missing := [case_id for case_id in wanted if case_id not in found]:
        raise NotFound(CASE, missing[0])
    for known in found.values():
        scope.require(STEP, known.case.division_code)
    return found


def check_seen(session: Session, known: OpenCase, after: str, state: str) -> None:
    """Pass when the person saw the entry that stands, and the case is not in the state already.

    Raises:
        AlreadyDone: otherwise: who was first, and when.
    """
    if state == known.standing.state or (after and after != known.entry.id):
        raise told(session, known)


def told(session: Session, known: OpenCase) -> AlreadyDone:
    """Return that the case has moved on: to what, by whom, when."""
    name = name_of(known.standing.state)
    number = number_of(known.case)
    deed = Bilingual(f"个案 {number}（{name.zh}）", f"Case {number} ({name.en})")
    by = account_names(session, {known.entry.recorded_by})[known.entry.recorded_by]
    return AlreadyDone(deed, by, f"{beijing(known.entry.recorded_at):%Y-%m-%d %H:%M}")


def number_of(case: Case) -> str:
    """Return the case's number as people say it."""
    return case_number(case.county_code, case.number)


def write_entries(
    session: Session, scope: Scope, written: Sequence[tuple[OpenCase, CaseEntry]]
) -> None:
    """Append entries that follow where their cases stand, and project them.

    Raises:
        AlreadyDone: the database says somebody else was first.
        Refused: the family has another open case.
    """
    if not append(session, *(entry for _known, entry in written)):
        raise told(session, written[0][0])
    rows = [case_now_row(known.case, entry) for known, entry in written]
    try:
        with session.begin_nested():
            upsert(session, CaseNow, rows)
    except IntegrityError:
        raise Refused(
            Bilingual(
                "这户在本次灾害中另有办理中的个案，一户一案",
                "The family has another open case in this incident: one a family",
            ),
            "stage",
        ) from None
    for known, entry in written:
        facts = {"case": known.case.id, "number": number_of(known.case), "kind": entry.kind}
        write_audit(
            session, scope.account_id, f"{ROOM}.{entry.side or entry.stage}", entry.id, facts
        )
    note_change(session, ROOM)


def check_wishes(wishes: Sequence[CaseStep], found: Mapping[str, OpenCase]) -> None:
    """Pass when each case is named once and there are not too many at a time.

    Raises:
        Refused: otherwise.
    """
    if len(found) != len(wishes):
        raise Refused(Bilingual("同一个案只办理一步", "One step a case at a time"), "case_id")
    if len(wishes) > MOST_TOGETHER:
        raise Refused(
            Bilingual(f"一次最多 {MOST_TOGETHER} 个", f"At most {MOST_TOGETHER} at a time"),
            "case_id",
        )
