import pytest
from hypothesis import given
from hypothesis import strategies as st

from relief.core.division_code import (
    LEVELS,
    at_level,
    chain,
    contains,
    from_groups,
    groups_of,
    level_of,
    parent_of,
    prefix_of,
)
from relief.core.division_kind import KIND_NAMES, LEVEL_NAMES, kind_of
from relief.core.errors import InvalidDivisionCode
from relief.core.scope import Scope, range_of

CODES = st.from_regex(
    r"[1-6][0-9](00|[0-9]{2})(00|[0-9]{2})(000|[0-9]{3})(000|[0-9]{3})", fullmatch=True
)


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("150000000000", "内蒙古自治区", "autonomous_region"),
        ("110000000000", "北京市", "municipality"),
        ("620000000000", "甘肃省", "province"),
        ("152500000000", "锡林郭勒盟", "league"),
        ("622900000000", "临夏回族自治州", "autonomous_prefecture"),
        ("232700000000", "大兴安岭地区", "prefecture"),
        ("150100000000", "呼和浩特市", "prefecture_city"),
        ("110100000000", "市辖区", "prefecture_group"),
        ("419000000000", "省直辖县级行政区划", "prefecture_group"),
        ("150102000000", "新城区", "district"),
        ("150121000000", "土默特左旗", "banner"),
        ("150721000000", "阿荣旗", "banner"),
        ("150722000000", "莫力达瓦达斡尔族自治旗", "autonomous_banner"),
        ("622927000000", "积石山保安族东乡族撒拉族自治县", "autonomous_county"),
        ("150782000000", "牙克石市", "county_city"),
        ("429021000000", "神农架林区", "county_alike"),
        ("622927101000", "大河家镇", "town"),
        ("622927202000", "柳沟乡", "township"),
        ("630222212000", "甘沟藏族乡", "ethnic_township"),
        ("152502200000", "巴彦查干苏木", "sumu"),
        ("150725200000", "鄂温克族苏木", "ethnic_sumu"),
        ("110101001000", "东华门街道", "street"),
        ("150102400000", "如意开发区街道", "township_alike"),
        ("622927101200", "大河村委会", "village"),
        ("152502200200", "乌兰嘎查村委会", "gacha"),
        ("152502200201", "乌兰嘎查", "gacha"),
        ("110101001001", "多福巷社区居委会", "community"),
        ("110101001198", "工业园", "community"),
        ("622927101399", "第三生产队", "village"),
        ("622927101400", "农场生活区", "village_alike"),
    ],
)
def test_code_and_name_say_what_kind_of_division_it_is(code, name, kind):
    assert kind_of(code, name) == kind


def test_every_kind_and_level_has_its_name_in_both_languages():
    assert all(words.zh and words.en for words in (*KIND_NAMES.values(), *LEVEL_NAMES.values()))
    assert set(LEVEL_NAMES) == set(LEVELS)


@given(CODES)
def test_a_code_and_its_levels_are_the_same_thing(code):
    assert from_groups(groups_of(code)) == code
    assert chain(code)[-1] == code
    assert [level_of(outer) for outer in chain(code)] == sorted(
        {level_of(outer) for outer in chain(code)}, key=LEVELS.index
    )
    assert at_level(code, level_of(code)) == code


@given(CODES, CODES)
def test_a_scope_by_prefix_is_descent_in_the_tree(outer, inner):
    above = set()
    step = inner
    while step not in above:
        above.add(step)
        step = parent_of(step)
    descends = outer in above
    first, last = range_of(prefix_of(outer))
    assert Scope("a", "a", (prefix_of(outer),)).covers(inner) == descends
    assert (first <= inner <= last) == descends == contains(outer, inner)


@given(CODES, st.sampled_from(["x", "镇", "村委会", "嘎查", ""]))
def test_every_code_has_a_kind_of_its_own_level(code, name):
    assert kind_of(code, name) in KIND_NAMES


@pytest.mark.parametrize("code", ["15040210000", "1504021000000", "15040x100000", ""])
def test_what_is_no_code_has_no_kind(code):
    with pytest.raises(InvalidDivisionCode):
        kind_of(code, "镇")
