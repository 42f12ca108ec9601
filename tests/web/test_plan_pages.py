"""Sites, needs and plans as the officer, the leader and a neighbour see them."""

import re
from collections.abc import Callable

import lxml.html
import pytest
from flask.testing import FlaskClient

from jobs.work_allocate import run
from jobs.worker import work_once
from relief.allocation.plan_order import PlanOrder, read_wish
from relief.allocation.queries import plans
from relief.bootstrap import DEMO_CLOCK, Desk
from relief.core.errors import Refused
from relief.db.tables import Setting, Work
from relief.shelters.service import NewPlacement, place
from tests import make
from tests.delivery.conftest import People, given, later, seat
from tests.support.application import app_of
from tests.support.passwords import give_everybody_the_demo_password

PASSWORD = "demo-relief-2023"
SignIn = Callable[[str], FlaskClient]
HOME = "/i/quake"


@pytest.fixture
def sign_in(desk: Desk) -> SignIn:
    with desk.database.write() as session:
        seat(session)
        make.account(session, "leader", roles=("duty_leader",), post="带班领导")
        make.account(session, "minhe", make.MINHE)
        session.add(Setting(name=DEMO_CLOCK, value="2023-12-19T12:00:00+08:00"))
        give_everybody_the_demo_password(session)
    app = app_of(desk)
    app.config["WTF_CSRF_ENABLED"] = False

    def signed_in(username: str) -> FlaskClient:
        client = app.test_client()
        client.post("/sign-in", data={"username": username, "password": PASSWORD})
        return client

    return signed_in


def text_of(page: str) -> str:
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main.group(0) if main else page))


def read(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(HOME + path)
    assert answer.status_code == status
    return text_of(answer.get_data(as_text=True))


def settle(client: FlaskClient, count: str = "300", **more: str):
    form = {"site": "", "division": make.DAHEJIA, "people_in": count, **more}
    return client.post(f"{HOME}/sites", data=form)


def asked(client: FlaskClient, **more: str) -> str:
    form = {"days": "3", "season": "cold", "standard": "demo-cold-2023", **more}
    answer = client.post(f"{HOME}/plans", data=form)
    assert answer.status_code == 302
    return answer.location


def made(desk: Desk, client: FlaskClient) -> str:
    """Return the page of a plan made by the worker."""
    progress = asked(client)
    assert work_once(desk)
    return client.get(progress).location


def test_nothing_known_says_what_to_do_and_offers_no_plan(sign_in: SignIn) -> None:
    shown = read(sign_in("officer"), "/needs")
    assert "还不知道各乡镇安置了多少人" in shown
    assert "待核" in shown
    assert "编制调配方案" not in shown
    assert "还没有调配方案" in read(sign_in("officer"), "/plans")
    assert "本辖区没有登记的安置点" in read(sign_in("officer"), "/sites")


def test_people_recorded_with_relatives_move_every_figure(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    assert settle(officer).status_code == 302
    assert "大河家镇 投亲靠友 300 0" in read(officer, "/sites")
    shown = read(officer, "/needs")
    assert "今晚无帐篷 300 人" in shown
    assert "≤ 150 150 / 待核 + 0" in shown  # tents: short, needed / at hand + under way
    assert "≤ 6,750 6,750 / 待核 + 0" in shown  # water for three days
    one_day = read(officer, "/needs?days=1&season=warm&standard=sphere-2018")
    assert "≤ 100 100 / 待核 + 0" in one_day
    assert "火炉 套" not in one_day


@pytest.mark.parametrize(
    "wrong",
    [
        {"people_in": "3.5"},
        {"people_in": ""},
        {"people_in": "", "people_out": "9"},
        {"people_in": "5", "division": ""},
    ],
)
def test_a_wrong_entry_is_refused_and_what_was_typed_is_kept(sign_in: SignIn, wrong) -> None:
    form = {"site": "", "division": make.DAHEJIA, "note": "镇长来电", **wrong}
    answer = sign_in("officer").post(f"{HOME}/sites", data=form)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "没有存入，未作改动" in text_of(page)
    assert 'value="镇长来电"' in page


def test_a_plan_is_made_changed_and_approved_by_another(desk: Desk, sign_in: SignIn) -> None:
    officer, leader = sign_in("officer"), sign_in("leader")
    settle(officer)
    progress = asked(officer)
    waiting = text_of(officer.get(progress).get_data(as_text=True))
    assert "逐项分配" in waiting
    assert work_once(desk)
    answer = officer.get(progress, headers={"HX-Request": "true"})
    path = answer.headers["HX-Redirect"]
    shown = text_of(officer.get(path).get_data(as_text=True))
    assert "待批准" in shown
    assert "最近的有货库点" in shown
    assert "批准方案" not in shown
    form = {
        "depot": "depot:county",
        "township": make.DAHEJIA,
        "item": "tent_12",
        "units": "120",
        "reason": "路不通",
    }
    refused = officer.post(f"{path}/lines", data=form | {"reason": ""})
    assert refused.status_code == 422
    assert "请写明修改理由" in text_of(refused.get_data(as_text=True))
    assert officer.post(f"{path}/lines", data=form).status_code == 302
    assert "改为 120：路不通" in text_of(officer.get(path).get_data(as_text=True))
    assert officer.post(f"{path}/approve").status_code == 403
    assert leader.post(f"{path}/approve").status_code == 302
    approved = text_of(leader.get(path).get_data(as_text=True))
    assert "物资已预留" in approved
    assert "调拨单第 1 号" in approved
    assert "150 / 0 + 120" in read(officer, "/needs")
    again = leader.post(f"{path}/approve")
    assert again.status_code == 422
    assert "已由" in text_of(again.get_data(as_text=True))


def test_a_plan_whose_stock_moved_is_refused_with_an_offer(desk: Desk, sign_in: SignIn) -> None:
    officer, leader = sign_in("officer"), sign_in("leader")
    settle(officer)
    path = made(desk, officer)
    with desk.database.write() as session:
        people = People(make.scope(account="officer"), None, None, "incident-1")
        given(session, people, {"tent_12": 60})
    answer = leader.post(f"{path}/approve")
    assert answer.status_code == 422
    assert "200 → 140" in text_of(answer.get_data(as_text=True))
    shown = text_of(officer.get(path).get_data(as_text=True))
    assert "物资已预留" not in shown
    assert "编制后库存已变动" in shown
    assert "县救灾物资库 12 平方米棉帐篷 200 → 140 顶" in shown
    assert "重新编制" in shown
    assert "批准方案" not in text_of(leader.get(path).get_data(as_text=True))


def test_a_plan_made_anew_keeps_who_goes_first(desk: Desk, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    settle(officer)
    settle(officer, division=make.CHUIMATAN)
    progress = asked(officer, first=make.DAHEJIA)
    assert work_once(desk)
    path = officer.get(progress).location
    with desk.database.write() as session:
        people = People(make.scope(account="officer"), None, None, "incident-1")
        given(session, people, {"tent_12": 60})
    page = lxml.html.fromstring(officer.get(path).get_data(as_text=True))
    (again,) = page.xpath("//main//a[.='重新编制']/@href")
    form = lxml.html.fromstring(officer.get(again).get_data(as_text=True))
    assert form.xpath("//input[@name='first'][@checked]/@value") == [make.DAHEJIA]


def test_a_refused_change_of_a_line_stands_open_as_it_was_typed(
    desk: Desk, sign_in: SignIn
) -> None:
    officer = sign_in("officer")
    settle(officer)
    path = made(desk, officer)
    page = lxml.html.fromstring(officer.get(path).get_data(as_text=True))
    form = page.xpath("//form[.//input[@name='item'][@value='tent_12']][.//input[@name='after']]")[
        0
    ]
    typed = dict(form.form_values()) | {"units": "1.5", "reason": "路未通"}
    answer = officer.post(f"{path}/lines", data=typed)
    assert answer.status_code == 422
    shown = lxml.html.fromstring(answer.get_data(as_text=True))
    (box,) = shown.xpath("//details[@class='plan-change'][@open]")
    assert box.xpath(".//input[@name='units']/@value") == ["1.5"]
    assert box.xpath(".//input[@name='reason']/@value") == ["路未通"]
    added = {"depot": "depot:county", "township": make.DAHEJIA, "item": "quilt", "reason": "x"}
    again = officer.post(f"{path}/lines", data=added | {"units": "7"})
    shown = lxml.html.fromstring(again.get_data(as_text=True))
    (box,) = shown.xpath("//details[@class='plan-change'][@open]")
    assert box.xpath(".//option[@value='quilt'][@selected]")
    assert box.xpath(".//input[@name='units']/@value") == ["7"]


def test_a_neighbour_reads_neither_the_plan_nor_its_progress(desk: Desk, sign_in: SignIn) -> None:
    officer, minhe = sign_in("officer"), sign_in("minhe")
    settle(officer)
    progress = asked(officer)
    assert work_once(desk)
    path = officer.get(progress).location
    assert minhe.get(progress).status_code == 404
    assert minhe.get(path).status_code == 404
    assert minhe.post(f"{path}/lines", data={"units": "1"}).status_code == 404
    assert "第 1 号" not in read(minhe, "/plans")


def test_wound_back_nothing_is_typed_and_only_what_was_known_is_shown(
    desk: Desk, sign_in: SignIn
) -> None:
    officer = sign_in("officer")
    settle(officer)
    made(desk, officer)
    at = "?at=2023-12-19T11:00"
    for path in ("/sites", "/needs", "/plans"):
        assert "存入" not in read(officer, path + at)
        assert "编制调配方案" not in read(officer, path + at)
    assert "第 1 号" not in read(officer, "/plans" + at)
    assert "今晚无帐篷 待核" in read(officer, "/needs" + at)


def test_a_standard_or_a_season_that_does_not_exist_is_refused(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    for wrong in ("days=0", "days=x", "season=autumn", "standard=../x"):
        assert officer.get(f"{HOME}/needs?{wrong}").status_code in {400, 422}


def test_english_is_complete(desk: Desk, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    settle(officer)
    path = made(desk, officer)
    for page in ("/needs?language=en", "/sites?language=en", "/plans?language=en"):
        assert officer.get(HOME + page).status_code == 200
    shown = text_of(officer.get(f"{path}?language=en").get_data(as_text=True))
    assert "Allocation plan 1" in shown
    assert "The nearest depot that holds it" in shown


def order_of(desk: Desk) -> dict:
    with desk.database.write() as session:
        who = make.scope(account="officer")
        place(session, who, later(1, who), NewPlacement("incident-1", "", make.DAHEJIA, 300))
    wish = read_wish("3", "cold", "demo-cold-2023")
    return PlanOrder("incident-1", "officer", wish, frozenset()).as_arguments()


def test_the_work_can_be_stopped_and_leaves_nothing(desk: Desk, sign_in: SignIn) -> None:
    arguments = order_of(desk)
    assert run(desk, "w", arguments, lambda done, _total: done > 1) == {"state": "cancelled"}
    with desk.database.read() as session:
        assert plans(session, "incident-1", make.scope().ranges()) == []


def test_the_work_run_twice_keeps_one_plan(desk: Desk, sign_in: SignIn) -> None:
    arguments = order_of(desk)
    told: list[tuple[int, int]] = []
    one = run(desk, "w", arguments, lambda done, total: bool(told.append((done, total))))
    two = run(desk, "w", arguments, lambda _done, _total: False)
    assert one["plan_id"] == two["plan_id"]
    assert told[0] == (0, 8)


def test_a_plan_nobody_needs_is_refused_on_the_progress_page(desk: Desk, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    progress = asked(officer)
    assert work_once(desk)
    shown = text_of(officer.get(progress).get_data(as_text=True))
    assert "安置人数均待核" in shown
    assert "回到需求和缺口" in shown
    with desk.database.read() as session:
        assert session.query(Work).one().state == "refused"
    with pytest.raises(Refused):
        read_wish("0", "cold", "demo-cold-2023")
