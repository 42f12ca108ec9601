"""Bad footprints: each fault is named with its zone and place, nothing is mended silently."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box, force_3d

from relief.geography.footprint_check import check, repaired, zone_areas
from relief.geography.made_shapes import area_km2
from relief.geography.sketch import Sketch

QUAKE = Point(102.79, 35.70)
BOW_TIE = Polygon([(102, 35), (103, 36), (103, 35), (102, 36)])


def sketch(shape, rank=7):
    return Sketch(rank, str(rank), shape)


def found(*sketches, near=QUAKE):
    return [(f.severity, f.zone, f.message.zh) for f in check(sketches, near).findings]


def test_sound_zones_have_no_finding_and_come_the_weakest_first():
    outer, inner = sketch(box(102, 35, 104, 37), 6), sketch(box(102.5, 35.2, 103, 36), 8)
    checked = check([inner, outer], QUAKE)
    assert (checked.findings, checked.zones, checked.sound) == ((), (outer, inner), True)


def test_a_crossing_is_pointed_out_with_its_place_and_offered_for_repair():
    (fault,) = check([sketch(BOW_TIE)], QUAKE).findings
    assert (fault.severity, fault.zone, fault.repairable) == ("error", 1, True)
    assert fault.at == pytest.approx((102.5, 35.5))
    assert "102.5000,35.5000" in fault.message.zh
    assert "102.5000,35.5000" in fault.message.en
    mended = repaired([sketch(BOW_TIE)])
    assert check(mended, QUAKE).sound
    assert mended[0].geometry.area == pytest.approx(0.5)


def test_the_repair_of_a_sound_zone_is_the_zone():
    shape = box(102, 35, 103, 36)
    assert repaired([sketch(shape)])[0].geometry.equals(shape)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (Polygon(), "空"),
        (LineString([(102, 35), (103, 36)]), "LineString"),
        (box(350_000, 3_900_000, 360_000, 3_950_000), "申报文件的坐标系"),
        (box(35, 102, 36, 103), "经纬度像是颠倒了"),
        (Polygon([(179, 35), (-179, 35), (-179, 36), (179, 36)]), "180°"),
        (Polygon([(102, 35), (math.nan, 35), (103, 36)]), "不是数字"),
    ],
)
def test_what_cannot_be_a_footprint_is_refused_with_its_reason(shape, words):
    checked = check([sketch(box(102, 35, 103, 36), 6), sketch(shape, 7)], QUAKE)
    assert not checked.sound
    (fault,) = [f for f in checked.findings if f.severity == "error"]
    assert fault.zone == 2
    assert words in fault.message.zh


def test_heights_are_dropped_and_that_is_said():
    checked = check([sketch(force_3d(box(102, 35, 103, 36), 1800.0))], QUAKE)
    assert checked.sound
    assert not checked.zones[0].geometry.has_z
    assert "高程" in checked.findings[0].message.zh


def test_no_zone_at_all_and_one_rank_twice_are_refused():
    assert not check([]).sound
    twice = check([sketch(box(102, 35, 103, 36)), sketch(box(102, 35, 102.5, 36))])
    assert not twice.sound
    assert "第 1 区等级相同" in twice.findings[0].message.zh


def test_an_inner_zone_outside_the_outer_one_is_a_warning():
    checked = check([sketch(box(102, 35, 103, 36), 6), sketch(box(102.5, 35, 103.5, 36), 7)], QUAKE)
    assert checked.sound
    assert [(f.severity, "50%" in f.message.zh) for f in checked.findings] == [("warning", True)]


def test_rings_around_the_inner_zone_are_no_fault():
    inner = box(102.5, 35.2, 103, 35.8)
    ring = box(102, 35, 104, 37).difference(inner)
    assert check([sketch(ring, 6), sketch(inner, 7)], QUAKE).findings == ()


def test_a_footprint_far_from_the_disaster_is_a_warning_with_the_distance():
    (warning,) = check([sketch(box(120, 30, 121, 31))], QUAKE).findings
    assert warning.severity == "warning"
    assert "公里" in warning.message.zh
    assert check([sketch(box(120, 30, 121, 31))], None).findings == ()


def test_a_polygon_of_a_million_vertices_is_simplified_and_the_tolerance_said():
    turns = [n / 1_000_000 * math.tau for n in range(1_000_000)]
    round_one = Polygon([(103 + math.cos(t), 36 + math.sin(t)) for t in turns])
    checked = check([sketch(round_one)], QUAKE)
    assert checked.sound
    (note,) = checked.findings
    assert note.severity == "note"
    assert "1,000,001" in note.message.zh
    assert "11 米" in note.message.zh
    assert checked.zones[0].geometry.hausdorff_distance(round_one.simplify(1e-6)) <= 1.01e-4


def test_one_that_stays_too_fine_is_refused():
    teeth = [(102 + n * 0.1, 35 + (n % 2) * 0.5) for n in range(25_000)]
    jagged = Polygon(
        [*((102 + n / 25_000, 35.5 + (n % 2) * 0.4) for n in range(25_000)), (103, 34), (102, 34)]
    )
    assert len(teeth) == 25_000
    checked = check([sketch(jagged)], QUAKE)
    assert not checked.sound
    assert "请先简化" in checked.findings[0].message.zh


@given(st.floats(1, 5), st.floats(0.1, 0.9))
def test_the_areas_of_the_zones_add_up_to_the_whole(side, share):
    outer, inner = box(102, 30, 102 + side, 30 + side), box(102, 30, 102 + side * share, 31)
    inner = inner.intersection(outer)
    areas = zone_areas([sketch(outer, 6), sketch(inner, 7)])
    # Straight lines of the map between corners are no geodesics: the sum is that of the union.
    assert sum(areas.values()) == pytest.approx(area_km2(outer.union(inner)), rel=0.01)


def test_parts_of_one_zone_may_lie_apart():
    parts = MultiPolygon([box(102, 35, 102.4, 36), box(102.6, 35, 103, 36)])
    assert check([sketch(parts)], QUAKE).sound
