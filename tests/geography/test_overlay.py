"""Law 13 as a rule: the list, then the smallest division whose position is real, else open."""

from dataclasses import dataclass
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select

from relief.geography.overlay import OPEN, Known, Verdict, cut, decide, judge
from relief.geography.overlay_queries import Zones, overlay, places_under
from relief.geography.place_loading import FACTS, load_places, write_facts
from relief.geography.rows import Listing, NewBoundary, NewDivision, NewPlace
from relief.geography.service import load_boundaries, load_divisions
from relief.geography.tables import Place
from tests.make import NIGHT, stamp

VILLAGE, TOWN, COUNTY = "622927101201", "622927101000", "622927000000"
OTHER, OTHER_TOWN = "630222103201", "630222103000"
NOTHING = Known({}, {})
ranks = st.one_of(st.none(), st.integers(5, 9))


@dataclass(frozen=True)
class Zone:
    rank: int
    geometry: BaseGeometry


@given(st.integers(5, 9), ranks, ranks, ranks)
def test_the_list_outranks_every_position(named, village, town, county):
    known = Known({VILLAGE: village, TOWN: town}, {COUNTY: county})
    for listed in (VILLAGE, TOWN, COUNTY):
        assert decide(VILLAGE, {listed: named}, known) == Verdict(named, "listed")


@given(ranks, ranks, ranks)
def test_the_smallest_division_with_a_real_position_decides(village, town, county):
    points = {VILLAGE: village, TOWN: town}
    assert decide(VILLAGE, {}, Known(points, {COUNTY: county})) == Verdict(village, "village")
    points.pop(VILLAGE)
    assert decide(VILLAGE, {}, Known(points, {COUNTY: county})) == Verdict(town, "township")
    assert decide(VILLAGE, {}, Known({}, {COUNTY: county})) == Verdict(county, "county")
    assert decide(VILLAGE, {}, NOTHING) == OPEN


def test_a_county_is_whole_cut_or_outside():
    zones = [Zone(6, box(0, 0, 10, 10)), Zone(8, box(4, 4, 6, 6))]
    counties = {
        "whole": box(1, 1, 2, 2),
        "inner": box(4.5, 4.5, 5, 5),
        "two zones": box(3, 3, 5, 5),
        "cut": box(9, 9, 11, 11),
        "outside": box(20, 20, 21, 21),
    }
    assert cut(counties, zones) == {"whole": 6, "inner": 8, "outside": None}


def test_rings_and_nested_zones_cut_a_county_alike():
    inner, outer = box(4, 4, 6, 6), box(0, 0, 10, 10)
    ring = outer.difference(inner)
    counties = {"a": box(1, 1, 2, 2), "b": box(4.5, 4.5, 5, 5), "c": box(3, 3, 5, 5)}
    nested = cut(counties, [Zone(6, outer), Zone(8, inner)])
    assert cut(counties, [Zone(6, ring), Zone(8, inner)]) == nested


def test_an_estimate_is_given_beside_and_leaves_the_sure_answer_open():
    every = Known({VILLAGE: 7}, {})
    (row,) = judge([(VILLAGE, "村")], {}, NOTHING, every)
    assert (row.sure, row.estimate.rank) == (OPEN, 7)


def land(session, *, quality="surveyed"):
    names = {
        VILLAGE: "大河村",
        TOWN: "大河家镇",
        COUNTY: "积石山县",
        OTHER: "官亭村",
        OTHER_TOWN: "官亭镇",
    }
    load_divisions(session, [NewDivision(c, name, "x", "x") for c, name in names.items()])
    square = NewBoundary(COUNTY, "积石山县", "test", box(102, 35, 103, 36))
    east = NewBoundary("630222000000", "民和县", "test", box(103, 35, 104, 36))
    load_boundaries(session, [square, east])
    load_places(
        session,
        [
            NewPlace(
                "v", "village", "村", VILLAGE, Point(102.2, 35.5), quality, "t", generated=False
            ),
            NewPlace("d", "depot", "库", COUNTY, Point(102.3, 35.5), quality, "t", generated=False),
        ],
    )


def asked(session, zones, listed=(), published=True):
    return overlay(session, Zones(zones if published else (), zones, listed))


def test_villages_of_every_county_touched_are_judged_beyond_those_of_the_incident(session):
    land(session)
    found = asked(session, [Zone(7, box(102.1, 35.4, 103.5, 35.6))])
    assert {row.code: row.sure for row in found.villages} == {
        VILLAGE: Verdict(7, "village"),
        OTHER: OPEN,  # its county is cut and it has no position
    }
    whole = asked(session, [Zone(7, box(101, 34, 105, 37))])
    assert {row.code: row.sure.basis for row in whole.villages}[OTHER] == "county"


def test_an_indicative_position_decides_nothing(session):
    land(session, quality="indicative")
    zone = [Zone(7, box(102.1, 35.4, 102.5, 35.6))]
    found = asked(session, zone)
    assert [row.sure for row in found.villages] == [OPEN]
    (depot,) = places_under(session, Zones(zone, zone, ()), found, ("depot",))
    assert depot.sure == OPEN


def test_a_depot_is_under_by_its_own_point_or_by_the_list(session):
    land(session)
    zone = [Zone(7, box(102.1, 35.4, 102.5, 35.6))]
    found = asked(session, zone)
    (depot,) = places_under(session, Zones(zone, zone, ()), found, ("depot",))
    assert depot.sure == Verdict(7, "village")
    named = (Listing(COUNTY, 8, "积石山", "E3"),)
    found = asked(session, zone, named)
    assert [row.sure for row in found.villages] == [Verdict(8, "listed")]
    (depot,) = places_under(session, Zones(zone, zone, named), found, ("depot",))
    assert depot.sure == Verdict(8, "listed")


def test_without_zones_only_what_is_named_is_judged(session):
    land(session)
    found = asked(session, [], (Listing(OTHER_TOWN, 7, "官亭镇", "E3"),))
    assert [(row.code, row.sure.rank) for row in found.villages] == [(OTHER, 7)]
    assert asked(session, []).villages == ()


def test_wound_back_a_place_stands_where_it_was_known_to_stand(session):
    land(session)  # set-up: known at every hour
    zone = [Zone(7, box(102.1, 35.4, 102.5, 35.6))]
    away = NewPlace(
        "v", "village", "村", VILLAGE, Point(102.9, 35.5), "surveyed", "gps", generated=False
    )
    new = NewPlace(
        "s", "site", "点", VILLAGE, Point(102.2, 35.5), "surveyed", "gps", generated=False
    )
    load_places(session, [away, new], stamp(at=NIGHT))

    def then(at):
        zones = Zones(zone, zone, (), at)
        found = overlay(session, zones)
        sites = places_under(session, zones, found, ("site",))
        return [row.sure.rank for row in found.villages], [held.place.id for held in sites]

    assert then(NIGHT - timedelta(hours=1)) == ([7], [])
    assert then(NIGHT) == then(None)
    assert then(None)[0] == [None]


def test_a_place_that_ended_since_still_stood_then(session):
    land(session)
    zone = [Zone(7, box(102.1, 35.4, 102.5, 35.6))]
    first = Zones(zone, zone, ())
    depot = session.scalar(select(Place).where(Place.id == "d"))
    facts = {name: getattr(depot, name) for name in (*FACTS, "surveyed_on", "entry_id")}
    ended = facts | {"ended_on": NIGHT.date()}
    write_facts(session, stamp(at=NIGHT), [("d", ended)], {"d": facts | {"ended_on": None}})
    now = places_under(session, first, overlay(session, first), ("depot",))
    back = Zones(zone, zone, (), NIGHT - timedelta(minutes=1))
    held = places_under(session, back, overlay(session, back), ("depot",))
    assert (now, [row.sure.rank for row in held]) == ([], [7])
