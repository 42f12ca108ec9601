"""Under this footprint: the same rows in SQL and in bulk, on both databases, as by brute force."""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from sqlalchemy import delete, select

from relief.geography.place_loading import load_places
from relief.geography.rows import NewBoundary, NewDivision, NewPlace
from relief.geography.service import load_boundaries, load_divisions
from relief.geography.tables import Boundary, Place
from relief.geography.under import ranks_under, under

TOWN = "622927101000"


@dataclass(frozen=True)
class Zone:
    rank: int
    geometry: BaseGeometry


corners = st.tuples(st.integers(-20, 20), st.integers(-20, 20), st.integers(1, 15))
boxes = corners.map(lambda c: box(c[0] / 4, c[1] / 4, (c[0] + c[2]) / 4, (c[1] + c[2]) / 4))
triangles = st.tuples(corners, st.integers(1, 9)).map(
    lambda t: Polygon(
        [
            (t[0][0] / 4, t[0][1] / 4),
            ((t[0][0] + t[0][2]) / 4, t[0][1] / 4),
            (t[0][0] / 4, (t[0][1] + t[1]) / 4),
        ]
    )
)
zones = st.lists(st.one_of(boxes, triangles), max_size=5).map(
    lambda shapes: [Zone(rank, shape) for rank, shape in enumerate(shapes, 5)]
)
# A grid of quarters hits edges and corners often.
points = st.lists(st.tuples(st.integers(-24, 24), st.integers(-24, 24)), max_size=25)


def place(number, point, town=TOWN):
    return NewPlace(f"p{number}", "village", "村", town, point, "surveyed", "test", generated=False)


def brute(zones, shapes):
    found = {}
    for key, shape in shapes.items():
        hit = [zone.rank for zone in zones if zone.geometry.intersects(shape)]
        if hit:
            found[key] = max(hit)
    return found


def by_sql(session, column, key, zones):
    asked = under(column, zones, dialect=session.get_bind().dialect.name)
    return dict(session.execute(select(key, asked.rank).where(asked.condition)).all())


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(zones=zones, points=points)
def test_points_under_zones_are_those_of_brute_force_and_the_highest_wins(session, zones, points):
    before = session.begin_nested()  # each case begins without the places of the one before
    load_divisions(session, [NewDivision(TOWN, "镇", "zhen", "z")])
    shapes = {f"p{n}": Point(x / 4, y / 4) for n, (x, y) in enumerate(points)}
    load_places(session, [place(key[1:], shape) for key, shape in shapes.items()])
    wanted = brute(zones, shapes)
    assert ranks_under(session, Place.geometry, zones, key=Place.id) == wanted
    assert by_sql(session, Place.geometry, Place.id, zones) == wanted
    before.rollback()


@settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(zones=zones, areas=st.lists(boxes, max_size=6))
def test_polygons_under_zones_are_those_of_brute_force(session, zones, areas):
    session.execute(delete(Boundary))
    shapes = {f"62292{n}000000": MultiPolygon([shape]) for n, shape in enumerate(areas)}
    load_boundaries(session, [NewBoundary(c, "县", "t", shape) for c, shape in shapes.items()])
    wanted = brute(zones, shapes)
    assert ranks_under(session, Boundary.geometry, zones, key=Boundary.division_code) == wanted
    assert by_sql(session, Boundary.geometry, Boundary.division_code, zones) == wanted


def test_further_conditions_narrow_the_rows(session):
    load_divisions(session, [NewDivision(TOWN, "镇", "zhen", "z")])
    load_places(session, [place(1, Point(0, 0)), place(2, Point(0.5, 0.5)), place(3, Point(9, 9))])
    zone = [Zone(7, box(-1, -1, 1, 1))]
    only = [Place.id != "p1"]
    assert ranks_under(session, Place.geometry, zone, key=Place.id, where=only) == {"p2": 7}


@pytest.mark.parametrize("shapes", [[], [Zone(7, Polygon())]])
def test_no_zone_and_an_empty_zone_cover_nothing(session, shapes):
    load_divisions(session, [NewDivision(TOWN, "镇", "zhen", "z")])
    load_places(session, [place(1, Point(0, 0))])
    assert ranks_under(session, Place.geometry, shapes, key=Place.id) == {}
    assert by_sql(session, Place.geometry, Place.id, shapes) == {}


def test_zones_far_apart_are_fetched_box_by_box(session):
    load_divisions(session, [NewDivision(TOWN, "镇", "zhen", "z")])
    load_places(session, [place(n, Point(n, 0)) for n in range(10)])
    zone = [Zone(6, box(0, -1, 1, 1)), Zone(8, box(8, -1, 9, 1))]
    found = ranks_under(session, Place.geometry, zone, key=Place.id)
    assert found == {"p0": 6, "p1": 6, "p8": 8, "p9": 8}
