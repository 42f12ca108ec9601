"""A workbook becomes a draft, or comes back with a reason per cell and nothing changed."""

import json
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from jobs.work_import_reports import run
from relief.adapters.workbook import CalamineReader, XlsxWriter
from relief.core.errors import OutOfScope
from relief.core.ledger import Stamp
from relief.damage.catalogue import load_indicators
from relief.damage.queries import figures, report
from relief.damage.report import Line, NewReport
from relief.damage.services.draft import draft_report
from relief.damage.services.import_reports import ImportJob, choices, digest_of, import_reports
from relief.damage.services.release import release
from relief.damage.tables import Report
from relief.damage.workbook import SHEET, report_template
from relief.db.files import NewFile
from tests.make import CHUIMATAN, DAHEJIA, JISHISHAN, NIGHT, earthquake, scope, stamp

LATER = NIGHT + timedelta(hours=4)
DEAD = "因灾死亡人口（人）"


def template(session=None, incident=None) -> bytes:
    named = choices(session, incident, JISHISHAN) if session else ()
    return XlsxWriter().template(report_template(load_indicators(), JISHISHAN, named))


def filled(session, incident, change=lambda page, columns: None) -> bytes:
    """Return the county's template, filled in as an officer would."""
    book = openpyxl.load_workbook(BytesIO(template(session, incident)))
    page = book[SHEET]
    page["B2"], page["B3"] = "2023-12-19 00:40", "初报"
    columns = {str(cell.value).splitlines()[0]: cell.column for cell in page[6] if cell.value}
    rows = {page.cell(row, 1).value: row for row in range(7, 10) if page.cell(row, 1).value}
    page.cell(rows[DAHEJIA], columns[DEAD]).value = 3
    page.cell(rows[DAHEJIA], columns["因灾失踪人口（人）"]).value = "待核"
    page.cell(rows[CHUIMATAN], columns[DEAD]).value = 0
    change(page, columns)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def bring_in(session, incident, content, **wishes):
    job = ImportJob(incident, JISHISHAN, digest_of(content), **wishes)
    raw = CalamineReader().read(content, sheet=SHEET)
    mark = Stamp.make(LATER, "officer", "workbook", job.command_id)
    return import_reports(session, scope(), mark, job, raw)


def kept(session) -> int:
    return session.scalar(select(func.count()).select_from(Report))


def test_a_filled_template_becomes_the_offices_draft(session):
    incident = earthquake(session)
    outcome = bring_in(session, incident, filled(session, incident))
    assert (outcome.accepted, outcome.refused, outcome.marks) == (2, 0, ())
    view = report(session, scope(), outcome.report_id)
    assert view.row.kind == "initial"
    assert view.row.as_of == NIGHT
    assert {(x.division, x.indicator): (x.value, x.origin) for x in view.lines} == {
        (CHUIMATAN, "deaths"): (0, "cell:C7"),
        (DAHEJIA, "deaths"): (3, "cell:C8"),
        (DAHEJIA, "missing"): (None, "cell:D8"),
    }


def test_the_same_file_twice_changes_nothing(session):
    incident = earthquake(session)
    content = filled(session, incident)
    first = bring_in(session, incident, content)
    again = bring_in(session, incident, content)
    assert (again.report_id, again.already) == (first.report_id, True)
    assert kept(session) == 1


def put(row, heading, value):
    def change(page, columns):
        page.cell(row, columns[heading]).value = value

    return change


def rename(page, columns):
    page.cell(6, columns[DEAD]).value = "死亡人数"


def twice(page, columns):
    page.cell(9, 1).value = DAHEJIA
    page.cell(9, columns[DEAD]).value = 1


def elsewhere(page, columns):
    page.cell(9, 1).value = "630222103000"
    page.cell(9, columns[DEAD]).value = 1


def misspelt(page, columns):
    page.cell(9, 1).value = "622927999000"
    page.cell(9, 2).value = "大河镇"
    page.cell(9, columns[DEAD]).value = 1


def no_time(page, columns):
    page["B2"] = "昨天夜里"


def no_kind(page, columns):
    page["B3"] = "急报"


def contradiction(page, columns):
    page.cell(8, columns["受灾人口（人）"]).value = 2


@pytest.mark.parametrize(
    ("change", "cell", "words"),
    [
        (rename, "C6", "不认识的列名“死亡人数”"),
        (put(8, DEAD, "三人"), "C8", "不是数字"),
        (put(8, DEAD, 2.5), "C8", "应为整数"),
        (put(8, DEAD, -1), "C8", "不能为负数"),
        (put(8, DEAD, True), "C8", "不是数字"),
        (twice, "A9", "与第 8 行重复"),
        (elsewhere, "A9", "不在填报单位和本次灾害范围内"),
        (misspelt, "A9", "最接近的是 大河家镇"),
        (no_time, "B2", "应为时间"),
        (no_kind, "B3", "应为初报"),
        (put(8, "区划代码", CHUIMATAN), "B8", "不是“大河家镇”"),
        (contradiction, "H8", "不应小于"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_changes(session, change, cell, words):
    incident = earthquake(session)
    outcome = bring_in(session, incident, filled(session, incident, change))
    assert outcome.report_id is None
    assert [m.cell for m in outcome.marks if words in m.reason.zh] == [cell]
    assert all(mark.reason.en for mark in outcome.marks)
    assert kept(session) == 0


def test_good_rows_only_on_request(session):
    incident = earthquake(session)
    content = filled(session, incident, put(8, DEAD, "三人"))
    assert bring_in(session, incident, content).report_id is None
    outcome = bring_in(session, incident, content, good_rows=True)
    assert (outcome.accepted, outcome.refused) == (1, 1)
    assert {f.division for f in figures(session, incident)} == {CHUIMATAN}


def test_a_check_changes_nothing(session):
    incident = earthquake(session)
    outcome = bring_in(session, incident, filled(session, incident), check_only=True)
    assert (outcome.report_id, outcome.accepted, kept(session)) == (None, 2, 0)


def test_a_fall_is_answered_at_its_cell_until_the_row_explains_it(session):
    incident = earthquake(session)
    lines = (Line(DAHEJIA, "deaths", Decimal(5)),)
    new = NewReport(incident, JISHISHAN, "initial", NIGHT, "typed", lines=lines)
    first = draft_report(session, scope(), stamp(), new)
    leader = scope(roles=("duty_leader",), account="leader")
    release(session, leader, stamp(NIGHT, by="leader"), first, "signed", "县长")

    def follow_up(page, columns):
        page["B3"] = "续报"

    def explained(page, columns):
        page["B3"] = "续报"
        page.cell(8, columns["说明"]).value = "两人重复统计"

    outcome = bring_in(session, incident, filled(session, incident, follow_up))
    assert [mark.cell for mark in outcome.marks] == ["C8"]
    assert bring_in(session, incident, filled(session, incident, explained)).accepted == 2


def test_another_desk_cannot_import_here(session):
    incident = earthquake(session)
    content = filled(session, incident)
    job = ImportJob(incident, JISHISHAN, digest_of(content))
    raw = CalamineReader().read(content, sheet=SHEET)
    with pytest.raises(OutOfScope):
        import_reports(session, scope("630222"), stamp(LATER), job, raw)


def test_the_marked_workbook_is_the_same_sheet_with_its_reasons(session):
    incident = earthquake(session)
    content = filled(session, incident, put(8, DEAD, "三人"))
    outcome = bring_in(session, incident, content)
    raw = CalamineReader().read(content, sheet=SHEET)
    marked = XlsxWriter().marked(raw, outcome.marks, sheet=SHEET)
    book = openpyxl.load_workbook(BytesIO(marked))
    assert book[SHEET]["C8"].value == "三人"
    assert "不是数字" in book[SHEET]["C8"].comment.text
    assert book["需更正 Errors"]["A2"].value == "C8"
    corrected = book[SHEET]
    corrected["C8"] = 3
    stream = BytesIO()
    book.save(stream)
    assert bring_in(session, incident, stream.getvalue()).accepted == 2


def test_the_template_offers_lists_and_refuses_words_for_numbers(session):
    incident = earthquake(session)
    book = openpyxl.load_workbook(BytesIO(template(session, incident)))
    assert book.sheetnames == [SHEET, "区划", "填写说明"]
    rules = book[SHEET].data_validations.dataValidation
    assert {rule.type for rule in rules} == {"list", "custom"}


def officer(desk) -> str:
    from relief.core.wording import Bilingual
    from relief.offices.accounts import NewAccount, add_account, add_authority

    with desk.database.write() as session:
        add_authority(session, "county", Bilingual("县局", "County"), JISHISHAN)
        new = NewAccount(
            username="jishishan",
            display_name="值班员",
            password="a long demo password",
            authority_id="county",
            post="值班员",
            post_en="Officer",
            roles=("desk_officer",),
            prefixes=("622927",),
        )
        return add_account(session, new)


def test_the_worker_imports_a_kept_file_and_keeps_the_marked_one(desk):
    account = officer(desk)
    with desk.database.write() as session:
        incident = earthquake(session)
        content = filled(session, incident, put(8, DEAD, "三人"))
        new = NewFile("灾情.xlsx", "application/octet-stream", content, JISHISHAN)
        digest = desk.files.keep(session, scope(), new, NIGHT)
    wish = {"incident_id": incident, "office": JISHISHAN, "file": digest, "asked_by": account}
    refused = run(desk, "w", wish, lambda _done, _total: False)
    assert (refused["state"], refused["report_id"]) == ("refused", None)
    assert desk.files.path_of(refused["sha256"]).exists()
    done = run(desk, "w", wish | {"good_rows": True}, lambda _done, _total: False)
    again = run(desk, "w", wish | {"good_rows": True}, lambda _done, _total: False)
    assert done["report_id"] == again["report_id"]
    assert again["already"]


def test_the_command_line_imports_checks_and_marks(desk, tmp_path):
    from relief.commands.import_ import command

    officer(desk)
    with desk.database.write() as session:
        earthquake(session)
        good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
        good.write_bytes(filled(session, "incident-1"))
        bad.write_bytes(filled(session, "incident-1", put(8, DEAD, "三人")))

    def call(file, *options):
        wish = ["reports", str(file), "--incident", "quake", "--json", *options]
        return CliRunner().invoke(command, wish, obj=desk.settings)

    marked = tmp_path / "errors.xlsx"
    refused = call(bad, "--errors", str(marked))
    assert refused.exit_code == 1, refused.output
    assert json.loads(refused.stdout)["reasons"][0]["path"] == "C8"
    assert marked.exists()
    assert call(good, "--check").exit_code == 0
    assert call(good).exit_code == 0
    assert json.loads(call(good).stdout)["already"]


def test_the_command_line_writes_a_template(tmp_path):
    from relief.commands.template import command

    out = tmp_path / "out.xlsx"
    assert CliRunner().invoke(command, ["reports", str(out)]).exit_code == 0
    assert CalamineReader().read(out.read_bytes(), sheet=SHEET).rows
    stock = CliRunner().invoke(command, ["stock", str(out)])
    assert stock.exit_code == 1
    assert "尚未" in stock.output
