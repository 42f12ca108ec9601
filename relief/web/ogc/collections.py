"""The collections of the feature service, and the page of features each answers with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from relief.bootstrap import now_in
from relief.core.division_code import LEVEL_LENGTHS
from relief.core.errors import NotFound
from relief.core.scope import CodeRange, Scope, range_of
from relief.core.wording import Bilingual
from relief.geography.gis_queries import (
    HOUSE,
    GisPage,
    Wanted,
    division_page,
    lines_box,
    place_page,
    zone_page,
)
from relief.geography.rows import PlaceKind
from relief.incidents.queries import IncidentRow, list_incidents
from relief.situation.township_layer import TownshipFeature, township_features
from relief.web.ogc.parameters import (
    CRS84,
    ITEMS,
    USUAL,
    Interval,
    Parameter,
    box_shape,
    one_of,
    some_of,
)

TOWNSHIPS = "townships-"
LEVELS = ("prefecture", "county")
MOST_LINES = 100
"""Lines are long: a page holds so many at most, whatever limit is asked for."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of a page: public id, facts, shape (None where no position is known)."""

    id: str
    facts: Mapping[str, Any]
    geometry: BaseGeometry | None


@dataclass(frozen=True, slots=True)
class Items:
    """A page of features; `next_after` is the mark of the next one, None on the last."""

    features: tuple[Feature, ...]
    matched: int
    next_after: str | None


@dataclass(frozen=True, slots=True)
class Ask:
    """A request for features, read: `values` by parameter name, `key` for one feature."""

    session: Session
    scope: Scope
    values: Mapping[str, Any]
    key: str | None = None

    def wanted(self, *, kinds: str = "kind", most: int | None = None) -> Wanted:
        """Return what a page of the store is asked for."""
        limit = self.limit() if most is None else min(self.limit(), most)
        return Wanted(
            ranges=self.scope.ranges(),
            limit=limit,
            after=int(self.values.get("after", 0)),
            within=self.values.get("division"),
            kinds=self.values.get(kinds, ()),
            quality=self.values.get("quality"),
            shape=self.shape(),
            key=self.key,
        )

    def limit(self) -> int:
        """Return how many features a page holds."""
        return int(self.values.get("limit", USUAL))

    def shape(self) -> BaseGeometry | None:
        """Return the box asked for in longitude and latitude, None for everywhere."""
        corners = self.values.get("bbox")
        return box_shape(corners, self.values.get("bbox-crs", CRS84)) if corners else None


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection: how it is called, what it takes, and how it is read."""

    id: str
    title: Bilingual
    about: Bilingual
    parameters: tuple[Parameter, ...]
    read: Callable[[Ask], Items]


def collections(session: Session, scope: Scope) -> tuple[Collection, ...]:
    """Return the collections this person may read: three, and one an incident in his divisions."""
    return (*_FIXED, *(_townships(incident) for incident in list_incidents(session, scope)))


def find_collection(session: Session, scope: Scope, collection_id: str) -> Collection:
    """Return one collection.

    Raises:
        NotFound: there is none of this id, or it is another desk's.
    """
    for found in collections(session, scope):
        if found.id == collection_id:
            return found
    raise NotFound("要素集 collection", collection_id)


def extent(session: Session, scope: Scope) -> tuple[float, ...] | None:
    """Return the box around the person's divisions (west, south, east, north), None unknown."""
    return lines_box(session, line_ranges(scope))


def line_ranges(scope: Scope) -> tuple[CodeRange, ...]:
    """Return the ranges whose lines a person reads: a township's official has his county's."""
    county = LEVEL_LENGTHS["county"]
    return tuple(range_of(prefix[:county]) for prefix in scope.prefixes)


def _divisions(ask: Ask) -> Items:
    wanted = replace(ask.wanted(kinds="level", most=MOST_LINES), ranges=line_ranges(ask.scope))
    return _items(division_page(ask.session, wanted))


def _places(ask: Ask) -> Items:
    return _items(place_page(ask.session, ask.wanted()))


def _zones(ask: Ask) -> Items:
    known = list_incidents(ask.session, ask.scope)
    meant = [row for row in known if _within(row.occurred_at, ask.values.get("datetime"))]
    struck = {row.footprint_id: row for row in meant if row.footprint_id}
    page = zone_page(ask.session, sorted(struck), ask.wanted())
    items = _items(page)
    return replace(
        items, features=tuple(_of_incident(feature, struck) for feature in items.features)
    )


def _of_incident(feature: Feature, struck: Mapping[str, IncidentRow]) -> Feature:
    incident = struck[feature.facts["footprint_id"]]
    facts = {
        **feature.facts,
        "incident": incident.slug,
        "occurred_at": incident.occurred_at.isoformat(),
        "demo": incident.demo,
    }
    return replace(feature, facts=facts)


def _items(page: GisPage) -> Items:
    features = tuple(Feature(row.id, row.facts, row.geometry) for row in page.rows)
    mark = None if page.next_after is None else str(page.next_after)
    return Items(features, page.matched, mark)


def _townships(incident: IncidentRow) -> Collection:
    def read(ask: Ask) -> Items:
        rows = township_features(ask.session, ask.scope, incident, now_in(ask.session))
        chosen = [row for row in rows if _meant(row, ask)]
        return _slice(chosen, ask)

    return Collection(
        TOWNSHIPS + incident.slug,
        Bilingual(f"乡镇灾情 · {incident.name}", f"Townships · {incident.name_en}"),
        Bilingual(
            "各乡镇最近一次签发的数字，空值为待核；as_of 为数据截至",
            "Each township's last released figures, null where 待核 (to be verified); as_of is the "
            "hour they state",
        ),
        ITEMS,
        read,
    )


def _meant(row: TownshipFeature, ask: Ask) -> bool:
    within = ask.values.get("division")
    shape = ask.shape()
    return (
        (ask.key is None or row.code == ask.key)
        and (within is None or within[0] <= row.code <= within[1])
        and (shape is None or (row.point is not None and shape.intersects(row.point)))
        and (row.as_of is None or _within(row.as_of, ask.values.get("datetime")))
    )


def _slice(rows: Sequence[TownshipFeature], ask: Ask) -> Items:
    rest = [row for row in rows if row.code > str(ask.values.get("after", ""))]
    shown = rest[: ask.limit()]
    features = tuple(Feature(row.code, row.facts, row.point) for row in shown)
    mark = shown[-1].code if len(rest) > len(shown) and shown else None
    return Items(features, len(rows), mark)


def _within(at: datetime, interval: Interval | None) -> bool:
    if interval is None:
        return True
    first, last = interval
    return (first is None or at >= first) and (last is None or at <= last)


_PLACE_KINDS = tuple(kind for kind in get_args(PlaceKind) if kind != HOUSE)
_FIXED = (
    Collection(
        "divisions",
        Bilingual("区划界线", "Division boundaries"),
        Bilingual("县级、地级界线，仅供示意", "County and prefecture lines, indicative"),
        (
            *ITEMS,
            Parameter(
                "level",
                Bilingual("级别，可用逗号并列", "Levels, separated by commas"),
                {"type": "array", "items": {"type": "string", "enum": list(LEVELS)}},
                some_of("level", LEVELS),
            ),
        ),
        _divisions,
    ),
    Collection(
        "places",
        Bilingual("地点", "Places"),
        Bilingual(
            "乡镇驻地、村、仓库、安置点；quality=indicative 为示意坐标，generated 为示例",
            "Township seats, villages, depots, sites; quality=indicative is an invented position, "
            "generated was made for a demo",
        ),
        (
            *ITEMS,
            Parameter(
                "kind",
                Bilingual("类别，可用逗号并列", "Kinds, separated by commas"),
                {"type": "array", "items": {"type": "string", "enum": list(_PLACE_KINDS)}},
                some_of("kind", _PLACE_KINDS),
            ),
            Parameter(
                "quality",
                Bilingual("坐标质量", "Quality of the position"),
                {"type": "string"},
                one_of("quality", ("surveyed", "gazetteer", "indicative")),
            ),
        ),
        _places,
    ),
    Collection(
        "zones",
        Bilingual("影响范围", "Footprint zones"),
        Bilingual(
            "各灾害的烈度或影响区；quality=estimate 为估算",
            "Zones of each incident's footprint; quality=estimate is an estimate",
        ),
        tuple(parameter for parameter in ITEMS if parameter.name != "division"),
        _zones,
    ),
)
