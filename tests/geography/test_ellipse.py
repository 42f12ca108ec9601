import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from relief.demo.incident import outer_isoseismal
from relief.geography.ellipse import Ellipse, destination, distance_km, ring_area_km2

WGS84 = Geod(ellps="WGS84")


def test_the_isoseismal_has_the_published_area():
    ring = list(outer_isoseismal().polygon().exterior.coords)
    expected = math.pi / 4 * 124 * 85
    assert ring_area_km2(ring) == pytest.approx(expected, rel=0.02)
    on_the_ellipsoid = abs(WGS84.polygon_area_perimeter(*zip(*ring, strict=True))[0]) / 1e6
    assert on_the_ellipsoid == pytest.approx(expected, rel=0.02)


def test_the_long_axis_runs_north_north_west():
    first = outer_isoseismal().polygon().exterior.coords[0]
    azimuth, _back, metres = WGS84.inv(102.79, 35.70, *first)
    assert azimuth % 360 == pytest.approx(337.5, abs=0.1)
    assert metres == pytest.approx(62_000, rel=0.005)


@pytest.mark.parametrize("area_km2", [331, 1845])
def test_an_inner_ellipse_takes_the_published_area(area_km2):
    ring = outer_isoseismal().scaled_to(area_km2).polygon().exterior.coords
    assert ring_area_km2(list(ring)) == pytest.approx(area_km2, rel=0.01)


@given(st.floats(75, 134), st.floats(18, 53), st.floats(0, 2 * math.pi), st.floats(0.1, 300))
def test_a_point_reached_lies_as_far_away_as_was_gone(lon, lat, bearing, km):
    reached = destination(lon, lat, bearing, km)
    assert distance_km((lon, lat), reached) == pytest.approx(km, rel=1e-6, abs=1e-6)


def test_an_ellipse_without_axes_or_area_is_refused():
    with pytest.raises(ValueError):
        Ellipse(102, 35, 0, 85, 0).polygon()
    with pytest.raises(ValueError):
        outer_isoseismal().scaled_to(0)
