"""Which plan judges a tier, and whose post decides."""

from datetime import date

import pytest

from relief.response.catalogue import load_plan
from relief.response.plans_in_force import (
    decider_of,
    is_keyed,
    label_of,
    plan_of,
    responses_of,
    same_post,
    short_post,
)
from tests import make

NIGHT = date(2023, 12, 18)


@pytest.mark.parametrize(
    ("day", "plan"),
    [
        (date(2012, 6, 20), "cn-2011"),
        (NIGHT, "cn-2016"),
        (date(2024, 1, 19), "cn-2016"),
        (date(2024, 1, 20), "cn-2024"),
    ],
)
def test_the_nation_is_judged_by_the_plan_in_force_on_the_day(day: date, plan: str) -> None:
    found = plan_of(make.NATION, "relief", day)
    assert found is not None
    assert found.id == plan


@pytest.mark.parametrize("tier", [make.GANSU, make.QINGHAI, "622900000000", make.JISHISHAN])
def test_tiers_whose_numbers_are_not_at_hand_are_not_keyed(tier: str) -> None:
    assert not is_keyed(plan_of(tier, "relief", NIGHT))


def test_the_command_systems_plans_are_not_kept_here() -> None:
    assert plan_of(make.NATION, "earthquake", NIGHT) is None
    assert responses_of("earthquake") == ("relief", "earthquake")
    assert responses_of("snow") == ("relief",)


@pytest.mark.parametrize(
    ("named", "short"),
    [
        ("国家减灾委员会副主任（民政部部长）", "副主任"),
        ("国家减灾委员会秘书长", "秘书长"),
        ("国家减灾委员会办公室常务副主任", "办公室常务副主任"),
        ("国家减灾委员会", "国家减灾委员会"),
        ("国家减灾委秘书长", "秘书长"),
        ("国家防灾减灾救灾委员会办公室副主任（应急管理部分管负责同志）", "办公室副主任"),
        ("秘书长", "秘书长"),
    ],
)
def test_a_post_is_known_without_its_committee(named: str, short: str) -> None:
    assert short_post(named) == short


def test_a_deputy_of_the_office_is_not_the_deputy_of_the_committee() -> None:
    assert same_post("副主任", "国家减灾委员会副主任（民政部部长）")
    assert not same_post("副主任", "国家减灾委员会办公室常务副主任")
    assert not same_post("秘书长", "")


def test_whoever_started_a_response_ends_it() -> None:
    plan = load_plan("cn-2016")
    assert decider_of(plan, 0, 3) == decider_of(plan, 3, 0) == "国家减灾委员会秘书长"
    assert decider_of(plan, 0, 0) == ""
    assert decider_of(None, 3, 0) == ""


def test_levels_are_named_as_the_plan_names_them() -> None:
    assert label_of(load_plan("cn-2016"), 3) == "Ⅲ级"
    assert label_of(load_plan("cn-2024"), 3) == "三级"
    assert label_of(None, 2) == "Ⅱ级"
    assert label_of(None, 0) == ""
