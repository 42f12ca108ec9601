"""Pages of boundaries, places and zones for GIS programs: keyset by `fid`, never an offset.

A page is one statement, its count another, whatever is stored. Rows that appear while a program
pages are seen on a later page or not at all; none is seen twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from relief.core.division_kind import kind_of
from relief.core.scope import CodeRange
from relief.db.extent import extent_of
from relief.db.geometry import Bounds, intersects
from relief.geography.footprint_tables import (
    Footprint,
    FootprintNow,
    FootprintVersion,
    FootprintZone,
)
from relief.geography.queries import within_ranges
from relief.geography.tables import Boundary, Place

HOUSE = "house"
"""A house's position tells where one family lives: it is no layer for GIS programs."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows a page holds.

    Fields:
        ranges: the caller's divisions.
        limit: rows at most; after: only those of a greater `fid`.
        within: one more range, None for all of the caller's.
        kinds: of places, or levels of divisions; empty for all.
        quality: of a place's position, None for all.
        shape: only what meets it, degrees; None for everywhere.
        key: one row by its public id.
    """

    ranges: Sequence[CodeRange]
    limit: int
    after: int = 0
    within: CodeRange | None = None
    kinds: Sequence[str] = ()
    quality: str | None = None
    shape: BaseGeometry | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class GisRow:
    """A row as GIS programs get it: its `fid`, public id, facts by column, and shape."""

    fid: int
    id: str
    facts: dict[str, Any]
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class GisPage:
    """A page of rows; `matched` counts all pages, `next_after` is None on the last."""

    rows: tuple[GisRow, ...]
    matched: int
    next_after: int | None


def division_page(session: Session, wanted: Wanted) -> GisPage:
    """Return county and prefecture lines, by code."""
    query = select(
        Boundary.fid,
        Boundary.division_code.label("id"),
        Boundary.division_code.label("code"),
        Boundary.name,
        Boundary.level,
        Boundary.source,
        Boundary.geometry,
    ).where(_inside(Boundary.division_code, wanted))
    if wanted.kinds:
        query = query.where(Boundary.level.in_(wanted.kinds))
    if wanted.key is not None:
        query = query.where(Boundary.division_code == wanted.key)
    return _page(session, query, Boundary.fid, Boundary.geometry, wanted)


def place_page(session: Session, wanted: Wanted) -> GisPage:
    """Return places, by their id; houses are not among them."""
    query = select(
        Place.fid,
        Place.id,
        Place.id.label("place_id"),
        Place.kind,
        Place.name,
        Place.division_code.label("division"),
        Place.quality,
        Place.source,
        Place.generated,
        Place.surveyed_on.label("surveyed"),
        Place.ended_on.label("ended"),
        Place.geometry,
    ).where(_inside(Place.division_code, wanted), Place.kind != HOUSE)
    if wanted.kinds:
        query = query.where(Place.kind.in_(wanted.kinds))
    if wanted.quality is not None:
        query = query.where(Place.quality == wanted.quality)
    if wanted.key is not None:
        query = query.where(Place.id == wanted.key)
    return _page(session, query, Place.fid, Place.geometry, wanted)


def zone_page(session: Session, footprints: Sequence[str], wanted: Wanted) -> GisPage:
    """Return the zones in force of these footprints, by `fid`; `wanted.ranges` plays no part."""
    query = (
        select(
            FootprintZone.fid,
            FootprintZone.fid.label("id"),
            Footprint.id.label("footprint_id"),
            Footprint.name.label("footprint"),
            Footprint.hazard,
            FootprintVersion.number.label("version"),
            FootprintVersion.publisher,
            FootprintVersion.as_of.label("version_as_of"),
            FootprintZone.rank,
            FootprintZone.label,
            FootprintZone.area_km2,
            FootprintZone.quality,
            FootprintZone.source,
            FootprintZone.geometry,
        )
        .join(FootprintNow, FootprintNow.version_id == FootprintZone.version_id)
        .join(FootprintVersion, FootprintVersion.id == FootprintNow.version_id)
        .join(Footprint, Footprint.id == FootprintNow.footprint_id)
        .where(Footprint.id.in_(footprints))
    )
    if wanted.key is not None:
        fid = int(wanted.key) if wanted.key.isascii() and wanted.key.isdigit() else 0
        query = query.where(FootprintZone.fid == fid)
    return _page(session, query, FootprintZone.fid, FootprintZone.geometry, wanted)


def lines_box(session: Session, ranges: Sequence[CodeRange]) -> Bounds | None:
    """Return the box around the lines within code ranges, degrees; None where there are none."""
    return extent_of(session, Boundary.geometry, within_ranges(Boundary.division_code, ranges))


def _inside(column: InstrumentedAttribute[str], wanted: Wanted) -> ColumnElement[bool]:
    inside = within_ranges(column, wanted.ranges)
    return inside if wanted.within is None else inside & column.between(*wanted.within)


def _page(
    session: Session,
    query: Select[*tuple[Any, ...]],
    fid: InstrumentedAttribute[int],
    geometry: InstrumentedAttribute[BaseGeometry],
    wanted: Wanted,
) -> GisPage:
    dialect = session.get_bind().dialect.name
    met = true() if wanted.shape is None else intersects(geometry, wanted.shape, dialect=dialect)
    chosen = query.where(met)
    counted = chosen.with_only_columns(func.count(), maintain_column_froms=True)
    matched = session.scalar(counted) or 0
    further = chosen.where(fid > wanted.after).order_by(fid).limit(wanted.limit + 1)
    found = session.execute(further).mappings().all()
    rows = tuple(_row(row) for row in found[: wanted.limit])
    more = len(found) > wanted.limit
    return GisPage(rows, matched, rows[-1].fid if more and rows else None)


def _row(row: Any) -> GisRow:
    facts = {name: value for name, value in row.items() if name not in ("fid", "id", "geometry")}
    if "level" in facts:
        facts["kind"] = kind_of(facts["code"], facts["name"])
    if isinstance(area := facts.get("area_km2"), Decimal):
        facts["area_km2"] = str(area)
    for name in ("version_as_of", "surveyed", "ended"):
        if isinstance(day := facts.get(name), date):  # a time is a date as well
            facts[name] = day.isoformat()
    return GisRow(row["fid"], str(row["id"]), facts, row["geometry"])
