"""What each office last said of each division: its released reports and its open draft, folded."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Select, Table, delete, insert, select
from sqlalchemy.orm import Session

from relief.damage.office_now import PROJECTION as OFFICES
from relief.damage.office_now import note_draft, note_release, open_drafts, standing
from relief.damage.report import CARRIED
from relief.damage.stability import PROJECTION as STABLE
from relief.damage.tables import FigureNow, Release, Report, ReportFigure
from relief.db.projections import Projection, Row
from relief.db.upsert import upsert

DRAFT = "draft:"
Key = tuple[str, str, str, str]
Place = tuple[str, str]
Order = tuple[datetime, datetime, str]
T = TypeVar("T")
_MOST_NAMED = 1_000
_RELEASED = (Release, Release.report_id == Report.id)


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


def fold_draft(session: Session, report: Report) -> None:
    """Note a version as its office's open draft and write its words; costs its own lines alone."""
    session.flush()
    note_draft(session, report)
    _write_draft(session, report.incident_id, report.division_code, report.id)


def fold_release(session: Session, report: Report, release: Release) -> None:
    """Write what a release says, in the transaction that adds it; costs its own lines alone.

    A release that states an earlier 截至 than another stands between older ones: then, and only
    then, the office's figures are folded anew from all its releases.
    """
    session.flush()
    before = standing(session, report.incident_id, report.division_code)
    lines = _lines(Release.recorded_at, Report.id == report.id).join(*_RELEASED)
    rows = list(session.execute(lines))
    known = _known(session, report, {row.division_code for row in rows})
    order = (report.as_of, release.recorded_at, release.id)
    orders = _orders(session, {row.entry_id for row in known.values()} | {before.last_report_id})
    last = orders.get(before.last_report_id or "")
    note_release(session, report, release, is_last=last is None or last < order)
    if any(orders[row.entry_id] > order for row in known.values()):
        refold_figures(session, report.incident_id, report.division_code)
        return
    for some in batched([_following(row, known) for row in rows], _MOST_NAMED):
        upsert(session, FigureNow, some)
    after = standing(session, report.incident_id, report.division_code)
    _write_draft(session, report.incident_id, report.division_code, after.draft_id)


def refold_figures(session: Session, incident_id: str, office: str) -> None:
    """Write one office's rows anew from all its reports."""
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


def _write_draft(session: Session, incident_id: str, office: str, draft_id: str | None) -> None:
    reporter = f"{DRAFT}{office}"
    session.execute(
        delete(FigureNow).where(
            FigureNow.incident_id == incident_id, FigureNow.reporter == reporter
        )
    )
    if draft_id is None:
        return
    anew = ~ReportFigure.origin.startswith(CARRIED)
    lines = list(session.execute(_lines(Report.recorded_at, Report.id == draft_id, anew)))
    report = session.get_one(Report, draft_id)
    said = _known(session, report, {row.division_code for row in lines})
    rows = []
    for row in lines:
        before = said.get((row.division_code, row.indicator))
        key = (incident_id, row.division_code, reporter, row.indicator)
        rows.append(_row(key, row, before.value if before else None))
    if rows:
        session.execute(insert(FigureNow), rows)


def _known(session: Session, report: Report, divisions: Collection[str]) -> dict[Place, Any]:
    """Return what the report's office last released of the divisions, by division and figure."""
    table = FigureNow.__table__
    found: dict[Place, Any] = {}
    for some in batched(sorted(divisions), _MOST_NAMED):
        rows = session.execute(
            select(table).where(
                FigureNow.incident_id == report.incident_id,
                FigureNow.reporter == report.division_code,
                FigureNow.division_code.in_(some),
            )
        )
        found |= {(row.division_code, row.indicator): row for row in rows}
    return found


def _orders(session: Session, report_ids: Collection[str | None]) -> dict[str, Order]:
    """Return what orders releases, by report: its 截至, when it was released, the release's id."""
    found: dict[str, Order] = {}
    for some in batched(sorted(filter(None, report_ids)), _MOST_NAMED):
        rows = session.execute(
            select(Report.id, Report.as_of, Release.recorded_at, Release.id)
            .join(*_RELEASED)
            .where(Report.id.in_(some))
        )
        found |= {row[0]: (row[1], row[2], row[3]) for row in rows}
    return found


def _following(line: Any, known: Mapping[Place, Any]) -> dict[str, Any]:
    before = known.get((line.division_code, line.indicator))
    key = (line.incident_id, line.division_code, line.office, line.indicator)
    return _row(key, line, before.value if before else None)


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


def batched(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield the items in runs of at most `size`: a statement names only so many things."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


PROJECTIONS: tuple[Projection, ...] = (
    Projection(cast("Table", FigureNow.__table__), derive_figures),
    OFFICES,
    STABLE,
)
