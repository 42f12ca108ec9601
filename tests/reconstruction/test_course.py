"""What a step makes of a case: pure."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.damage.houses import HouseRow
from relief.reconstruction.course import (
    Facts,
    LastVisit,
    Standing,
    allowed_from,
    refused_today,
    take_step,
)
from relief.reconstruction.rows import CaseStep
from relief.reconstruction.stages import (
    EARLY_FROM,
    MODES,
    NEXT,
    SIDES,
    STATES,
    course_of,
    rank,
)

TODAY = date(2024, 7, 15)
DAY = date(2024, 6, 1)
GRADES = {"repair": "general"}


def standing(state: str, mode: str = "in_place", **fields) -> Standing:
    side = state if state in SIDES else ""
    stage = "publicised" if side else state
    facts = {"state_on": DAY, "counts_on": DAY, "until": None, "early_on": None, "freed_on": None}
    return Standing(stage, side, mode, **(facts | fields))


def house(mode: str = "in_place", **fields) -> HouseRow:
    row = HouseRow(
        "h", "e", "f", "i", "hh", "622927101201", "earth_wood", 5, 0, 2, 0,
        GRADES.get(mode, "severe"), None, sole_dwelling=True, excluded="",
        occurred_on=date(2023, 12, 18), generated=False,
        changed_at=datetime(2024, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    return replace(row, **fields)


def facts(mode: str = "in_place", **fields) -> Facts:
    visits = {"acceptance": LastVisit(passed=True, visited_on=DAY)}
    own = {"house": house(mode), "visits": visits, "money": None}
    return Facts(TODAY, **(own | fields))


def wish(stage: str, day: date = DAY, **fields) -> CaseStep:
    words = {"reason": "理由", "target": "care_institution"}
    return CaseStep("c", stage, day, **(words | fields))


@pytest.mark.parametrize("mode", MODES)
def test_every_pair_is_taken_or_refused_as_the_table_says(mode: str) -> None:
    for before, after in product([*course_of(mode), *SIDES], STATES):
        here = standing(before, mode)
        early = after == "moved_in" and before in EARLY_FROM
        if after in NEXT[mode][before] or early:
            taken = take_step(here, wish(after), facts(mode))
            assert taken.kind == ("too_early" if early else "step")
        else:
            with pytest.raises(Refused) as refused:
                take_step(here, wish(after), facts(mode))
            assert refused.value.path == "stage"


def test_a_refused_step_says_where_one_can_go() -> None:
    with pytest.raises(Refused) as refused:
        take_step(standing("started"), wish("accepted"), facts())
    assert "主体完工" in refused.value.reason.zh
    assert "Main structure" in refused.value.reason.en
    with pytest.raises(Refused):
        take_step(standing("started"), wish("finished"), facts())


def test_too_early_is_flagged_and_the_case_stays_where_it_stands() -> None:
    before = standing("main_structure")
    taken = take_step(before, wish("moved_in", date(2024, 6, 29)), facts())
    assert (taken.kind, taken.moves_in) == ("too_early", True)
    assert taken.standing == replace(before, early_on=date(2024, 6, 29))
    assert "moved_in" in allowed_from(before)
    assert "moved_in" not in allowed_from(taken.standing)
    with pytest.raises(Refused):
        take_step(taken.standing, wish("moved_in"), facts())


def test_after_acceptance_the_move_is_confirmed_and_the_flag_stays() -> None:
    accepted = standing("accepted", early_on=date(2024, 6, 29))
    taken = take_step(accepted, wish("moved_in"), facts())
    assert (taken.kind, taken.standing.stage) == ("step", "moved_in")
    assert taken.standing.early_on == date(2024, 6, 29)


def test_an_early_move_may_be_learnt_out_of_order_but_not_before_the_damage() -> None:
    early = take_step(standing("started"), wish("moved_in", date(2024, 6, 20)), facts()).standing
    later = take_step(early, wish("main_structure", date(2024, 6, 10)), facts()).standing
    assert later.stage == "main_structure"
    with pytest.raises(Refused):
        take_step(standing("started"), wish("moved_in", date(2023, 12, 1)), facts())


def test_the_township_checks_when_the_posting_has_ended() -> None:
    posted = take_step(standing("reviewed"), wish("publicised"), facts()).standing
    assert posted.until == DAY + timedelta(days=7)
    with pytest.raises(Refused) as refused:
        take_step(posted, wish("town_checked", DAY + timedelta(days=6)), facts())
    assert f"{posted.until}" in refused.value.reason.zh
    assert refused.value.path == "occurred_on"
    assert take_step(posted, wish("town_checked", posted.until), facts()).standing.until is None


def test_a_posting_is_longer_than_the_rule_or_as_long() -> None:
    shorter = wish("publicised", until=DAY + timedelta(days=6))
    with pytest.raises(Refused) as refused:
        take_step(standing("reviewed"), shorter, facts())
    assert "177" in refused.value.reason.zh
    longer = wish("publicised", until=DAY + timedelta(days=10))
    taken = take_step(standing("reviewed"), longer, facts())
    assert taken.standing.until == DAY + timedelta(days=10)


def test_an_objection_reopens_the_review_and_the_posting() -> None:
    posted = take_step(standing("reviewed"), wish("publicised"), facts()).standing
    objected = take_step(posted, wish("objection", DAY + timedelta(days=3)), facts()).standing
    assert (objected.stage, objected.side) == ("publicised", "objection")
    with pytest.raises(Refused):
        take_step(objected, wish("town_checked", TODAY), facts())
    again = take_step(objected, wish("reviewed", DAY + timedelta(days=5)), facts()).standing
    assert (again.stage, again.side, again.until) == ("reviewed", "", None)


def test_a_day_before_the_last_milestone_is_refused_unless_it_is_unknown() -> None:
    before = standing("started")
    with pytest.raises(Refused) as refused:
        take_step(before, wish("main_structure", DAY - timedelta(days=1)), facts())
    assert "已开工" in refused.value.reason.zh
    by_then = wish("main_structure", DAY - timedelta(days=1), precision="unknown")
    taken = take_step(before, by_then, facts()).standing
    assert (taken.state_on, taken.counts_on) == (DAY - timedelta(days=1), DAY)
    with pytest.raises(Refused):
        take_step(before, wish("main_structure", TODAY + timedelta(days=1)), facts())


def test_rework_stands_in_the_way_until_a_later_visit_passes() -> None:
    failed = facts(visits={"structure": LastVisit(passed=False, visited_on=DAY)})
    with pytest.raises(Refused) as refused:
        take_step(standing("main_structure"), wish("completed"), failed)
    assert "整改" in refused.value.reason.zh
    passed = facts(visits={"structure": LastVisit(passed=True, visited_on=DAY)})
    assert take_step(standing("main_structure"), wish("completed"), passed)


def test_acceptance_needs_a_visit_that_passed_on_the_day_or_before() -> None:
    later = {"acceptance": LastVisit(passed=True, visited_on=DAY + timedelta(days=1))}
    failed = {"acceptance": LastVisit(passed=False, visited_on=DAY)}
    for visits in ({}, later, failed):
        with pytest.raises(Refused):
            take_step(standing("completed"), wish("accepted"), facts(visits=visits))


def test_archived_needs_the_money_to_be_at_its_end() -> None:
    owed = facts(money=Bilingual("还有 1 笔补助未拨付", "1 instalment is not paid"))
    with pytest.raises(Refused) as refused:
        take_step(standing("moved_in"), wish("archived"), owed)
    assert refused.value.reason.zh == "还有 1 笔补助未拨付"


def test_a_side_state_needs_its_reason_and_a_transfer_its_target() -> None:
    for side in SIDES:
        here = standing("publicised")
        with pytest.raises(Refused) as refused:
            take_step(here, wish(side, reason=" "), facts())
        assert refused.value.path == "reason"
    with pytest.raises(Refused) as refused:
        take_step(standing("applied"), wish("transferred", target="elsewhere"), facts())
    assert refused.value.path == "target"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"excluded": "second_home"}, "另有住房"),
        ({"sole_dwelling": False}, "另有住房"),
        ({"excluded": "outbuilding"}, "不是住房"),
        ({"grade": "general"}, "一般损坏"),
    ],
)
def test_a_house_that_is_not_rebuilt_for_is_refused_with_reason_and_source(fields, words) -> None:
    with pytest.raises(Refused) as refused:
        take_step(standing("graded"), wish("applied"), facts(house=house(**fields)))
    assert words in refused.value.reason.zh
    assert "依据" in refused.value.reason.zh
    assert "source" in refused.value.reason.en


def test_a_case_is_not_graded_before_its_house() -> None:
    with pytest.raises(Refused):
        take_step(standing("reported"), wish("graded"), facts(house=house(grade=None)))


def test_what_would_be_refused_today_says_why() -> None:
    posted = standing("publicised", until=TODAY + timedelta(days=2))
    waits = refused_today(posted, facts())
    assert set(waits) == {"town_checked"}


walks = st.lists(
    st.tuples(st.integers(0, 60), st.integers(-3, 12), st.booleans()), min_size=5, max_size=60
)


@settings(deadline=None)
@given(st.sampled_from([*MODES]), walks)
def test_no_walk_goes_back_without_a_side_state_nor_back_in_time(mode, walk) -> None:
    here, day = standing("graded", mode, counts_on=date(2024, 1, 1)), date(2024, 1, 1)
    for choice, days, unknown in walk:
        day += timedelta(days=days)
        likely = [*allowed_from(here), *allowed_from(here), *STATES]
        asked = wish(likely[choice % len(likely)], day, precision="unknown" if unknown else "day")
        try:
            after = take_step(here, asked, facts(mode)).standing
        except Refused:
            continue
        assert after.counts_on >= here.counts_on
        if not here.side and not after.side:
            assert rank(after.stage) >= rank(here.stage)
        if here.early_on:
            assert after.early_on == here.early_on
        assert after.stage in course_of(mode)
        here = after
