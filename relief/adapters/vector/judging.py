"""Geometries of a file, all at once: into stored coordinates, and what is wrong with each."""

from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from relief.adapters.vector.answers import EMPTY, HEIGHTS, MISSING, fault
from relief.geography.coordinates import CoordinateSystem, to_stored
from relief.geography.projecting import Projector
from relief.geography.vector import MOST_VERTICES, Fault

_HALF_TURN, _POLE = 180, 90
Judged = tuple[BaseGeometry | None, BaseGeometry | None, tuple[Fault, ...]]


def judge(
    shapes: Sequence[BaseGeometry | None], system: CoordinateSystem, project: Projector
) -> list[Judged]:
    """Return for every shape: as read in two dimensions, as stored or None, and its faults."""
    import numpy as np

    read: Any = np.empty(len(shapes), dtype=object)
    read[:] = list(shapes)
    raw = shapely.force_2d(read)
    vertices = shapely.get_num_coordinates(raw)
    usable = (vertices > 0) & (vertices <= MOST_VERTICES)
    stored: Any = np.full(len(shapes), None, dtype=object)
    stored[usable] = to_stored(raw[usable], system, project)
    west, south, east, north = shapely.bounds(stored).T
    with np.errstate(invalid="ignore"):
        inside = (west >= -_HALF_TURN) & (east <= _HALF_TURN)
        inside &= (south >= -_POLE) & (north <= _POLE)
        whole = east - west <= _HALF_TURN
    sound = shapely.is_valid(stored)
    heights = shapely.has_z(read)
    stored[~inside] = None
    answers: list[Judged] = []
    for place, shape in enumerate(raw):
        found = _fault(shape, stored[place], int(vertices[place]), system)
        if found is None and not whole[place]:
            found = _ANTIMERIDIAN
        elif found is None and not sound[place]:
            found = _crossing(stored[place])
        notes = (HEIGHTS,) if heights[place] else ()
        answers.append((shape, stored[place], (found, *notes) if found else notes))
    return answers


def _fault(
    raw: BaseGeometry | None, stored: BaseGeometry | None, vertices: int, system: CoordinateSystem
) -> Fault | None:
    if raw is None:
        return MISSING
    if not vertices:
        return EMPTY
    if vertices > MOST_VERTICES:
        return _too_detailed(vertices)
    return _out_of_range(raw, system) if stored is None else None


_ANTIMERIDIAN = fault(
    "antimeridian",
    "图形跨越 180° 经线，请在该经线处分成两部分",
    "The shape crosses the antimeridian: split it there",
)


def _too_detailed(vertices: int) -> Fault:
    return fault(
        "vertices",
        f"图形有 {vertices:,} 个顶点，最多 {MOST_VERTICES:,} 个，请先简化",
        f"The shape has {vertices:,} vertices, at most {MOST_VERTICES:,}: simplify it first",
    )


def _crossing(shape: BaseGeometry) -> Fault:
    why = shapely.is_valid_reason(shape)
    return fault("invalid", f"图形自相交或不合规（{why}）", f"The shape is not valid ({why})")


def _out_of_range(shape: BaseGeometry, system: CoordinateSystem) -> Fault:
    lon, lat = shapely.get_coordinates(shape)[0]
    said = f"{lon:.10g}, {lat:.10g}"
    zh = f"坐标 {said} 不在“{system.name.zh}”的范围内"
    en = f"The coordinates {said} lie outside “{system.name.en}”"
    if system.family == "zone":
        zh += "；请核对带号和东、北坐标的次序（东在前）"
        en += "; look at the zone and the order (easting first)"
    elif abs(lon) <= _POLE and abs(lat) <= _HALF_TURN:
        zh += "；经度、纬度可能颠倒了"
        en += "; longitude and latitude may be swapped"
    return fault("range", zh, en)
