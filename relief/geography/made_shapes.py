"""Footprints made from figures: a circle, an ellipse, a buffer of a river or a track; and areas.

All lengths are geodesic on WGS84. How far the polygons are from the true curve is stated below and
tested; it is far less than anybody knows where a river or a storm's centre was.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.geography.shapes import multi

CIRCLE_CORNERS = 180
"""A polygon of 180 corners lies inside its circle by at most 0.016 % of the radius."""
BUFFER_ERROR_SHARE = 0.005
"""A buffer's edge is at most 0.5 % of its width from where it should be, up to 300 km of width."""
LONGEST_KM = 300.0
MOST_LINE_VERTICES = 5_000
_PIECE_KM = 60.0
_STEP_KM = 5.0
_QUARTER_CORNERS = 32
_GEOD = Geod(ellps="WGS84")
_M2_PER_KM2 = 1e6


def circle(lon: float, lat: float, radius_km: float) -> Polygon:
    """Return the circle around a point (degrees) as a polygon of 180 corners.

    Raises:
        Refused: the radius is not above 0 and at most 300 km, or the centre is nowhere.
    """
    require_somewhere([(lon, lat)])
    _require_width(radius_km, Bilingual("半径", "The radius"))
    bearings = np.linspace(0, 360, CIRCLE_CORNERS, endpoint=False)
    ones = np.ones(CIRCLE_CORNERS)
    lons, lats, _back = _GEOD.fwd(ones * lon, ones * lat, bearings, ones * radius_km * 1000)
    return Polygon(np.column_stack((lons, lats)))


def corridor(line: BaseGeometry, width_km: float) -> MultiPolygon:
    """Return everything within `width_km` of a line (degrees), on both sides and around its ends.

    The line is buffered piece by piece, each in its own local projection: a long track is as exact
    as a short one.

    Raises:
        Refused: no line, too many vertices, or a width not above 0 and at most 300 km.
    """
    _require_width(width_km, Bilingual("宽度", "The width"))
    lines = [part for part in shapely.get_parts(line) if part.geom_type == "LineString"]
    if not lines or any(part.is_empty for part in lines):
        raise Refused(Bilingual("缓冲区需要一条线", "A buffer is made around a line"), "geometry")
    require_somewhere(shapely.get_coordinates(lines))
    if shapely.get_num_coordinates(line) > MOST_LINE_VERTICES:
        reason = Bilingual(
            f"线的折点超过 {MOST_LINE_VERTICES} 个：请先简化",
            f"The line has more than {MOST_LINE_VERTICES} vertices: simplify it first",
        )
        raise Refused(reason, "geometry")
    pieces = [_buffered(piece, width_km) for part in lines for piece in _pieces(part)]
    return multi(shapely.union_all(pieces))


def area_km2(shape: BaseGeometry) -> float:
    """Return the area of polygons (degrees) on the WGS84 ellipsoid, holes left out."""
    total = 0.0
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            outer = _ring_m2(part.exterior)
            total += outer - sum(_ring_m2(hole) for hole in part.interiors)
    return total / _M2_PER_KM2


def length_km(line: BaseGeometry) -> float:
    """Return the length of lines (degrees) on the WGS84 ellipsoid."""
    return float(_GEOD.geometry_length(line)) / 1000


def distance_km(one: Point, other: Point) -> float:
    """Return the geodesic distance of two points (degrees)."""
    return float(_GEOD.inv(one.x, one.y, other.x, other.y)[2]) / 1000


def _ring_m2(ring: BaseGeometry) -> float:
    lons, lats = shapely.get_coordinates(ring).T
    return abs(float(_GEOD.polygon_area_perimeter(lons, lats)[0]))


def require_somewhere(coords: ArrayLike) -> None:
    """Refuse n × 2 degrees that are no longitude and latitude; a NaN is neither.

    Raises:
        Refused: one lies outside ±180, ±90.
    """
    if not (np.abs(np.asarray(coords, float)) <= (180, 90)).all():
        reason = Bilingual(
            "经度应在 ±180、纬度应在 ±90 之间",
            "A longitude is within ±180, a latitude within ±90",
        )
        raise Refused(reason, "geometry")


def _require_width(km: float, what: Bilingual) -> None:
    if not 0 < km <= LONGEST_KM:
        reason = Bilingual(
            f"{what.zh}应大于 0、不超过 {LONGEST_KM:.0f} 公里，现为 {km:g}",
            f"{what.en} is above 0 and at most {LONGEST_KM:.0f} km, not {km:g}",
        )
        raise Refused(reason, "km")


def _pieces(line: LineString) -> Iterator[NDArray[np.float64]]:
    """Yield the line's coordinates in runs of about 60 km, each beginning where the last ended."""
    coords = _stepped(shapely.get_coordinates(line))
    _az, _back, metres = _GEOD.inv(coords[:-1, 0], coords[:-1, 1], coords[1:, 0], coords[1:, 1])
    run = np.concatenate(([0.0], np.cumsum(metres))) // (_PIECE_KM * 1000)
    for number in np.unique(run):
        held = np.flatnonzero(run == number)
        yield coords[held[0] : held[-1] + 2]


def _stepped(coords: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the vertices with others between them, no more than 5 km apart, along the map's lines.

    A straight line of longitude and latitude is no geodesic: it is followed as it was drawn.
    """
    parts: list[NDArray[np.float64]] = []
    for one, other in pairwise(coords):
        km = _GEOD.inv(*one, *other)[2] / 1000
        steps = max(1, int(np.ceil(km / _STEP_KM)))
        parts.append(one + np.linspace(0, 1, steps, endpoint=False)[:, None] * (other - one))
    return np.concatenate((*parts, coords[-1:]))


def _buffered(coords: NDArray[np.float64], width_km: float) -> BaseGeometry:
    """Return the buffer of a short run, made in azimuthal equidistant metres around its middle."""
    middle = coords[len(coords) // 2]
    local = _to_local(coords, middle)
    run = LineString(local) if len(local) > 1 else Point(local[0])
    wide = run.buffer(width_km * 1000, quad_segs=_QUARTER_CORNERS)
    return shapely.transform(wide, lambda metres: _from_local(metres, middle))


def _to_local(coords: NDArray[np.float64], middle: NDArray[np.float64]) -> NDArray[np.float64]:
    ones = np.ones(len(coords))
    bearing, _back, metres = _GEOD.inv(ones * middle[0], ones * middle[1], *coords.T)
    angle = np.radians(bearing)
    return np.column_stack((metres * np.sin(angle), metres * np.cos(angle)))


def _from_local(metres: NDArray[np.float64], middle: NDArray[np.float64]) -> NDArray[np.float64]:
    ones = np.ones(len(metres))
    bearing = np.degrees(np.arctan2(metres[:, 0], metres[:, 1]))
    far = np.hypot(metres[:, 0], metres[:, 1])
    lons, lats, _back = _GEOD.fwd(ones * middle[0], ones * middle[1], bearing, far)
    return np.column_stack((lons, lats))
