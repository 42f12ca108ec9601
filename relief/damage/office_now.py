"""Where an office stands with its reports: folded from its reports and releases, one row each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, exists, select
from sqlalchemy.orm import Session, aliased

from relief.damage.tables import OfficeNow, Release, Report
from relief.db.projections import Projection, Row
from relief.db.upsert import upsert

FINAL = "final"
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an office stands; None and 0 before its first release or without a draft.

    Fields:
        releases: how many reports it has released: the last one's number.
        last_report_id, last_as_of, last_kind: of the release with the latest 截至.
        released_at, final_at: when it last released one, and its first final one.
        draft_id: its open draft.
    """

    releases: int = 0
    last_report_id: str | None = None
    last_as_of: datetime | None = None
    last_kind: str | None = None
    released_at: datetime | None = None
    final_at: datetime | None = None
    draft_id: str | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds released that decide what may follow, the first released first."""
        first = ("initial",) if self.releases else ()
        return (*first, FINAL) if self.final_at is not None else first


def standing(session: Session, incident_id: str, office: str) -> Standing:
    """Return where the office stands now, from one row by its key."""
    row = session.execute(
        select(OfficeNow.__table__).where(
            OfficeNow.incident_id == incident_id, OfficeNow.division_code == office
        )
    ).one_or_none()
    return _standing(row) if row else Standing()


def standings(
    session: Session, incident_id: str, at: datetime | None = None
) -> dict[str, Standing]:
    """Return where every office of an incident stands, or stood as this desk knew at `at`."""
    rows: Iterable[Any]
    if at is None:
        table = OfficeNow.__table__
        rows = session.execute(select(table).where(OfficeNow.incident_id == incident_id)).mappings()
    else:
        rows = derive_offices(session, incident_id, at)
    return {row["division_code"]: Standing(**_fields(row)) for row in rows}


def note_draft(session: Session, report: Report) -> None:
    """Note the version as its office's open draft."""
    _write(session, report.incident_id, report.division_code, draft_id=report.id)


def note_release(session: Session, report: Report, release: Release, *, is_last: bool) -> None:
    """Note a release; `is_last` when no other states a later 截至 (or the same, released later)."""
    now = standing(session, report.incident_id, report.division_code)
    changes: dict[str, Any] = {"releases": release.number, "released_at": release.recorded_at}
    if is_last:
        changes |= {
            "last_report_id": report.id,
            "last_as_of": report.as_of,
            "last_kind": report.kind,
        }
    if report.kind == FINAL and now.final_at is None:
        changes["final_at"] = release.recorded_at
    if now.draft_id == report.id:
        changes["draft_id"] = None
    _write(session, report.incident_id, report.division_code, **changes)


def derive_offices(
    session: Session, incident_id: str | None = None, at: datetime | None = None
) -> list[Row]:
    """Return the rows of `damage_office_now` as the ledger has them at `at`."""
    rows: dict[Key, dict[str, Any]] = {}
    within = () if incident_id is None else (Report.incident_id == incident_id,)
    released = (
        select(Release, Report.as_of, Report.kind)
        .join(Report, Report.id == Release.report_id)
        .where(*within, *(() if at is None else (Release.recorded_at <= at,)))
        .order_by(Report.as_of, Release.recorded_at, Release.id)
    )
    for release, as_of, kind in session.execute(released):
        _fold(rows, release, as_of, kind)
    drafted = (
        select(Report.incident_id, Report.division_code, Report.id)
        .where(*within, open_drafts(at), *(() if at is None else (Report.recorded_at <= at,)))
        .order_by(Report.recorded_at, Report.id)
    )
    for row in session.execute(drafted):
        key = (row.incident_id, row.division_code)
        rows.setdefault(key, _blank(key))["draft_id"] = row.id
    return [rows[key] for key in sorted(rows)]


def open_drafts(at: datetime | None = None) -> ColumnElement[bool]:
    """Return the condition that a report was, at `at`, neither released nor corrected."""
    later = aliased(Report)
    corrected = select(later.id).where(later.corrects == Report.id)
    released = select(Release.id).where(Release.report_id == Report.id)
    if at is not None:
        corrected = corrected.where(later.recorded_at <= at)
        released = released.where(Release.recorded_at <= at)
    return and_(~exists(corrected), ~exists(released))


def _fold(rows: dict[Key, dict[str, Any]], release: Release, as_of: datetime, kind: str) -> None:
    key = (release.incident_id, release.division_code)
    row = rows.setdefault(key, _blank(key))
    at = release.recorded_at
    row |= {"last_report_id": release.report_id, "last_as_of": as_of, "last_kind": kind}
    row["releases"] = max(row["releases"], release.number)
    row["released_at"] = at if row["released_at"] is None else max(row["released_at"], at)
    if kind == FINAL:
        row["final_at"] = at if row["final_at"] is None else min(row["final_at"], at)


def _blank(key: Key) -> dict[str, Any]:
    incident_id, office = key
    nothing = dict.fromkeys(
        ("last_report_id", "last_as_of", "last_kind", "released_at", "final_at", "draft_id")
    )
    return {"incident_id": incident_id, "division_code": office, "releases": 0, **nothing}


def _write(session: Session, incident_id: str, office: str, **changes: Any) -> None:
    now = standing(session, incident_id, office)
    fields = {name: getattr(now, name) for name in Standing.__dataclass_fields__}
    row = {"incident_id": incident_id, "division_code": office, **fields, **changes}
    upsert(session, OfficeNow, [row])


def _standing(row: Any) -> Standing:
    return Standing(**_fields(row._mapping))  # noqa: SLF001 (SQLAlchemy's public name for it)


def _fields(row: Any) -> dict[str, Any]:
    return {name: row[name] for name in Standing.__dataclass_fields__}


PROJECTION = Projection(cast("Table", OfficeNow.__table__), derive_offices)
