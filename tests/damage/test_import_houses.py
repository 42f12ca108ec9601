"""A house ledger comes in whole, or comes back with a reason at every cell; twice is once."""

import json
from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.utils import get_column_letter
from sqlalchemy import func, select

from jobs.work_import_houses import bring_in, read_sheet, run
from relief.adapters.workbook import XlsxWriter
from relief.bootstrap import DEMO_CLOCK
from relief.core.errors import OutOfScope, Refused
from relief.core.sheets import Choice
from relief.core.wording import Bilingual
from relief.damage.house_import import HouseImport
from relief.damage.house_import_tables import HouseBatch, StagedHouse
from relief.damage.house_projections import PROJECTIONS
from relief.damage.house_queries import HouseFilter, houses
from relief.damage.house_staging import Span, stage_houses
from relief.damage.house_tables import House, HouseGrading
from relief.damage.house_workbook import SHEET, house_template
from relief.damage.houses import Grading
from relief.damage.services import import_houses
from relief.damage.services.houses import grade_house
from relief.damage.services.import_reports import digest_of
from relief.db.files import NewFile
from relief.db.projections import compare
from relief.db.tables import Setting
from relief.geography.row_divisions import RowDivisions
from relief.geography.tables import Division
from relief.households.identity_number import check_character
from relief.households.projections import PROJECTIONS as HOUSEHOLDS
from relief.households.queries import masked_persons
from relief.households.tables import Household, Identity, Person
from tests import make

HEADINGS_ROW, FIRST = 4, 5
SECOND_VILLAGE = "622927101202"
OTHER = "630222103201"
PRESENT = datetime.fromisoformat("2024-01-05T09:00+08:00")


def number(serial: int) -> str:
    first = f"62292718500101{serial:03d}"
    return first + check_character(first)


def good_row(serial: int, **fields) -> dict[str, object]:
    """Return a right row of the sheet; nobody alive has such an ID number."""
    return {
        "村代码": make.VILLAGE,
        "户主姓名": f"马示例{serial}",
        "公民身份号码": number(serial),
        "家庭人口（人）": 4,
        "家庭类型": "低保",
        "联系电话": "+861000000001",
        "一卡通账号": "6229270000000000001",
        "住房结构": "土木",
        "原有间数（间）": 5,
        "倒塌间数（间）": 3,
        "严重损坏间数（间）": 1,
        "一般损坏间数（间）": 0,
        "倒损日期": "2023-12-18",
        "是否唯一住房": "是",
        "损坏等级": "倒塌",
        "鉴定结论": "D",
    } | fields


@cache
def template() -> bytes:
    return XlsxWriter().template(house_template("", [Choice(make.VILLAGE, "大河家镇大河")]))


@cache
def columns() -> dict[str, int]:
    page = openpyxl.load_workbook(BytesIO(template()))[SHEET]
    named = (cell for cell in page[HEADINGS_ROW] if cell.value)
    return {str(cell.value).splitlines()[0]: cell.column for cell in named}


def column(heading: str) -> str:
    return get_column_letter(columns()[heading])


def workbook(*rows: dict[str, object], drop: str = "") -> bytes:
    book = openpyxl.load_workbook(BytesIO(template()))
    page = book[SHEET]
    for place, row in enumerate(rows, start=FIRST):
        for heading, value in row.items():
            page.cell(place, columns()[heading]).value = value
    if drop:
        page.delete_cols(columns()[drop])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def struck(desk):
    """A desk on 2024-01-05 with the earthquake, three villages and an officer's account."""
    with desk.database.write() as session:
        make.earthquake(session)
        make.account(session, "jishishan")
        for code, name in ((SECOND_VILLAGE, "康吊村委会"), (OTHER, "喇家村委会")):
            session.add(
                Division(
                    code=code,
                    name=name,
                    level="village",
                    parent_code=code[:9] + "000",
                    pinyin=name,
                    initials=name,
                )
            )
        session.add(Setting(name=DEMO_CLOCK, value=PRESENT.isoformat()))
    return desk


def go_on(_done: int, _total: int) -> bool:
    return False


def bring(desk, content: bytes, person=None, progress=go_on, **wishes):
    job = HouseImport("incident-1", make.JISHISHAN, digest_of(content), **wishes)
    who = person or make.scope(account="jishishan")
    return bring_in(desk, who, job, read_sheet(content), progress)


def kept(desk) -> tuple[int, int, int]:
    with desk.database.read() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table))
            for table in (Household, House, HouseGrading)
        )


def test_a_filled_ledger_becomes_households_houses_and_grades(struck) -> None:
    rows = [good_row(n) for n in range(3)]
    rows[1] |= {"损坏等级": None, "鉴定结论": None, "村代码": None, "村（社区）": "康吊村"}
    rows[2] |= {
        "倒损日期": datetime(2023, 12, 19),  # noqa: DTZ001
        "公民身份号码": None,
        "是否唯一住房": "否",
    }
    outcome = bring(struck, workbook(*rows))
    assert (outcome.accepted, outcome.refused, outcome.marks) == (3, 0, ())
    assert kept(struck) == (3, 3, 2)
    with struck.database.read() as session:
        listed = houses(session, make.scope(), "incident-1", HouseFilter(), 1).items
        assert [(h.division_code, h.grade) for h in listed] == [
            (make.VILLAGE, "collapsed"),
            (make.VILLAGE, "collapsed"),
            (SECOND_VILLAGE, None),
        ]
        assert {h.occurred_on for h in listed} == {date(2023, 12, 18), date(2023, 12, 19)}
        people = masked_persons(session, [h.household_id for h in listed])
        assert {p.id_number for p in people.values()} >= {"", "622927********" + number(0)[-4:]}
        for projection in (*PROJECTIONS, *HOUSEHOLDS):
            assert compare(session, projection) == []
        assert session.scalars(select(Person.card)).all() == ["6229270000000000001"] * 3


def test_the_same_file_twice_and_the_same_rows_in_another_file_change_nothing(struck) -> None:
    content = workbook(good_row(1), good_row(2))
    bring(struck, content)
    before = kept(struck)
    assert bring(struck, content).already
    longer = bring(struck, workbook(good_row(1), good_row(2), good_row(3)))
    assert (longer.accepted, longer.unchanged, longer.refused) == (1, 2, 0)
    same = bring(struck, workbook(good_row(2), good_row(1)))
    assert (same.accepted, same.unchanged, same.marks) == (0, 2, ())
    assert kept(struck) == tuple(n + 1 for n in before)


def test_names_are_gone_from_the_staging_when_the_rows_are_moved_or_refused(struck) -> None:
    bring(struck, workbook(good_row(1)))
    bring(struck, workbook(good_row(2), good_row(3, 户主姓名="")))
    with struck.database.read() as session:
        assert session.scalar(select(func.count()).select_from(StagedHouse)) == 0
        assert sorted(session.scalars(select(HouseBatch.state))) == ["discarded", "moved"]


LOST = "末几位已丢失"


WRONG = (
    ("村代码", "622927101299", "不在填报单位和本次灾害的村里"),
    ("村代码", OTHER, "不在填报单位和本次灾害的村里"),
    ("户主姓名", "", "请填户主姓名"),
    ("公民身份号码", 622927185001010000.0, LOST),
    ("公民身份号码", "6.22927E+17", LOST),
    ("公民身份号码", number(7)[:-1] + "?", "校验位不符"),
    ("公民身份号码", "62292785010100", "14 位"),
    ("一卡通账号", 6229270000000000001, LOST),
    ("家庭人口（人）", 0, "1 至 50"),
    ("家庭人口（人）", 2.5, "应为整数"),
    ("家庭人口（人）", 10**13, "1 至 50"),
    ("家庭人口（人）", "待核", "应为整数"),
    ("家庭类型", "富裕", "不在列表中：特困"),
    ("住房结构", "玻璃", "不在列表中：钢混"),
    ("住房结构", None, "请选住房结构"),
    ("原有间数（间）", 3, "多于原有 3 间"),
    ("倒塌间数（间）", None, "没有填 0"),
    ("倒塌间数（间）", -1, "应为整数"),
    ("倒塌间数（间）", 0, "评为倒塌须有倒塌间数"),
    ("倒损日期", "去年冬天", "应为日期"),
    ("倒损日期", "2023-12-01", "2023-12-18 与 2024-01-05 之间"),
    ("是否唯一住房", "不知道", "应为是或否"),
    ("损坏等级", "塌了", "不在列表中：倒塌"),
    ("鉴定结论", "E", "不在列表中"),
)


def test_every_wrong_cell_is_named_in_both_languages() -> None:
    rows = [good_row(n) | {head: value} for n, (head, value, _words) in enumerate(WRONG)]
    villages = {
        make.VILLAGE: ("大河家镇", "大河村委会"),
        SECOND_VILLAGE: ("大河家镇", "康吊村委会"),
    }
    names = RowDivisions(
        villages, Bilingual("填报单位和本次灾害的村里", "a village of this incident")
    )
    sheet = stage_houses(
        read_sheet(workbook(*rows)), names, Span(date(2023, 12, 18), date(2024, 1, 5))
    )
    letters = {head: column(head) for head, _value, _words in WRONG}
    for line, (head, value, words) in zip(sheet.lines, WRONG, strict=True):
        cells = [mark.cell for mark in line.marks if words in mark.reason.zh]
        assert cells == [f"{letters[head]}{line.row + 1}"], (head, value, line.marks)
        assert len(line.marks) == 1, line.marks
        assert all(mark.reason.en for mark in line.marks)


def test_one_wrong_cell_holds_every_row_back(struck) -> None:
    outcome = bring(struck, workbook(good_row(1), good_row(2, **{"家庭人口（人）": 10**13})))
    assert (outcome.batch, outcome.refused, kept(struck)) == (None, 1, (0, 0, 0))


def test_an_id_number_excel_made_a_number_of_is_told_what_happened(struck) -> None:
    outcome = bring(struck, workbook(good_row(1, 公民身份号码=622927185001010000.0)))
    (mark,) = outcome.marks
    assert "6.2293E+17" in mark.reason.zh
    assert "“文本”" in mark.reason.zh
    assert "format the column as text" in mark.reason.en


def test_a_family_twice_in_one_sheet_is_shown_the_first_row(struck) -> None:
    outcome = bring(struck, workbook(good_row(1), good_row(1, 户主姓名="韩示例")))
    assert [(m.cell, "第 5 行" in m.reason.zh) for m in outcome.marks] == [("C6", True)]


def test_a_village_name_that_may_be_two_asks_for_the_code(struck) -> None:
    with struck.database.write() as session:
        twin = Division(
            code="622927100299",
            name="康吊村委会",
            level="village",
            parent_code=make.CHUIMATAN,
            pinyin="",
            initials="",
        )
        session.add(twin)
    named = {"村代码": None, "村（社区）": "康吊"}
    outcome = bring(struck, workbook(good_row(1, **named)))
    assert "有多个" in outcome.marks[0].reason.zh
    assert bring(struck, workbook(good_row(1, **named | {"村（社区）": "大河家镇康吊村"}))).accepted


def test_a_family_of_another_village_or_with_other_facts_is_left_as_it_is(struck) -> None:
    bring(struck, workbook(good_row(1)))
    moved = bring(struck, workbook(good_row(1, 村代码=SECOND_VILLAGE)))
    assert "已登记在大河村委会" in moved.marks[0].reason.zh
    more = bring(struck, workbook(good_row(1, **{"原有间数（间）": 6})))
    assert "请在房屋页上更正" in more.marks[0].reason.zh
    assert kept(struck) == (1, 1, 1)


def test_a_known_family_gets_its_house_and_is_not_registered_again(struck) -> None:
    with struck.database.write() as session:
        mine = make.family(session, "马示例1", id_number=number(1))
    bring(struck, workbook(good_row(1)))
    with struck.database.read() as session:
        assert houses(session, make.scope(), "incident-1", HouseFilter(), 1).items[
            0
        ].household_id == (mine)
    assert kept(struck) == (1, 1, 1)


def test_good_rows_only_on_request_and_the_rest_when_it_is_corrected(struck) -> None:
    rows = (good_row(1), good_row(2, 户主姓名=""))
    assert bring(struck, workbook(*rows)).batch is None
    some = bring(struck, workbook(*rows), good_rows=True)
    assert (some.accepted, some.refused) == (1, 1)
    rest = bring(struck, workbook(good_row(1), good_row(2)))
    assert (rest.accepted, rest.unchanged) == (1, 1)


def test_a_check_changes_nothing_and_the_import_after_it_does(struck) -> None:
    content = workbook(good_row(1))
    checked = bring(struck, content, check_only=True)
    assert (checked.batch, checked.accepted, kept(struck)) == (None, 1, (0, 0, 0))
    assert bring(struck, content).accepted == 1


@pytest.mark.parametrize("missing", ["户主姓名", "原有间数（间）"])
def test_a_sheet_without_a_column_is_refused_whole(struck, missing) -> None:
    outcome = bring(struck, workbook(good_row(1), drop=missing))
    assert [f"缺少列“{missing}”" in mark.reason.zh for mark in outcome.marks] == [True]


def test_an_empty_sheet_says_so(struck) -> None:
    assert [mark.reason.zh for mark in bring(struck, workbook()).marks] == ["没有数据行"]


def test_nobody_imports_for_another_desk_or_grades_without_the_right(struck) -> None:
    with pytest.raises(OutOfScope):
        bring(struck, workbook(good_row(1)), make.scope("630222"))
    village = make.scope("622927101", roles=("township_official",), account="jishishan")
    job_of = {"损坏等级": None, "鉴定结论": None}
    job = HouseImport("incident-1", make.DAHEJIA, "digest")
    raw = read_sheet(workbook(good_row(1)))
    with pytest.raises(OutOfScope):
        bring_in(struck, village, job, raw, go_on)
    raw = read_sheet(workbook(good_row(1, **job_of)))
    assert bring_in(struck, village, job, raw, go_on).accepted == 1


def test_it_is_staged_in_parts_and_can_be_stopped(struck, monkeypatch) -> None:
    monkeypatch.setattr(import_houses, "PART", 2)
    content = workbook(*(good_row(n) for n in range(5)))
    seen: list[tuple[int, int]] = []

    def stop_later(done: int, total: int) -> bool:
        seen.append((done, total))
        return done >= 4

    with pytest.raises(Refused):
        bring(struck, content, progress=stop_later)
    assert seen == [(0, 5), (2, 5), (4, 5)]
    with struck.database.read() as session:
        assert session.scalar(select(func.count()).select_from(StagedHouse)) == 0
    assert kept(struck) == (0, 0, 0)
    assert bring(struck, content).accepted == 5


class KilledError(Exception):
    """The process is gone."""


def test_a_killed_import_goes_on_where_it_stopped(struck, monkeypatch) -> None:
    monkeypatch.setattr(import_houses, "PART", 2)
    content = workbook(*(good_row(n) for n in range(5)))

    def die(done: int, _total: int) -> bool:
        if done >= 2:
            raise KilledError
        return False

    with pytest.raises(KilledError):
        bring(struck, content, progress=die)
    seen: list[int] = []
    outcome = bring(struck, content, progress=lambda done, _total: seen.append(done))
    assert seen[0] == 2
    assert outcome.accepted == 5
    assert kept(struck) == (5, 5, 5)


def test_a_family_registered_while_the_rows_wait_stops_the_move(struck, monkeypatch) -> None:
    content = workbook(good_row(1), good_row(2))

    def meanwhile(done: int, _total: int) -> bool:
        if done == 2:
            with struck.database.write() as session:
                make.family(session, "马示例2", id_number=number(2))
        return False

    outcome = bring(struck, content, progress=meanwhile)
    assert "导入期间有人登记了同一户" in outcome.marks[0].reason.zh
    assert kept(struck) == (1, 0, 0)
    assert bring(struck, content).accepted == 2
    assert kept(struck) == (2, 2, 2)


def test_an_imported_house_is_graded_anew_like_any_other(struck) -> None:
    bring(struck, workbook(good_row(1)))
    with struck.database.write() as session:
        (mine,) = houses(session, make.scope(), "incident-1", HouseFilter(), 1).items
        wish = Grading(
            "severe", "D", 0, 4, 0, sole_dwelling=True, reason="复核", after=mine.entry_id
        )
        grade_house(session, make.scope(), make.stamp(PRESENT + timedelta(days=1)), mine.id, wish)
    with struck.database.read() as session:
        assert compare(session, PROJECTIONS[0]) == []
    assert (
        "请在房屋页上更正"
        in bring(struck, workbook(good_row(1, 家庭类型="一般"))).marks[0].reason.zh
    )


def test_the_worker_imports_a_kept_file_and_keeps_the_marked_one(struck) -> None:
    content = workbook(good_row(1), good_row(2, 户主姓名=""))
    with struck.database.write() as session:
        new = NewFile("房屋.xlsx", "application/octet-stream", content, make.JISHISHAN)
        digest = struck.files.keep(session, make.scope(), new, make.NIGHT)
    wish = {
        "incident_id": "incident-1",
        "office": make.JISHISHAN,
        "file": digest,
        "asked_by": "jishishan",
    }
    refused = run(struck, "w", wish, go_on)
    assert (refused["state"], refused["batch"], refused["refused"]) == ("refused", None, 1)
    marked = openpyxl.load_workbook(BytesIO(struck.files.path_of(refused["sha256"]).read_bytes()))
    assert marked[SHEET][f"{column('公民身份号码')}5"].value == number(1)
    done = run(struck, "w", wish | {"good_rows": True}, go_on)
    assert (done["accepted"], "state" in done) == (1, False)
    assert run(struck, "w", wish | {"good_rows": True}, go_on)["already"]


def test_the_command_line_imports_checks_and_marks(struck, tmp_path) -> None:
    from relief.commands.import_ import command

    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(workbook(good_row(1)))
    bad.write_bytes(workbook(good_row(2, 户主姓名="")))

    def call(file, *options):
        wish = ["houses", str(file), "--incident", "quake", "--json", *options]
        return CliRunner().invoke(command, wish, obj=struck.settings)

    marked = tmp_path / "errors.xlsx"
    refused = call(bad, "--errors", str(marked))
    assert refused.exit_code == 1, refused.output
    assert json.loads(refused.stdout)["reasons"][0]["path"] == "C5"
    assert marked.exists()
    assert call(good, "--check").exit_code == 0
    assert call(good).exit_code == 0
    assert json.loads(call(good).stdout)["already"]


def test_the_template_keeps_long_numbers_as_text_and_offers_the_lists(tmp_path) -> None:
    from relief.commands.template import command

    out = tmp_path / "out.xlsx"
    assert CliRunner().invoke(command, ["houses", str(out)]).exit_code == 0
    page = openpyxl.load_workbook(out)[SHEET]
    formats = {
        page.column_dimensions[column(name)].number_format for name in ("公民身份号码", "联系电话")
    }
    assert formats == {"@"}
    lists = [rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"]
    assert any("特困" in text for text in lists)
    assert any("倒塌" in text for text in lists)


def test_a_large_ledger_moves_in_few_statements(struck) -> None:
    from sqlalchemy import event

    content = workbook(*(good_row(n) for n in range(600)))
    writes: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        writes.append(statement.split("(")[0])

    event.listen(struck.database.writer, "before_cursor_execute", note)
    outcome = bring(struck, content)
    event.remove(struck.database.writer, "before_cursor_execute", note)
    assert outcome.accepted == 600
    into = [w for w in writes if w.startswith("INSERT INTO") and "staged" not in w]
    assert len([w for w in into if "households_" in w or "damage_house" in w]) <= 8
    with struck.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Identity)) == 600
