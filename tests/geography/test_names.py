import pytest
from shapely.geometry import box

from relief.geography.gazetteer import NamedPoint, match_names, points_within
from relief.geography.names import match_township, township_stem, village_stem

MINHE = {"630222103000": "官亭镇", "630222211000": "杏儿乡"}


@pytest.mark.parametrize(
    ("published", "townships", "code"),
    [
        ("杏儿藏族乡", MINHE, "630222211000"),
        ("石塬乡", {"622927104000": "石塬镇", "622927105000": "安集镇"}, "622927104000"),
        ("官亭镇", MINHE, "630222103000"),
        ("盖新坪林场", MINHE, None),
    ],
)
def test_a_published_name_finds_its_township(published, townships, code):
    assert match_township(published, townships) == code


def test_a_name_two_townships_could_mean_finds_neither():
    assert match_township("新城", {"1": "新城镇", "2": "新城乡"}) is None


@pytest.mark.parametrize(
    ("name", "stem"), [("大河村委会", "大河"), ("滨河社区居委会", "滨河"), ("村", "村")]
)
def test_a_village_sheds_its_committee(name, stem):
    assert village_stem(name) == stem


def test_a_township_sheds_rank_and_nationality():
    assert [township_stem(n) for n in ("道帏藏族乡", "大河家镇", "镇")] == ["道帏", "大河家", "镇"]


def point(number, *names, lon=102.5, people=0):
    return NamedPoint(number, names, lon, 35.5, people)


def test_a_gazetteer_point_serves_one_division_and_a_shared_stem_none():
    names = {"1": "柳沟乡", "2": "新城镇", "3": "新城乡"}
    found = match_names(names, [point(9, "柳沟"), point(8, "新城")], township_stem)
    assert {code: p.id for code, p in found.items()} == {"1": 9}


def test_the_full_name_comes_before_the_stem():
    points = [point(1, "柳沟", people=900), point(2, "柳沟乡")]
    assert match_names({"1": "柳沟乡"}, points, township_stem)["1"].id == 2


def test_only_points_of_the_county_are_asked():

    near = points_within(
        box(102, 35, 103, 36), [point(1), point(2, lon=103.005), point(3, lon=104)]
    )
    assert [p.id for p in near] == [1, 2]
