from datetime import date

import pytest

from relief.core.clock import parse_time
from relief.core.errors import NotFound, OutOfScope, RefusedRows
from relief.core.ledger import Stamp
from relief.core.scope import Scope, range_of
from relief.geography.former_queries import formers, today_of
from relief.geography.former_service import NewFormer, remove_former, write_former
from relief.geography.queries import search
from relief.geography.rows import NewDivision
from relief.geography.service import load_divisions

ALL = [range_of("")]
OFFICER = Scope("a-1", "管理员", ("62",), actions=frozenset({"divisions.edit"}))
STAMP = Stamp.make(parse_time("2024-01-01"), "a-1", "test")
TOWN = "622927104000"


def spell(name):
    return {"石塬乡": ("shiyuanxiang", "syx")}.get(name, ("x", "x"))


def entry(division=TOWN, code="", name="石塬乡", **changes):
    values = {
        "where": "f.csv:2",
        "division": division,
        "former_code": code,
        "former_name": name,
        "valid_from": None,
        "valid_until": None,
        "reason": "更名",
        "source": "E3",
    }
    return NewFormer(**(values | changes))


@pytest.fixture
def loaded(session):
    rows = [
        ("620000000000", "甘肃省"),
        ("622900000000", "临夏州"),
        ("622927000000", "积石山县"),
        (TOWN, "石塬镇"),
        ("622927105000", "石塬乡林场"),
    ]
    load_divisions(session, [NewDivision(code, name, "shi", "s") for code, name in rows])
    return session


def test_a_former_name_finds_todays_division_first_and_says_so(loaded):
    write_former(loaded, OFFICER, STAMP, [entry()], spell)
    for words in ("石塬乡", "syx", "shiyuanxiang"):
        first = search(loaded, words, ALL)[0]
        assert (first.name, first.former) == ("石塬镇", "石塬乡"), words
    assert [row.name for row in search(loaded, "石塬乡", ALL)] == ["石塬镇", "石塬乡林场"]
    assert search(loaded, "石塬镇", ALL)[0].former == ""
    assert search(loaded, "石塬乡", [range_of("63")]) == []


def test_a_former_code_finds_todays_division_through_two_recodings(loaded):
    rows = [entry(code="622927204000", name=""), entry("622927105000", "622927904000", "")]
    write_former(loaded, OFFICER, STAMP, rows, spell)
    assert today_of(loaded, ["622927204000", TOWN, "1" * 12]) == {"622927204000": TOWN}
    found = search(loaded, "622927204000", ALL)
    assert [(row.code, row.former) for row in found] == [(TOWN, "622927204000")]


def test_the_second_time_nothing_is_written(loaded):
    first = write_former(loaded, OFFICER, STAMP, [entry(), entry()], spell)
    again = write_former(loaded, OFFICER, STAMP, [entry()], spell)
    assert (first.added, again.added, again.unchanged) == (1, 0, 1)
    assert len(formers(loaded, [TOWN])[TOWN]) == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (entry("62292710400"), "有 11 位"),
        (entry("622927199000"), "没有区划"),
        (entry(name=""), "原代码或原名称"),
        (entry(code="622927105000"), "现在仍是"),
        (entry(code="622928000000"), "级别不同"),
        (entry(code="x"), "不是数字"),
        (entry(name="石塬镇"), "就是现名称"),
        (entry(valid_from=date(2024, 1, 2), valid_until=date(2024, 1, 1)), "晚于"),
        (entry(source=""), "来源"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(loaded, row, words):
    with pytest.raises(RefusedRows) as refused:
        write_former(loaded, OFFICER, STAMP, [entry(name="石源乡"), row], spell)
    assert words in refused.value.reasons[0].reason.zh
    assert refused.value.reasons[0].path == "f.csv:2"
    assert formers(loaded, [TOWN]) == {}


def test_another_province_is_not_this_persons_to_rename(loaded):
    load_divisions(loaded, [NewDivision("630222211000", "杏儿乡", "x", "x")])
    with pytest.raises(OutOfScope):
        write_former(loaded, OFFICER, STAMP, [entry("630222211000", name="杏儿藏族乡")], spell)


def test_a_keyed_entry_can_be_taken_back(loaded):
    write_former(loaded, OFFICER, STAMP, [entry()], spell)
    row = formers(loaded, [TOWN])[TOWN][0]
    assert remove_former(loaded, OFFICER, row.id) == TOWN
    assert formers(loaded, [TOWN]) == {}
    with pytest.raises(NotFound):
        remove_former(loaded, OFFICER, row.id)
