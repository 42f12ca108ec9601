"""The checklist of a level: graver levels have every line of milder ones, each with its owner."""

import pytest

from relief.response.checklist import checklist, newly_due, read_checklist

PLANS = ("cn-2016", "cn-2024")
LINE = """
[[item]]
id = "funds"
zh = "预拨资金"
en = "Pre-allocate funds"
owner_zh = "财政部"
owner_en = "Ministry of Finance"
mildest = {mildest}
clause = "措施（4）"
source = "{source}"
read_for = []
"""


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("level", [2, 3, 4])
def test_a_milder_level_is_a_part_of_the_graver_one(plan: str, level: int) -> None:
    graver = [item.id for item in checklist(plan, level - 1)]
    assert [item.id for item in checklist(plan, level)] == [
        i for i in graver if i in {item.id for item in checklist(plan, level)}
    ]
    assert checklist(plan, level)


@pytest.mark.parametrize("plan", PLANS)
def test_every_line_has_an_owner_in_both_languages(plan: str) -> None:
    for item in checklist(plan, 1):
        assert item.owner.zh
        assert item.owner.en
        assert item.title.en


@pytest.mark.parametrize("plan", PLANS)
def test_a_limit_of_another_plan_is_illustrative_and_unverified(plan: str) -> None:
    for item in checklist(plan, 1):
        for level, limit in item.limits.items():
            assert limit.verified != limit.illustrative
            assert not limit.verified or item.verified_at(level)


def test_nothing_of_2016_is_said_to_have_been_read() -> None:
    assert not any(
        item.verified_at(level) for item in checklist("cn-2016", 1) for level in range(5)
    )


def test_a_rise_adds_what_is_not_running_and_a_fall_adds_nothing() -> None:
    assert [item.id for item in newly_due("cn-2016", 2, 3)] == ["donations", "assessment"]
    assert newly_due("cn-2016", 3, 2) == ()
    assert newly_due("cn-2016", 3, 0) == checklist("cn-2016", 3)
    assert newly_due("cn-2016", 0, 3) == ()
    assert newly_due("", 3, 0) == ()


@pytest.mark.parametrize(
    "text",
    [
        LINE.format(mildest=4, source="nowhere"),
        LINE.format(mildest=5, source="N2"),
        LINE.format(mildest=4, source="N2") * 2,
    ],
)
def test_a_line_without_source_or_level_does_not_load(text: str) -> None:
    with pytest.raises(ValueError):
        read_checklist(text)
