"""A roster's workbook becomes entries: all of it, or its good rows on request."""

from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.division_code import contains
from relief.core.filled_sheet import SheetImport, SheetOutcome, codes_in
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.sheets import RawSheet
from relief.geography.queries import divisions
from relief.offices.roster_service import EDIT, enter_all
from relief.offices.roster_workbook import LAYOUT, stage_roster


def import_roster(
    session: Session, scope: Scope, stamp: Stamp, job: SheetImport, raw: RawSheet
) -> SheetOutcome:
    """Return what became of a roster sheet; the second run of the same file changes nothing.

    Raises:
        OutOfScope: the office is not this person's, or his role does not keep the roster.
    """
    scope.require(EDIT, job.office)
    known = {
        row.code: row.name
        for row in divisions(session, codes_in(raw, LAYOUT)).values()
        if contains(job.office, row.code)
    }
    sheet = stage_roster(raw, known, beijing(stamp.recorded_at).date())
    marks = (*sheet.marks, *(mark for line in sheet.lines for mark in line.marks))
    good = [line.new for line in sheet.lines if line.new is not None]
    refused = len(sheet.lines) - len(good)
    if job.check_only:
        return SheetOutcome(len(good), 0, refused, marks)
    if not good or sheet.marks or (marks and not job.good_rows):
        return SheetOutcome(0, 0, len(sheet.lines), marks)
    entered = enter_all(session, scope, stamp, good)
    return SheetOutcome(len(entered.written), entered.unchanged, refused, marks)
