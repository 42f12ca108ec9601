"""A workbook of people becomes entries of the ledger: all of it, or its good rows on request."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from relief.core.cells import cell_name
from relief.core.clock import beijing
from relief.core.division_code import chain, prefix_of
from relief.core.errors import Refused
from relief.core.filled_sheet import SheetImport, SheetOutcome
from relief.core.ledger import Stamp
from relief.core.scope import Scope, range_of
from relief.core.sheets import Mark, RawSheet
from relief.core.wording import Bilingual
from relief.db.audit import write_audit
from relief.db.changes import note_change
from relief.geography.former_queries import with_leads
from relief.geography.place_loading import AT_ONCE
from relief.geography.population_loading import heads, write_populations
from relief.geography.population_service import EDIT, OVERTAKEN, facts_of
from relief.geography.population_tables import PopulationEntry
from relief.geography.population_workbook import PeopleLine, PeopleSheet, said_in, stage_people
from relief.geography.queries import is_valid, populations
from relief.geography.row_divisions import RowDivisions
from relief.geography.tables import Division

_OF_OFFICE = Bilingual("本单位的区划里", "a division of this office")


def import_people(
    session: Session, scope: Scope, stamp: Stamp, job: SheetImport, raw: RawSheet
) -> SheetOutcome:
    """Return what became of a sheet; the second run of the same file changes nothing.

    Raises:
        OutOfScope: the office is not this person's, or his role does not key people.
        Refused: somebody changed one of the figures meanwhile; nothing is written.
    """
    scope.require(EDIT, job.office)
    names = with_leads(session, _divisions(session, job.office), said_in(raw))
    sheet = stage_people(raw, names, beijing(stamp.recorded_at).year)
    standing = _heads(session, [line.division for line in sheet.lines if line.new])
    lines = [_against(line, sheet, standing.get(line.division)) for line in sheet.lines]
    marks = (*sheet.marks, *(mark for line in lines for mark in line.marks))
    good = [line for line in lines if line.new is not None and not _same(line, standing)]
    same = sum(1 for line in lines if line.new is not None) - len(good)
    refused = len(lines) - len(good) - same
    keep = bool(good or same) and not sheet.marks and (job.good_rows or not marks)
    if not (keep or job.check_only):
        return SheetOutcome(0, 0, len(lines), marks)
    taken = [note for line in lines for note in line.notes]
    notes = (*taken, *_doubts(session, good, sheet, names))
    if keep and not job.check_only:
        _write(session, scope, stamp, good, standing)
    return SheetOutcome(len(good), same, refused, marks, notes)


def _divisions(session: Session, office: str) -> RowDivisions:
    inside = Division.code.between(*range_of(prefix_of(office)))
    rows = session.execute(
        select(Division.code, Division.name, Division.level, Division.parent_code).where(
            inside, is_valid()
        )
    ).all()
    called = {row.code: row.name for row in rows}
    by_code = {
        row.code: (called[row.parent_code], row.name)
        if row.level == "village" and row.parent_code in called
        else (row.name,)
        for row in rows
    }
    return RowDivisions(by_code, _OF_OFFICE)


def _heads(session: Session, codes: Sequence[str]) -> dict[str, PopulationEntry]:
    found: dict[str, PopulationEntry] = {}
    for start in range(0, len(codes), AT_ONCE):
        found |= heads(session, codes[start : start + AT_ONCE])
    return found


def _against(line: PeopleLine, sheet: PeopleSheet, before: PopulationEntry | None) -> PeopleLine:
    """Return the line; one that changes a figure without a reason is marked."""
    if line.new is None or before is None or line.new.note.strip() or _is(line, before):
        return line
    held = "—" if before.people is None else f"{before.people:,}"
    reason = Bilingual(
        f"已有人口 {held}，与此不同：请写更正理由", f"{held} is held: say why the figure changes"
    )
    where = cell_name(line.row, sheet.columns.get("note", sheet.columns["people"]))
    return PeopleLine(line.row, line.division, None, (Mark(where, reason),))


def _same(line: PeopleLine, standing: Mapping[str, PopulationEntry]) -> bool:
    before = standing.get(line.division)
    return before is not None and _is(line, before)


def _is(line: PeopleLine, before: PopulationEntry) -> bool:
    held = {name: getattr(before, name) for name in ("people", "kind", "year", "quality")}
    return line.new is not None and facts_of(line.new) == held | {"source": before.origin}


def _doubts(
    session: Session, good: Sequence[PeopleLine], sheet: PeopleSheet, names: RowDivisions
) -> Iterable[Mark]:
    """Yield the figures above that of the division around them, the file's own or the one held."""
    own = {line.division: line.new.people for line in good if line.new}
    outer = {code for line in good for code in chain(line.division) if code != line.division}
    held = {code: row.people for code, row in populations(session, outer).items()} | own
    for line in good:
        people = own[line.division]
        for code in chain(line.division):
            if code == line.division or held.get(code, people) >= people:
                continue
            name = names.by_code.get(code, (code,))[-1]
            zh = f"多于所在的{name}（{held[code]:,} 人），请核对"
            en = f"more than {name} around it ({held[code]:,}): look again"
            yield Mark(cell_name(line.row, sheet.columns["people"]), Bilingual(zh, en))


def _write(
    session: Session,
    scope: Scope,
    stamp: Stamp,
    good: Sequence[PeopleLine],
    standing: Mapping[str, PopulationEntry],
) -> None:
    rows = [(line.division, facts_of(line.new), line.new.note.strip()) for line in good if line.new]
    try:
        with session.begin_nested():
            for start in range(0, len(rows), AT_ONCE):
                write_populations(session, stamp, rows[start : start + AT_ONCE], standing)
    except IntegrityError:
        raise Refused(OVERTAKEN, "") from None
    if rows:
        write_audit(session, scope.account_id, EDIT, "import", {"rows": len(rows)})
        note_change(session, "population")
