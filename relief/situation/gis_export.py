"""The layers of a GeoPackage that leaves the desk: no name, number, telephone or account in it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.division_code import LEVEL_LENGTHS
from relief.core.scope import CodeRange, Scope, range_of
from relief.geography.gis_queries import GisPage, Wanted, division_page, place_page, zone_page
from relief.geography.place_queries import places
from relief.incidents.queries import IncidentRow
from relief.reconstruction.queries import milestones
from relief.reconstruction.rows import MilestoneCount
from relief.situation.facts import provinces_of
from relief.situation.gis_about import about_rows
from relief.situation.township_layer import township_features

ColumnKind = Literal["text", "integer", "boolean"]
GeometryKind = Literal["Point", "MultiPolygon", ""]
BATCH = 5_000
LINES_A_BATCH = 100
"""County lines are long: a hundred of them weigh about as much as 5,000 points."""


@dataclass(frozen=True, slots=True)
class GisRow:
    """A row of a layer: its values in the order of the columns, its shape or None."""

    values: tuple[Any, ...]
    geometry: BaseGeometry | None


Batch = Sequence[GisRow]


@dataclass(frozen=True, slots=True)
class GisLayer:
    """A layer to be written.

    Fields:
        title, about: what a GIS program shows, Chinese first.
        kind: geometry kind, empty for a table without geometry.
        columns: names and kinds.
        batches: reads the rows, a bounded number at a time.
    """

    name: str
    title: str
    about: str
    kind: GeometryKind
    columns: tuple[tuple[str, ColumnKind], ...]
    batches: Callable[[], Iterator[Batch]]


def export_layers(
    session: Session, scope: Scope, incident: IncidentRow, at: datetime, made_by: str
) -> tuple[GisLayer, ...]:
    """Return the layers for a person's divisions in the provinces of an incident.

    Houses are counted by village, and only for a person who may see rebuilding.
    """
    ranges = reach(scope, incident)
    layers: tuple[GisLayer, ...] = (
        _about(scope, incident, at, made_by),
        _divisions(session, scope, incident),
        _places(session, ranges),
        _zones(session, incident, ranges),
        _townships(session, scope, incident, at),
    )
    if scope.may("reconstruction.view"):
        layers += (_houses(session, ranges, incident, at),)
    return layers


def reach(scope: Scope, incident: IncidentRow, length: int | None = None) -> tuple[CodeRange, ...]:
    """Return the person's divisions within the incident's provinces; cut to `length` digits."""
    held = set()
    for own in (prefix[:length] for prefix in scope.prefixes):
        for province in provinces_of(incident):
            outer = province[: LEVEL_LENGTHS["province"]]
            if own.startswith(outer) or outer.startswith(own):
                held.add(max(own, outer, key=len))
    return tuple(range_of(prefix) for prefix in sorted(held))


def _about(scope: Scope, incident: IncidentRow, at: datetime, made_by: str) -> GisLayer:
    rows = [GisRow(row, None) for row in about_rows(scope, incident, at, made_by)]
    return GisLayer(
        "about",
        "说明 about",
        "数据说明 · what this file is",
        "",
        (("key", "text"), ("zh", "text"), ("en", "text")),
        lambda: iter([rows]),
    )


def _divisions(session: Session, scope: Scope, incident: IncidentRow) -> GisLayer:
    # A township's official gets the lines of his county: every desk may read lines (law 7).
    ranges = reach(scope, incident, LEVEL_LENGTHS["county"])
    names = ("code", "name", "level", "kind", "source")
    return GisLayer(
        "divisions",
        "区划界线 divisions",
        "县级、地级界线，仅供示意 · county and prefecture lines, indicative",
        "MultiPolygon",
        tuple((name, "text") for name in names),
        lambda: _paged(
            lambda wanted: division_page(session, wanted), Wanted(ranges, LINES_A_BATCH), names
        ),
    )


def _places(session: Session, ranges: Sequence[CodeRange]) -> GisLayer:
    names = (
        *("id", "kind", "name", "division", "quality", "surveyed", "source", "ended"),
        "generated",
    )
    columns = tuple((n, _kind(n)) for n in names)
    return GisLayer(
        "places",
        "地点 places",
        "quality=indicative 为示意坐标，generated 为示例 · indicative positions are invented, "
        "generated rows were made for a demo",
        "Point",
        columns,
        lambda: _paged(lambda wanted: place_page(session, wanted), Wanted(ranges, BATCH), names),
    )


def _zones(session: Session, incident: IncidentRow, ranges: Sequence[CodeRange]) -> GisLayer:
    footprints = [incident.footprint_id] if incident.footprint_id else []
    names = (
        *("footprint_id", "footprint", "hazard", "version", "publisher", "version_as_of"),
        *("rank", "label", "area_km2", "quality", "source"),
    )
    return GisLayer(
        "zones",
        "影响范围 zones",
        "quality=estimate 为估算 · shapes with quality=estimate are estimates",
        "MultiPolygon",
        tuple((n, _kind(n)) for n in names),
        lambda: _paged(
            lambda wanted: zone_page(session, footprints, wanted),
            Wanted(ranges, LINES_A_BATCH),
            names,
        ),
    )


def _kind(name: str) -> ColumnKind:
    if name == "generated":
        return "boolean"
    return "integer" if name in ("rank", "version") else "text"


def _paged(
    read: Callable[[Wanted], GisPage], wanted: Wanted, names: Sequence[str]
) -> Iterator[Batch]:
    while True:
        page = read(wanted)
        yield [
            GisRow(tuple((row.facts | {"id": row.id})[name] for name in names), row.geometry)
            for row in page.rows
        ]
        if page.next_after is None:
            return
        wanted = replace(wanted, after=page.next_after)


TOWNSHIP_COLUMNS: tuple[tuple[str, ColumnKind], ...] = (
    *((name, "text") for name in ("code", "name", "county", "zone", "zone_basis")),
    *(
        (name, "integer")
        for name in ("deaths", "missing", "injured", "resettled", "rooms_collapsed")
    ),
    *((name, "text") for name in ("reporter", "as_of")),
    ("people", "integer"),
    ("people_estimated", "boolean"),
    ("position", "text"),
)


def _townships(session: Session, scope: Scope, incident: IncidentRow, at: datetime) -> GisLayer:
    def batches() -> Iterator[Batch]:
        names = [name for name, _kind_ in TOWNSHIP_COLUMNS]
        rows = township_features(session, scope, incident, at)
        yield [GisRow(tuple(row.facts[name] for name in names), row.point) for row in rows]

    return GisLayer(
        "townships",
        "乡镇灾情 townships",
        "最近一次签发的数字，空为待核，as_of 为数据截至 · last released figures, null is to be "
        "verified, as_of is the hour they state",
        "Point",
        TOWNSHIP_COLUMNS,
        batches,
    )


HOUSE_COUNTS = (
    *("need", "started", "main_structure", "completed", "accepted", "moved_in"),
    *("too_early", "overdue", "unexplained", "explained"),
)


def _houses(
    session: Session, ranges: Sequence[CodeRange], incident: IncidentRow, at: datetime
) -> GisLayer:
    def batches() -> Iterator[Batch]:
        counted = milestones(
            session, incident.id, ranges, as_of=beijing(at).date(), at=None, by="village"
        )
        seats = {row.division_code: row for row in places(session, ("village",), ranges)}
        villages = groupby(counted, key=lambda row: row.division_code)
        yield [_village(code, tuple(rows), seats.get(code)) for code, rows in villages]

    return GisLayer(
        "houses",
        "房屋重建（按村） houses by village",
        "户数，按村汇总，不含个人信息 · households by village, nobody can be told",
        "Point",
        (
            ("code", "text"),
            ("village", "text"),
            *((name, "integer") for name in HOUSE_COUNTS),
            ("generated", "boolean"),
            ("position", "text"),
        ),
        batches,
    )


def _village(code: str, rows: Sequence[MilestoneCount], seat: Any) -> GisRow:
    sums = tuple(sum(getattr(row, name) for row in rows) for name in HOUSE_COUNTS)
    made = all(row.generated for row in rows)
    name, position = (seat.name, seat.quality) if seat else (None, None)
    return GisRow((code, name, *sums, made, position), Point(seat.lon, seat.lat) if seat else None)
