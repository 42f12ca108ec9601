"""Reads the services rest on: the open draft, what was released, the lines of a version."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relief.damage.finding import ReportKind
from relief.damage.office_now import standing
from relief.damage.report import CARRIED, Line, as_figure
from relief.damage.review import Before
from relief.damage.tables import FigureNow, Release, Report, ReportFigure, ReportPhoto


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
    files: tuple[str, ...] = ()
    photos_reason: str = ""

    @property
    def all_photos(self) -> int:
        """Return how many photos go with it: those kept here and those sent beside this desk."""
        return self.photos + len(self.files)


def version(session: Session, report_id: str) -> Version | None:
    """Return one version whatever became of it, None when there is none."""
    row = session.get(Report, report_id)
    return _version(session, row) if row else None


def open_draft(session: Session, incident_id: str, office: str) -> Version | None:
    """Return the office's version that is neither released nor corrected; there is one at most."""
    draft_id = standing(session, incident_id, office).draft_id
    return version(session, draft_id) if draft_id else None


def released_kinds(session: Session, incident_id: str, office: str) -> tuple[str, ...]:
    """Return the kinds the office has released that decide what may follow: initial, final."""
    return standing(session, incident_id, office).kinds


def released_before(
    session: Session, incident_id: str, office: str, number: int | None = None
) -> Before:
    """Return what the office had said with its releases below `number` (all of them for None)."""
    if number is not None:
        return _before(session, incident_id, office, number)
    now = standing(session, incident_id, office)
    if now.last_as_of is None:
        return Before({})
    figures: dict[str, dict[str, int | Decimal | None]] = {}
    for line in released_lines(session, incident_id, office):
        figures.setdefault(line.division, {})[line.indicator] = as_figure(line.value)
    return Before(figures, now.last_as_of, cast("ReportKind", now.last_kind))


def released_lines(session: Session, incident_id: str, office: str) -> list[Line]:
    """Return the office's last released word on every figure, by division and figure.

    The origin names the report that says so, as a line nobody has said anew.
    """
    rows = session.execute(
        select(FigureNow.division_code, FigureNow.indicator, FigureNow.value, FigureNow.entry_id)
        .where(FigureNow.incident_id == incident_id, FigureNow.reporter == office)
        .order_by(FigureNow.division_code, FigureNow.indicator)
    )
    return [
        Line(row.division_code, row.indicator, row.value, f"{CARRIED}{row.entry_id}")
        for row in rows
    ]


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


def _before(session: Session, incident_id: str, office: str, number: int) -> Before:
    order = (Report.as_of.desc(), Release.recorded_at.desc(), Release.id.desc())
    earlier = (
        Release.incident_id == incident_id,
        Release.division_code == office,
        Release.number < number,
    )
    last = session.execute(
        select(Report.as_of, Report.kind)
        .join(Release, Release.report_id == Report.id)
        .where(*earlier)
        .order_by(*order)
        .limit(1)
    ).one_or_none()
    if last is None:
        return Before({})
    place = (ReportFigure.division_code, ReportFigure.indicator)
    ranked = (
        select(
            *place,
            ReportFigure.value,
            func.row_number().over(partition_by=place, order_by=order).label("rank"),
        )
        .join(Report, Report.id == ReportFigure.report_id)
        .join(Release, Release.report_id == Report.id)
        .where(*earlier)
        .subquery()
    )
    figures: dict[str, dict[str, int | Decimal | None]] = {}
    for row in session.execute(select(ranked).where(ranked.c.rank == 1)):
        figures.setdefault(row.division_code, {})[row.indicator] = as_figure(row.value)
    return Before(figures, last.as_of, cast("ReportKind", last.kind))


def photos_of(session: Session, report_id: str) -> tuple[str, ...]:
    """Return the SHA-256 of the photos that go with a version, in the order they were added."""
    chosen = select(ReportPhoto.file_sha256).where(ReportPhoto.report_id == report_id)
    return tuple(session.scalars(chosen.order_by(ReportPhoto.place)))


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
        files=photos_of(session, row.id),
        photos_reason=row.photos_reason,
    )
