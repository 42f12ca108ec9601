"""What makes a report consistent: one sentence a rule, and what holds for every report."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relief.damage.catalogue import load_indicators
from relief.damage.consistency import check, children_findings
from relief.damage.finding import Finding, Previous, Report

AS_OF = datetime(2023, 12, 19, 2, 0, tzinfo=UTC)
CATALOGUE = load_indicators()


def findings(values: dict[str, Any], **facts: Any) -> list[Finding]:
    on = facts.pop("response_is_on", False)
    fields = {"division": "622927000000", "kind": "follow_up", "as_of": AS_OF} | facts
    return check(Report(values=values, **fields), CATALOGUE, response_is_on=on)


def errors(values: dict[str, Any], **facts: Any) -> list[str]:
    return [f.rule for f in findings(values, **facts) if f.severity == "error"]


def warnings(values: dict[str, Any], **facts: Any) -> list[str]:
    return [f.rule for f in findings(values, **facts) if f.severity == "warning"]


def after(**values: int | None) -> Previous:
    return Previous(values, AS_OF - timedelta(hours=4), "initial", "622927000000")


def test_bayannur_2012_is_consistent_as_published():
    values = {
        "crop_affected_ha": Decimal("9671.5"),
        "crop_damaged_ha": Decimal(6177),
        "crop_lost_ha": Decimal("2332.4"),
        "direct_loss": Decimal("8091.36"),
        "loss_agriculture": Decimal("6503.96"),
    }
    assert findings(values) == []


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (
            "3.4.1",
            {"resettled": 3, "resettled_central": 1, "resettled_dispersed": 2},
            {"resettled": 4},
        ),
        ("3.4.2", {"affected_people": 10, "deaths": 10}, {"deaths": 11}),
        ("3.4.2", {"affected_people": 10, "missing": 10}, {"missing": 11}),
        ("3.4.2", {"affected_people": 10, "injured": 10}, {"injured": 11}),
        ("3.4.2", {"affected_people": 10, "drought_water": 10}, {"drought_water": 11}),
        ("3.4.2", {"affected_people": 10, "resettled": 6, "urgent_aid": 4}, {"urgent_aid": 5}),
        ("3.4.2", {"affected_people": 10, "resettled_and_aided": 10}, {"resettled_and_aided": 11}),
        ("3.4.3", {"injured": 5, "injured_severely": 5}, {"injured_severely": 6}),
        (
            "3.4.6",
            {"crop_affected_ha": Decimal(2), "crop_damaged_ha": Decimal(2)},
            {"crop_damaged_ha": Decimal("2.1")},
        ),
        (
            "3.4.6",
            {"crop_affected_ha": Decimal(2), "crop_lost_ha": Decimal(2)},
            {"crop_lost_ha": Decimal("2.1")},
        ),
        (
            "3.4.6",
            {"grain_damaged_ha": Decimal(2), "grain_lost_ha": Decimal(2)},
            {"grain_lost_ha": Decimal(3)},
        ),
        (
            "3.4.8",
            {"direct_loss": Decimal(5), "loss_housing": Decimal(5)},
            {"loss_housing": Decimal(6)},
        ),
        ("3.4.9", {"rooms_collapsed": 5, "dwelling_rooms_collapsed": 5}, {"rooms_collapsed": 4}),
        ("3.4.9", {"dwelling_rooms_severe": 5, "households_severe": 5}, {"households_severe": 6}),
        ("3.4.9", {"rooms_general": 5, "households_general": 5}, {"households_general": 6}),
        ("3.4.11", {"resettled": 5, "resettled_now": 5}, {"resettled_now": 6}),
        (
            "3.4.12",
            {"crop_lost_ha": Decimal(2), "grain_lost_ha": Decimal(2)},
            {"grain_lost_ha": Decimal(3)},
        ),
        (
            "3.4.12",
            {"livestock_dead": 5, "livestock_dead_large": 2, "livestock_dead_small": 3},
            {"livestock_dead": 6},
        ),
        ("3.3.totals", {"deaths_and_missing": 5, "deaths": 2, "missing": 3}, {"deaths": 1}),
    ],
)
def test_a_report_that_breaks_a_rule_is_held_back(rule, good, bad):
    assert errors(good) == []
    assert set(errors(good | bad)) == {rule}


def test_more_transitional_aid_than_moved_or_aided_only_warns():
    values = {"resettled": 5, "urgent_aid": 5, "transitional_aid": 11}
    assert (errors(values), warnings(values)) == ([], ["3.4.4"])


def test_loss_is_the_sum_of_its_sectors_once_all_are_known():
    sectors = ("housing", "agriculture", "industry", "infrastructure", "public_services", "other")
    values = {f"loss_{sector}": Decimal("1.1") for sector in sectors}
    assert errors(values | {"direct_loss": Decimal("6.6")}) == []
    assert errors(values | {"direct_loss": Decimal("6.7")}) == ["3.4.8"]
    assert errors(values | {"loss_other": None, "direct_loss": Decimal("6.7")}) == []


def test_a_cumulative_figure_never_falls_without_an_explanation():
    facts = {"previous": after(injured=90)}
    assert errors({"injured": 89}, **facts) == ["3.4.11"]
    assert errors({"injured": 90}, **facts) == []
    assert errors({"injured": 89}, **facts, explanations={"injured": "一人重复统计"}) == []
    assert errors({"injured": 89}, **facts, explanations={"injured": "  "}) == ["3.4.11"]
    assert errors({"injured": None}, **facts) == []


def test_people_go_home_so_a_current_figure_may_fall():
    assert errors({"resettled_now": 20}, previous=after(resettled_now=90)) == []


def test_a_missing_person_found_dead_moves_and_is_no_fall():
    before = after(deaths=18, missing=16)
    assert errors({"deaths": 31, "missing": 3}, previous=before) == []
    assert errors({"deaths": 31, "missing": 2}, previous=before) == ["3.4.11"]
    assert (
        errors({"deaths": 31, "missing": 2}, previous=before, explanations={"missing": "找到"})
        == []
    )
    assert errors({"deaths": 31, "missing": None}, previous=before) == []
    assert errors({"deaths": 17}, previous=after(deaths=18)) == ["3.4.11"]


def test_a_sharp_change_asks_for_an_explanation_and_does_not_hold_the_report_back():
    before = after(affected_people=1_000)
    assert warnings({"affected_people": 50_000}, previous=before) == ["3.4.11"]
    assert errors({"affected_people": 50_000}, previous=before) == []
    assert warnings({"affected_people": 1_100}, previous=before) == []
    assert warnings({"deaths": 12, "missing": 0}, previous=after(deaths=3, missing=1)) == []


def test_a_zero_report_states_only_zeros():
    assert findings({"deaths": 0, "missing": None}, kind="zero") == []
    assert errors({"deaths": 1, "injured": 0, "resettled": 2}, kind="zero") == ["3.2.zero"] * 2


@pytest.mark.parametrize(
    ("photos", "on", "rules"),
    [(2, True, ["3.2.photos"]), (3, True, []), (0, False, []), (None, True, [])],
)
def test_photos_are_due_while_a_response_is_on(photos, on, rules):
    assert errors({}, photos=photos, response_is_on=on) == rules


def test_a_report_does_not_go_back_in_time_or_to_another_county():
    later = Previous({}, AS_OF + timedelta(minutes=1))
    assert errors({}, previous=later) == ["3.2.as_of"]
    assert errors({}, previous=Previous({}, AS_OF)) == []
    assert errors({}, previous=Previous({}, AS_OF, None, "630222000000")) == ["3.2.division"]
    assert warnings({}, as_of=None) == ["3.2.as_of"]


def test_one_process_is_one_initial_report_and_ends_with_the_final_one():
    assert warnings({}, kind="initial", previous=after()) == ["3.2.sequence"]
    final = Previous({}, AS_OF, "final")
    assert warnings({}, kind="follow_up", previous=final) == ["3.2.sequence"]
    assert warnings({"deaths": None}, kind="final") == ["3.2.final"]


def test_a_county_is_the_sum_of_its_townships():
    below = [{"deaths": 3, "injured": 1}, {"deaths": 4, "injured": None}]
    found = children_findings({"deaths": 8, "injured": 9}, below, CATALOGUE)
    assert [(f.rule, f.expected, f.found) for f in found] == [("3.4.10", 7, 8)]
    assert children_findings({"deaths": 7}, below, CATALOGUE) == []


def figure(kind: str) -> st.SearchStrategy[Any]:
    number = st.integers(0, 500)
    return st.none() | (number if kind == "count" else number.map(lambda n: Decimal(n) / 4))


REPORTS = st.fixed_dictionaries({code: figure(kind) for code, kind in CATALOGUE.kinds().items()})


@given(REPORTS, st.data())
def test_a_figure_that_becomes_unknown_never_adds_an_error(values, data):
    code = data.draw(st.sampled_from(sorted(values)))
    whole = {f.rule for f in findings(values) if f.severity == "error"}
    assert {f.rule for f in findings(values | {code: None}) if f.severity == "error"} <= whole


@given(REPORTS, st.data())
def test_the_order_of_the_figures_does_not_matter(values, data):
    order = data.draw(st.permutations(sorted(values)))
    assert findings(values) == findings({code: values[code] for code in order})


@given(REPORTS)
def test_nothing_known_is_nothing_wrong(values):
    unknown = dict.fromkeys(values)
    assert findings(unknown, previous=Previous(values)) == []


@given(REPORTS)
def test_a_report_repeated_word_for_word_has_no_falls(values):
    found = findings(values, previous=Previous(values))
    assert found == findings(values)
