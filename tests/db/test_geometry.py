import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box
from sqlalchemy import select, text, update

from relief.db.geometry import intersects, within_bbox
from relief.db.geopackage import from_blob, to_blob
from relief.geography.place_loading import load_places
from relief.geography.rows import NewBoundary, NewDivision, NewPlace
from relief.geography.service import load_boundaries, load_divisions
from relief.geography.tables import Boundary, Place

CODE = "622927101000"
degrees = st.floats(-180, 180, allow_nan=False)


@given(degrees, st.floats(-90, 90))
def test_a_point_comes_back_from_its_blob(lon, lat):
    assert from_blob(to_blob(Point(lon, lat))) == Point(lon, lat)


def test_a_polygon_and_an_empty_one_come_back_from_their_blobs():
    assert from_blob(to_blob(MultiPolygon([box(1, 2, 3, 4)]))) == MultiPolygon([box(1, 2, 3, 4)])
    assert from_blob(to_blob(Polygon())).is_empty
    with pytest.raises(ValueError):
        from_blob(b"no geometry at all")


@pytest.fixture
def grid(session):
    """A hundred points a tenth of a degree apart."""
    load_divisions(session, [NewDivision(CODE, "大河家镇", "dahejiazhen", "dhjz")])
    load_places(
        session,
        [
            NewPlace(
                f"{x}-{y}",
                "village",
                "村",
                CODE,
                Point(102 + x / 10, 35 + y / 10),
                "indicative",
                "demo",
                generated=True,
            )
            for x in range(10)
            for y in range(10)
        ],
    )
    return session


def found(session, condition):
    return set(session.scalars(select(Place.id).where(condition)))


def dialect(session):
    return session.get_bind().dialect.name


def test_a_box_finds_the_points_in_it(grid):
    near = within_bbox(Place.geometry, (101.95, 34.95, 102.15, 35.05), dialect=dialect(grid))
    assert found(grid, near) == {"0-0", "1-0"}


def test_a_shape_finds_only_what_it_meets_not_its_whole_box(grid):
    triangle = Polygon([(101.95, 34.95), (102.2, 34.95), (101.95, 35.2)])
    meets = intersects(Place.geometry, triangle, dialect=dialect(grid))
    assert found(grid, meets) == {"0-0", "0-1", "1-0"}  # and not 1-1, which is in its box


def test_the_condition_can_be_negated_and_joined(grid):
    near = within_bbox(Place.geometry, (101.95, 34.95, 102.95, 35.05), dialect=dialect(grid))
    assert len(found(grid, ~near)) == 90
    assert found(grid, near & (Place.id == "0-0")) == {"0-0"}


def test_the_index_follows_updates_replacements_and_deletions(grid):
    moved = (110.0, 30.0, 112.0, 32.0)
    grid.execute(update(Place).where(Place.id == "0-0").values(geometry=Point(111, 31)))
    place = NewPlace(
        "0-1", "village", "村", CODE, Point(111, 31), "indicative", "demo", generated=True
    )
    load_places(grid, [place])
    near = within_bbox(Place.geometry, moved, dialect=dialect(grid))
    assert found(grid, near) == {"0-0", "0-1"}
    grid.execute(text("DELETE FROM geography_place WHERE id = '0-0'"))
    assert found(grid, near) == {"0-1"}


def test_the_box_uses_the_index(grid):
    near = within_bbox(Place.geometry, (101.95, 34.95, 102.15, 35.05), dialect=dialect(grid))
    statement = (
        select(Place.id)
        .where(near)
        .compile(grid.get_bind(), compile_kwargs={"literal_binds": True})
    )
    if dialect(grid) == "postgresql":
        grid.execute(text("SET LOCAL enable_seqscan = off"))
        plan = grid.execute(text(f"EXPLAIN {statement}"))
        assert "ix_geography_place_geometry" in " ".join(row[0] for row in plan)
    else:
        plan = grid.execute(text(f"EXPLAIN QUERY PLAN {statement}"))
        assert "VIRTUAL TABLE INDEX" in " ".join(row[3] for row in plan)


def test_a_polygon_is_kept_whole_in_degrees(session):
    shape = MultiPolygon([box(102, 35, 103, 36), box(104, 35, 105, 36)])
    load_boundaries(session, [NewBoundary("622927000000", "积石山县", "test", shape)])
    assert session.scalar(select(Boundary.geometry)).equals(shape)
    assert session.scalar(select(Boundary.level)) == "county"
