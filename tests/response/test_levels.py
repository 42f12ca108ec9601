"""Which level is due: worked cases with a published answer, then what holds for every figure."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relief.response.catalogue import load_plan, load_plans
from relief.response.evaluation import evaluate
from relief.response.measurement import Circumstances, Neighbour
from relief.response.verdict import Evaluation

GANSU, QINGHAI, NINGXIA = "620000000000", "630000000000", "640000000000"
INNER_MONGOLIA, DAYING = "150000000000", "510923000000"


def judge(plan: str, division: str = GANSU, **facts: Any) -> Evaluation:
    return evaluate(load_plan(plan), Circumstances(division=division, **facts))


def row(evaluation: Evaluation, rule: str, level: int) -> dict[str, Any]:
    rows = evaluation.as_dict()["rules"]
    return next(r for r in rows if (r["rule"], r["level"]) == (rule, level))


@pytest.mark.parametrize(
    ("division", "deaths", "level"),
    [
        (GANSU, 86, 3),
        (GANSU, 99, 3),
        (GANSU, 100, 2),
        (GANSU, 105, 2),
        (GANSU, 113, 2),
        (GANSU, 200, 1),
        (QINGHAI, 11, None),
        (QINGHAI, 14, None),
        (QINGHAI, 18, None),
        (QINGHAI, 20, 4),
        (QINGHAI, 31, 4),
    ],
)
def test_jishishan_by_the_plan_in_force_counts_deaths_only(division, deaths, level):
    found = judge("cn-2016", division, values={"deaths": deaths, "missing": 16})
    assert found.level == level


def test_jishishan_by_the_next_plan_counts_the_missing_too():
    found = judge("cn-2024", QINGHAI, values={"deaths": 18, "missing": 16})
    assert (found.level, found.as_dict()["label"]) == (4, "四级")
    assert row(found, "deaths", 4)["value"] == 34


def test_inner_mongolia_2012_starts_level_four_by_people_not_by_deaths():
    figures = {"deaths": 19, "resettled_and_aided": 211_000, "rooms_collapsed_or_severe": 2_300}
    found = judge(
        "cn-2011", INNER_MONGOLIA, values=figures, hazard="hail", occurred_on=date(2012, 6, 28)
    )
    assert (found.level, found.could_be) == (4, 4)
    assert row(found, "people", 4)["met"] is True
    assert row(found, "deaths", 4)["met"] is False
    assert row(found, "deaths", 3)["met"] is None  # this band was never read
    assert "not_in_force" not in {caution.code for caution in found.cautions}
    assert "unverified" in {caution.code for caution in found.cautions}


def test_either_kind_of_people_in_2016_but_both_together_in_2024():
    halves = {"resettled": 60_000, "urgent_aid": 60_000}
    assert row(judge("cn-2016", values=halves), "people", 4)["met"] is False
    assert row(judge("cn-2024", values=halves), "people", 4)["met"] is True
    published = {"resettled_and_aided": 120_000}
    assert row(judge("cn-2016", values=published), "people", 4)["met"] is True
    assert row(judge("cn-2016", values=published), "people", 3)["met"] is False


def test_an_unknown_part_leaves_open_what_the_known_part_does_not_reach():
    found = judge("cn-2024", values={"deaths": 25, "missing": None})
    assert row(found, "deaths", 4)["met"] is True
    assert row(found, "deaths", 4)["partial"] is True
    assert row(found, "deaths", 3)["met"] is None
    assert (found.level, found.could_be) == (4, 1)


def test_a_forecast_starts_a_level_and_says_so():
    found = judge("cn-2024", values={"deaths": 3, "missing": 0}, forecast={"deaths": 60})
    decided = row(found, "deaths", 3)
    assert (found.level, decided["basis"], decided["value"]) == (3, "forecast", 60)
    assert row(found, "deaths", 2)["basis"] == "observed"
    assert row(found, "deaths", 2)["value"] == 3


def test_linked_start_needs_a_neighbour_at_the_level_and_the_own_figure_in_the_band():
    gansu = Neighbour(division=GANSU, values={"deaths": 210, "missing": None})
    found = judge("cn-2024", QINGHAI, values={"deaths": 160, "missing": 0}, neighbours=(gansu,))
    assert found.level == 2
    assert found.as_dict()["linked"] == [{"level": 1, "neighbour": GANSU}]
    under = judge("cn-2024", QINGHAI, values={"deaths": 159, "missing": 0}, neighbours=(gansu,))
    assert under.linked == ()
    small = Neighbour(division=GANSU, values={"deaths": 199, "missing": 0})
    alone = judge("cn-2024", QINGHAI, values={"deaths": 160, "missing": 0}, neighbours=(small,))
    assert alone.linked == ()


def test_the_2016_plan_links_nobody_and_says_so():
    gansu = Neighbour(division=GANSU, values={"deaths": 210})
    found = judge("cn-2016", QINGHAI, values={"deaths": 170}, neighbours=(gansu,))
    assert found.linked == ()
    assert [caution.code for caution in found.cautions] == ["no_linkage"]


def test_daying_judges_its_county_by_the_share_of_its_farmers():
    facts = {"hazard": "drought", "base": {"agri_pastoral_population": 300_000}}
    at = judge("daying-2022", DAYING, values={"drought_aid": 15_000}, **facts)
    assert (at.level, at.plan_step and at.plan_step.decided_by) == (3, "县减灾委副主任")
    below = judge("daying-2022", DAYING, values={"drought_aid": 14_999}, **facts)
    assert below.level is None
    assert row(below, "drought_share", 3)["value"] == "0.0499"
    lacking = {u["rule"]: u["lacking"] for u in below.as_dict()["nearest_unmet"]}
    assert lacking == {"drought_share": "0.0001"}


def test_ningxia_compares_lost_crops_in_mu_exactly():
    reached = judge("nx-2009", NINGXIA, values={"crop_lost_ha": Decimal("3333.333334")})
    short = judge("nx-2009", NINGXIA, values={"crop_lost_ha": Decimal("3333.333333")})
    assert (reached.level, short.level) == (3, None)
    assert row(short, "crop_lost_mu", 3)["value"] == "49999.999995"
    assert short.step == "floor"


def test_a_floor_is_reached_without_a_level():
    found = judge("nanjiang-2018", "511922101000", values={"deaths": 1}).as_dict()
    assert (found["reached"], found["level"], found["could_be"]) == ("floor", None, None)


def test_dry_days_and_people_are_one_condition():
    people = {"drought_water": 1_500}
    county = "511922000000"
    unknown = judge("autonomous-county", county, values=people, hazard="drought")
    assert (unknown.level, unknown.could_be) == (None, 3)
    short = judge("autonomous-county", county, values=people, hazard="drought", dry_days=29)
    assert row(short, "drought_water", 3)["met"] is False
    missing = next(u for u in short.as_dict()["nearest_unmet"] if u["rule"] == "drought_water")
    assert (missing["condition"], missing["lacking"]) == ("dry_days", 1)
    both = judge("autonomous-county", county, values=people, hazard="drought", dry_days=30)
    assert both.level == 3


def test_branches_of_another_hazard_are_left_out_and_all_are_listed_without_one():
    quake = judge("cn-2016", values={"deaths": 1}, hazard="earthquake")
    assert {r.rule for r in quake.rows} == {"deaths", "people", "houses_rooms", "houses_households"}
    every = {r.rule for r in judge("cn-2016", values={"deaths": 1}).rows}
    assert every == {
        "deaths",
        "people",
        "houses_rooms",
        "houses_households",
        "drought_share",
        "drought_people",
    }


def test_a_branch_of_strong_earthquakes_asks_for_the_magnitude():
    rooms = {"rooms_collapsed": 10, "rooms_severe": 160_000}
    facts = {"values": rooms, "hazard": "earthquake"}
    assert judge("province-n7", **facts, magnitude=Decimal("5.0")).level == 2
    assert judge("province-n7", **facts, magnitude=Decimal("4.9")).level is None
    unknown = judge("province-n7", **facts)
    assert (unknown.level, unknown.could_be) == (None, 2)


def test_a_plan_without_numbers_judges_nothing_and_says_so():
    found = judge("nmg-2024", INNER_MONGOLIA, values={"deaths": 500})
    assert (found.level, found.could_be) == (None, None)
    assert "thresholds_missing" in {caution.code for caution in found.cautions}


@pytest.mark.parametrize(
    ("plan", "day", "codes"),
    [
        ("cn-2016", date(2016, 3, 9), ["not_in_force"]),
        ("cn-2016", date(2016, 3, 10), []),
        ("cn-2016", date(2024, 1, 19), []),
        ("cn-2016", date(2024, 1, 20), ["not_in_force"]),
        ("cn-2024", date(2024, 1, 20), []),
        ("cn-2024", date(2023, 12, 18), ["not_in_force"]),
    ],
)
def test_a_disaster_is_judged_by_the_plan_of_its_day(plan, day, codes):
    found = judge(plan, values={"deaths": 0, "missing": 0}, occurred_on=day)
    assert [caution.code for caution in found.cautions] == codes


def test_a_year_alone_leaves_that_year_open():
    codes = {
        year: [
            c.code
            for c in judge("daying-2022", DAYING, values={}, occurred_on=date(year, 7, 1)).cautions
        ]
        for year in (2021, 2022, 2023)
    }
    assert codes[2021][0] == "not_in_force"
    assert codes[2022][0] == "in_force_unknown"
    assert "in_force_unknown" not in codes[2023]


COUNTS = st.one_of(st.none(), st.integers(0, 3_000_000))
CODES = (
    "deaths",
    "missing",
    "resettled",
    "urgent_aid",
    "rooms_collapsed",
    "rooms_severe",
    "households_collapsed",
    "households_severe",
    "drought_aid",
)
FIGURES = st.fixed_dictionaries(dict.fromkeys(CODES, COUNTS))
PLANS = st.sampled_from(sorted(load_plans()))
GRAVEST_LAST = {None: 0, 4: 1, 3: 2, 2: 3, 1: 4}


@given(PLANS, FIGURES, st.integers(0, 500))
def test_more_deaths_never_lower_the_level(plan, figures, more):
    fewer = figures | {"deaths": figures["deaths"] or 0}
    graver = fewer | {"deaths": fewer["deaths"] + more}
    before, after = judge(plan, values=fewer), judge(plan, values=graver)
    assert GRAVEST_LAST[after.level] >= GRAVEST_LAST[before.level]


@given(PLANS, FIGURES, st.sampled_from(CODES), st.integers(0, 3_000_000))
def test_learning_a_figure_never_contradicts_what_was_said_before(plan, figures, code, value):
    before = judge(plan, values=figures | {code: None})
    after = judge(plan, values=figures | {code: value})
    for then, now in zip(before.rows, after.rows, strict=True):
        assert then.met in (None, now.met)
    assert GRAVEST_LAST[before.level] <= GRAVEST_LAST[after.level]
    assert GRAVEST_LAST[after.could_be] <= GRAVEST_LAST[before.could_be]


@given(PLANS, FIGURES)
def test_the_level_is_the_gravest_rule_that_is_met(plan, figures):
    found = judge(plan, values=figures)
    met = [r.step for r in found.rows if r.met and isinstance(r.step, int)]
    assert found.level == min(met, default=None)
    assert GRAVEST_LAST[found.could_be] >= GRAVEST_LAST[found.level]


@given(FIGURES, st.permutations(CODES), st.randoms())
def test_the_order_of_figures_and_neighbours_does_not_matter(figures, order, chance):
    near = [
        Neighbour(division=f"{n}0000000000", values={"deaths": n * 3, "missing": 0})
        for n in (61, 62, 64)
    ]
    shuffled = chance.sample(near, len(near))
    turned = {code: figures[code] for code in order}
    one = judge("cn-2024", QINGHAI, values=figures, neighbours=tuple(near))
    other = judge("cn-2024", QINGHAI, values=turned, neighbours=tuple(shuffled))
    assert one == other


@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_a_share_is_compared_exactly(population, people):
    found = judge(
        "cn-2016", values={"drought_aid": people}, base={"agri_pastoral_population": population}
    )
    assert row(found, "drought_share", 1)["met"] is (people * 100 >= population * 30)


@given(PLANS, FIGURES)
def test_what_lacks_is_exactly_what_reaches_the_next_level(plan, figures):
    found = judge(plan, values=figures)
    for unmet in found.nearest_unmet:
        assert unmet.lacking > 0
        assert unmet.value + unmet.lacking == unmet.threshold
