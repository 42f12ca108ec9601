"""Places as a list with a filter, and one place with its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from relief.core.division_code import prefix_of
from relief.core.errors import NotFound
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import CodeRange, Scope, range_of
from relief.geography.place_queries import COLUMNS, place_row
from relief.geography.place_tables import PlaceBatch, PlaceEntry
from relief.geography.queries import within_ranges
from relief.geography.rows import PlaceRow
from relief.geography.tables import Division, Place


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """What the list shows: empty texts show all.

    Fields:
        division: 12-digit code; everything within it.
        text: part of the name, or the beginning of an id or a division code.
        ended: also those that ended.
    """

    kind: str = ""
    division: str = ""
    quality: str = ""
    text: str = ""
    ended: bool = False


@dataclass(frozen=True, slots=True)
class PlaceLineRow:
    """A place and the name of its division."""

    place: PlaceRow
    division_name: str


@dataclass(frozen=True, slots=True)
class PlaceEntryRow:
    """What was known of a place from a moment on; `note` is the reason it changed."""

    id: str
    recorded_at: datetime
    recorded_by: str
    written_from: str
    quality: str
    origin: str
    surveyed_on: date | None
    ended_on: date | None
    generated: bool
    note: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A file of places that is staged and was neither taken nor thrown away."""

    command_id: str
    file_name: str
    rows: int
    staged: int
    begun_at: datetime


def place_page(
    session: Session, ranges: Sequence[CodeRange], wanted: PlaceFilter, number: int
) -> Page[PlaceLineRow]:
    """Return one page of the places within ranges, by division, kind and name; two statements."""
    conditions = _conditions(ranges, wanted)
    total = session.scalar(select(func.count()).select_from(Place).where(*conditions)) or 0
    pages = pages_for(total)
    shown = min(number, pages)
    rows = session.execute(
        select(*COLUMNS, Division.name.label("division_name"))
        .join(Division, Division.code == Place.division_code)
        .where(*conditions)
        .order_by(Place.division_code, Place.kind, Place.id)
        .limit(PAGE_SIZE)
        .offset((shown - 1) * PAGE_SIZE)
    )
    items = tuple(PlaceLineRow(place_row(row), row.division_name) for row in rows)
    return Page(items, shown, pages, total)


def kind_counts(session: Session, ranges: Sequence[CodeRange]) -> dict[str, int]:
    """Return how many places stand, by kind; those that ended are not counted."""
    rows = session.execute(
        select(Place.kind, func.count().label("places"))
        .where(within_ranges(Place.division_code, ranges), Place.ended_on.is_(None))
        .group_by(Place.kind)
    )
    return {row.kind: row.places for row in rows}


def find_place(session: Session, scope: Scope, place_id: str) -> PlaceRow:
    """Return one place.

    Raises:
        NotFound: there is none of this id within scope.
    """
    row = session.execute(select(*COLUMNS).where(Place.id == place_id)).one_or_none()
    if row is None or not scope.covers(row.division_code):
        raise NotFound("位置 place", place_id)
    return place_row(row)


def place_history(session: Session, place_id: str) -> list[PlaceEntryRow]:
    """Return everything the ledger says of a place, the newest first."""
    rows = session.scalars(
        select(PlaceEntry)
        .where(PlaceEntry.place_id == place_id)
        .order_by(PlaceEntry.recorded_at.desc(), PlaceEntry.id.desc())
    )
    return [_entry(row) for row in rows]


def open_batches(session: Session, scope: Scope) -> list[BatchRow]:
    """Return the files that are staged and wait, the newest first."""
    rows = session.scalars(
        select(PlaceBatch)
        .where(
            PlaceBatch.state == "staging",
            within_ranges(PlaceBatch.division_code, scope.ranges()),
        )
        .order_by(PlaceBatch.begun_at.desc())
    )
    return [BatchRow(r.command_id, r.file_name, r.rows, r.staged, r.begun_at) for r in rows]


def _conditions(ranges: Sequence[CodeRange], wanted: PlaceFilter) -> list[ColumnElement[bool]]:
    conditions = [within_ranges(Place.division_code, ranges)]
    if wanted.kind:
        conditions.append(Place.kind == wanted.kind)
    if wanted.division:
        within = [range_of(prefix_of(wanted.division))]
        conditions.append(within_ranges(Place.division_code, within))
    if wanted.quality:
        conditions.append(Place.quality == wanted.quality)
    if not wanted.ended:
        conditions.append(Place.ended_on.is_(None))
    if wanted.text:
        conditions.append(
            or_(
                Place.name.contains(wanted.text, autoescape=True),
                Place.id.startswith(wanted.text, autoescape=True),
                Place.division_code.startswith(wanted.text, autoescape=True),
            )
        )
    return conditions


def _entry(row: PlaceEntry) -> PlaceEntryRow:
    lon, lat = row.geometry.coords[0]
    return PlaceEntryRow(
        row.id,
        row.recorded_at,
        row.recorded_by,
        row.source,
        row.quality,
        row.origin,
        row.surveyed_on,
        row.ended_on,
        row.generated,
        row.note,
        lon,
        lat,
    )
