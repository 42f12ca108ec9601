import pytest

from relief.core.errors import RefusedRows
from relief.geography.division_table import MOST_FAULTS, TableRow, check_table

SOUND = [
    ("620000000000", "甘肃省"),
    ("622900000000", "临夏州"),
    ("622927000000", "积石山县"),
    ("622927101000", "大河家镇"),
]


def rows(*pairs):
    return [TableRow(f"t.csv:{n}", code, name) for n, (code, name) in enumerate(pairs, start=2)]


def reasons(*pairs, known=()):
    with pytest.raises(RefusedRows) as refused:
        check_table(rows(*pairs), known)
    assert all(reason.reason.zh and reason.reason.en for reason in refused.value.reasons)
    return [(reason.path, reason.reason.zh) for reason in refused.value.reasons]


def test_a_sound_table_says_how_many_rows_it_has():
    assert check_table(rows(*SOUND)) == len(SOUND)
    assert check_table(rows(*reversed(SOUND))) == len(SOUND)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("62292710120", "大河村"), "有 11 位"),
        (("6229271012000", "大河村"), "有 13 位"),
        (("62292710120X", "大河村"), "不是数字"),
        (("６２２９２７１０１２００", "大河村"), "不是数字"),
        (("1.50402E+11", "大河村"), "科学计数法"),
        (("", "大河村"), "不是数字"),
        (("622927101200", " "), "没有名称"),
        (("622927101000", "大河家乡"), "出现两次"),
        (("622927102200", "康吊村"), "上级 622927102000 不存在"),
        (("000000000000", "中国"), "全国代码"),
    ],
)
def test_each_fault_is_answered_by_its_row_and_reason(row, words):
    (where, reason), *others = reasons(*SOUND, row)
    assert (where, others) == ("t.csv:6", [])
    assert words in reason


def test_every_faulty_row_is_named_at_once():
    found = reasons(*SOUND, ("1", "一"), ("622927101000", "二"), ("630222103000", "三"))
    assert [where for where, _reason in found] == ["t.csv:6", "t.csv:7", "t.csv:8"]


def test_a_row_may_lie_in_what_the_desk_has_already():
    assert check_table(rows(SOUND[3]), {SOUND[2][0]}) == 1
    assert reasons(SOUND[3])[0][0] == "t.csv:2"


def test_an_empty_table_and_one_of_another_kind_are_refused():
    assert reasons()[0][0] == "file"
    assert len(reasons(*(("x", "x") for _ in range(MOST_FAULTS * 3)))) == MOST_FAULTS
