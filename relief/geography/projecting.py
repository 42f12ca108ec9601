"""The port for metric zones: what turns degrees into easting and northing, and back."""

from typing import Protocol

from relief.geography.map_offsets import Points


class Projector(Protocol):
    """Projects points of CGCS2000 with the grid of an EPSG code."""

    def __call__(self, points: Points, *, epsg: int, inverse: bool) -> Points:
        """Return points (n × 2): degrees to easting, northing in metres; `inverse` the other way.

        A point outside what the grid can hold becomes infinite.
        """
