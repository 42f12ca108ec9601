"""Reads of the reports themselves: the list, and one report with what the checks find."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from relief.core.division_code import contains
from relief.core.errors import NotFound
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import Scope
from relief.damage.catalogue import load_indicators
from relief.damage.report import Line
from relief.damage.review import Before, Draft, Placed, review
from relief.damage.tables import Release, Report
from relief.damage.versions import Version, released_before, version
from relief.geography.queries import divisions
from relief.incidents.ground import ground_of
from relief.incidents.queries import find_incident
from relief.offices.queries import account_names

DRAFT_STATE = "draft"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as the list shows it.

    Fields:
        state: "draft", "released" or "corrected" (a later version replaced it).
        number, released_at, released_by, word, leader: of its release, None or empty before it.
    """

    id: str
    division: str
    division_name: str
    kind: str
    as_of: datetime
    drafted_from: str
    note: str
    photos: int
    recorded_at: datetime
    recorded_by: str
    state: str
    number: int | None
    released_at: datetime | None
    released_by: str
    word: str
    leader: str
    corrected_by: str | None


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report: its head, its lines, what was released before it, and what the checks find.

    Fields:
        files: SHA-256 of the photos kept here that go with it.
        photos_reason: why there are fewer photos than are due, empty when nobody said.
    """

    row: ReportRow
    drafter_id: str
    lines: tuple[Line, ...]
    before: Before
    findings: tuple[Placed, ...]
    files: tuple[str, ...] = ()
    photos_reason: str = ""


def reports(
    session: Session, scope: Scope, incident_id: str, page: int, at: datetime | None = None
) -> Page[ReportRow]:
    """Return a page of the reports within scope, newest first; replaced drafts are left out.

    With `at` the list is what this desk knew then.
    """
    condition = (
        Report.incident_id == incident_id,
        or_(*(Report.division_code.between(*ends) for ends in scope.ranges())),
        ~_later(at).exists(),
        *((Report.recorded_at <= at,) if at else ()),
    )
    total = session.scalar(select(func.count()).select_from(Report).where(*condition)) or 0
    pages = pages_for(total)
    number = min(max(page, 1), pages)
    listed = (
        _rows(*condition, at=at)
        .order_by(Report.recorded_at.desc(), Report.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page(_report_rows(session, listed), number, pages, total)


def report(
    session: Session, scope: Scope, report_id: str, *, response_is_on: bool = False
) -> ReportView:
    """Return one report within scope, checked against what was released before it.

    `response_is_on` says whether a response is on where its damage is; it is held against a draft
    alone: what has left the house brought the photos it brought.

    Raises:
        NotFound: no such report, or another desk's.
    """
    kept = version(session, report_id)
    if kept is None or not scope.covers(kept.division):
        raise NotFound(kind="灾情报告 report", key=report_id)
    row = _report_rows(session, _rows(Report.id == report_id))[0]
    before = released_before(session, kept.incident_id, kept.division, row.number)
    due = response_is_on and row.state == DRAFT_STATE
    findings = found_in(session, kept, before, response_is_on=due)
    return ReportView(
        row,
        kept.recorded_by,
        kept.lines,
        before,
        tuple(findings),
        kept.files,
        kept.photos_reason,
    )


def office_of_report(session: Session, report_id: str) -> str:
    """Return the division whose office made the report, empty when there is no such report."""
    return session.scalar(select(Report.division_code).where(Report.id == report_id)) or ""


def found_in(
    session: Session, kept: Version, before: Before, *, response_is_on: bool
) -> list[Placed]:
    """Return what the checks find in a version, given what its office had released before."""
    incident = find_incident(session, kept.incident_id)
    counties = [c for c in incident.counties if contains(kept.division, c)] if incident else []
    ground = ground_of(session, incident, counties) if incident else None
    draft = Draft(
        kept.division, kept.kind, kept.as_of, kept.all_photos, kept.lines, kept.photos_reason
    )
    return review(draft, before, load_indicators(), ground=ground, response_is_on=response_is_on)


def _later(at: datetime | None) -> Select[str]:
    later = aliased(Report)
    found = select(later.id).where(later.corrects == Report.id)
    return found if at is None else found.where(later.recorded_at <= at)


def _rows(
    *conditions: ColumnElement[bool], at: datetime | None = None
) -> Select[Report, Release, str]:
    released = Release.report_id == Report.id
    if at is not None:
        released &= Release.recorded_at <= at
    return (
        select(Report, Release, _later(at).scalar_subquery())
        .outerjoin(Release, released)
        .where(*conditions)
    )


def _report_rows(
    session: Session, statement: Select[Report, Release, str]
) -> tuple[ReportRow, ...]:
    found: Sequence[tuple[Report, Release | None, str | None]] = [
        (row[0], row[1], row[2]) for row in session.execute(statement).all()
    ]
    names = {
        code: row.name
        for code, row in divisions(
            session, {entry.division_code for entry, _r, _c in found}
        ).items()
    }
    ids = {entry.recorded_by for entry, _r, _c in found}
    people = account_names(session, ids | {r.recorded_by for _e, r, _c in found if r})
    return tuple(
        ReportRow(
            id=entry.id,
            division=entry.division_code,
            division_name=names.get(entry.division_code, entry.division_code),
            kind=entry.kind,
            as_of=entry.as_of,
            drafted_from=entry.drafted_from,
            note=entry.note,
            photos=entry.photos,
            recorded_at=entry.recorded_at,
            recorded_by=people[entry.recorded_by],
            state="released" if release else ("corrected" if corrected else DRAFT_STATE),
            number=release.number if release else None,
            released_at=release.recorded_at if release else None,
            released_by=people[release.recorded_by] if release else "",
            word=release.word if release else "",
            leader=release.leader if release else "",
            corrected_by=corrected,
        )
        for entry, release, corrected in found
    )
