"""Coordinates: declared, never guessed; there and back again within a centimetre."""

import math
import subprocess
import sys

import numpy as np
import prcoords
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod
from shapely.geometry import LineString, MultiPolygon, Point, box

from relief.adapters.projection import project
from relief.core.errors import Refused
from relief.geography.coordinates import (
    BD09,
    CGCS2000,
    GCJ02,
    SYSTEMS,
    WGS84,
    declared,
    from_stored,
    to_stored,
)

GEOD = Geod(ellps="GRS80")
CENTIMETRE_M = 0.01
LON, LAT = st.floats(73.4, 135.1), st.floats(3.8, 53.6)  # China from Zengmu to Mohe
ZONES = [system for system in SYSTEMS.values() if system.is_metric]


def metres(one: Point, other: Point) -> float:
    return GEOD.inv(one.x, one.y, other.x, other.y)[2]


@settings(max_examples=400)
@given(LON, LAT, st.sampled_from([GCJ02, BD09]))
def test_a_map_makers_point_comes_back_within_a_centimetre(lon, lat, system):
    here = Point(lon, lat)
    moved = from_stored(here, system, project)
    assert 50 < metres(here, moved) < 2500
    assert metres(here, to_stored(moved, system, project)) < CENTIMETRE_M
    inward = to_stored(here, system, project)
    assert metres(here, from_stored(inward, system, project)) < CENTIMETRE_M


@settings(max_examples=200)
@given(LON, LAT)
def test_the_formulas_are_those_that_are_published(lon, lat):
    here = Point(lon, lat)
    known = prcoords.wgs_gcj((lat, lon))
    assert metres(from_stored(here, GCJ02, project), Point(known.lon, known.lat)) < 1e-4
    known = prcoords.wgs_bd((lat, lon))
    assert metres(from_stored(here, BD09, project), Point(known.lon, known.lat)) < 1e-4


@given(
    st.one_of(
        st.tuples(st.floats(-180, 71), st.floats(-89, 89)),
        st.tuples(st.floats(139, 180), st.floats(-89, 89)),
        st.tuples(st.floats(-180, 180), st.floats(57, 89)),
        st.tuples(st.floats(-180, 180), st.floats(-89, 0)),
    ),
    st.sampled_from([GCJ02, BD09]),
)
def test_outside_china_nothing_moves(place, system):
    here = Point(*place)
    assert from_stored(here, system, project) == here
    assert to_stored(here, system, project) == here


@settings(max_examples=300)
@given(st.sampled_from(ZONES), st.floats(-1.5, 1.5), st.floats(3.8, 53.6))
def test_a_zones_point_comes_back_and_carries_its_number(zone, beside, lat):
    here = Point(3 * zone.zone + beside, lat)
    there = from_stored(here, zone, project)
    millions = zone.zone if zone.numbered else 0
    assert there.x // 1_000_000 == millions
    assert metres(here, to_stored(there, zone, project)) < CENTIMETRE_M


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.key)
def test_every_zone_is_the_one_its_epsg_code_names(zone):
    grid = CRS.from_epsg(zone.epsg)
    kind = f"zone {zone.zone}" if zone.numbered else f"CM {3 * zone.zone}E"
    assert grid.name == f"CGCS2000 / 3-degree Gauss-Kruger {kind}"
    told = {p.name: p.value for p in grid.coordinate_operation.params}
    assert told["Longitude of natural origin"] == 3 * zone.zone


def test_there_are_42_zones_and_four_others():
    assert len(ZONES) == 42
    assert {s.key for s in SYSTEMS.values() if not s.is_metric} == {
        "EPSG:4326",
        "EPSG:4490",
        "GCJ-02",
        "BD-09",
    }


def test_a_grid_point_is_where_the_survey_says():
    # The central meridian at the equator: false easting 500 km behind the zone's number.
    zone = SYSTEMS["EPSG:4522"]
    assert zone.zone == 34
    there = from_stored(Point(102, 0), zone, project)
    assert (there.x, there.y) == pytest.approx((34_500_000, 0), abs=1e-6)


@pytest.mark.parametrize("system", [WGS84, CGCS2000, GCJ02, BD09, SYSTEMS["EPSG:4523"]])
def test_any_geometry_goes_there_and_back_and_loses_its_heights(system):
    shapes = np.array(
        [
            Point(105, 35, 1800),
            LineString([(104, 35), (105, 36)]),
            MultiPolygon([box(104, 35, 104.5, 35.5), box(105, 36, 106, 37)]),
            Point(),
            None,
        ],
        dtype=object,
    )
    back = to_stored(from_stored(shapes, system, project), system, project)
    assert not shapely.has_z(back[0])
    assert back[3].is_empty
    assert back[4] is None
    for before, after in zip(shapes[:3], back[:3], strict=True):
        assert shapely.hausdorff_distance(shapely.force_2d(before), after) < 1e-7


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("EPSG:4490", "EPSG:4490"),
        ("4523", "EPSG:4523"),
        ("wgs84", "EPSG:4326"),
        ("WGS 84", "EPSG:4326"),
        ("CRS84", "EPSG:4326"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("urn:ogc:def:crs:EPSG::4490", "EPSG:4490"),
        ("http://www.opengis.net/def/crs/EPSG/0/4490", "EPSG:4490"),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "EPSG:4326"),
        ("cgcs2000", "EPSG:4490"),
        ("gcj02", "GCJ-02"),
        ("GCJ-02", "GCJ-02"),
        ("bd09", "BD-09"),
    ],
)
def test_a_system_is_found_by_the_names_people_give_it(said, key):
    assert declared(said).key == key


@pytest.mark.parametrize("said", ["EPSG:3857", "EPSG:2334", "EPSG:4214", "xian80", "4512", "4555"])
def test_a_system_the_desk_does_not_know_is_refused_by_name(said):
    with pytest.raises(Refused) as refused:
        declared(said)
    assert said in refused.value.reason.zh
    assert "EPSG:4490" in refused.value.reason.zh


@pytest.mark.parametrize("said", ["", "  "])
def test_a_missing_declaration_is_refused_and_never_guessed(said):
    with pytest.raises(Refused) as refused:
        declared(said)
    assert "不猜测" in refused.value.reason.zh
    assert "never" in refused.value.reason.en


def test_a_million_points_move_in_seconds():
    grid = np.stack(np.meshgrid(np.linspace(74, 134, 1000), np.linspace(18, 53, 1000)), -1)
    cloud = shapely.points(grid.reshape(-1, 2))
    back = to_stored(from_stored(cloud, BD09, project), BD09, project)
    off = np.abs(shapely.get_coordinates(back) - shapely.get_coordinates(cloud))
    assert off.max() * 111_320 < CENTIMETRE_M
    assert not math.isnan(off.max())


def test_the_zones_library_waits_until_a_zone_is_met():
    code = (
        "import sys, relief.bootstrap, relief.geography.coordinates; print('pyproj' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
