"""`allocate` as an outside program sees it: JSON in, JSON out, exit codes."""

import copy
import json
from typing import Any

import pytest
from click.testing import CliRunner

from relief.commands.allocate import command

NIGHT = {
    "items": [
        {"code": "tent_12", "pack": 1, "weight_kg": "40"},
        {"code": "quilt", "pack": 10, "weight_kg": 3},
    ],
    "depots": [
        {"id": "near", "lon": 103, "lat": 35.6, "stock": {"tent_12": 100, "quilt": 105}},
        {"id": "far", "lon": 103.8, "lat": 36.1, "stock": {"tent_12": 0}, "truck_kg": None},
    ],
    "demands": [
        {"id": "A", "lon": 102.9, "lat": 35.7, "tier": 1, "need": {"tent_12": 80, "quilt": 33}},
        {"id": "B", "lon": 102.8, "lat": 35.8, "tier": 2, "need": {"tent_12": 80}},
    ],
    "cost": None,
    "nearest": None,
    "closed": [],
}


def ask(given: Any, *options: str) -> tuple[int, Any]:
    text = given if isinstance(given, str) else json.dumps(given)
    result = CliRunner().invoke(command, [*options, "-"], input=text)
    return result.exit_code, json.loads(result.stdout)


def changed(path: str, value: Any) -> dict[str, Any]:
    given = copy.deepcopy(NIGHT)
    *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
    place: Any = given
    for step in steps:
        place = place[step]
    place[last] = value
    return given


def test_answers_in_the_shape_programs_rely_on():
    code, answer = ask(NIGHT)
    assert code == 0
    assert set(answer) == {
        "schema",
        "lines",
        "fill",
        "unreachable",
        "cost",
        "cost_bound",
        "seconds",
    }
    assert answer["lines"] == [
        {"depot": "near", "demand": "A", "item": "tent_12", "units": 80},
        {"depot": "near", "demand": "B", "item": "tent_12", "units": 20},
        {"depot": "near", "demand": "A", "item": "quilt", "units": 40},
    ]
    assert answer["fill"][2] == {
        "tier": 2,
        "item": "tent_12",
        "levels": ["0.2500"],
        "levels_before_packs": ["0.2500"],
        "unserved": 60,
    }
    assert answer["cost"] == answer["cost_bound"]
    assert isinstance(answer["seconds"], float)


def test_costs_of_a_table_are_per_tonne():
    _, answer = ask(changed("cost", [["10.5", 20], [1, 1]]))
    assert answer["cost"] == "50.86"  # (80 × 40 + 40 × 3) kg × 10.5 + 20 × 40 kg × 20, in tonnes


def test_costs_of_distance_are_great_circle_kilometres_and_four_tenths():
    given = changed("demands.0.need", {"tent_12": 25})  # one tonne
    given["demands"] = given["demands"][:1]
    given["depots"][0] |= {"lon": 103, "lat": 35}
    given["demands"][0] |= {"lon": 103, "lat": 36}
    assert ask(given)[1]["cost"] == "155.67"  # a degree of the meridian, 111.195 km, × 1.4


def test_why_gives_reasons_in_both_languages():
    _, answer = ask(NIGHT, "--why")
    codes = [[reason["code"] for reason in line["why"]] for line in answer["lines"]]
    assert codes == [["nearest"], ["nearest", "tier", "shortage"], ["nearest", "pack_rounding"]]
    assert [(row["demand"], row["need"], row["units"]) for row in answer["shortfalls"]] == [
        ("B", 80, 20)
    ]
    every = [*answer["lines"], *answer["shortfalls"]]
    assert all(why["message"]["zh"] and why["message"]["en"] for row in every for why in row["why"])


def test_a_place_closed_from_every_depot_is_listed():
    code, answer = ask(changed("closed", [["near", "B"], ["far", "B"]]))
    assert (code, answer["unreachable"]) == (0, ["B"])
    assert answer["fill"][2]["levels"] == ["0.0000"]


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("demands.0.need.quilt", 0, "demands.0.need.quilt"),
        ("demands.0.need.quilt", -1, "demands.0.need.quilt"),
        ("demands.0.need.quilt", 1.0, "demands.0.need.quilt"),
        ("demands.0.need.quilt", "3", "demands.0.need.quilt"),
        ("demands.0.need.quilt", True, "demands.0.need.quilt"),
        ("demands.0.need.quilt", 10**10, "demands.0.need.quilt"),
        ("demands.0.need.boat", 1, "demands.0.need.boat"),
        ("depots.0.stock.boat", 1, "depots.0.stock.boat"),
        ("depots.0.stock.quilt", -1, "depots.0.stock.quilt"),
        ("depots.0.stock.quilt", 0.5, "depots.0.stock.quilt"),
        ("depots.0.truck_kg", -1, "depots.0.truck_kg"),
        ("depots.0.truck_kg", 1.5, "depots.0.truck_kg"),
        ("depots.1.id", "near", "depots.1.id"),
        ("demands.1.id", "A", "demands.1.id"),
        ("items.1.code", "tent_12", "items.1.code"),
        ("items.0.pack", 0, "items.0.pack"),
        ("items.0.weight_kg", "0", "items.0.weight_kg"),
        ("items.0.weight_kg", 38.5, "items.0.weight_kg"),
        ("depots.0.lon", 181, "depots.0.lon"),
        ("depots.0.lat", None, "depots.0.lat"),
        ("demands.0.lat", "35", "demands.0.lat"),
        ("demands.0.tier", "1", "demands.0.tier"),
        ("demands.0.name", "甲", "demands.0.name"),
        ("nearest", 0, "nearest"),
        ("cost", [["1", "1"]], "cost"),
        ("cost", [["1"], ["1", "1"]], "cost.0"),
        ("cost", [["1", "1"], ["1", 1.5]], "cost.1.1"),
        ("cost", [["1", "1"], ["1", "-1"]], "cost.1.1"),
        ("cost", [["999999999999", "0.000001"], ["1", "1"]], "cost"),
        ("closed", [["near"]], "closed.0"),
        ("closed", [["near", "C"]], "closed.0.1"),
    ],
)
def test_refuses_with_the_place_and_the_reason_in_both_languages(path, value, fault):
    code, answer = ask(changed(path, value))
    assert code == 1
    assert fault in [error["path"] for error in answer["errors"]]
    assert all(error["message"]["zh"] and error["message"]["en"] for error in answer["errors"])


@pytest.mark.parametrize("value", [1.5, "-1", "a", True, None])
def test_a_weight_is_asked_for_as_a_decimal_string_and_a_stock_never_as_null(value):
    _, answer = ask(changed("items.0.weight_kg", value))
    (error,) = answer["errors"]
    assert error["message"]["en"] == 'A decimal string of 0 or more is expected, such as "12.5"'
    _, answer = ask(changed("depots.0.stock.quilt", 0.5))
    assert "null" not in str(answer["errors"][0]["message"])


def test_refuses_nan_and_what_is_not_json():
    assert ask(json.dumps(changed("depots.0.lon", float("nan"))))[0] == 1
    assert ask("{")[0] == 1
    assert ask("[]")[0] == 1
