"""Indicative positions (示意坐标) for many divisions: inside their area, the same each time.

What is thrown for a division hangs on its code alone, so a second run, another machine or another
order of the rows gives the same point.
"""

from collections.abc import Callable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Degrees = NDArray[np.float64]
_Throw = Callable[[NDArray[np.intp], int], Degrees]
_TRIES = 60
_LEAST_KM = 0.4
_KM_A_DEGREE = 111.2
_DIGITS = 5
_GOLDEN = 0x9E3779B97F4A7C15
_WRAP = 1 << 64


def throw_inside(codes: Sequence[str], area: BaseGeometry) -> Degrees:
    """Return a point inside the area for each code, n × 2 in degrees."""
    west, south, east, north = area.bounds

    def thrown(at: NDArray[np.intp], attempt: int) -> Degrees:
        dice = _dice(codes, at, attempt)
        return np.column_stack((west + dice[0] * (east - west), south + dice[1] * (north - south)))

    return _kept_inside(len(codes), area, thrown)


def throw_near(
    codes: Sequence[str], centres: Degrees, area: BaseGeometry, within_km: float
) -> Degrees:
    """Return a point inside the area for each code, near its centre (n × 2, degrees) where it can.

    The circle closes in on the centre, so that a seat at the area's edge succeeds too; a code whose
    centre lies outside and far away gets a point in the middle of the area.
    """

    def thrown(at: NDArray[np.intp], attempt: int) -> Degrees:
        dice = _dice(codes, at, attempt)
        reach = within_km * (1 - attempt / _TRIES)
        away = np.maximum(_LEAST_KM, reach * np.sqrt(dice[0])) / _KM_A_DEGREE
        turn = dice[1] * 2 * np.pi
        lon, lat = centres[at, 0], centres[at, 1]
        east = away * np.sin(turn) / np.cos(np.radians(lat))
        return np.column_stack((lon + east, lat + away * np.cos(turn)))

    return _kept_inside(len(codes), area, thrown)


def _kept_inside(count: int, area: BaseGeometry, thrown: _Throw) -> Degrees:
    shapely.prepare(area)
    middle = area.representative_point()
    found = np.tile((middle.x, middle.y), (count, 1))
    open_rows = np.arange(count)
    for attempt in range(_TRIES):
        if not len(open_rows):
            break
        points = np.round(thrown(open_rows, attempt), _DIGITS)
        inside = shapely.contains_xy(area, points[:, 0], points[:, 1])
        found[open_rows[inside]] = points[inside]
        open_rows = open_rows[~inside]
    return found


def _dice(codes: Sequence[str], at: NDArray[np.intp], attempt: int) -> tuple[Degrees, Degrees]:
    numbers = np.array([int(codes[n]) for n in at], dtype=np.uint64)
    first = _mixed(numbers + np.uint64(_GOLDEN * (2 * attempt + 1) % _WRAP))
    return _unit(first), _unit(_mixed(first + np.uint64(_GOLDEN)))


def _mixed(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    # splitmix64 (Steele, Lea, Flood 2014): every digit of the code moves every bit.
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def _unit(state: NDArray[np.uint64]) -> Degrees:
    return (state >> np.uint64(11)).astype(np.float64) / float(1 << 53)
