from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, box

from relief.core.division_code import chain, pad
from relief.geography.footprint_queries import zones_of
from relief.geography.footprints import load_footprint
from relief.geography.place_loading import load_places
from relief.geography.rows import Listing, NewDivision, NewFootprint, NewPlace, NewZone, ZoneRow
from relief.geography.service import load_divisions
from relief.geography.zones import UNKNOWN, highest_listed, zone_of
from tests.make import stamp

LABELS = {6: "Ⅵ", 7: "Ⅶ", 8: "Ⅷ"}
codes = st.integers(1, 10**12 - 1).map(lambda number: f"{number:012d}")
ranks = st.integers(6, 8)


def listing(code, rank):
    return Listing(code, rank, "名", "E3")


@given(codes, ranks, ranks)
def test_a_published_list_outranks_geometry(code, named, measured):
    row = zone_of(code, {code: named}, LABELS, measured)
    assert (row.rank, row.basis) == (named, "published")


@given(codes, st.lists(ranks, min_size=1))
def test_the_highest_zone_named_wins_in_any_order(code, named):
    listed = [listing(code, rank) for rank in named]
    assert highest_listed(listed) == highest_listed(listed[::-1]) == {code: max(named)}


@given(codes, ranks)
def test_a_division_named_whole_covers_all_within_it(code, rank):
    for outer in chain(code):
        assert zone_of(code, {outer: rank}, LABELS).rank == rank


@given(codes, ranks, ranks)
def test_a_township_is_never_below_the_zone_of_its_county(code, county_rank, own_rank):
    county = pad(code[:6])
    found = zone_of(code, {county: county_rank, code: own_rank}, LABELS).rank
    assert found == (own_rank if county == code else max(county_rank, own_rank))


def test_what_is_neither_named_nor_measured_is_unknown():
    assert zone_of("622921100000", {"622927000000": 7}, LABELS) == UNKNOWN


def a_footprint(quality, listed=()):
    shape = MultiPolygon([box(102, 35, 103, 36)])
    zones = (
        NewZone(7, "Ⅶ", Decimal(1514), quality, "E3", shape),
        NewZone(8, "Ⅷ", None, quality, "E3", MultiPolygon([box(102, 35, 102.5, 36)])),
    )
    return NewFootprint("f", "烈度", "earthquake", "E3", zones, listed, ())


def placed(session, code, lon, quality):
    load_divisions(session, [NewDivision(code, "镇", "zhen", "z")])
    point = Point(lon, 35.5)
    generated = quality == "indicative"
    place = NewPlace(f"township:{code}", "township", "镇", code, point, quality, "x", generated)
    load_places(session, [place])


def test_a_published_shape_over_a_real_position_decides(session):
    placed(session, "622927101000", 102.2, "gazetteer")
    placed(session, "622927102000", 102.7, "surveyed")
    placed(session, "622927103000", 104, "surveyed")
    load_footprint(session, a_footprint("published"), stamp())
    zones = zones_of(session, "f", ["622927101000", "622927102000", "622927103000"])
    assert zones["622927101000"] == ZoneRow(8, "Ⅷ", "geometry")
    assert zones["622927102000"] == ZoneRow(7, "Ⅶ", "geometry")
    assert zones["622927103000"] == UNKNOWN


def test_neither_an_estimated_shape_nor_an_indicative_position_decides(session):
    placed(session, "622927101000", 102.2, "indicative")
    placed(session, "622927102000", 102.2, "gazetteer")
    load_footprint(session, a_footprint("published"), stamp())
    assert zones_of(session, "f", ["622927101000"])["622927101000"] == UNKNOWN
    load_footprint(session, a_footprint("estimate"), stamp())
    assert zones_of(session, "f", ["622927102000"])["622927102000"] == UNKNOWN


def test_a_name_on_the_list_outranks_the_shape_over_the_point(session):
    placed(session, "622927101000", 102.2, "gazetteer")
    load_footprint(session, a_footprint("published", (listing("622927101000", 7),)), stamp())
    assert zones_of(session, "f", ["622927101000"])["622927101000"] == ZoneRow(7, "Ⅶ", "published")


def test_without_a_footprint_every_zone_is_unknown(session):
    assert zones_of(session, None, ["622927101000"]) == {"622927101000": UNKNOWN}
