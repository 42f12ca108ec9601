"""Boundaries made light for a screen: full detail where people look, coarse far away."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import shapely
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from relief.core.division_code import LEVEL_LENGTHS, Level, pad
from relief.geography.rows import BoundaryShape

Bounds = tuple[float, float, float, float]
SCREEN_DIGITS = 4
"""Decimals of a degree on the screen: 0.0001 degree is about 10 m."""
FAR_TOLERANCE_DEG = 0.05
"""Coverage simplification far from the footprint: about 5 km, under a pixel or two there."""
NEIGHBOURHOOD_DEG = 0.5


def grown(bounds: Bounds, by_deg: float = NEIGHBOURHOOD_DEG) -> Bounds:
    """Return the box (west, south, east, north) grown on every side."""
    west, south, east, north = bounds
    return west - by_deg, south - by_deg, east + by_deg, north + by_deg


def multi(shape: BaseGeometry) -> MultiPolygon:
    """Return a polygon or multipolygon as a multipolygon.

    Raises:
        ValueError: any other geometry.
    """
    if isinstance(shape, MultiPolygon):
        return shape
    if isinstance(shape, Polygon):
        return MultiPolygon([shape])
    message = f"a boundary is a polygon, not {shape.geom_type}"
    raise ValueError(message)


def lighten(
    shapes: Sequence[BoundaryShape], near: Bounds, tolerance_deg: float = FAR_TOLERANCE_DEG
) -> list[BoundaryShape]:
    """Return the shapes with those that do not touch `near` simplified, in the order given.

    The far ones are simplified as one coverage whose outer edge is kept, so that neighbours still
    share every border and no gap opens towards the near ones.
    """
    window = box(*near)
    far = [row for row in shapes if not row.geometry.intersects(window)]
    coarse = shapely.coverage_simplify(
        [row.geometry for row in far], tolerance_deg, simplify_boundary=False
    )
    lighter = {row.code: shape for row, shape in zip(far, coarse, strict=True)}
    return [replace(row, geometry=lighter.get(row.code, row.geometry)) for row in shapes]


def dissolve(shapes: Mapping[str, BaseGeometry], level: Level) -> dict[str, MultiPolygon]:
    """Return the union of adjoining polygons, given by code, by the division of `level` around."""
    groups: dict[str, list[BaseGeometry]] = {}
    for code, shape in shapes.items():
        groups.setdefault(pad(code[: LEVEL_LENGTHS[level]]), []).append(shape)
    return {
        code: multi(shapely.coverage_union_all(parts)) for code, parts in sorted(groups.items())
    }
