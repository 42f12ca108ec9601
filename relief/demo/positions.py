"""Invented positions from a fixed seed: always the same, always inside their county (示意坐标)."""

import math
import random

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from relief.geography.ellipse import destination, distance_km

SEED = "jishishan-2023"
_TRIES = 60
_CANDIDATES = 12
_LEAST_KM = 0.4


def dice(key: str) -> random.Random:
    """Return the die of one place: what it throws does not hang on any other place."""
    return random.Random(f"{SEED}:{key}")  # noqa: S311 (repeatable by design, no secret)


def point_near(key: str, county: BaseGeometry, centre: Point, within_km: float) -> Point:
    """Return a point inside the county, at most `within_km` from `centre` where one is found."""
    die = dice(key)
    shapely.prepare(county)
    for attempt in range(_TRIES):
        # The circle closes in on the centre, so that a seat at the county's edge succeeds too.
        reach = within_km * (1 - attempt / _TRIES)
        away = max(_LEAST_KM, reach * math.sqrt(die.random()))
        lon, lat = destination(centre.x, centre.y, die.uniform(0, math.tau), away)
        if shapely.contains_xy(county, lon, lat):
            return _rounded(lon, lat)
    return _inside(county)


def point_in(key: str, county: BaseGeometry, others: list[Point]) -> Point:
    """Return a point inside the county, the farthest from `others` of a few thrown."""
    die = dice(key)
    thrown = [p for p in (_thrown(die, county) for _ in range(_CANDIDATES)) if p is not None]
    if not thrown:
        return _inside(county)
    return max(thrown, key=lambda point: _nearest_km(point, others))


def _thrown(die: random.Random, county: BaseGeometry) -> Point | None:
    west, south, east, north = county.bounds
    for _ in range(_TRIES):
        lon, lat = die.uniform(west, east), die.uniform(south, north)
        if shapely.contains_xy(county, lon, lat):
            return _rounded(lon, lat)
    return None


def _nearest_km(point: Point, others: list[Point]) -> float:
    return min(
        (distance_km((point.x, point.y), (other.x, other.y)) for other in others), default=0.0
    )


def _inside(county: BaseGeometry) -> Point:
    point = county.representative_point()
    return _rounded(point.x, point.y)


def _rounded(lon: float, lat: float) -> Point:
    return Point(round(lon, 5), round(lat, 5))
