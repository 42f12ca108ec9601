"""Reads of the house ledger: lists, single houses, their history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from relief.core.division_code import prefix_of
from relief.core.errors import NotFound
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import Scope, range_of
from relief.damage.house_counts import house_counts
from relief.damage.house_projections import GENERATED, derive_houses
from relief.damage.house_tables import House, HouseGrading, HouseNow
from relief.damage.houses import HouseCount, HouseRow
from relief.geography.queries import within_ranges
from relief.offices.queries import account_names

__all__ = ["HouseCount", "HouseFilter", "HouseRow", "house_counts"]
HOUSE = "房屋 house"
UNGRADED = "none"
_COLUMNS = tuple(field.name for field in fields(HouseRow) if field.name != "id")


@dataclass(frozen=True, slots=True)
class HouseFilter:
    """Which houses: within `division` (any level), of a grade; "none" are those still 待核.

    As known at `at`; None is now.
    """

    division: str = ""
    grade: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HouseEvent:
    """One entry about a house, for its history.

    Fields:
        kind: "recorded", "corrected", "withdrawn", or "graded".
        grade, appraisal: of a grading, None otherwise.
        rooms: in all, None where the entry is a grading; the damaged ones beside it.
    """

    id: str
    kind: str
    recorded_at: datetime
    recorded_by: str
    grade: str | None
    appraisal: str | None
    rooms: int | None
    rooms_collapsed: int
    rooms_severe: int
    rooms_general: int
    reason: str
    generated: bool


def houses(
    session: Session, scope: Scope, incident_id: str, wanted: HouseFilter, page: int
) -> Page[HouseRow]:
    """Return a page of the ledger within scope, by village, the earliest recorded first."""
    if wanted.at is not None:
        return _page_then(session, scope, incident_id, wanted, page)
    chosen = _chosen(scope, incident_id, wanted)
    total = session.scalar(select(func.count()).select_from(HouseNow).where(*chosen)) or 0
    number = max(1, min(page, pages_for(total)))
    rows = session.scalars(
        select(HouseNow)
        .where(*chosen)
        .order_by(HouseNow.division_code, HouseNow.house_id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page(tuple(_row(row) for row in rows), number, pages_for(total), total)


def house(session: Session, scope: Scope, house_id: str, at: datetime | None = None) -> HouseRow:
    """Return one house, as known at `at`; None is now.

    Raises:
        NotFound: none of this id within scope then, or it was withdrawn.
    """
    row = session.get(HouseNow, house_id) if at is None else None
    found = _row(row) if row else None
    if at is not None:
        rows = derive_houses(session, house_id=house_id, at=at)
        found = next((_row_then(facts) for facts in rows), None)
    if found is None or not scope.covers(found.division_code):
        raise NotFound(HOUSE, house_id)
    return found


def houses_by_id(session: Session, ids: Iterable[str]) -> dict[str, HouseRow]:
    """Return houses by id, in whatever division: for callers that have checked the scope."""
    rows = session.scalars(select(HouseNow).where(HouseNow.house_id.in_(set(ids))))
    return {row.house_id: _row(row) for row in rows}


def houses_of(session: Session, incident_id: str, households: Iterable[str]) -> list[HouseRow]:
    """Return the houses of these households in an incident, whatever division."""
    rows = session.scalars(
        select(HouseNow)
        .where(HouseNow.incident_id == incident_id, HouseNow.household_id.in_(set(households)))
        .order_by(HouseNow.house_id)
    )
    return [_row(row) for row in rows]


def divisions_with_houses(session: Session, incident_id: str) -> frozenset[str]:
    """Return the villages that a house of the incident is recorded in."""
    held = select(HouseNow.division_code).where(HouseNow.incident_id == incident_id).distinct()
    return frozenset(session.scalars(held))


def house_history(session: Session, house_id: str, at: datetime | None = None) -> list[HouseEvent]:
    """Return the entries about a house, the earliest first; the caller has checked the scope."""
    facts = session.scalars(select(House).where(House.house_id == house_id)).all()
    gradings = session.scalars(select(HouseGrading).where(HouseGrading.house_id == house_id)).all()
    known: tuple[House | HouseGrading, ...] = (*facts, *gradings)
    entries = [entry for entry in known if at is None or entry.recorded_at <= at]
    names = account_names(session, {entry.recorded_by for entry in entries})
    entries.sort(key=lambda entry: (entry.recorded_at, entry.id))
    return [_event(entry, names) for entry in entries]


def _chosen(scope: Scope, incident_id: str, wanted: HouseFilter) -> list[ColumnElement[bool]]:
    chosen = [
        HouseNow.incident_id == incident_id,
        within_ranges(HouseNow.division_code, scope.ranges()),
    ]
    if wanted.division:
        first, last = range_of(prefix_of(wanted.division))
        chosen.append(HouseNow.division_code.between(first, last))
    if wanted.grade == UNGRADED:
        chosen.append(HouseNow.grade.is_(None))
    elif wanted.grade:
        chosen.append(HouseNow.grade == wanted.grade)
    return chosen


def _page_then(
    session: Session, scope: Scope, incident_id: str, wanted: HouseFilter, page: int
) -> Page[HouseRow]:
    inside = prefix_of(wanted.division) if wanted.division else ""
    grade = None if wanted.grade == UNGRADED else wanted.grade
    found = [
        row
        for row in derive_houses(session, incident_id, wanted.at)
        if scope.covers(row["division_code"])
        and row["division_code"].startswith(inside)
        and (not wanted.grade or row["grade"] == grade)
    ]
    found.sort(key=lambda row: (row["division_code"], row["house_id"]))
    number = max(1, min(page, pages_for(len(found))))
    part = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    rows = tuple(_row_then(row) for row in part)
    return Page(rows, number, pages_for(len(found)), len(found))


def _row_then(row: Mapping[str, Any]) -> HouseRow:
    return HouseRow(id=row["house_id"], **{name: row[name] for name in _COLUMNS})


def _row(row: HouseNow) -> HouseRow:
    return HouseRow(id=row.house_id, **{name: getattr(row, name) for name in _COLUMNS})


def _event(entry: House | HouseGrading, names: Mapping[str, str]) -> HouseEvent:
    kind = "graded"
    if isinstance(entry, House):
        kind = "withdrawn" if entry.withdrawn else "corrected" if entry.corrects else "recorded"
    return HouseEvent(
        entry.id,
        kind,
        entry.recorded_at,
        names[entry.recorded_by],
        entry.grade if isinstance(entry, HouseGrading) else None,
        entry.appraisal if isinstance(entry, HouseGrading) else None,
        None if isinstance(entry, HouseGrading) else entry.rooms,
        entry.rooms_collapsed,
        entry.rooms_severe,
        entry.rooms_general,
        entry.reason,
        entry.source == GENERATED,
    )
