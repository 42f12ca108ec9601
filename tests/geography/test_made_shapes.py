"""Circles, buffers and areas against geodesics on the ellipsoid."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, Point, Polygon, box

from relief.core.errors import Refused
from relief.geography.made_shapes import (
    BUFFER_ERROR_SHARE,
    area_km2,
    circle,
    corridor,
    distance_km,
    length_km,
)

GEOD = Geod(ellps="WGS84")
lons, lats = st.floats(75, 134), st.floats(5, 53)
widths = st.floats(0.1, 300)


@settings(deadline=None)
@given(lons, lats, widths)
def test_every_corner_of_a_circle_is_its_radius_away_and_the_area_fits(lon, lat, km):
    made = circle(lon, lat, km)
    for corner in made.exterior.coords:
        assert GEOD.inv(lon, lat, *corner)[2] / 1000 == pytest.approx(km, rel=1e-6)
    assert area_km2(made) == pytest.approx(math.pi * km**2, rel=0.002)


@settings(deadline=None, max_examples=30)
@given(lons, lats, st.floats(0, 360), st.floats(20, 1500), st.floats(1, 300))
def test_a_corridors_edge_is_its_width_from_the_line(lon, lat, bearing, far_km, width):
    end = GEOD.fwd(lon, lat, bearing, far_km * 1000)[:2]
    if abs(end[0] - lon) > 90 or abs(end[1]) > 60:
        return
    line = LineString([(lon, lat), end])
    made = corridor(line, width)
    assert made.is_valid
    dense = shapely.get_coordinates(shapely.segmentize(line, line.length / 4000))
    edge = shapely.get_coordinates(made)
    for corner in edge[:: max(1, len(edge) // 25)]:
        ones = np.ones(len(dense))
        far = GEOD.inv(ones * corner[0], ones * corner[1], dense[:, 0], dense[:, 1])[2].min()
        assert far / 1000 == pytest.approx(width, rel=BUFFER_ERROR_SHARE, abs=0.02)


def test_a_straight_corridor_has_the_area_of_a_stadium():
    line = LineString([(102, 35), (103, 35)])
    wanted = 2 * 10 * length_km(line) + math.pi * 10**2
    assert area_km2(corridor(line, 10)) == pytest.approx(wanted, rel=0.005)


def test_the_area_of_a_degree_cell_is_the_ellipsoids():
    # 1° x 1° at the equator on WGS84: 12,308.78 km² (authalic latitude formula).
    assert area_km2(shapely.segmentize(box(102, 0, 103, 1), 0.01)) == pytest.approx(12308.8, 1e-4)
    holed = Polygon(box(102, 35, 103, 36).exterior, [box(102.2, 35.2, 102.4, 35.4).exterior])
    whole, hole = area_km2(box(102, 35, 103, 36)), area_km2(box(102.2, 35.2, 102.4, 35.4))
    assert area_km2(holed) == pytest.approx(whole - hole)


@pytest.mark.parametrize("km", [0, -1, 301, math.nan])
def test_a_width_out_of_bounds_is_refused(km):
    with pytest.raises(Refused):
        circle(102, 35, km)
    with pytest.raises(Refused):
        corridor(LineString([(102, 35), (103, 35)]), km)


def test_a_corridor_needs_a_line_that_is_not_endless():
    with pytest.raises(Refused, match="线"):
        corridor(Point(102, 35), 3)
    endless = LineString([(102 + n / 1e5, 35 + n % 2 / 1e5) for n in range(5_001)])
    with pytest.raises(Refused, match="5000"):
        corridor(endless, 3)


def test_distances_are_geodesic():
    assert distance_km(Point(102, 35), Point(103, 35)) == pytest.approx(91.287, abs=0.01)
