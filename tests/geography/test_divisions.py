import pytest
from hypothesis import given
from hypothesis import strategies as st

from relief.core.division_code import at_level, contains, level_of, parent_of, prefix_of
from relief.core.errors import InvalidDivisionCode
from relief.core.scope import range_of
from relief.geography.population_loading import load_populations
from relief.geography.queries import (
    children,
    divisions,
    populations,
    search,
    townships_of,
    villages_of,
)
from relief.geography.rows import NewDivision, NewPopulation
from relief.geography.service import load_divisions

ROWS = [
    NewDivision("620000000000", "甘肃省", "gansusheng", "gss"),
    NewDivision("622900000000", "临夏回族自治州", "linxiahuizuzizhizhou", "lxhzzzz"),
    NewDivision("622927000000", "积石山县", "jishishanxian", "jssx"),
    NewDivision("622927100000", "吹麻滩镇", "chuimatanzhen", "cmtz"),
    NewDivision("622927101000", "大河家镇", "dahejiazhen", "dhjz"),
    NewDivision("622927101200", "大河村委会", "dahecunweihui", "dhcwh"),
    NewDivision("622927101201", "康吊村委会", "kangdiaocunweihui", "kdcwh"),
    NewDivision("630222103000", "大河镇", "dahezhen", "dhz"),
]
ALL = [range_of("")]
COUNTY = [range_of("622927")]


@pytest.fixture
def loaded(session):
    load_divisions(session, ROWS)
    return session


def names(rows):
    return [row.name for row in rows]


@given(st.integers(1, 10**12 - 1).map(lambda number: f"{number:012d}"))
def test_a_code_lies_within_its_parent_and_shares_its_prefix(code):
    assert contains(parent_of(code), code)
    assert prefix_of(code).startswith(prefix_of(parent_of(code)))
    assert at_level(code, level_of(code)) == code


def test_loading_twice_changes_nothing(loaded):
    before = divisions(loaded, [row.code for row in ROWS])
    assert load_divisions(loaded, ROWS) == len(ROWS)
    assert divisions(loaded, [row.code for row in ROWS]) == before
    assert len(before) == len(ROWS)


def test_a_code_that_is_none_is_refused_and_nothing_written(session):
    with pytest.raises(InvalidDivisionCode):
        load_divisions(session, [*ROWS, NewDivision("62292", "短", "duan", "d")])
    assert divisions(session, [row.code for row in ROWS]) == {}


def test_level_and_parent_follow_from_the_code(loaded):
    village = divisions(loaded, ["622927101200"])["622927101200"]
    assert (village.level, village.parent_code) == ("village", "622927101000")


def test_townships_and_villages_come_in_the_order_of_codes(loaded):
    assert names(townships_of(loaded, ["622927000000"])) == ["吹麻滩镇", "大河家镇"]
    found = villages_of(loaded, ["622927101000", "622927100000"])
    assert names(found["622927101000"]) == ["大河村委会", "康吊村委会"]
    assert found["622927100000"] == []
    assert names(children(loaded, "622900000000")) == ["积石山县"]


@pytest.mark.parametrize("text", ["大河家", "dahejia", "DHJ", "622927101", " da he jia "])
def test_a_township_is_found_by_name_pinyin_initials_and_code(loaded, text):
    assert search(loaded, text, COUNTY)[0].name == "大河家镇"


def test_the_search_stays_within_the_divisions_given(loaded):
    assert "大河镇" in names(search(loaded, "大河", ALL))
    assert "大河镇" not in names(search(loaded, "大河", COUNTY))
    assert search(loaded, "大河", []) == []


def test_townships_come_before_villages_and_percent_signs_mean_themselves(loaded):
    assert names(search(loaded, "大河", COUNTY)) == ["大河家镇", "大河村委会"]
    assert search(loaded, "%", ALL) == search(loaded, "", ALL) == []
    assert len(search(loaded, "zhen", ALL, limit=1)) == 0


def test_an_unknown_population_is_left_out(loaded):
    load_populations(loaded, [NewPopulation("622927101200", 1500, "estimate", "E3")])
    found = populations(loaded, ["622927101200", "622927101201"])
    assert {code: row.people for code, row in found.items()} == {"622927101200": 1500}
