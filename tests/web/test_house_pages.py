"""The house ledger as people use it: a village walk, a grade, a look, an import."""

from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import func, select

from jobs.worker import work_once
from relief.bootstrap import Desk
from relief.damage.house_tables import House, HouseNow
from relief.db.tables import AuditRow
from relief.demo.house_entries import house_entries
from relief.demo.houses import demo_houses
from relief.demo.stops import set_clock
from relief.incidents.queries import find_incident
from tests.support.person import Person
from tests.web.conftest import SLUG, token_of

I = f"/i/{SLUG}/houses"  # noqa: E741 (the incident, as its pages begin)
VILLAGE = "大河家镇大河村委会"
NUMBER = "11010519491231002X"
FAMILY = {
    "village": VILLAGE,
    "head": "马示例甲",
    "id_number": NUMBER,
    "members": "5",
    "family_type": "minimum_living",
    "phone": "+861000000001",
    "structure": "earth_wood",
    "occurred_on": "2023-12-18",
    "rooms": "5",
    "rooms_collapsed": "3",
    "sole_dwelling": "1",
}


def record(person: Person, **fields: str) -> str:
    """Send the form as the page has it and return the address of the house."""
    person.see(f"{I}/new")
    return person.post(I, **(FAMILY | {"deed": "save"} | fields)).location


def count(demo: Desk, table) -> int:
    with demo.database.read() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_a_village_walk_records_one_household_after_the_other(app, demo) -> None:
    town = Person(app, "dahejia")
    town.see(f"{I}/new")
    first = town.post(I, **FAMILY, deed="next")
    assert first.status_code == 302
    assert "已登记" in town.see(first.location)
    assert town.page.xpath('//input[@name="village"]/@value') == [VILLAGE]
    second = FAMILY | {"village": "kangdiao", "head": "韩示例乙", "id_number": ""}
    assert town.post(I, **second, deed="save").status_code == 302
    page = town.see(I)
    assert "马○○" in page
    assert "110105********002X" not in page
    assert not any(word in page for word in ("马示例甲", NUMBER, "+861000000001"))
    assert "待核" in page
    assert count(demo, House) == 2


def test_what_was_typed_comes_back_with_every_fault(app, demo) -> None:
    town = Person(app, "dahejia")
    town.see(f"{I}/new")
    answer = town.post(I, **(FAMILY | {"village": "官亭", "rooms": "x", "head": "马示例甲"}))
    assert answer.status_code == 422
    words = answer.get_data(as_text=True)
    assert "没有存入" in words
    assert 'value="马示例甲"' in words
    assert "应为整数" in words
    wrong = town.post(I, **(FAMILY | {"id_number": NUMBER[:-1] + "1", "rooms_collapsed": "9"}))
    assert "校验位不符" in wrong.get_data(as_text=True)
    assert town.post(I, **(FAMILY | {"village": "3"})).status_code == 422
    assert count(demo, House) == 0


def test_a_family_registered_before_is_shown_and_its_second_house_goes_to_it(app, demo) -> None:
    town = Person(app, "dahejia")
    record(town)
    town.see(f"{I}/new")
    again = town.post(I, **(FAMILY | {"head": "马示例"}))
    assert again.status_code == 422
    words = again.get_data(as_text=True)
    assert "一户只登记一次" in words
    assert "房屋将记在这户名下" in words
    household = words.split('name="household" value="')[1].split('"')[0]
    second = {"household": household, "structure": "brick_wood", "rooms": "2"}
    second |= {"occurred_on": "2023-12-18", "excluded": "second_home"}
    assert town.post(I, **second).status_code == 302
    twice = town.post(I, **second, sole_dwelling="1")
    assert twice.status_code == 409
    assert count(demo, House) == 2


def test_a_double_click_records_one_house(app, demo) -> None:
    town = Person(app, "dahejia")
    first = record(town, command_id="same")
    assert record(town, command_id="same") == first
    assert count(demo, House) == 1


def test_an_officer_grades_and_grades_anew_with_a_reason(app) -> None:
    home = record(Person(app, "dahejia"))
    officer = Person(app, "jishishan-rebuild")
    officer.see(home)
    assert "还没有人评定" in officer.text
    wish = {"grade": "severe", "rooms_severe": "3", "rooms_collapsed": "0", "appraisal": "D"}
    officer.send("/grade", **wish)
    assert "严重损坏" in officer.text
    silent = officer.attempt("/grade", grade="collapsed", rooms_collapsed="4", rooms_severe="0")
    assert silent.status_code == 422
    assert "改评须写明理由" in silent.get_data(as_text=True)
    officer.send(
        "/grade", grade="collapsed", rooms_collapsed="4", rooms_severe="0", reason="余震后复核"
    )
    assert "余震后复核" in officer.text
    listed = officer.see(f"{I}?grade=collapsed")
    assert "马○○" in listed
    assert "没有符合条件的房屋" in officer.see(f"{I}?grade=none")


def test_who_grades_from_an_old_page_is_told_who_was_first(app) -> None:
    home = record(Person(app, "dahejia"))
    first, second = Person(app, "jishishan-rebuild"), Person(app, "jishishan")
    first.see(home)
    second.see(home)
    wish = {"grade": "collapsed", "rooms_collapsed": "3"}
    first.send("/grade", **wish)
    late = second.attempt("/grade", **wish)
    assert late.status_code == 409
    assert "李重建" in late.get_data(as_text=True)


def test_a_look_shows_the_person_and_is_written_down(app, demo) -> None:
    home = record(Person(app, "dahejia"))
    finance = Person(app, "jishishan-finance")
    finance.see(home)
    assert "马示例甲" not in finance.text
    finance.send("/family")
    assert all(word in finance.text for word in ("马示例甲", NUMBER, "+861000000001"))
    with demo.database.read() as session:
        looks = session.scalars(select(AuditRow).where(AuditRow.action == "households.look"))
        assert [row.detail["source"] for row in looks] == ["screen"]
    auditor = Person(app, "jishishan-audit")
    assert "查看姓名" not in auditor.see(home)
    assert auditor.attempt_is_refused(f"{home}/family")


def test_another_desk_sees_neither_house_nor_person(app) -> None:
    home = record(Person(app, "dahejia"))
    other = Person(app, "minhe")
    assert "马○○" not in other.see(I)
    assert other.client.get(home).status_code == 404
    for deed in ("grade", "correct", "family", "family/correct", "family/erase"):
        assert other.attempt_is_refused(f"{home}/{deed}"), deed
    other.see(f"{I}/new")
    assert other.post(I, **FAMILY).status_code == 422  # 大河 is no village of that desk
    assert "马○○" in Person(app, "gansu").see(I)


def test_house_and_family_are_put_right_and_a_mistake_is_withdrawn(app, demo) -> None:
    home = record(Person(app, "dahejia"))
    town = Person(app, "dahejia")
    town.see(home)
    town.send("/correct", rooms="6", reason="漏数一间", deed="correct")
    assert "原有 6" in town.text
    assert "漏数一间" in town.text
    town.send("/family")
    town.send("/family/correct", members="6", head="马示例丙", reason="户口本核对")
    assert "6 人" in town.text
    town.send("/family")
    assert "马示例丙" in town.text
    refused = town.attempt("/family/correct", members="0", reason="x")
    assert refused.status_code == 422
    assert "1 至 50" in refused.get_data(as_text=True)
    town.send("/family/erase", reason="本人申请")
    assert "身份信息已删除" in town.text
    town.see(home)
    form = next(f for f in town.page.forms if f.fields.get("deed") == "withdraw")
    data = dict(form.form_values()) | {"reason": "重复登记"}
    assert town.client.post(form.action, data=data).status_code == 302
    assert town.client.get(home).status_code == 404
    assert count(demo, HouseNow) == 0


def test_a_ledger_comes_in_through_the_page_and_wrong_cells_come_back(app, demo) -> None:
    town = Person(app, "dahejia")
    town.see(f"{I}/import")
    book = openpyxl.load_workbook(BytesIO(town.client.get(f"{I}/template.xlsx").data))
    assert "大河家镇大河村委会" in [cell.value for cell in book["区划"]["B"]]
    page = book["房屋"]
    headings = {str(c.value).splitlines()[0]: c.column for c in page[4] if c.value}
    row = {
        "村（社区）": VILLAGE,
        "户主姓名": "马示例甲",
        "公民身份号码": 110105194912310020,
        "家庭人口（人）": 4,
        "家庭类型": "一般",
        "住房结构": "土木",
        "原有间数（间）": 4,
        "倒塌间数（间）": 0,
        "严重损坏间数（间）": 0,
        "一般损坏间数（间）": 2,
        "倒损日期": "2023-12-18",
        "是否唯一住房": "是",
    }
    for place, wrong in ((5, False), (6, True)):
        for heading, value in row.items():
            text = value if wrong else {**row, "公民身份号码": NUMBER}[heading]
            page.cell(place, headings[heading]).value = text
    stream = BytesIO()
    book.save(stream)
    town.send("/import", file=stream.getvalue())
    assert work_once(demo)
    town.see(town.path)
    assert "末几位已丢失" in town.text
    assert "没有导入，未作改动" in town.text
    town.send("/import", good_rows="1")
    assert work_once(demo)
    assert "接受 1 行" in town.see(town.path)
    assert "马○○" in town.see(I)
    english = Person(app, "dahejia")
    english.client.post(
        "/language", data={"csrf_token": token_of(english.client), "language": "en"}
    )
    assert "House ledger" in english.see(I)


def test_the_ledger_of_the_demo_reads_as_it_stood_at_every_hour(app, demo) -> None:
    with demo.database.write() as session:
        incident = find_incident(session, SLUG)
        entries = house_entries(session, incident.id)
        for _at, write in sorted(entries, key=lambda entry: entry[0]):
            write()
        set_clock(session, datetime.fromisoformat("2024-02-01T09:00+08:00"))
    nation = Person(app, "national")
    assert f"共 {len(demo_houses())} 处" in nation.see(I)
    tiles = nation.page.xpath('//a[contains(@class,"houses-tile")]/strong/text()')
    assert [int(text) for text in tiles] == [60, 36, 140, 4]
    assert "示例" in nation.text
    before = nation.see(f"{I}?at=2024-01-10T09:00&grade=none")
    assert "共 240 处" in before
    assert "登记一户" not in before
    assert "共 0 处" in nation.see(f"{I}?at=2023-12-20T09:00")
    county = Person(app, "minhe").see(f"{I}?grade=none&township=630222103000")
    assert "官亭镇" in county
    assert "大河家镇" not in county


@pytest.mark.parametrize("path", ["", "/new", "/import"])
def test_every_page_reads_in_english(app, path) -> None:
    person = Person(app, "dahejia")
    wish = {"csrf_token": token_of(person.client), "language": "en"}
    person.client.post("/language", data=wish)
    words = person.see(I + path)
    assert any(title in words for title in ("House ledger", "Record a household"))
