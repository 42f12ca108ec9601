"""Rebuilding as the officer, the finance office and a neighbour see it, by the pages' own forms."""

from datetime import date

import pytest
from sqlalchemy import func, select

from relief.bootstrap import DEMO_CLOCK, Desk
from relief.db.tables import AuditRow, Setting, StoredFile
from relief.reconstruction.stages import STATES, course_of
from relief.reconstruction.tables import Case, CaseEntry, CaseNow, Visit, WhyNow
from relief.shelters.queries import resettled
from tests import make
from tests.reconstruction.conftest import (
    DAYS,
    DEMO_SLUG,
    add_house,
    opened,
    reach,
    seat,
    take,
    with_relatives,
)
from tests.support.application import app_of
from tests.support.passwords import give_everybody_the_demo_password
from tests.support.person import Person
from tests.support.photos import JPEG, jpeg_with, told

I = f"/i/{DEMO_SLUG}"  # noqa: E741 (the incident, as its pages begin)
R = f"{I}/rebuilding"
TODAY = "2024-07-15T09:00:00+08:00"


class World:
    """A county with a reconstruction officer, a finance office and houses, as of 2024-07-15."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        with desk.database.write() as session:
            self.seats = seat(session)
            make.account(session, "minhe", make.MINHE, roles=("reconstruction_officer",))
            make.account(session, "leader", roles=("duty_leader",))
            session.add(Setting(name=DEMO_CLOCK, value=TODAY))
            give_everybody_the_demo_password(session)
        self.app = app_of(desk)

    def person(self, username: str = "rebuild") -> Person:
        return Person(self.app, username)

    def do(self, deed, *args, **kwargs):
        with self.desk.database.write() as session:
            return deed(session, self.seats, *args, **kwargs)

    def state(self, case_id: str) -> str:
        with self.desk.database.read() as session:
            now = session.get(CaseNow, case_id)
            return now.side or now.stage

    def count(self, table) -> int:
        with self.desk.database.read() as session:
            return session.scalar(select(func.count()).select_from(table))


@pytest.fixture
def world(desk: Desk) -> World:
    return World(desk)


def words(person: Person) -> str:
    """Return what the page says, cell by cell."""
    return " ".join(" ".join(person.page.xpath("//main")[0].itertext()).split())


def shown(person: Person, path: str) -> str:
    """Open a page and return what it says, cell by cell."""
    person.see(path)
    return words(person)


def open_by_form(officer: Person, house: str, **fields: str) -> str:
    """Open a case with the form and return its id."""
    officer.see(f"{R}/new?house={house}")
    typed = {"mode": "in_place", "people": "0", "responsible": "李示例", "opened_on": "2024-01-15"}
    officer.send("/rebuilding", **(typed | fields))
    return officer.path.rsplit("/", 1)[1]


def go(officer: Person, stage: str, day: date | None = None, **fields: str) -> None:
    """Take a step with the form the page offers for it."""
    officer.send("/step", stage=stage, occurred_on=str(day or DAYS[stage]), **fields)


def test_every_state_is_reached_by_a_form_that_the_page_itself_offers(world: World) -> None:
    officer, finance = world.person(), world.person("finance")
    house = world.do(add_house, grade=None)
    case_id = open_by_form(officer, house)
    seen = {world.state(case_id)}
    grade_by_form(world, house)
    officer.see(f"{R}/{case_id}")
    for stage in ("graded", "applied", "reviewed", "publicised"):
        go(officer, stage)
        seen.add(world.state(case_id))
    go(officer, "objection", date(2024, 2, 3), reason="邻居反映另有住房")
    seen.add(world.state(case_id))
    assert "登记民主评议通过" in officer.text
    go(officer, "reviewed", date(2024, 2, 4))
    go(officer, "publicised", date(2024, 2, 5))
    go(officer, "town_checked", date(2024, 2, 13))
    for stage in ("county_approved", "contracted", "started", "main_structure", "completed"):
        seen.add(world.state(case_id))
        go(officer, stage)
    seen.add(world.state(case_id))
    assert "请先记录验收通过的查验" in officer.text
    assert not officer.page.xpath('//input[@name="stage"][@value="accepted"]')
    officer.send(
        "/visit", kind="acceptance", result="passed", visited_on="2024-06-27", inspector="陈示例"
    )
    for stage in ("accepted", "moved_in"):
        go(officer, stage)
        seen.add(world.state(case_id))
    assert "笔补助未拨付" in officer.text
    pay_all_by_form(finance, case_id)
    officer.see(f"{R}/{case_id}")
    go(officer, "archived")
    seen.add(world.state(case_id))
    assert "本案已办结归档" in officer.text
    assert not officer.page.xpath('//input[@name="stage"]')
    seen |= closed_states(world, officer)
    assert seen == set(STATES)


def grade_by_form(world: World, house: str) -> None:
    from tests.reconstruction.conftest import grade_it

    world.do(grade_it, house, "collapsed")


def pay_all_by_form(finance: Person, case_id: str) -> None:
    finance.see(f"{R}/{case_id}")
    due = '//input[@name="instalment"]/..//button[starts-with(normalize-space(), "登记发放")]'
    for number in range(3):
        assert finance.page.xpath(due)
        finance.send("/pay", document=f"示例{number}", paid_on="2024-07-10")
    assert not finance.page.xpath(due)


def closed_states(world: World, officer: Person) -> set[str]:
    case_id = world.do(opened)
    officer.see(f"{R}/{case_id}")
    go(officer, "applied")
    seen = set()
    for stage, reason in (("rejected", "材料不全"), ("applied", ""), ("withdrawn", "自愿")):
        go(officer, stage, date(2024, 2, 1), reason=reason)
        seen.add(world.state(case_id))
    go(officer, "transferred", date(2024, 2, 2), reason="五保", target="care_institution")
    assert "供养机构" in officer.text
    assert "重新申请" in officer.text
    return seen | {world.state(case_id)}


def test_a_family_moves_in_and_its_temporary_place_is_freed(world: World) -> None:
    world.do(with_relatives, 4)
    case_id = world.do(opened)
    world.do(reach, case_id, "accepted")
    officer = world.person()
    assert "在住" in officer.see(f"{R}/{case_id}")
    go(officer, "moved_in")
    assert "2024-07-05 已腾出" in officer.text
    with world.desk.database.read() as session:
        assert resettled(session, world.seats.incident)[make.DAHEJIA].people == 0


def test_a_move_too_early_is_recorded_flagged_and_not_counted(world: World) -> None:
    case_id = world.do(opened, people=0)
    world.do(reach, case_id, "main_structure")
    officer = world.person()
    officer.see(f"{R}/{case_id}")
    assert "不计入已入住" in officer.page.xpath("string(//button[@data-confirm][1]/@data-confirm)")
    go(officer, "moved_in", date(2024, 6, 1), reason="帐篷点撤并")
    assert world.state(case_id) == "main_structure"
    assert "照实登记，不计入已入住" in officer.text
    assert officer.page.xpath('//ol[@class="stages"]/li[@class="early"]')
    assert "提前入住 1" in shown(officer, R)
    assert "提前入住" in officer.see(f"{R}?early=1")
    assert "还没有重建户" not in officer.text


def test_the_list_says_what_is_due_first_and_every_number_leads_to_its_list(world: World) -> None:
    late = world.do(opened, mode="repair", responsible="逾期示例")
    soon = world.do(opened, mode="in_place", responsible="原址示例")
    later = world.do(opened, mode="resettlement_site", responsible="集中示例")
    world.do(take, soon, "applied")
    officer = world.person()
    text = officer.see(R)
    order = [row.get("href").rsplit("/", 1)[1] for row in officer.page.xpath("//tbody//td[1]/a")]
    assert order == [late, soon, later]
    assert "已超 15 天" in text
    for link in officer.page.xpath('//ol[@class="funnel"]//a | //nav[@class="aside-counts"]/a'):
        number = int(link.xpath("string(.//b)"))
        officer.see(link.get("href"))
        assert len(officer.page.xpath("//tbody/tr")) == number, link.get("href")
    assert "逾期示例" in officer.see(f"{R}/overdue")
    assert "原址示例" not in officer.text
    assert "原址示例" in officer.see(f"{R}?q=原址")
    assert len(officer.page.xpath("//tbody/tr")) == 1
    found = officer.client.get(f"{R}/find?q=622927-").get_json()["results"]
    assert found == []
    number = officer.see(f"{R}/{soon}").split("重建户 ")[1].split()[0]
    found = officer.client.get(f"{R}/find?q={number}").get_json()["results"]
    assert [row["href"] for row in found] == [f"{R}/{soon}"]


def test_every_family_without_a_case_gets_one_or_a_reason(world: World) -> None:
    first, second = world.do(add_house), world.do(add_house)
    officer = world.person()
    assert "尚无个案的家庭 2 户" in shown(officer, f"{R}/without")
    assert officer.attempt("/without", house=first, why="").status_code == 422
    officer.send("/without", house=first, why="second_home", words="县城有住房")
    assert "尚无个案的家庭 1 户" in words(officer)
    refused = world.person("leader").attempt_is_refused(f"{R}/without")
    assert refused
    open_by_form(officer, second)
    assert "每一户都已开案或说明原因" in officer.see(f"{R}/without")
    assert world.count(WhyNow) == 1


def test_what_is_refused_comes_back_as_typed_with_its_reason(world: World) -> None:
    officer = world.person()
    house = world.do(add_house)
    officer.see(f"{R}/new?house={house}")
    form = {"mode": "in_place", "people": "9", "responsible": "李示例"}
    answer = officer.attempt("/rebuilding", **form)
    assert answer.status_code == 422
    assert 'value="李示例"' in answer.get_data(as_text=True)
    assert "没有存入，未作改动" in answer.get_data(as_text=True)
    case_id = world.do(opened)
    officer.see(f"{R}/{case_id}")
    for wrong in ("2030-01-01", "昨天", "2023-12-20"):
        answer = officer.attempt("/step", stage="applied", occurred_on=wrong)
        assert answer.status_code == 422, wrong
    answer = officer.attempt("/step", stage="withdrawn", reason=" ")
    assert "请写明理由" in answer.get_data(as_text=True)
    assert world.count(CaseEntry) == 1


def test_a_double_click_is_one_entry(world: World) -> None:
    officer, finance = world.person(), world.person("finance")
    house = world.do(add_house)
    other = world.do(add_house)
    officer.see(f"{R}/without")
    for _click in range(2):
        assert officer.attempt("/without", house=other, why="declines").status_code == 200
    officer.see(f"{R}/new?house={house}")
    form = {"mode": "in_place", "people": "0", "responsible": "李", "opened_on": "2024-01-15"}
    ids = {officer.attempt("/rebuilding", **form).request.path for _click in range(2)}
    assert len(ids) == 1
    path = ids.pop()
    officer.see(path)
    for deed in (
        lambda: officer.attempt("/step", stage="applied", occurred_on="2024-01-22"),
        lambda: officer.attempt(
            "/visit", kind="foundation", inspector="陈", visited_on="2024-06-01"
        ),
        lambda: officer.attempt("/mode", mode="relocated", reason="避险"),
        lambda: officer.attempt("/responsible", responsible="王"),
    ):
        before = world.count(CaseEntry) + world.count(Visit)
        assert [deed().status_code for _click in range(2)] == [200, 200]
        assert world.count(CaseEntry) + world.count(Visit) == before + 1
        officer.see(path)
    assert world.count(Case) == 1
    case_id = world.do(opened, people=0)
    world.do(reach, case_id, "started")
    finance.see(f"{R}/{case_id}")
    for _click in range(2):
        assert finance.attempt("/pay", document="示例1").status_code == 200
    assert "已付 30,000 元" in shown(finance, f"{R}/{case_id}")


def test_evidence_is_kept_without_what_the_telephone_wrote_into_it(world: World) -> None:
    case_id = world.do(opened)
    officer = world.person()
    officer.see(f"{R}/{case_id}")
    sent = jpeg_with(told((102, 47, 24), (35, 42, 0)))
    go(officer, "applied", evidence=sent)
    kept = officer.page.xpath('//span[@class="photos"]//img/@src')
    content = officer.client.get(kept[0]).data
    assert content != sent
    assert b"seen by nobody" not in content
    with world.desk.database.read() as session:
        assert session.scalar(select(StoredFile.position)) == "102.790000,35.700000"
    assert world.person("minhe").client.get(kept[0]).status_code == 404
    wrong = officer.attempt("/visit", inspector="陈", photo=b"GIF89a")
    assert wrong.status_code == 422
    officer.send("/visit", kind="foundation", inspector="陈", visited_on="2024-06-01", photo=JPEG)
    assert world.count(StoredFile) == 1  # the same picture, once


def test_a_name_is_masked_and_a_look_is_written_down(world: World) -> None:
    case_id = world.do(opened)
    officer = world.person()
    assert "马示例" not in officer.see(f"{R}/{case_id}")
    assert "马○○" in officer.text
    officer.send("/look")
    assert "马示例0" in officer.text
    with world.desk.database.read() as session:
        looks = session.scalar(
            select(func.count()).select_from(AuditRow).where(AuditRow.action.like("%look%"))
        )
    assert looks == 1
    assert world.person("leader").attempt_is_refused(f"{R}/{case_id}/look")


def test_finance_pays_by_township_with_totals_and_the_bank_may_send_it_back(world: World) -> None:
    for _family in range(2):
        world.do(reach, world.do(opened, people=0), "started")
    officer, finance = world.person(), world.person("finance")
    text = shown(finance, f"{I}/payments")
    assert "应付 2 笔" in text
    assert "合计 2 60,000 0 0 90,000" in text
    assert "60,000" in finance.see(f"{I}/payments/list")
    assert "财政局（盖章）" in finance.text
    finance.see(f"{I}/payments")
    assert finance.post(f"{I}/payments", document="批次1").status_code == 422
    ids = finance.page.xpath('//input[@name="instalment"]/@value')
    token = finance.page.xpath('//meta[@name="csrf-token"]/@content')[0]
    for _click in range(2):
        data = {"csrf_token": token, "command_id": "batch-1", "document": "批次1"}
        answer = finance.client.post(f"{I}/payments", data=data | {"instalment": ids})
        assert answer.status_code == 302
    assert "合计 0 0 2 60,000 90,000" in shown(finance, f"{I}/payments")
    finance.see(f"{R}/{case_of(world)}")
    finance.send("/back", reason="账号有误")
    assert "银行退回，待重付" in finance.see(f"{I}/payments")
    assert "应付 1 笔" in words(finance)
    assert "登记所选已发放" not in officer.see(f"{I}/payments")
    assert officer.attempt_is_refused(f"{I}/payments")


def case_of(world: World) -> str:
    with world.desk.database.read() as session:
        return session.scalar(select(Case.id).order_by(Case.number))


def test_an_amount_nobody_has_read_is_entered_by_document(world: World) -> None:
    case_id = world.do(opened, mode="repair", people=0)
    world.do(reach, case_id, "contracted", mode="repair")
    finance = world.person("finance")
    assert "补助标准没有读到，待核" in finance.see(f"{R}/{case_id}")
    assert finance.attempt("/amount", total="abc", document="县办发1号").status_code == 422
    finance.send("/amount", total="6,000", document="县办发〔2024〕1号")
    assert "6,000 元" in words(finance)
    assert "补助标准没有读到" not in finance.text


def test_the_board_hangs_while_a_case_is_posted(world: World) -> None:
    officer = world.person()
    assert "现在没有在公示的重建户" in officer.see(f"{I}/board")
    case_id = world.do(opened, people=0)
    world.do(reach, case_id, "publicised")
    text = shown(officer, f"{I}/board")
    assert "灾后住房恢复重建补助对象公示" in text
    assert "公示期 2024-02-01 至 2024-02-08" in text
    assert "1 622927-0001 马○○ 4 严重损坏 原址重建 75,000 2024-02-08" in text
    assert "马示例" not in text
    assert "应急局反映" in text
    assert "board-a4" in officer.client.get(f"{I}/board?paper=A4").get_data(as_text=True)
    world.do(take, case_id, "town_checked")
    assert "现在没有在公示的重建户" in officer.see(f"{I}/board")


def test_a_neighbour_sees_and_reaches_nothing(world: World) -> None:
    case_id = world.do(opened, people=0)
    world.do(reach, case_id, "publicised")
    neighbour = world.person("minhe")
    assert "还没有重建户" in neighbour.see(R)
    for path in ("/without", "/overdue", "/find?q=1"):
        assert "622927" not in neighbour.client.get(R + path).get_data(as_text=True)
    for path in (f"{I}/board", f"{I}/board?village={make.VILLAGE}"):
        assert "马○○" not in neighbour.see(path)
    assert neighbour.client.get(f"{R}/{case_id}").status_code == 404
    for deed in ("step", "visit", "mode", "responsible", "look"):
        assert neighbour.attempt_is_refused(f"{R}/{case_id}/{deed}")
    assert world.person("leader").attempt_is_refused(f"{R}/{case_id}/step")


def test_wound_back_the_pages_show_what_was_known_and_take_nothing(world: World) -> None:
    case_id = world.do(opened, people=0)
    world.do(reach, case_id, "completed")
    officer = world.person()
    at = "?at=2024-03-11T00:00"
    text = shown(officer, f"{R}/{case_id}{at}")
    assert "已开工" in officer.page.xpath("string(//li[@aria-current='step'])")
    assert "登记" not in text.split("经过")[0]
    assert "已开工 1" in shown(officer, R + at)
    assert "已竣工 1" not in words(officer)
    for page in ("/rebuilding/without", "/board", "/payments", "/payments/list"):
        assert "本表只有现在的情况" in officer.see(f"{I}{page}{at}")
    early = officer.client.get(f"{R}/{case_id}?at=2024-01-01T00:00")
    assert early.status_code == 404


def test_english_is_complete(world: World) -> None:
    case_id = world.do(opened, people=0)
    world.do(reach, case_id, "publicised")
    world.do(add_house)
    officer = world.person()
    officer.client.post(
        "/language",
        data={
            "csrf_token": officer.page.xpath('//meta[@name="csrf-token"]/@content')[0],
            "language": "en",
        },
    )
    for path in (R, f"{R}/overdue", f"{R}/without", f"{I}/board", f"{I}/payments"):
        officer.see(path)
    text = officer.see(f"{R}/{case_id}")
    assert "Next step: Township has checked it" in text
    assert "Rebuild in place" in text


def test_the_course_of_every_mode_is_on_its_line(world: World) -> None:
    officer = world.person()
    for mode in ("repair", "purchase"):
        officer.see(f"{R}/{world.do(opened, mode=mode, people=0)}")
        line = officer.page.xpath('//ol[@class="stages"]/li/span/text()')
        assert line == [STATES[stage].zh for stage in course_of(mode)]
