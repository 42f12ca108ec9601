"""`template population`, `import population`: all or none, faults at their cells, twice is once."""

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from relief.adapters.workbook import CalamineReader, XlsxWriter
from relief.commands.root import root
from relief.core.errors import OutOfScope
from relief.core.filled_sheet import SheetImport
from relief.db.projections import compare
from relief.geography.population_import import import_people
from relief.geography.population_projections import PROJECTIONS
from relief.geography.population_queries import population_history
from relief.geography.population_tables import PopulationEntry
from relief.geography.population_workbook import HEADING_ROW, HEADINGS, SHEET, people_template
from relief.geography.queries import populations
from tests.make import (
    CHUIMATAN,
    DAHEJIA,
    JISHISHAN,
    MINHE,
    VILLAGE,
    account,
    earthquake,
    scope,
    stamp,
)

TOWN = [DAHEJIA, "大河家镇", 15852, "常住人口", 2020, "公布", "七普", ""]
HAMLET = [VILLAGE, "", 1300, "户籍", "", "estimate", "派出所", ""]


def filled(path: Path, *rows, office: str = "") -> Path:
    """Fill the template in with rows and return the file."""
    path.write_bytes(XlsxWriter().template(people_template(office)))
    book = openpyxl.load_workbook(path)
    for place, row in enumerate(rows, start=HEADING_ROW + 2):
        for column, value in enumerate(row, start=1):
            book[SHEET].cell(place, column, value)
    book.save(path)
    return path


@pytest.fixture
def officer(session):
    earthquake(session)
    return account(session, "officer")


@pytest.fixture
def bring(session, officer, tmp_path):
    def brought_in(*rows, **job):
        path = filled(tmp_path / "p.xlsx", *rows)
        raw = CalamineReader().read(path.read_bytes(), sheet=SHEET)
        return import_people(session, officer, stamp(), SheetImport(JISHISHAN, **job), raw)

    return brought_in


def people(session):
    rows = populations(session, [DAHEJIA, VILLAGE, CHUIMATAN])
    return {code: (row.people, row.kind, row.year, row.quality) for code, row in rows.items()}


def test_people_are_brought_in_and_the_second_run_changes_nothing(session, bring):
    outcome = bring(TOWN, HAMLET)
    assert (outcome.accepted, outcome.unchanged, outcome.refused) == (2, 0, 0)
    assert people(session) == {
        DAHEJIA: (15852, "resident", 2020, "published"),
        VILLAGE: (1300, "registered", None, "estimate"),
    }
    again = bring(TOWN, HAMLET)
    assert (again.accepted, again.unchanged, again.refused, again.marks) == (0, 2, 0, ())
    assert session.scalar(select(func.count()).select_from(PopulationEntry)) == 2
    assert [d for p in PROJECTIONS for d in compare(session, p)] == []


def test_a_changed_figure_needs_its_reason_and_keeps_the_one_before(session, bring):
    bring(TOWN)
    refused = bring([*TOWN[:2], 15000, *TOWN[3:]])
    assert [mark.cell for mark in refused.marks] == ["H5"]
    assert people(session)[DAHEJIA][0] == 15852
    taken = bring([*TOWN[:2], 15000, *TOWN[3:7], "核对"])
    assert (taken.accepted, people(session)[DAHEJIA][0]) == (1, 15000)
    assert [(e.people, e.note) for e in population_history(session, DAHEJIA)] == [
        (15000, "核对"),
        (15852, ""),
    ]


WRONG = [
    (["622927999000", "", *TOWN[2:]], "A5"),
    ([DAHEJIA, "吹麻滩镇", *TOWN[2:]], "B5"),
    ([MINHE, "", *TOWN[2:]], "A5"),
    (["62292710100", "", *TOWN[2:]], "A5"),
    (["6.22927E+11", "", *TOWN[2:]], "A5"),
    ([*TOWN[:2], "许多", *TOWN[3:]], "C5"),
    ([*TOWN[:2], 1.5, *TOWN[3:]], "C5"),
    ([*TOWN[:2], -3, *TOWN[3:]], "C5"),
    ([*TOWN[:2], "", *TOWN[3:]], "C5"),
    ([*TOWN[:3], "流动", *TOWN[4:]], "D5"),
    ([*TOWN[:4], "去年", *TOWN[5:]], "E5"),
    ([*TOWN[:4], 2099, *TOWN[5:]], "E5"),
    ([*TOWN[:5], "大概", *TOWN[6:]], "F5"),
    ([*TOWN[:6], "", ""], "G5"),
    ([*TOWN[:6], "据" * 201, ""], "G5"),
    ([*TOWN[:7], "因" * 201], "H5"),
]


@pytest.mark.parametrize(("row", "cell"), WRONG)
def test_a_fault_is_said_at_its_cell_and_nothing_is_changed(session, bring, row, cell):
    outcome = bring(row, HAMLET)
    assert [mark.cell for mark in outcome.marks] == [cell]
    assert (outcome.accepted, outcome.refused, people(session)) == (0, 2, {})
    kept = bring(row, HAMLET, good_rows=True)
    assert (kept.accepted, kept.refused, list(people(session))) == (1, 1, [VILLAGE])


def test_a_division_that_stands_twice_is_marked_the_second_time(session, bring):
    outcome = bring(TOWN, [*TOWN[:2], 9, *TOWN[3:]])
    assert [mark.cell for mark in outcome.marks] == ["A6"]
    assert people(session) == {}


def test_a_village_above_its_township_is_pointed_out_and_taken(session, bring):
    outcome = bring([*TOWN[:2], 1000, *TOWN[3:]], HAMLET)
    assert [(mark.cell, "1,000" in mark.reason.zh) for mark in outcome.warnings] == [("C6", True)]
    assert (outcome.accepted, people(session)[VILLAGE][0]) == (2, 1300)


def test_with_check_nothing_is_written(session, bring):
    assert bring(TOWN, check_only=True).accepted == 1
    assert people(session) == {}


def test_another_offices_people_are_not_his(session, officer, tmp_path):
    raw = CalamineReader().read(filled(tmp_path / "p.xlsx", TOWN).read_bytes(), sheet=SHEET)
    with pytest.raises(OutOfScope):
        import_people(session, officer, stamp(), SheetImport(MINHE), raw)
    with pytest.raises(OutOfScope):
        reader = scope("622927", roles=("auditor",))
        import_people(session, reader, stamp(), SheetImport(JISHISHAN), raw)


def call(desk, *arguments: str):
    run = CliRunner(env={"RELIEF_DATABASE_URL": desk.settings.database_url})
    return run.invoke(root, ["--data", str(desk.settings.data), *arguments])


def test_by_command_from_the_template_to_the_figure(demo, tmp_path):
    out = tmp_path / "empty.xlsx"
    assert call(demo, "template", "population", str(out)).exit_code == 0
    headings = [cell.value for cell in openpyxl.load_workbook(out)[SHEET][HEADING_ROW + 1]]
    assert headings == [f"{heading.zh}\n{heading.en}" for heading in HEADINGS.values()]
    village = ["622927101201", "康吊村委会", 912, "常住人口", 2020, "公布", "七普", "首次录入"]
    file = filled(tmp_path / "p.xlsx", village)
    done = call(demo, "import", "population", str(file), "--json")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert (answer["accepted"], answer["unchanged"], answer["refused"]) == (1, 0, 0)
    with demo.database.read() as session:
        assert populations(session, ["622927101201"])["622927101201"].people == 912
    marked = tmp_path / "errors.xlsx"
    wrong = filled(tmp_path / "w.xlsx", [*village[:2], "许多", *village[3:]])
    again = call(demo, "import", "population", str(wrong), "--json", "--errors", str(marked))
    assert again.exit_code == 1
    assert openpyxl.load_workbook(marked)[SHEET]["C5"].comment is not None
