"""People and days to items: whole units, rounded up once, unknown stays unknown."""

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from relief.commands.needs import command
from relief.needs.catalogue import ITEMS, load_standard, standard_ids
from relief.needs.needs import days_of_supply, needs_of, people_covered

COLD = load_standard("demo-cold-2023")
SPHERE = load_standard("sphere-2018")
people = st.integers(0, 10**7)
days = st.integers(1, 366)
standards = st.sampled_from([load_standard(name) for name in standard_ids()])
seasons = st.sampled_from(["cold", "warm"])


def quantities(basis, standard=COLD, days=3, season="cold"):
    return {n.item: n.quantity for n in needs_of(basis, standard, days=days, season=season)}


def test_what_1201_people_need_for_three_cold_days():
    assert quantities({"resettled": 1201}) == {
        "tent_12": 601,
        "tent_36": 151,
        "bed": 1201,
        "quilt": 1201,
        "mattress": 1201,
        "coat": 1201,
        "stove": 601,
        "water": 27023,  # 27,022.5 litres, rounded up once
        "food": 1802,  # 1,801.5 kg
    }


def test_when_it_is_warm_nobody_is_given_a_coat_or_a_stove():
    warm = quantities({"resettled": 10}, SPHERE, 1, "warm")
    assert warm == {
        "tent_12": 4,
        "tent_36": 1,
        "bed": 10,
        "quilt": 10,
        "mattress": 10,
        "water": 150,
        "food": 6,
    }


def test_people_who_are_not_counted_yet_need_an_unknown_quantity_never_none():
    for basis in ({"resettled": None}, {}, {"urgent_aid": 400}):
        assert set(quantities(basis).values()) == {None}
    assert set(quantities({"resettled": 0}).values()) == {0}


@given(people, people, days, days, standards, seasons)
def test_more_people_or_more_days_never_need_less(one, other, short, long, standard, season):
    few, many = sorted((one, other))
    less = quantities({"resettled": few}, standard, min(short, long), season)
    more = quantities({"resettled": many}, standard, max(short, long), season)
    assert all(0 <= less[item] <= more[item] for item in less)


@given(people, standards, seasons)
def test_the_tents_needed_hold_everybody_and_one_tent_less_does_not(count, standard, season):
    tents = quantities({"resettled": count}, standard, season=season)
    for item in ("tent_12", "tent_36"):
        assert people_covered({item: tents[item]}, standard, season=season) >= count
        if tents[item]:
            less = people_covered({item: tents[item] - 1}, standard, season=season)
            assert less < count


@given(st.lists(people, max_size=6), standards)
def test_a_total_of_rounded_rows_is_never_below_the_need_of_all(townships, standard):
    rows = [quantities({"resettled": count}, standard) for count in townships]
    whole = quantities({"resettled": sum(townships)}, standard)
    assert all(sum(row[item] for row in rows) >= whole[item] for item in whole)


def test_days_of_supply_are_rounded_down_and_unknown_without_people():
    water = COLD.rate("water", "cold")
    assert days_of_supply(100, 10, water) == Decimal("1.3")
    assert days_of_supply(100, None, water) is None
    assert days_of_supply(100, 10, COLD.rate("bed", "cold")) is None


def test_nothing_negative_is_counted():
    with pytest.raises(ValueError):
        quantities({"resettled": -1})
    with pytest.raises(ValueError):
        quantities({"resettled": 1}, days=0)


def ask(data):
    text = data if isinstance(data, str) else json.dumps(data)
    result = CliRunner().invoke(command, ["--people", "-"], input=text)
    return result.exit_code, json.loads(result.stdout)


ASKED = {
    "basis": {"resettled": 10, "urgent_aid": None, "households": 3},
    "days": 1,
    "season": "cold",
    "standard": "sphere-2018",
}


def test_the_calculator_answers_every_item_with_its_rate_and_source():
    code, answer = ask(ASKED)
    assert code == 0
    assert answer["schema"] == 1
    assert [line["item"] for line in answer["lines"]] == list(ITEMS)
    assert answer["lines"][0] == {
        "item": "tent_12",
        "quantity": 5,
        "unit": "tent",
        "basis": "resettled",
        "rate": "0.5",
        "source": "sphere-2018",
        "verified": False,
    }
    stove = next(line for line in answer["lines"] if line["item"] == "stove")
    assert (stove["quantity"], stove["basis"], stove["verified"]) == (5, "tent_12", False)
    assert [line["item"] for line in answer["lines"] if line["verified"]] == ["water"]
    warm = ask(ASKED | {"season": "warm"})[1]["lines"]
    assert warm[0]["rate"] == "0.3333"
    assert warm[0]["quantity"] == 4


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"basis": {"resettled": -1}}, "basis.resettled"),
        ({"basis": {"resettled": 1.5}}, "basis.resettled"),
        ({"basis": {"resettled": "7.5"}}, "basis.resettled"),
        ({"basis": {"cats": 1}}, "basis.cats"),
        ({"basis": {"crop_lost_ha": "1.5"}}, "basis.crop_lost_ha"),
        ({"days": 0}, "days"),
        ({"days": 1.5}, "days"),
        ({"days": True}, "days"),
        ({"season": "autumn"}, "season"),
        ({"standard": "../sphere-2018"}, "standard"),
        ({"more": 1}, "more"),
    ],
)
def test_bad_input_is_refused_with_its_place(wrong, path):
    code, answer = ask(ASKED | wrong)
    assert code == 1
    assert [error["path"] for error in answer["errors"]] == [path]
    assert all(error["message"]["zh"] and error["message"]["en"] for error in answer["errors"])


def test_what_was_expected_is_told_in_both_languages_and_never_allows_what_is_refused():
    _code, answer = ask(ASKED | {"season": "autumn", "days": 1.5})
    said = {error["path"]: error["message"] for error in answer["errors"]}
    assert said["season"]["zh"] == "应为 'cold' 或 'warm' 之一"
    assert "null" not in said["days"]["zh"] + said["days"]["en"]


def test_what_is_missing_and_what_is_no_json_is_refused():
    assert {e["path"] for e in ask({})[1]["errors"]} == {"basis", "days", "season", "standard"}
    assert ask("{")[0] == 1
    assert ask("[]")[0] == 1
