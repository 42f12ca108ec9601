"""What each office last said of each division: its released reports and its open draft, folded."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, delete, exists, insert, select
from sqlalchemy.orm import Session, aliased

from relief.damage.report import CARRIED
from relief.damage.tables import FigureNow, Release, Report, ReportFigure
from relief.db.projections import Projection, Row

DRAFT = "draft:"
Key = tuple[str, str, str, str]


def derive_figures(
    session: Session,
    incident_id: str | None = None,
    office: str | None = None,
    at: datetime | None = None,
) -> list[Row]:
    """Return the rows of `damage_figure_now` as the ledger has them at `at`.

    A released figure is replaced by one with a later 截至; of one 截至 the later release wins. The
    open draft's rows are what it says anew: lines carried from the report before are left out.
    """
    latest: dict[Key, dict[str, Any]] = {}
    for row in session.execute(_released(incident_id, office, at)):
        key = (row.incident_id, row.division_code, row.office, row.indicator)
        before = latest.get(key)
        latest[key] = _row(key, row, before["value"] if before else None)
    rows = dict(latest)
    for row in session.execute(_drafted(incident_id, office, at)):
        said = latest.get((row.incident_id, row.division_code, row.office, row.indicator))
        key = (row.incident_id, row.division_code, f"{DRAFT}{row.office}", row.indicator)
        rows[key] = _row(key, row, said["value"] if said else None)
    return [rows[key] for key in sorted(rows)]


def refold_figures(session: Session, incident_id: str, office: str) -> None:
    """Write one office's rows anew, in the transaction that added to its reports."""
    session.flush()
    session.execute(
        delete(FigureNow).where(
            FigureNow.incident_id == incident_id,
            FigureNow.reporter.in_((office, f"{DRAFT}{office}")),
        )
    )
    rows = derive_figures(session, incident_id, office)
    if rows:
        session.execute(insert(FigureNow), [dict(row) for row in rows])


def open_drafts(at: datetime | None = None) -> ColumnElement[bool]:
    """Return the condition that a report was, at `at`, neither released nor corrected."""
    later = aliased(Report)
    corrected = select(later.id).where(later.corrects == Report.id)
    released = select(Release.id).where(Release.report_id == Report.id)
    if at is not None:
        corrected = corrected.where(later.recorded_at <= at)
        released = released.where(Release.recorded_at <= at)
    return and_(~exists(corrected), ~exists(released))


def _lines(recorded_at: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            Report.incident_id,
            Report.division_code.label("office"),
            Report.id.label("entry_id"),
            Report.as_of,
            recorded_at.label("recorded_at"),
            ReportFigure.division_code,
            ReportFigure.indicator,
            ReportFigure.value,
            ReportFigure.origin,
        )
        .join(ReportFigure, ReportFigure.report_id == Report.id)
        .where(*conditions)
    )


def _released(incident_id: str | None, office: str | None, at: datetime | None) -> Select[Any]:
    lines = _lines(Release.recorded_at, *_within(incident_id, office)).join(
        Release, Release.report_id == Report.id
    )
    if at is not None:
        lines = lines.where(Release.recorded_at <= at)
    return lines.order_by(Report.as_of, Release.recorded_at, Release.id)


def _drafted(incident_id: str | None, office: str | None, at: datetime | None) -> Select[Any]:
    anew = ~ReportFigure.origin.startswith(CARRIED)
    lines = _lines(Report.recorded_at, anew, open_drafts(at), *_within(incident_id, office))
    if at is not None:
        lines = lines.where(Report.recorded_at <= at)
    return lines.order_by(Report.recorded_at, Report.id)


def _within(incident_id: str | None, office: str | None) -> Iterable[ColumnElement[bool]]:
    if incident_id is not None:
        yield Report.incident_id == incident_id
    if office is not None:
        yield Report.division_code == office


def _row(key: Key, line: Any, previous_value: Any) -> dict[str, Any]:
    incident_id, division, reporter, indicator = key
    return {
        "incident_id": incident_id,
        "division_code": division,
        "reporter": reporter,
        "indicator": indicator,
        "value": line.value,
        "previous_value": previous_value,
        "entry_id": line.entry_id,
        "as_of": line.as_of,
        "recorded_at": line.recorded_at,
        "origin": line.origin,
    }


PROJECTIONS: tuple[Projection, ...] = (
    Projection(cast("Table", FigureNow.__table__), derive_figures),
)
