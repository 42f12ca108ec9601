"""A workbook of township figures becomes a draft: all of it, or its good rows on request."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, cast

from sqlalchemy.orm import Session

from relief.core.division_code import contains
from relief.core.errors import NotFound
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.damage.catalogue import load_indicators
from relief.damage.finding import ReportKind
from relief.damage.ports import Choice, Mark, RawSheet
from relief.damage.report import Line, NewReport, merged, sequence_faults
from relief.damage.review import Draft, Placed, review
from relief.damage.services.keep import base_lines, begin, following, keep_version
from relief.damage.staging import Staged, StagedRow, said_in, stage
from relief.damage.tables import Report
from relief.damage.versions import open_draft, released_before, released_kinds
from relief.db.append import find_by_command
from relief.geography.former_queries import with_leads
from relief.geography.queries import divisions, valid_codes
from relief.geography.row_divisions import RowDivisions
from relief.incidents.ground import Ground, ground_of
from relief.incidents.queries import IncidentRow, find_incident

INCIDENT = "灾害事件 incident"
_OF_OFFICE = Bilingual("填报单位和本次灾害范围内", "within the office and this incident")


@dataclass(frozen=True, slots=True)
class ImportJob:
    """What to import.

    Fields:
        office: the reporting office's 12-digit code.
        digest: SHA-256 of the file, so that the same file twice is one report.
        good_rows: keep the rows without a fault and leave the others out.
        check_only: say what would be refused and change nothing.
    """

    incident_id: str
    office: str
    digest: str
    good_rows: bool = False
    check_only: bool = False

    @property
    def command_id(self) -> str:
        """Return the command this file is, for this incident and office."""
        mode = ":good" if self.good_rows else ""
        return f"import:{self.digest}:{self.incident_id}:{self.office}{mode}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a workbook.

    Fields:
        report_id: the draft it became, None when nothing was changed.
        already: True when the same file had been imported before.
        accepted, refused: rows.
        marks: why rows were refused, cell by cell.
        warnings: what to look at again, former codes and names first; it held nothing back.
    """

    report_id: str | None
    already: bool
    accepted: int
    refused: int
    marks: tuple[Mark, ...]
    warnings: tuple[Mark, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as the work row and the command line carry it."""
        return {
            "report_id": self.report_id,
            "already": self.already,
            "accepted": self.accepted,
            "refused": self.refused,
            "reasons": [{"path": m.cell, **m.reason.as_dict()} for m in self.marks],
            "warnings": [{"path": m.cell, **m.reason.as_dict()} for m in self.warnings],
        }


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return sha256(content).hexdigest()


def choices(session: Session, incident_id: str, office: str) -> tuple[Choice, ...]:
    """Return the divisions that may stand in an office's workbook: itself and its townships.

    A township closed since the disaster struck stays among them: it is reported on its own.

    Raises:
        NotFound: no such incident.
    """
    incident = find_incident(session, incident_id)
    if incident is None:
        raise NotFound(INCIDENT, incident_id)
    own = divisions(session, [office]).values()
    rows = [*_ground(session, incident, office).rows, *own]
    return tuple(Choice(row.code, row.name) for row in rows)


def _ground(session: Session, incident: IncidentRow, office: str) -> Ground:
    counties = [code for code in incident.counties if contains(office, code)]
    return ground_of(session, incident, counties)


def import_reports(
    session: Session, scope: Scope, stamp: Stamp, job: ImportJob, raw: RawSheet
) -> Outcome:
    """Return what became of a report sheet; the second run of the same file changes nothing.

    The figures go into the office's open draft, or begin one; `stamp` carries the job's command.

    Raises:
        OutOfScope, NotFound, RefusedRows: as `draft_report`.
    """
    scope.require("damage.draft", job.office)
    begin(session, stamp, job.incident_id, job.office)
    if known := find_by_command(session, Report, job.command_id):
        return Outcome(known, already=True, accepted=0, refused=0, marks=(), warnings=())
    names = _names(session, job, raw)
    staged = stage(raw, names, load_indicators())
    own = names.by_code.get(job.office, ("",))[0]
    whole = (*staged.marks, *_head_marks(session, staged, job, own))
    if whole:
        return Outcome(
            None, already=False, accepted=0, refused=len(staged.rows), marks=whole, warnings=()
        )
    found = _findings(session, staged, job)
    errors = [p for p in found if p.finding.severity == "error"]
    marks = _row_marks(staged, errors)
    good = _good_rows(staged, errors)
    keep = _may_keep(job, good, marks, errors)
    return Outcome(
        _keep(session, stamp, job, staged, good) if keep else None,
        already=False,
        accepted=len(good) if keep or job.check_only else 0,
        refused=len(staged.rows) - len(good),
        marks=tuple(marks),
        warnings=(
            *(note for row in staged.rows for note in row.notes),
            *(_mark(staged, p) for p in found if p.finding.severity == "warning"),
        ),
    )


def _names(session: Session, job: ImportJob, raw: RawSheet) -> RowDivisions:
    rows = choices(session, job.incident_id, job.office)
    today = valid_codes(session, [row.code for row in rows])
    closed = frozenset(row.code for row in rows) - today
    names = RowDivisions({row.code: (row.name,) for row in rows}, _OF_OFFICE, closed)
    return with_leads(session, names, said_in(raw, load_indicators()))


def _row_marks(staged: Staged, errors: Sequence[Placed]) -> list[Mark]:
    marks = [mark for row in staged.rows for mark in row.marks]
    return [*marks, *(_mark(staged, placed) for placed in errors)]


def _may_keep(
    job: ImportJob, good: Sequence[StagedRow], marks: Sequence[Mark], errors: Sequence[Placed]
) -> bool:
    """Return whether anything is kept: all rows, or the good ones when that was asked for.

    A fault of the report itself (its hour, its kind, the office's own row) holds everything back.
    """
    of_the_whole = any(placed.division == job.office for placed in errors)
    faultless = not marks or job.good_rows
    return bool(good) and faultless and not of_the_whole and not job.check_only


def _head_marks(session: Session, staged: Staged, job: ImportJob, own: str) -> list[Mark]:
    said = staged.head.office
    marks = []
    if said and said not in {job.office, own} and job.office not in said:
        zh = f"填报单位“{said}”与所选单位“{own}”不符"
        en = f"The office “{said}” is not the one chosen, “{own}”"
        marks.append(Mark("B4", Bilingual(zh, en)))
    if staged.head.kind is not None:
        released = released_kinds(session, job.incident_id, job.office)
        faults = sequence_faults(staged.head.kind, released, "说明")
        marks += [Mark("B3", fault.reason) for fault in faults]
    return marks


def _findings(session: Session, staged: Staged, job: ImportJob) -> list[Placed]:
    lines = [line for row in staged.rows if not row.marks for line in row.lines]
    if staged.head.as_of is None or staged.head.kind is None:
        return []
    kind = cast("ReportKind", staged.head.kind)
    incident = find_incident(session, job.incident_id)
    draft = Draft(job.office, kind, staged.head.as_of, 0, lines)
    return review(
        draft,
        released_before(session, job.incident_id, job.office),
        load_indicators(),
        ground=_ground(session, incident, job.office) if incident else None,
        response_is_on=False,
    )


def _mark(staged: Staged, placed: Placed) -> Mark:
    codes = placed.finding.indicators
    return Mark(staged.cell_of(placed.division, codes[0] if codes else ""), placed.finding.message)


def _good_rows(staged: Staged, errors: Sequence[Placed]) -> list[StagedRow]:
    wrong = {placed.division for placed in errors}
    return [row for row in staged.rows if not row.marks and row.division not in wrong]


def _keep(
    session: Session, stamp: Stamp, job: ImportJob, staged: Staged, good: Sequence[StagedRow]
) -> str:
    current = open_draft(session, job.incident_id, job.office)
    base = base_lines(session, job.incident_id, job.office, current)
    lines: list[Line] = [line for row in good for line in row.lines]
    new = NewReport(
        job.incident_id,
        job.office,
        staged.head.kind or "",
        as_of=staged.head.as_of or stamp.recorded_at,
        drafted_from="workbook",
        lines=merged(base, lines),
    )
    # The workbook says which kind of report it is; all else the open draft says stays.
    return keep_version(session, stamp, replace(following(new, current), kind=new.kind))
