"""GCJ-02 and BD-09: longitude and latitude as China's map makers move them, and back again.

Published formulas, in whole arrays. Outside the box in which the map makers move points nothing
changes. There and back again is far below a centimetre: the way back looks for the point that the
way there brings here, by iteration.

Source: the formulas as collected in PRCoords (Mingye Wang, CC0, github.com/Artoria2e5/PRCoords),
which is the oracle of the tests; it works point by point, a nation of villages needs arrays.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""n × 2: longitude (or easting) before latitude (or northing)."""

_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_AXIS_M, _ECCENTRICITY2 = 6378245.0, 0.00669342162296594323  # Krasovsky 1940
_BAIDU_LON, _BAIDU_LAT = 0.0065, 0.0060
_ROUNDS = 8
_CLOSE_DEG = 1e-12


def to_offset(points: Points, *, baidu: bool) -> Points:
    """Return WGS84 points (n × 2, degrees) as GCJ-02, or as BD-09 with `baidu`."""
    moved = _way(baidu=baidu)(points)
    return np.where(_inside(points), moved, points)


def from_offset(points: Points, *, baidu: bool) -> Points:
    """Return GCJ-02 points, or BD-09 ones with `baidu` (n × 2, degrees), as WGS84."""
    forward = _way(baidu=baidu)
    found = points.copy()
    for _round in range(_ROUNDS):
        off = forward(found) - points
        found = found - off
        if not off.size or np.nanmax(np.abs(off), initial=0.0) < _CLOSE_DEG:
            break
    # Who lies outside the box before and after was never moved.
    return np.where(_inside(found) | _inside(points), found, points)


def _way(*, baidu: bool) -> Callable[[Points], Points]:
    return (lambda points: _baidu(_gcj(points))) if baidu else _gcj


def _inside(points: Points) -> npt.NDArray[np.bool_]:
    lon, lat = points[:, 0], points[:, 1]
    inside: npt.NDArray[np.bool_] = (
        (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    )
    return inside[:, None]


def _gcj(points: Points) -> Points:
    lon, lat = points[:, 0], points[:, 1]
    x, y = lon - 105.0, lat - 35.0
    pi = np.pi
    shared = 2 * np.sin(6 * x * pi) + 2 * np.sin(2 * x * pi)
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north_m += (20 / 3) * (
        shared
        + 2 * np.sin(y * pi)
        + 4 * np.sin(y / 3 * pi)
        + 16 * np.sin(y / 12 * pi)
        + 32 * np.sin(y / 30 * pi)
    )
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east_m += (20 / 3) * (
        shared
        + 2 * np.sin(x * pi)
        + 4 * np.sin(x / 3 * pi)
        + 15 * np.sin(x / 12 * pi)
        + 30 * np.sin(x / 30 * pi)
    )
    north = np.radians(lat)
    curve = 1 - _ECCENTRICITY2 * np.sin(north) ** 2
    degree_north_m = np.radians(_AXIS_M * (1 - _ECCENTRICITY2)) / curve**1.5
    degree_east_m = np.radians(_AXIS_M) * np.cos(north) / np.sqrt(curve)
    return np.column_stack((lon + east_m / degree_east_m, lat + north_m / degree_north_m))


def _baidu(points: Points) -> Points:
    x, y = points[:, 0], points[:, 1]
    far = np.hypot(x, y) + 0.00002 * np.sin(np.radians(y) * 3000)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(np.radians(x) * 3000)
    return np.column_stack((far * np.cos(angle) + _BAIDU_LON, far * np.sin(angle) + _BAIDU_LAT))
