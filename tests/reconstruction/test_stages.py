"""The stage table, every pair of states of it."""

from itertools import pairwise, product

import pytest

from relief.aid.catalogue import load_shares
from relief.reconstruction.catalogue import (
    deadline_for,
    deadlines,
    frost_on,
    load_deadlines,
    load_grade_rules,
    load_publicity,
    load_reasons,
)
from relief.reconstruction.stages import (
    ASIDE,
    BACK,
    CLOSED,
    EARLY_FROM,
    MODE_OPEN,
    MODES,
    NEXT,
    OPENING,
    SIDES,
    SKIPS,
    STAGES,
    STATES,
    course_of,
    name_of,
    rank,
    reached,
    stages_from,
)
from tests.reconstruction.conftest import DAYS

ORDER = [
    *("reported", "graded", "applied", "reviewed", "publicised", "town_checked"),
    *("county_approved", "contracted", "started", "main_structure", "completed"),
    *("accepted", "moved_in", "archived"),
]


def test_the_stages_stand_in_the_order_of_the_design() -> None:
    assert list(STAGES) == ORDER
    assert [rank(stage) for stage in ORDER] == list(range(len(ORDER)))
    assert set(DAYS) == set(ORDER) - {"reported"}


@pytest.mark.parametrize("mode", MODES)
def test_every_pair_of_states_is_in_the_table_or_is_no_step(mode: str) -> None:
    course = [stage for stage in ORDER if stage not in SKIPS[mode]]
    assert list(course_of(mode)) == course
    onward = set(pairwise(course))
    aside = {(stage, side) for side, stages in ASIDE.items() for stage in stages if stage in course}
    back = {(side, state) for side, states in BACK.items() for state in states}
    for before, after in product(STATES, STATES):
        expected = (before, after) in onward | aside | back
        assert (after in NEXT[mode][before]) == expected, (mode, before, after)


@pytest.mark.parametrize("mode", MODES)
def test_every_state_of_a_mode_is_reached_from_its_opening(mode: str) -> None:
    seen, todo = set(), list(OPENING.values())
    while todo:
        state = todo.pop()
        if state not in seen:
            seen.add(state)
            todo += NEXT[mode][state]
    assert seen == {*course_of(mode), *SIDES}


@pytest.mark.parametrize("mode", MODES)
def test_nothing_goes_back_without_a_side_state(mode: str) -> None:
    for before, afters in NEXT[mode].items():
        if before in STAGES:
            assert all(a in SIDES or rank(a) > rank(before) for a in afters)


def test_every_side_state_has_a_way_back_and_the_accepted_stay() -> None:
    assert all(BACK[side] & set(STAGES) for side in SIDES)
    assert not any({"accepted", "moved_in", "archived"} & stages for stages in ASIDE.values())
    assert set(SIDES) - CLOSED == {"objection"}
    assert {"accepted", "moved_in", "archived"} == set(STAGES) - EARLY_FROM
    assert set(MODE_OPEN) == set(ORDER[:4]) | set(SIDES)


def test_a_skipped_milestone_is_reached_with_the_next_the_mode_has() -> None:
    assert SKIPS["repair"] == {"main_structure"}
    assert reached("completed", "main_structure")
    assert not reached("started", "main_structure")
    assert SKIPS["purchase"] == {"started", "main_structure", "completed"}
    assert reached("accepted", "started")
    assert not reached("contracted", "started")
    assert stages_from("accepted") == ("accepted", "moved_in", "archived")


def test_every_state_has_its_name_in_both_languages() -> None:
    for state in STATES:
        assert name_of(state).zh != state
        assert name_of(state).en


def test_money_is_released_by_stages_the_mode_has() -> None:
    assert set(load_shares()) == set(MODES)
    for mode, shares in load_shares().items():
        assert {part.milestone for part in shares.parts} <= set(course_of(mode))
        assert not shares.verified


def test_the_deadlines_are_linxias_as_published_and_haidongs_by_month() -> None:
    slug = "jishishan-2023"
    known = {mode: deadline_for(slug, mode, "622927101201") for mode in MODES}
    days = {mode: f"{rule.due_on}" for mode, rule in known.items() if rule}
    assert days == {
        "repair": "2024-06-30",
        "in_place": "2024-07-31",
        "resettlement_site": "2024-09-30",
    }
    assert all(rule.source == "E5" and rule.verified for rule in known.values() if rule)
    minhe = deadline_for(slug, "repair", "630222103200")
    assert minhe
    assert minhe.precision == "month"
    assert not minhe.verified
    assert deadline_for("elsewhere", "repair", "622927101201") is None
    assert all(rule.mode in MODES and rule.milestone in STAGES for rule in load_deadlines())


def test_where_places_differ_the_earliest_deadline_stands_and_says_both() -> None:
    both = deadlines("jishishan-2023")["repair"]
    assert f"{both.due_on}" == "2024-06-30"
    assert "临夏" in both.reading.zh
    assert "海东" in both.reading.zh
    linxia = deadlines("jishishan-2023", [("622927000000", "622927999999")])
    assert set(linxia) == {"repair", "in_place", "resettlement_site"}
    assert "海东" not in linxia["repair"].reading.zh


def test_frost_lasts_to_the_end_of_february() -> None:
    from datetime import date

    assert frost_on("jishishan-2023", date(2024, 2, 29))
    assert frost_on("jishishan-2023", date(2024, 3, 1)) is None


def test_the_data_of_the_room_name_their_sources() -> None:
    assert load_publicity().least_days == 7
    assert load_publicity().source == "R5"
    assert set(load_reasons()) >= {
        "second_home", "care_institution", "rebuilt_elsewhere", "purchased", "declines",
        "light_damage", "dangerous_house",
    }  # fmt: skip
    assert set(load_grade_rules()) == {"collapsed", "severe", "general"}
