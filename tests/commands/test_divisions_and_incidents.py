import json

import pytest
from click.testing import CliRunner

from relief.commands.divisions import command as divisions
from relief.commands.incidents import command as incidents
from relief.core.errors import InvalidDivisionCode, NotFound, Refused


def run(command, desk, *words):
    done = CliRunner().invoke(command, words, obj=desk.settings)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_demo_incident_is_listed_with_its_slug(demo):
    listed = json.loads(run(incidents, demo, "--json"))
    assert listed["schema"] == 1
    assert [row["slug"] for row in listed["incidents"]] == ["jishishan-2023"]
    assert listed["incidents"][0]["occurred_at"] == "2023-12-18T23:59:00+08:00"
    assert "jishishan-2023" in run(incidents, demo)


def test_a_division_is_shown_with_what_it_lies_in(demo):
    shown = json.loads(run(divisions, demo, "show", "622927101", "--json"))
    assert (shown["code"], shown["level"]) == ("622927101000", "township")
    assert [row["name"] for row in shown["path"]] == [
        "甘肃省",
        "临夏回族自治州",
        "积石山保安族东乡族撒拉族自治县",
        "大河家镇",
    ]
    assert (shown["initials"], shown["children"]) == ("dhjz", 11)
    assert "大河家镇" in run(divisions, demo, "show", "622927101000")


@pytest.mark.parametrize(
    ("code", "reason"),
    [("15", NotFound), ("6229x", InvalidDivisionCode), ("1" * 13, InvalidDivisionCode)],
)
def test_an_unknown_or_wrong_code_is_refused(demo, code, reason):
    with pytest.raises(reason):
        run(divisions, demo, "show", code)


def test_a_province_is_loaded_down_to_its_villages_and_twice_is_once(desk):
    for _ in range(2):
        done = json.loads(run(divisions, desk, "load", "--province", "63", "--json"))
        assert done == {"schema": 1, "loaded": 5192, "provinces": ["63"]}
    shown = json.loads(run(divisions, desk, "show", "63", "--json"))
    assert (shown["name"], shown["children"]) == ("青海省", 8)


@pytest.mark.parametrize("province", ["6", "622", "qh"])
def test_a_province_is_two_digits(desk, province):
    with pytest.raises(Refused):
        run(divisions, desk, "load", "--province", province)
