"""Metric zones through PROJ, loaded the first time one is met (20 MB a desk may never need)."""

from functools import lru_cache
from typing import TYPE_CHECKING

from relief.geography.map_offsets import Points

if TYPE_CHECKING:
    from pyproj import Transformer

_DEGREES = 4490  # CGCS2000


def project(points: Points, *, epsg: int, inverse: bool) -> Points:
    """Return points (n × 2): degrees CGCS2000 to the grid's easting, northing, or the other way."""
    import numpy as np
    from pyproj.enums import TransformDirection

    way = TransformDirection.INVERSE if inverse else TransformDirection.FORWARD
    east, north = _transformer(epsg).transform(points[:, 0], points[:, 1], direction=way)
    return np.column_stack((east, north))


@lru_cache(maxsize=64)
def _transformer(epsg: int) -> "Transformer":
    from pyproj import Transformer

    return Transformer.from_crs(_DEGREES, epsg, always_xy=True)
