"""Where the demo's townships, villages, depots and sites lie, and how many people live there.

A township or village of the gazetteer keeps its real point; every other point is invented inside
its county and marked (示意坐标, 示例). Populations are estimates (估算).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from relief.core.division_code import at_level
from relief.demo.positions import dice, point_in, point_near
from relief.geography.gazetteer import NamedPoint, points_within
from relief.geography.rows import NewDivision, NewPlace, NewPopulation, PlaceKind
from relief.geography.settling import GAZETTEER, known_points

GENERATED = "demo"
JISHISHAN = "622927000000"
JISHISHAN_PEOPLE = 240_000
"""People of 积石山 as published: "50,000+ households, 240,000 people affected" (E3, totals.csv)."""
_PEOPLE_SOURCE = "E3"
_VILLAGE_KM = 4.0
_SITE_KM = 1.5
_DEPOT_KM = 1.0
_LEAST_WEIGHT, _MOST_WEIGHT = 50, 150


@dataclass(frozen=True, slots=True)
class County:
    """A struck county: polygon, townships and villages by code, and its gazetteer points."""

    code: str
    shape: BaseGeometry
    townships: Mapping[str, str]
    villages: Mapping[str, str]
    points: Sequence[NamedPoint]


@dataclass(frozen=True, slots=True)
class Depot:
    """A generated depot: whose it is, and the division at whose seat it stands."""

    id: str
    name: str
    division_code: str
    county: str
    beside: str


# Stocks and places of depots were not published: four are made up, one an office of the story.
DEPOTS = (
    Depot("jishishan", "积石山县救灾物资库", JISHISHAN, JISHISHAN, "吹麻滩镇"),
    Depot("linxia", "临夏州救灾物资储备库", "622900000000", "622901000000", "临夏市"),
    Depot("minhe", "民和县救灾物资库", "630222000000", "630222000000", "川口镇"),
    Depot("haidong", "海东市救灾物资储备库", "630200000000", "630202000000", "海东市"),
)
# Published for Gansu: 12 sites in 3 townships, not which ones (totals.csv); these three are chosen.
SITES = {"622927101000": 4, "622927104000": 4, "622927200000": 4}


def county_of(
    code: str, shape: BaseGeometry, rows: Sequence[NewDivision], points: Sequence[NamedPoint]
) -> County:
    """Return a county put together from the division table, its polygon and the gazetteer."""
    own = [row for row in rows if at_level(row.code, "county") == code and row.code != code]
    townships = {row.code: row.name for row in own if row.code == at_level(row.code, "township")}
    villages = {row.code: row.name for row in own if row.code not in townships}
    return County(code, shape, townships, villages, points_within(shape, points))


def settle(county: County) -> list[NewPlace]:
    """Return the places of a county's townships and villages, real points first."""
    seats, known = known_points(county.townships, county.villages, county.points)
    placed = {code: _real("township", code, county, point) for code, point in seats.items()}
    for code, name in sorted(county.townships.items()):
        if code not in placed:
            point = point_in(code, county.shape, [place.point for place in placed.values()])
            placed[code] = _invented("township", code, name, point)
    villages = [
        _real("village", code, county, known[code])
        if code in known
        else _invented("village", code, name, _village_point(code, county, placed))
        for code, name in sorted(county.villages.items())
    ]
    return [placed[code] for code in sorted(placed)] + villages


def _village_point(code: str, county: County, seats: Mapping[str, NewPlace]) -> Point:
    seat = seats[at_level(code, "township")].point
    return point_near(code, county.shape, seat, _VILLAGE_KM)


def depots(
    shapes: Mapping[str, BaseGeometry], points: Sequence[NamedPoint], seats: Sequence[NewPlace]
) -> list[NewPlace]:
    """Return the generated depots, each beside its town where that has a point."""
    return [_depot(depot, shapes[depot.county], points, seats) for depot in DEPOTS]


def _depot(
    depot: Depot, county: BaseGeometry, points: Sequence[NamedPoint], seats: Sequence[NewPlace]
) -> NewPlace:
    named = (p for p in points_within(county, points) if depot.beside in p.names)
    town = next((Point(p.lon, p.lat) for p in named), None) or next(
        (place.point for place in seats if place.name == depot.beside), None
    )
    key = f"depot:{depot.id}"
    point = point_near(key, county, town, _DEPOT_KM) if town else point_in(key, county, [])
    return NewPlace(
        key,
        "depot",
        depot.name,
        depot.division_code,
        point,
        "indicative",
        GENERATED,
        generated=True,
    )


def sites(county: County, seats: Sequence[NewPlace]) -> list[NewPlace]:
    """Return the generated resettlement sites beside their townships' seats."""
    by_code = {place.division_code: place for place in seats if place.kind == "township"}
    return [
        NewPlace(
            f"site:{code}:{number}",
            "site",
            f"{county.townships[code]}安置点{number}",
            code,
            point_near(f"site:{code}:{number}", county.shape, by_code[code].point, _SITE_KM),
            "indicative",
            GENERATED,
            generated=True,
        )
        for code, count in SITES.items()
        for number in range(1, count + 1)
    ]


def populations(counties: Sequence[County]) -> list[NewPopulation]:
    """Return people by village, township and county, all estimates.

    The villages of 积石山 add up to its published 240,000; no figure of the other counties is at
    hand, so each of their villages has on average as many people as one of 积石山's.
    """
    villages = sum(len(county.villages) for county in counties if county.code == JISHISHAN)
    mean = JISHISHAN_PEOPLE // max(1, villages)
    rows: dict[str, int] = {}
    for county in counties:
        total = JISHISHAN_PEOPLE if county.code == JISHISHAN else mean * len(county.villages)
        for code, people in share(total, county.villages).items():
            for outer in (code, at_level(code, "township"), county.code):
                rows[outer] = rows.get(outer, 0) + people
    return [
        NewPopulation(code, people, "estimate", _PEOPLE_SOURCE)
        for code, people in sorted(rows.items())
    ]


def share(total: int, villages: Mapping[str, str]) -> dict[str, int]:
    """Return `total` shared among villages by fixed-seed weights; the parts add up to it."""
    codes = sorted(villages)
    weights = [dice(f"people:{code}").randint(_LEAST_WEIGHT, _MOST_WEIGHT) for code in codes]
    whole, so_far, given = sum(weights), 0, 0
    parts: dict[str, int] = {}
    for code, weight in zip(codes, weights, strict=True):
        so_far += weight
        parts[code] = total * so_far // whole - given
        given += parts[code]
    return parts


def _real(kind: PlaceKind, code: str, county: County, point: NamedPoint) -> NewPlace:
    names = county.townships if kind == "township" else county.villages
    where = Point(point.lon, point.lat)
    source = f"{GAZETTEER}:{point.id}"
    return NewPlace(
        f"{kind}:{code}", kind, names[code], code, where, "gazetteer", source, generated=False
    )


def _invented(kind: PlaceKind, code: str, name: str, point: Point) -> NewPlace:
    return NewPlace(
        f"{kind}:{code}", kind, name, code, point, "indicative", GENERATED, generated=True
    )
