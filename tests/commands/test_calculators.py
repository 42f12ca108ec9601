"""The calculators as an outside program sees them: JSON in, JSON out, exit codes."""

import json
from typing import Any

import click
import pytest
from click.testing import CliRunner

from relief.commands.check_report import command as check_report
from relief.commands.level import command as level
from relief.commands.plan import command as plan
from relief.response.catalogue import PLANS_FOLDER

GANSU = "620000000000"
REPORT = {"division": "622927000000", "kind": "follow_up", "as_of": "2023-12-19T10:00"}


def run(command: click.Command, *args: str, given: Any) -> tuple[int, Any]:
    text = given if isinstance(given, str | bytes) else json.dumps(given)
    result = CliRunner().invoke(command, list(args), input=text)
    return result.exit_code, json.loads(result.stdout)


def ask(figures: Any, plan_id: str = "cn-2016") -> tuple[int, Any]:
    return run(level, "--plan", plan_id, "--figures", "-", given=figures)


def send(report: Any) -> tuple[int, Any]:
    return run(check_report, "-", given=report)


def refused(code: int, answer: Any) -> list[str]:
    assert code == 1
    assert answer["schema"] == 1
    assert all(error["message"]["zh"] and error["message"]["en"] for error in answer["errors"])
    return [error["path"] for error in answer["errors"]]


def test_gansu_at_six_in_the_morning_is_due_level_two():
    code, answer = ask({"division": GANSU, "values": {"deaths": 100}, "hazard": "earthquake"})
    assert code == 0
    assert set(answer) == {
        "schema",
        "plan",
        "level",
        "could_be",
        "reached",
        "label",
        "rules",
        "nearest_unmet",
        "decided_by",
        "linked",
        "warnings",
    }
    assert (answer["schema"], answer["level"], answer["could_be"]) == (1, 2, 1)
    assert (answer["reached"], answer["label"]) == ("level", "Ⅱ级")
    assert answer["decided_by"] == "国家减灾委员会副主任（民政部部长）"
    assert {
        "level": 2,
        "rule": "deaths",
        "value": 100,
        "threshold": 100,
        "met": True,
        "basis": "observed",
        "clause": "5.2.1（1）",
        "source": "gbh-2016-25",
        "verified": True,
    } in answer["rules"]
    assert answer["nearest_unmet"] == [
        {"level": 1, "rule": "deaths", "value": 100, "threshold": 200, "lacking": 100}
    ]


def test_figures_of_the_whole_year_are_refused_with_the_clause():
    code, answer = ask({"division": GANSU, "values": {}, "period": "year_to_date"})
    assert refused(code, answer) == ["period"]
    assert "5.1.1" in answer["errors"][0]["message"]["en"]


@pytest.mark.parametrize(
    ("plan_id", "division"),
    [
        ("cn-2016", "622927000000"),
        ("cn-2016", "000000000000"),
        ("daying-2022", GANSU),
        ("daying-2022", "511922000000"),
        ("nanjiang-2018", "511922000000"),
        ("cn-2016", "62"),
        ("cn-2016", 620000000000),
    ],
)
def test_a_division_the_plan_does_not_judge_is_refused(plan_id, division):
    assert refused(*ask({"division": division, "values": {}}, plan_id)) == ["division"]


@pytest.mark.parametrize(
    ("figures", "path"),
    [
        ({"values": {"deaths": 5.0}}, "values.deaths"),
        ({"values": {"deaths": "5"}}, "values.deaths"),
        ({"values": {"deaths": True}}, "values.deaths"),
        ({"values": {"deaths": -1}}, "values.deaths"),
        ({"values": {"crop_lost_ha": 1.5}}, "values.crop_lost_ha"),
        ({"values": {"crop_lost_ha": "1e3"}}, "values.crop_lost_ha"),
        ({"values": {"fatalities": 5}}, "values.fatalities"),
        ({"values": {}, "forecast": {"fatalities": 5}}, "forecast.fatalities"),
        ({"values": {}, "base": {"population": 5}}, "base.population"),
        ({"values": {}, "base": {"agri_pastoral_population": 0}}, "base.agri_pastoral_population"),
        ({"values": {}, "magnitude": 6.2}, "magnitude"),
        ({"values": {}, "dry_days": "30"}, "dry_days"),
        ({"values": {}, "occurred_on": "2023-02-30"}, "occurred_on"),
        ({"values": {}, "as_of": "yesterday"}, "as_of"),
        ({"values": {}, "colour": "red"}, "colour"),
        ({"values": {}, "period": "month"}, "period"),
        ({}, "values"),
        ({"values": {"deaths_and_missing": 3, "deaths": 4}}, "values.deaths_and_missing"),
        (
            {"values": {"deaths_and_missing": 5, "deaths": 3, "missing": 1}},
            "values.deaths_and_missing",
        ),
        (
            {"values": {}, "neighbours": [{"division": GANSU, "values": {}}]},
            "neighbours.0.division",
        ),
    ],
)
def test_bad_figures_are_refused_with_their_path(figures, path):
    assert refused(*ask({"division": GANSU} | figures)) == [path]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"division": "620000000000", "values": {"deaths": 1, "deaths": 2}}',
        '{"division": "620000000000", "values": {"deaths": NaN}}',
        b"\xff\xfe",
        '{"division": "620000000000", "values": {}, "hazard": "\\ud800"}',
        "[" * 100_000,
        '{"division": "620000000000", "values": {"deaths": ' + "9" * 5_000 + "}}",
    ],
)
def test_what_is_not_one_clean_json_object_is_refused(text):
    assert len(refused(*ask(text))) == 1


def test_nothing_optional_has_to_be_left_out_to_be_unknown():
    names = (
        "hazard",
        "occurred_on",
        "as_of",
        "period",
        "forecast",
        "base",
        "dry_days",
        "magnitude",
    )
    figures = {"division": GANSU, "values": {"deaths": None}, "neighbours": None}
    code, answer = ask(figures | dict.fromkeys(names))
    assert (code, answer["level"], answer["could_be"]) == (0, None, 1)


def test_an_unknown_hazard_lists_every_branch_with_a_warning():
    code, answer = ask({"division": GANSU, "values": {}, "hazard": "locusts"})
    assert code == 0
    assert {rule["rule"] for rule in answer["rules"]} >= {"drought_share", "deaths"}
    assert [warning["code"] for warning in answer["warnings"]] == ["hazard_unknown"]


def test_a_plan_nobody_knows_is_refused():
    assert refused(*ask({"division": GANSU, "values": {}}, "cn-1998")) == ["plan"]


def test_a_missing_option_is_wrong_usage():
    assert CliRunner().invoke(level, ["--plan", "cn-2016"]).exit_code == 2


def test_a_consistent_report_passes():
    code, answer = send(REPORT | {"values": {"deaths": 3, "crop_affected_ha": "12.5"}})
    assert (code, answer) == (0, {"schema": 1, "ok": True, "findings": []})


def test_a_contradiction_is_found_and_exits_one():
    values = {"resettled": 300, "resettled_central": 200, "resettled_dispersed": 99}
    code, answer = send(REPORT | {"values": values})
    assert (code, answer["ok"]) == (1, False)
    (finding,) = answer["findings"]
    assert (finding["rule"], finding["severity"]) == ("3.4.1", "error")
    assert finding["indicators"] == ["resettled", "resettled_central", "resettled_dispersed"]
    assert (finding["expected"], finding["found"]) == (299, 300)
    assert finding["message"]["zh"]
    assert finding["message"]["en"]


def test_a_warning_alone_passes():
    values = {"resettled": 5, "urgent_aid": 5, "transitional_aid": 11}
    code, answer = send(REPORT | {"values": values})
    assert (code, answer["ok"], answer["findings"][0]["severity"]) == (0, True, "warning")


@pytest.mark.parametrize("wrapped", [True, False])
def test_the_report_before_is_a_report_or_its_figures_alone(wrapped):
    figures = {"injured": 9}
    previous = {"as_of": "2023-12-19T06:00", "values": figures} if wrapped else figures
    code, answer = send(REPORT | {"values": {"injured": 8}, "previous": previous})
    assert (code, [f["rule"] for f in answer["findings"]]) == (1, ["3.4.11"])


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"values": {"fatalities": 1}}, "values.fatalities"),
        ({"values": {"deaths": 1.5}}, "values.deaths"),
        ({"previous": {"values": {"fatalities": 1}}}, "previous.values.fatalities"),
        ({"previous": {"fatalities": 1}}, "previous.fatalities"),
        ({"previous": {"values": {"deaths": 1.5}}}, "previous.values.deaths"),
        ({"explanations": {"fatalities": "x"}}, "explanations.fatalities"),
        ({"response_is_on": 1}, "response_is_on"),
        ({"photos": "3"}, "photos"),
        ({"as_of": 20231219}, "as_of"),
        ({"author": "x"}, "author"),
    ],
)
def test_a_report_that_cannot_be_read_is_refused_with_the_path(change, path):
    assert refused(*send(REPORT | {"values": {}} | change)) == [path]


def test_midnight_is_the_end_of_the_day_in_beijing():
    previous = {"as_of": "2023-12-20T00:00:00+08:00", "values": {}}
    report = REPORT | {"as_of": "2023-12-19T24:00", "values": {}, "previous": previous}
    assert send(report)[0] == 0
    assert send(report | {"as_of": "2023-12-19T23:59"})[0] == 1


def test_a_plan_file_is_checked():
    text = (PLANS_FOLDER / "cn-2024.toml").read_text(encoding="utf-8")
    code, answer = run(plan, "check", "-", given=text)
    assert (code, answer["ok"], answer["plan"]) == (0, True, "cn-2024")
    assert (answer["thresholds"], answer["unverified"], answer["missing"]) == (24, 18, 0)


def test_a_plan_file_with_a_number_without_source_is_refused():
    text = (PLANS_FOLDER / "cn-2024.toml").read_text(encoding="utf-8")
    faulty = text.replace(', source = "gbh-2024-11", verified = true }', ", verified = true }", 1)
    assert refused(*run(plan, "check", "-", given=faulty)) == ["rules.0.thresholds.0.source"]


@pytest.mark.parametrize("command", [level, check_report, plan])
def test_help_says_what_it_does_and_how_it_ends(command):
    shown = CliRunner().invoke(command, ["--help"])
    assert shown.exit_code == 0
    assert "FILE" in shown.output or "Commands" in shown.output
