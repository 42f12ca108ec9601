"""What lies under the figures of a progress map: lines, zones and points, cut to its frame."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

import shapely
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

Bounds = tuple[float, float, float, float]
Ring = tuple[tuple[float, float], ...]
_TOLERANCE_SHARE = 1 / 600
"""Lines are simplified to about half a point of a drawing 300 points high."""
ASPECT = 480 / 320
"""Width by height of the frame on paper."""
_MARGIN_SHARE = 0.24
_LEAST_SPAN_DEG = 0.08


@dataclass(frozen=True, slots=True)
class GroundShape:
    """A county or zone in degrees, cut to the frame.

    Fields:
        rings: what of it is seen, for filling.
        lines: its own border as far as it is seen: the frame's edge is no border.
        at: a point inside, for its name.
    """

    code: str
    name: str
    rings: tuple[Ring, ...]
    lines: tuple[Ring, ...]
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class GroundPoint:
    """Where a township lies; `indicative` is shown as 示意坐标."""

    code: str
    name: str
    lon: float
    lat: float
    indicative: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """The frame (west, south, east, north in degrees) and what is seen in it."""

    bounds: Bounds
    counties: tuple[GroundShape, ...]
    zones: tuple[GroundShape, ...]
    points: tuple[GroundPoint, ...]


def make_ground(
    counties: Mapping[str, tuple[str, BaseGeometry]],
    zones: Mapping[str, BaseGeometry],
    points: Sequence[GroundPoint],
    *,
    around_points: bool,
) -> Ground | None:
    """Return the ground of a map: round the points, or round the counties; None of nothing."""
    bounds = _frame(counties, points if around_points else ())
    if bounds is None:
        return None
    window = box(*bounds)
    tolerance = (bounds[3] - bounds[1]) * _TOLERANCE_SHARE
    shapes = [_shape(k, name, shape, window, tolerance) for k, (name, shape) in counties.items()]
    lines = [_shape(k, k, shape, window, tolerance) for k, shape in zones.items()]
    inside = tuple(p for p in points if window.contains(shapely.Point(p.lon, p.lat)))
    return Ground(bounds, _seen(shapes), _seen(lines), inside)


def _frame(
    counties: Mapping[str, tuple[str, BaseGeometry]], points: Sequence[GroundPoint]
) -> Bounds | None:
    if points:
        shape: BaseGeometry = shapely.MultiPoint([(p.lon, p.lat) for p in points])
    elif counties:
        shape = shapely.GeometryCollection([shape for _name, shape in counties.values()])
    else:
        return None
    west, south, east, north = shape.bounds
    squeeze = cos(radians((south + north) / 2))
    wide = max((east - west) * squeeze, _LEAST_SPAN_DEG) * (1 + _MARGIN_SHARE)
    high = max(north - south, _LEAST_SPAN_DEG) * (1 + _MARGIN_SHARE)
    # The frame keeps its shape whatever lies in it.
    high = max(high, wide / ASPECT)
    wide = high * ASPECT / squeeze
    x, y = (west + east) / 2, (south + north) / 2
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _shape(
    code: str, name: str, shape: BaseGeometry, window: BaseGeometry, tolerance: float
) -> GroundShape | None:
    light = shape.simplify(tolerance)
    cut = shapely.intersection(light, window)
    parts = shapely.get_parts(cut)
    rings = tuple(_corners(p.exterior) for p in parts if isinstance(p, Polygon) and not p.is_empty)
    if not rings:
        return None
    border = shapely.line_merge(shapely.intersection(light.boundary, window))
    seen = shapely.get_parts(border)
    lines = tuple(_corners(p) for p in seen if isinstance(p, LineString) and not p.is_empty)
    at = shapely.point_on_surface(cut)
    return GroundShape(code, name, rings, lines, (at.x, at.y))


def _corners(line: BaseGeometry) -> Ring:
    return tuple((x, y) for x, y in line.coords)


def _seen(shapes: Iterable[GroundShape | None]) -> tuple[GroundShape, ...]:
    return tuple(shape for shape in shapes if shape is not None)
