"""An isoseismal drawn as an ellipse on the sphere: centre, axes in km, azimuth of the long axis."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry import Polygon

EARTH_RADIUS_KM = 6371.0088
"""Mean radius R1 of the ellipsoid (IUGG, WGS84)."""
_CORNERS = 180
_FULL_TURN = 360
_FLAT = 180


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse around a point.

    Fields:
        lon, lat: centre in degrees, WGS84.
        long_axis_km, short_axis_km: whole axes (not half axes), above 0.
        azimuth_deg: direction of the long axis, clockwise from north.
    """

    lon: float
    lat: float
    long_axis_km: float
    short_axis_km: float
    azimuth_deg: float

    @property
    def area_km2(self) -> float:
        """Return pi/4 times both axes."""
        return math.pi / 4 * self.long_axis_km * self.short_axis_km

    def scaled_to(self, area_km2: float) -> "Ellipse":
        """Return the ellipse of the same centre, shape and direction with the area given.

        Raises:
            ValueError: the area is not above 0.
        """
        if area_km2 <= 0:
            message = "an ellipse has an area above 0"
            raise ValueError(message)
        scale = math.sqrt(area_km2 / self.area_km2)
        return Ellipse(
            self.lon,
            self.lat,
            self.long_axis_km * scale,
            self.short_axis_km * scale,
            self.azimuth_deg,
        )

    def polygon(self, corners: int = _CORNERS) -> Polygon:
        """Return the ellipse as a polygon in longitude and latitude with `corners` vertices.

        Raises:
            ValueError: an axis is not above 0, or fewer than 8 corners.
        """
        least = 8
        if min(self.long_axis_km, self.short_axis_km) <= 0 or corners < least:
            message = "an ellipse has axes above 0 and at least 8 corners"
            raise ValueError(message)
        return Polygon([self._corner(step / corners * math.tau) for step in range(corners)])

    def _corner(self, angle: float) -> tuple[float, float]:
        along = self.long_axis_km / 2 * math.cos(angle)
        across = self.short_axis_km / 2 * math.sin(angle)
        bearing = math.radians(self.azimuth_deg) + math.atan2(across, along)
        return destination(self.lon, self.lat, bearing, math.hypot(along, across))


def destination(
    lon: float, lat: float, bearing_rad: float, distance_km: float
) -> tuple[float, float]:
    """Return the point (longitude, latitude, degrees) reached along a great circle."""
    angle = distance_km / EARTH_RADIUS_KM
    north, east = math.radians(lat), math.radians(lon)
    reached = math.asin(
        math.sin(north) * math.cos(angle)
        + math.cos(north) * math.sin(angle) * math.cos(bearing_rad)
    )
    turned = math.atan2(
        math.sin(bearing_rad) * math.sin(angle) * math.cos(north),
        math.cos(angle) - math.sin(north) * math.sin(reached),
    )
    turn = (math.degrees(east + turned) + _FLAT) % _FULL_TURN - _FLAT
    return turn, math.degrees(reached)


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance of two points (longitude, latitude, degrees)."""
    (lon, lat), (lon2, lat2) = one, other
    north, north2 = math.radians(lat), math.radians(lat2)
    half = (
        math.sin((north2 - north) / 2) ** 2
        + math.cos(north) * math.cos(north2) * math.sin(math.radians(lon2 - lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def ring_area_km2(ring: Sequence[tuple[float, float]]) -> float:
    """Return the area within a closed ring of longitudes and latitudes (degrees) on the sphere.

    Source: Chamberlain and Duquette, JPL 07-03, equation for a polygon on a sphere; good to 0.5 %
    of the ellipsoid.
    """
    total = 0.0
    for (lon, lat), (lon2, lat2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        turn = math.radians(lon2 - lon)
        total += turn * (2 + math.sin(math.radians(lat)) + math.sin(math.radians(lat2)))
    return abs(total) / 2 * EARTH_RADIUS_KM**2
