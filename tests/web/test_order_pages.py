"""Orders as keeper, desk and township meet them: parts, refusals, and whose plan it is."""

import re
from collections.abc import Callable

import lxml.html
import pytest
from flask.testing import FlaskClient

from jobs.worker import work_once
from relief.bootstrap import DEMO_CLOCK, Desk
from relief.db.tables import Setting
from relief.delivery.tables import Order
from relief.incidents.tables import Incident
from tests import make
from tests.delivery.conftest import DEPOT, seat
from tests.support.application import app_of
from tests.support.passwords import give_everybody_the_demo_password

PASSWORD = "demo-relief-2023"
HOME = "/i/quake"
SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def sign_in(desk: Desk) -> SignIn:
    with desk.database.write() as session:
        seat(session)
        make.account(session, "leader", roles=("duty_leader",), post="带班领导")
        make.account(session, "national", make.NATION)
        make.account(session, "secretary", make.NATION, roles=("duty_leader",))
        session.add(Setting(name=DEMO_CLOCK, value="2023-12-19T12:00:00+08:00"))
        give_everybody_the_demo_password(session)
    app = app_of(desk)
    app.config["WTF_CSRF_ENABLED"] = False

    def signed_in(username: str) -> FlaskClient:
        client = app.test_client()
        client.post("/sign-in", data={"username": username, "password": PASSWORD})
        return client

    return signed_in


def text_of(answer) -> str:
    page = answer.get_data(as_text=True)
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main.group(0) if main else page))


def ordered(officer: FlaskClient, goods: dict[str, str]) -> str:
    form = {"origin": DEPOT, "destination": make.DAHEJIA}
    lines = {"item": list(goods), "units": list(goods.values())}
    answer = officer.post(f"{HOME}/orders", data=form | lines)
    assert answer.status_code == 302, text_of(answer)
    return answer.location


def accepted(sign_in: SignIn, goods: dict[str, str]) -> str:
    path = ordered(sign_in("officer"), goods)
    assert sign_in("keeper").post(f"{path}/keep", data={"deed": "accept"}).status_code == 302
    return path


def sent(sign_in: SignIn, goods: dict[str, str]) -> str:
    path = accepted(sign_in, goods)
    assert sign_in("keeper").post(f"{path}/keep", data={"deed": "dispatch"}).status_code == 302
    return path


def cells(client: FlaskClient, path: str) -> list[list[str]]:
    page = lxml.html.fromstring(client.get(path).get_data(as_text=True))
    rows = page.xpath("(//main//table)[1]/tbody/tr")
    return [["".join("".join(c.itertext()).split()) for c in row.xpath("./td")] for row in rows]


# --- a part of an order


def test_the_keeper_is_offered_what_was_ordered_and_sends_a_part(sign_in: SignIn) -> None:
    path = accepted(sign_in, {"tent_12": "200", "quilt": "100"})
    keeper, officer = sign_in("keeper"), sign_in("officer")
    page = keeper.get(path).get_data(as_text=True)
    assert re.search(r'name="units-tent_12"[^>]*value="200"', page)
    part = {"deed": "dispatch", "units-tent_12": "150", "units-quilt": "0", "vehicle": "甘N12345"}
    refused = keeper.post(f"{path}/keep", data=part)
    assert refused.status_code == 422
    assert "须写明原因" in text_of(refused)
    kept = refused.get_data(as_text=True)
    assert re.search(r'name="units-tent_12"[^>]*value="150"', kept)
    assert 'value="甘N12345"' in kept
    answer = keeper.post(f"{path}/keep", data=part | {"reason": "只来了一辆车"})
    assert answer.status_code == 302
    assert cells(officer, path) == [
        ["200", "150", "50", "未到", "0", "0", "0", "0", "0"],
        ["100", "0", "100", "—", "0", "0", "0", "0", "0"],  # nothing was sent: nothing can arrive
    ]
    shown = text_of(officer.get(path))
    assert "部分发出" in shown
    assert "只来了一辆车" in shown
    assert "未发部分再下一单" in shown
    assert "未发部分再下一单" not in text_of(keeper.get(path))


def test_what_was_left_behind_is_ordered_again_with_one_click(sign_in: SignIn) -> None:
    goods = {"tent_12": "200", "quilt": "100", "stove": "50"}
    path = accepted(sign_in, goods)
    part = {"deed": "dispatch", "units-tent_12": "150", "units-stove": "", "reason": "车少"}
    assert sign_in("keeper").post(f"{path}/keep", data=part).status_code == 302
    officer = sign_in("officer")
    page = lxml.html.fromstring(officer.get(path).get_data(as_text=True))
    link = page.xpath('//a[contains(text(), "未发部分再下一单")]/@href')[0]
    form = lxml.html.fromstring(officer.get(link).get_data(as_text=True))
    form = next(f for f in form.forms if f.action.endswith("/orders"))
    typed = [v for k, v in form.form_values() if k == "units" and v]
    assert typed == ["50", "100", "50"]
    assert officer.post(form.action, data=_multi(form)).status_code == 302
    stock = sign_in("keeper").get(f"{HOME}/stock").get_data(as_text=True)
    assert "已预留（未发出）" in stock


def _multi(form) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return found


def test_the_shortfall_opens_again_by_what_stayed_behind(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    settled = {"site": "", "division": make.DAHEJIA, "people_in": "400"}
    officer.post(f"{HOME}/sites", data=settled)
    path = accepted(sign_in, {"tent_12": "200"})
    layer = f"{HOME}/layers/shortfall.json"

    def short() -> int:
        return officer.get(layer).get_json()["townships"][make.DAHEJIA]["tent_12"]["value"]

    assert short() == 0
    part = {"deed": "dispatch", "units-tent_12": "150", "reason": "车少"}
    sign_in("keeper").post(f"{path}/keep", data=part)
    assert short() == 50


@pytest.mark.parametrize("units", ["0", "-5", "1.5", "两百", "201", "", "9999999999"])
def test_a_wrong_load_is_told_on_the_order_and_nothing_leaves(sign_in: SignIn, units) -> None:
    path = accepted(sign_in, {"tent_12": "200"})
    keeper = sign_in("keeper")
    part = {"deed": "dispatch", "units-tent_12": units, "reason": "x"}
    answer = keeper.post(f"{path}/keep", data=part)
    assert answer.status_code == 422
    assert "没有存入，未作改动" in text_of(answer)
    assert "已接受" in text_of(keeper.get(path))


# --- times


@pytest.mark.parametrize(
    ("at", "word"),
    [("2023-12-19T11:59", "早于"), ("2023-12-20T12:00", "晚于现在"), ("x", "无法识别")],
)
def test_goods_leave_neither_before_they_are_accepted_nor_tomorrow(
    sign_in: SignIn, at: str, word: str
) -> None:
    path = accepted(sign_in, {"tent_12": "10"})
    form = {"deed": "dispatch", "occurred_at": at, "vehicle": "甘N12345"}
    answer = sign_in("keeper").post(f"{path}/keep", data=form)
    assert answer.status_code == 422
    assert word in text_of(answer)
    assert 'value="甘N12345"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("at", "word"), [("2023-12-19T11:00", "早于"), ("2023-12-19T18:00", "晚于")]
)
def test_goods_arrive_neither_before_they_left_nor_later_than_now(
    sign_in: SignIn, at: str, word: str
) -> None:
    path = sent(sign_in, {"tent_12": "10"}).replace("/orders/", "/receipts/")
    form = {"deed": "receive", "arrived-tent_12": "10", "occurred_at": at}
    answer = sign_in("town").post(path, data=form)
    assert answer.status_code == 422
    assert word in text_of(answer)
    assert "确认收货" in text_of(answer)


# --- quantities of the receiver


@pytest.mark.parametrize("units", ["-1", "9.5", "十", "９", "9999999999999"])
def test_a_wrong_arrival_is_told_and_what_was_typed_is_kept(sign_in: SignIn, units: str) -> None:
    path = sent(sign_in, {"tent_12": "10"}).replace("/orders/", "/receipts/")
    answer = sign_in("town").post(path, data={"deed": "receive", "arrived-tent_12": units})
    assert answer.status_code == 422
    assert f'value="{units}"' in answer.get_data(as_text=True)


def test_more_than_was_sent_and_nothing_at_all_need_a_reason(sign_in: SignIn) -> None:
    for units, where in (("11", "11"), ("0", "0")):
        path = sent(sign_in, {"tent_12": "10"}).replace("/orders/", "/receipts/")
        town = sign_in("town")
        form = {"deed": "receive", "arrived-tent_12": units}
        answer = town.post(path, data=form)
        assert answer.status_code == 422
        assert "不一致须写明原因" in text_of(answer)
        told = form | {"reason-tent_12": "装车多点了一顶" if where == "11" else "车翻了"}
        assert town.post(path, data=told).status_code == 302
        assert cells(town, path)[0][1] == where


@pytest.mark.parametrize("deed", ["distribute", "return", "found"])
@pytest.mark.parametrize("units", ["0", "-1", "2.5", "11", ""])
def test_what_is_handed_on_is_a_whole_number_of_what_is_left(
    sign_in: SignIn, deed: str, units: str
) -> None:
    path = sent(sign_in, {"tent_12": "20"}).replace("/orders/", "/receipts/")
    town = sign_in("town")
    told = {"arrived-tent_12": "10", "reason-tent_12": "待查", "missing-tent_12": "unknown"}
    assert town.post(path, data=told | {"deed": "receive"}).status_code == 302
    form = {"deed": deed, "units-tent_12": units, "reason": "x"}
    answer = town.post(path, data=form)
    assert answer.status_code == 422
    assert "没有存入，未作改动" in text_of(answer)


@pytest.mark.parametrize("units", ["-1", "2.5", "", "201", "两"])
def test_a_line_of_a_plan_takes_whole_packs_that_the_depot_has(
    desk: Desk, sign_in: SignIn, units: str
) -> None:
    officer = sign_in("officer")
    plan = planned(desk, officer)
    line = {"depot": DEPOT, "township": make.DAHEJIA, "item": "tent_12", "reason": "路不通"}
    assert officer.post(f"{plan}/lines", data=line | {"units": units}).status_code == 422
    assert "路不通" not in text_of(officer.get(plan))


def planned(desk: Desk, officer: FlaskClient) -> str:
    """Return the page of a plan for three hundred people with relatives."""
    settled = {"site": "", "division": make.DAHEJIA, "people_in": "300"}
    assert officer.post(f"{HOME}/sites", data=settled).status_code == 302
    form = {"days": "3", "season": "cold", "standard": "demo-cold-2023"}
    progress = officer.post(f"{HOME}/plans", data=form).location
    assert work_once(desk)
    return officer.get(progress).location


# --- a closed incident


def end(desk: Desk) -> None:
    with desk.database.write() as session:
        session.query(Incident).one().state = "closed"


def test_a_closed_incident_takes_nothing_new_and_says_so_in_the_same_words(
    desk: Desk, sign_in: SignIn
) -> None:
    officer, keeper, leader = sign_in("officer"), sign_in("keeper"), sign_in("leader")
    plan = planned(desk, officer)
    waiting = ordered(officer, {"stove": "5"})
    loaded = accepted(sign_in, {"stove": "5"})
    end(desk)
    line = {"depot": DEPOT, "township": make.DAHEJIA, "item": "tent_12", "units": "1"}
    settled = {"site": "", "division": make.DAHEJIA, "people_in": "3"}
    order = {"origin": DEPOT, "destination": make.DAHEJIA, "item": "tent_12", "units": "5"}
    for client, path, form in (
        (officer, f"{HOME}/orders", order),
        (keeper, f"{waiting}/keep", {"deed": "accept"}),
        (keeper, f"{loaded}/keep", {"deed": "dispatch"}),
        (keeper, f"{loaded}/keep", {"deed": "dispatch", "units-stove": "1", "reason": "x"}),
        (officer, f"{plan}/lines", line | {"reason": "x"}),
        (leader, f"{plan}/approve", {}),
        (officer, f"{HOME}/sites", settled),
    ):
        answer = client.post(path, data=form)
        assert answer.status_code == 422, path
        assert "“积石山6.2级地震”已结束，只能查看" in text_of(answer), path


def test_a_plan_asked_for_a_closed_incident_is_refused_by_the_worker(
    desk: Desk, sign_in: SignIn
) -> None:
    officer = sign_in("officer")
    end(desk)
    form = {"days": "3", "season": "cold", "standard": "demo-cold-2023"}
    progress = officer.post(f"{HOME}/plans", data=form).location
    assert work_once(desk)
    assert "已结束，只能查看" in text_of(officer.get(progress))


def test_what_left_before_the_end_still_arrives_and_what_did_not_goes_back(
    desk: Desk, sign_in: SignIn
) -> None:
    road = sent(sign_in, {"tent_12": "10"}).replace("/orders/", "/receipts/")
    waiting = ordered(sign_in("officer"), {"tent_12": "10"})
    end(desk)
    form = {"deed": "receive", "arrived-tent_12": "10"}
    assert sign_in("town").post(road, data=form).status_code == 302
    void = {"deed": "void", "reason": "事件结束"}
    assert sign_in("officer").post(f"{waiting}/void", data=void).status_code == 302


# --- whose plan it is


def test_an_order_names_the_plan_of_another_desk_without_a_link(
    desk: Desk, sign_in: SignIn
) -> None:
    officer, nation = sign_in("officer"), sign_in("national")
    plan = planned(desk, nation)
    assert sign_in("secretary").post(f"{plan}/approve").status_code == 302
    with desk.database.read() as session:
        order_id = session.query(Order).one().id
    order = f"{HOME}/orders/{order_id}"
    assert officer.get(plan).status_code == 404
    seen = officer.get(order).get_data(as_text=True)
    assert "/plans/" not in seen[seen.index("<main") :]
    assert "第 1 号 由该单位编制，本账号不能查看" in text_of(officer.get(order))
    link = nation.get(order).get_data(as_text=True)
    assert f'href="{plan}"' in link


def test_an_order_links_the_plan_of_its_own_desk(desk: Desk, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    plan = planned(desk, officer)
    assert sign_in("leader").post(f"{plan}/approve").status_code == 302
    with desk.database.read() as session:
        order_id = session.query(Order).one().id
    page = officer.get(f"{HOME}/orders/{order_id}").get_data(as_text=True)
    assert f'href="{plan}"' in page


def test_what_was_left_behind_is_not_asked_of_the_receiver(sign_in: SignIn) -> None:
    path = accepted(sign_in, {"tent_12": "20", "stove": "5"})
    part = {"deed": "dispatch", "units-tent_12": "20", "units-stove": "0", "reason": "炉子未到库"}
    assert sign_in("keeper").post(f"{path}/keep", data=part).status_code == 302
    town, receipt = sign_in("town"), path.replace("/orders/", "/receipts/")
    page = town.get(receipt).get_data(as_text=True)
    assert "arrived-tent_12" in page
    assert "arrived-stove" not in page
    form = {"deed": "receive", "arrived-tent_12": "20"}
    assert town.post(receipt, data=form).status_code == 302
    assert [row[0] for row in cells(town, receipt)] == ["20"]
