"""Reads the services rest on: the open draft, what was released, the lines of a version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.damage.finding import ReportKind
from relief.damage.projections import open_drafts
from relief.damage.report import Line, as_figure
from relief.damage.review import Before
from relief.damage.tables import Release, Report, ReportFigure


@dataclass(frozen=True, slots=True)
class Version:
    """One kept version of a report, with its lines in the order of codes."""

    id: str
    incident_id: str
    division: str
    kind: ReportKind
    as_of: datetime
    drafted_from: str
    note: str
    photos: int
    recorded_at: datetime
    recorded_by: str
    corrects: str | None
    lines: tuple[Line, ...]


def version(session: Session, report_id: str) -> Version | None:
    """Return one version whatever became of it, None when there is none."""
    row = session.get(Report, report_id)
    return _version(session, row) if row else None


def open_draft(session: Session, incident_id: str, office: str) -> Version | None:
    """Return the office's version that is neither released nor corrected; there is one at most."""
    row = session.scalar(
        select(Report)
        .where(Report.incident_id == incident_id, Report.division_code == office, open_drafts())
        .order_by(Report.recorded_at.desc(), Report.id.desc())
        .limit(1)
    )
    return _version(session, row) if row else None


def released_kinds(session: Session, incident_id: str, office: str) -> tuple[str, ...]:
    """Return the kinds of the office's released reports, the first released first."""
    kinds = (
        select(Report.kind)
        .join(Release, Release.report_id == Report.id)
        .where(Release.incident_id == incident_id, Release.division_code == office)
        .order_by(Release.number)
    )
    return tuple(session.scalars(kinds))


def released_before(
    session: Session, incident_id: str, office: str, number: int | None = None
) -> Before:
    """Return what the office had said with its releases below `number` (all of them for None)."""
    releases = (
        select(Report.id, Report.as_of, Report.kind)
        .join(Release, Release.report_id == Report.id)
        .where(Release.incident_id == incident_id, Release.division_code == office)
        .order_by(Report.as_of, Release.recorded_at, Release.id)
    )
    if number is not None:
        releases = releases.where(Release.number < number)
    found = session.execute(releases).all()
    if not found:
        return Before({})
    last = found[-1]
    figures = _last_figures(session, [row.id for row in found])
    return Before(figures, last.as_of, cast("ReportKind", last.kind))


def last_released_lines(session: Session, incident_id: str, office: str) -> tuple[str, list[Line]]:
    """Return the id of the office's last release and its lines; empty before the first."""
    report_id = session.scalar(
        select(Report.id)
        .join(Release, Release.report_id == Report.id)
        .where(Release.incident_id == incident_id, Release.division_code == office)
        .order_by(Report.as_of.desc(), Release.recorded_at.desc(), Release.id.desc())
        .limit(1)
    )
    return (report_id, list(lines_of(session, report_id))) if report_id else ("", [])


def lines_of(session: Session, report_id: str) -> tuple[Line, ...]:
    """Return the lines of a version by division and figure."""
    rows = session.scalars(
        select(ReportFigure)
        .where(ReportFigure.report_id == report_id)
        .order_by(ReportFigure.division_code, ReportFigure.indicator)
    )
    return tuple(
        Line(row.division_code, row.indicator, row.value, row.origin, row.explanation)
        for row in rows
    )


def _last_figures(
    session: Session, report_ids: Sequence[str]
) -> dict[str, dict[str, int | Decimal | None]]:
    order = {report_id: place for place, report_id in enumerate(report_ids)}
    lines = session.scalars(select(ReportFigure).where(ReportFigure.report_id.in_(order)))
    found: dict[str, dict[str, int | Decimal | None]] = {}
    for line in sorted(lines, key=lambda line: order[line.report_id]):
        found.setdefault(line.division_code, {})[line.indicator] = as_figure(line.value)
    return found


def _version(session: Session, row: Report) -> Version:
    return Version(
        id=row.id,
        incident_id=row.incident_id,
        division=row.division_code,
        kind=cast("ReportKind", row.kind),
        as_of=row.as_of,
        drafted_from=row.drafted_from,
        note=row.note,
        photos=row.photos,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        corrects=row.corrects,
        lines=lines_of(session, row.id),
    )
