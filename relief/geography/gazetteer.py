"""Which gazetteer point is which township or village: by county and name, never by name alone."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

EDGE_DEG = 0.01
"""How far outside a county's polygon a point may lie: county lines are drawn to about 1 km."""


@dataclass(frozen=True, slots=True)
class NamedPoint:
    """A place of the gazetteer: its Chinese names and its position in degrees, WGS84."""

    id: int
    names: tuple[str, ...]
    lon: float
    lat: float
    people: int


def points_within(county: BaseGeometry, points: Iterable[NamedPoint]) -> list[NamedPoint]:
    """Return the points in a county or at its edge, in the order given."""
    area = county.buffer(EDGE_DEG)
    shapely.prepare(area)
    west, south, east, north = area.bounds
    boxed = (p for p in points if west <= p.lon <= east and south <= p.lat <= north)
    return [p for p in boxed if shapely.contains_xy(area, p.lon, p.lat)]


def match_names(
    names: Mapping[str, str], points: Iterable[NamedPoint], stem: Callable[[str], str]
) -> dict[str, NamedPoint]:
    """Return the point of each division that one has, by code.

    The full name comes before the stem; of several points the one with more people, then the lower
    id. A stem that two divisions share matches neither, and a point serves one division.

    Args:
        names: names by code of the divisions of one county and level.
        points: the points of that county.
        stem: takes rank and nationality off a name (`names.township_stem`, `names.village_stem`).
    """
    ordered = sorted(points, key=lambda point: (-point.people, point.id))
    full, stems = _by_name(ordered, str), _by_name(ordered, stem)
    wanted = Counter(stem(name) for name in names.values())
    found: dict[str, NamedPoint] = {}
    taken: set[int] = set()
    for code, name in sorted(names.items()):
        shared = wanted[stem(name)] > 1
        point = full.get(name) or (None if shared else stems.get(stem(name)))
        if point is not None and point.id not in taken:
            found[code] = point
            taken.add(point.id)
    return found


def _by_name(points: list[NamedPoint], key: Callable[[str], str]) -> dict[str, NamedPoint]:
    named: dict[str, NamedPoint] = {}
    for point in points:
        for name in point.names:
            named.setdefault(key(name), point)
    return named
