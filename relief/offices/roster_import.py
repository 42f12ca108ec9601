"""A roster's workbook becomes entries: all of it, or its good rows on request."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.division_code import contains
from relief.core.filled_sheet import codes_in
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.sheets import Mark, RawSheet
from relief.geography.queries import divisions
from relief.offices.roster_service import EDIT, enter_all
from relief.offices.roster_workbook import LAYOUT, stage_roster


@dataclass(frozen=True, slots=True)
class RosterImport:
    """How to import.

    Fields:
        office: whose roster it is: only divisions within it may stand in a row.
        good_rows: keep the rows without a fault and leave the others out.
        check_only: say what would be refused and change nothing.
    """

    office: str
    good_rows: bool = False
    check_only: bool = False


@dataclass(frozen=True, slots=True)
class RosterOutcome:
    """What became of a workbook.

    Fields:
        accepted: rows written, or that would be with `check_only`; unchanged: rows that stood.
        refused: rows with a fault, or left out because of others' faults.
        marks: why, cell by cell.
    """

    accepted: int
    unchanged: int
    refused: int
    marks: tuple[Mark, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as the command line prints it."""
        return {
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "reasons": [{"path": m.cell, **m.reason.as_dict()} for m in self.marks],
        }


def import_roster(
    session: Session, scope: Scope, stamp: Stamp, job: RosterImport, raw: RawSheet
) -> RosterOutcome:
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
        return RosterOutcome(len(good), 0, refused, marks)
    if not good or sheet.marks or (marks and not job.good_rows):
        return RosterOutcome(0, 0, len(sheet.lines), marks)
    entered = enter_all(session, scope, stamp, good)
    return RosterOutcome(len(entered.written), entered.unchanged, refused, marks)
