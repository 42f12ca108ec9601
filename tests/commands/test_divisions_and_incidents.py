import json
from datetime import date

import pytest
from click.testing import CliRunner

from relief.commands.divisions import command as divisions
from relief.commands.divisions_update import last_cut_off
from relief.commands.incidents import command as incidents
from relief.core.errors import InvalidDivisionCode, NotFound, Refused, RefusedRows
from relief.core.scope import range_of
from relief.geography.boundary_queries import boundary_shapes
from relief.offices.first_administrator import make_first_administrator


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


TABLE = "区划代码,名称\n620000000000,甘肃省\n622900000000,临夏州\n622927000000,积石山县\n"


def test_a_table_of_ones_own_is_loaded_and_a_faulty_one_not_at_all(desk, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(TABLE + "62292710400,石塬镇\n", encoding="utf-8")
    with pytest.raises(RefusedRows) as refused:
        run(divisions, desk, "load", "--file", str(path))
    assert refused.value.reasons[0].path == "t.csv:5"
    with pytest.raises(NotFound):
        run(divisions, desk, "show", "62")
    path.write_text(TABLE, encoding="utf-8")
    assert json.loads(run(divisions, desk, "load", "--file", str(path), "--json"))["loaded"] == 3
    shown = json.loads(run(divisions, desk, "show", "622927", "--json"))
    assert shown["kind"] == {"id": "county", "zh": "县", "en": "County"}


def test_a_load_that_stopped_goes_on_and_a_known_name_is_left_alone(desk, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    run(divisions, desk, "load", "--file", str(path))
    more = TABLE.replace("积石山县", "别的县") + "622927104000,石塬镇\n"
    path.write_text(more, encoding="utf-8")
    run(divisions, desk, "load", "--file", str(path))
    assert json.loads(run(divisions, desk, "show", "622927", "--json"))["name"] == "积石山县"
    assert json.loads(run(divisions, desk, "show", "622927104", "--json"))["name"] == "石塬镇"


def test_a_loaded_province_has_its_county_lines(desk):
    run(divisions, desk, "load", "--province", "63")
    with desk.database.read() as session:
        found = boundary_shapes(session, [range_of("63")], ("county", "prefecture", "province"))
    assert {row.level for row in found} == {"county", "prefecture", "province"}
    assert "630222000000" in {row.code for row in found}


def test_former_names_are_loaded_from_a_file_and_shown(demo, tmp_path):
    shown = json.loads(run(divisions, demo, "show", "622927104", "--json"))
    assert [row["name"] for row in shown["former"]] == ["石塬乡"]
    path = tmp_path / "f.csv"
    path.write_text(
        "现区划代码,原代码,原名称,来源\n622927104000,622927904000,石源乡,县志\n", encoding="utf-8"
    )
    for added in (1, 0):
        done = json.loads(run(divisions, demo, "former", str(path), "--json"))
        assert done == {"schema": 1, "added": added, "unchanged": 1 - added}
    shown = json.loads(run(divisions, demo, "show", "622927904", "--json"))
    assert (shown["code"], shown["asked"]) == ("622927104000", "622927904000")
    assert "622927904000" in run(divisions, demo, "show", "622927904")


def test_a_newer_table_is_filed_for_review_and_filed_once(desk, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    run(divisions, desk, "load", "--file", str(path))
    with desk.database.write() as session:
        make_first_administrator(session, "chief", "a long password", "0" * 12)
    assert json.loads(run(divisions, desk, "update", str(path), "--json"))["update"] is None
    path.write_text(TABLE.replace("积石山县", "积石山自治县"), encoding="utf-8")
    filed = [json.loads(run(divisions, desk, "update", str(path), "--json")) for _ in range(2)]
    assert filed[0] == filed[1]
    assert filed[0]["lines"] == 1
    assert json.loads(run(divisions, desk, "show", "622927", "--json"))["name"] == "积石山县"
    path.write_text(TABLE + "62292710400,石塬镇\n", encoding="utf-8")
    with pytest.raises(RefusedRows):
        run(divisions, desk, "update", str(path))


@pytest.mark.parametrize(
    ("today", "day"),
    [(date(2024, 6, 29), date(2023, 6, 30)), (date(2024, 6, 30), date(2024, 6, 30))],
)
def test_the_tables_day_is_the_last_30_june(today, day):
    assert last_cut_off(today) == day
