"""`template roster`, `import roster`: all rows or none, faults at their cells, twice is once."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from relief.adapters.workbook import CalamineReader, XlsxWriter
from relief.commands.root import root
from relief.core.errors import OutOfScope
from relief.core.filled_sheet import SheetImport, office_named
from relief.core.sheets import Choice
from relief.offices.roster import responsibles
from relief.offices.roster_import import import_roster
from relief.offices.roster_workbook import (
    HEADING_ROW,
    HEADINGS,
    LAYOUT,
    SHEET,
    roster_template,
)
from tests.alerts.seats import fictitious
from tests.make import CHUIMATAN, DAHEJIA, JISHISHAN, MINHE, account, earthquake, scope, stamp

FIRST = [DAHEJIA, "大河家镇", 1, "示例甲", "镇长", "Town head", fictitious(1), "2023-12-01"]
SECOND = [DAHEJIA, "", 2, "示例乙", "副镇长", "", fictitious(2), ""]
THIRD = [CHUIMATAN, "吹麻滩镇", 1, "示例丙", "镇长", "", fictitious(3), ""]
TODAY = date(2023, 12, 19)


def filled(path: Path, *rows, office: str = "") -> Path:
    """Fill the template in with rows and return the file."""
    path.write_bytes(XlsxWriter().template(roster_template(office)))
    book = openpyxl.load_workbook(path)
    for place, row in enumerate(rows, start=HEADING_ROW + 2):
        for column, value in enumerate(row, start=1):
            book[SHEET].cell(place, column, value)
    book.save(path)
    return path


def read(path: Path):
    return CalamineReader().read(path.read_bytes(), sheet=SHEET)


@pytest.fixture
def officer(session):
    earthquake(session)
    return account(session, "officer")


def brought_in(session, officer, path: Path, **job):
    return import_roster(session, officer, stamp(), SheetImport(JISHISHAN, **job), read(path))


def names(session):
    roster = responsibles(session, [DAHEJIA, CHUIMATAN], TODAY)
    return [(row.division_code, row.rank, row.name) for rows in roster.values() for row in rows]


def test_the_template_has_headings_in_both_languages_and_help(tmp_path):
    path = tmp_path / "roster.xlsx"
    choices = (Choice(DAHEJIA, "大河家镇"), Choice(JISHISHAN, "积石山县"))
    path.write_bytes(XlsxWriter().template(roster_template("622927000000", choices)))
    book = openpyxl.load_workbook(path)
    headings = [cell.value for cell in book[SHEET][HEADING_ROW + 1]]
    assert headings == [f"{heading.zh}\n{heading.en}" for heading in HEADINGS.values()]
    assert book.sheetnames == [SHEET, "区划", "填写说明"]


def test_a_roster_is_brought_in_and_the_second_run_changes_nothing(session, officer, tmp_path):
    path = filled(tmp_path / "r.xlsx", FIRST, SECOND, THIRD)
    outcome = brought_in(session, officer, path)
    assert (outcome.accepted, outcome.unchanged, outcome.refused) == (3, 0, 0)
    assert names(session) == [
        (DAHEJIA, 1, "示例甲"),
        (DAHEJIA, 2, "示例乙"),
        (CHUIMATAN, 1, "示例丙"),
    ]
    again = brought_in(session, officer, path)
    assert (again.accepted, again.unchanged, again.refused, again.marks) == (0, 3, 0, ())


def test_a_changed_row_alone_is_written(session, officer, tmp_path):
    brought_in(session, officer, filled(tmp_path / "a.xlsx", FIRST, SECOND))
    changed = [*SECOND[:6], fictitious(22), ""]
    outcome = brought_in(session, officer, filled(tmp_path / "b.xlsx", FIRST, changed))
    assert (outcome.accepted, outcome.unchanged) == (1, 1)


WRONG = [
    ([DAHEJIA, "吹麻滩镇", *FIRST[2:]], "B5"),
    (["622927999000", "", *FIRST[2:]], "A5"),
    ([MINHE, "", *FIRST[2:]], "A5"),
    ([*FIRST[:2], "第一", *FIRST[3:]], "C5"),
    ([*FIRST[:2], 1.5, *FIRST[3:]], "C5"),
    ([*FIRST[:2], 0, *FIRST[3:]], "C5"),
    ([*FIRST[:3], "", *FIRST[4:]], "D5"),
    ([*FIRST[:4], "", *FIRST[5:]], "E5"),
    ([*FIRST[:6], "110", ""], "G5"),
    ([*FIRST[:6], "+861000000000001", ""], "G5"),
    ([*FIRST[:7], "明天"], "H5"),
]


@pytest.mark.parametrize(("row", "cell"), WRONG)
def test_a_fault_is_said_at_its_cell_and_nothing_is_changed(session, officer, tmp_path, row, cell):
    outcome = brought_in(session, officer, filled(tmp_path / "r.xlsx", row, THIRD))
    assert [mark.cell for mark in outcome.marks] == [cell]
    assert (outcome.accepted, outcome.refused) == (0, 2)
    assert names(session) == []


def test_good_rows_alone_are_kept_on_request(session, officer, tmp_path):
    path = filled(tmp_path / "r.xlsx", WRONG[0][0], THIRD)
    outcome = brought_in(session, officer, path, good_rows=True)
    assert (outcome.accepted, outcome.refused) == (1, 1)
    assert names(session) == [(CHUIMATAN, 1, "示例丙")]


def test_a_check_changes_nothing(session, officer, tmp_path):
    outcome = brought_in(session, officer, filled(tmp_path / "r.xlsx", FIRST), check_only=True)
    assert (outcome.accepted, outcome.marks) == (1, ())
    assert names(session) == []


def test_the_same_rank_twice_is_marked_the_second_time(session, officer, tmp_path):
    twice = [*SECOND[:2], 1, *SECOND[3:]]
    outcome = brought_in(session, officer, filled(tmp_path / "r.xlsx", FIRST, twice))
    assert [mark.cell for mark in outcome.marks] == ["C6"]


def test_headings_that_are_missing_unknown_or_double_are_said(session, officer, tmp_path):
    path = filled(tmp_path / "r.xlsx", FIRST)
    book = openpyxl.load_workbook(path)
    book[SHEET].cell(HEADING_ROW + 1, 4, "雅号")
    book[SHEET].cell(HEADING_ROW + 1, 6, "职务")
    book.save(path)
    outcome = brought_in(session, officer, path)
    assert [mark.cell for mark in outcome.marks] == ["D4", "F4", ""]
    empty = brought_in(session, officer, filled(tmp_path / "e.xlsx"))
    assert [mark.reason.zh for mark in empty.marks] == ["没有数据行"]


def test_the_office_is_the_one_named_or_the_one_county_of_the_rows(tmp_path):
    assert office_named(read(filled(tmp_path / "a.xlsx", FIRST, THIRD)), LAYOUT) == JISHISHAN
    assert office_named(read(filled(tmp_path / "b.xlsx", FIRST, office=MINHE)), LAYOUT) == MINHE
    mixed = filled(tmp_path / "c.xlsx", FIRST, [MINHE, *FIRST[1:]])
    assert office_named(read(mixed), LAYOUT) == ""


def test_a_roster_of_somebody_elses_county_is_out_of_reach(session, officer, tmp_path):
    neighbour = scope("630222", account="minhe")
    with pytest.raises(OutOfScope):
        brought_in(session, neighbour, filled(tmp_path / "r.xlsx", FIRST))


def call(desk, *arguments: str):
    run = CliRunner(env={"RELIEF_DATABASE_URL": desk.settings.database_url})
    return run.invoke(root, ["--data", str(desk.settings.data), *arguments])


def test_the_command_line_brings_a_roster_in(demo, tmp_path):
    path = filled(tmp_path / "r.xlsx", FIRST, THIRD)
    done = call(demo, "import", "roster", str(path), "--json")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert (answer["schema"], answer["accepted"], answer["refused"]) == (1, 2, 0)
    again = json.loads(call(demo, "import", "roster", str(path), "--json").stdout)
    assert (again["accepted"], again["unchanged"]) == (0, 2)


def test_the_command_line_answers_with_the_same_workbook_and_exit_1(demo, tmp_path):
    path = filled(tmp_path / "r.xlsx", WRONG[8][0], THIRD)
    marked = tmp_path / "errors.xlsx"
    done = call(demo, "import", "roster", str(path), "--json", "--errors", str(marked))
    assert done.exit_code == 1
    assert [reason["path"] for reason in json.loads(done.stdout)["reasons"]] == ["G5"]
    book = openpyxl.load_workbook(marked)
    assert book[SHEET]["G5"].comment is not None
    assert book["需更正 Errors"]["A2"].value == "G5"


def test_the_command_line_writes_the_empty_workbook(demo, tmp_path):
    out = tmp_path / "roster.xlsx"
    assert call(demo, "template", "roster", str(out)).exit_code == 0
    assert openpyxl.load_workbook(out).sheetnames[0] == SHEET
