"""The level page, the ladder and the tasks, as the national office and the county desk see them."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from relief.bootstrap import DEMO_CLOCK, Desk
from relief.db.tables import Setting
from tests import make
from tests.response.conftest import seat
from tests.support.application import app_of
from tests.support.passwords import give_everybody_the_demo_password

PASSWORD = "demo-relief-2023"
SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def sign_in(desk: Desk) -> SignIn:
    with desk.database.write() as session:
        seat(session)
        session.add(Setting(name=DEMO_CLOCK, value="2023-12-19T04:10:00+08:00"))
        give_everybody_the_demo_password(session)
        make.published(session, {"deaths": 86})
        make.published(session, {"deaths": 11, "missing": 16}, division=make.QINGHAI)
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


def read(client: FlaskClient, path: str) -> str:
    answer = client.get(f"/i/quake/{path}")
    assert answer.status_code == 200
    return text_of(answer.get_data(as_text=True))


def hidden(client: FlaskClient, path: str, name: str) -> str:
    page = client.get(f"/i/quake/{path}").get_data(as_text=True)
    return re.findall(rf'name="{name}" value="([^"]+)"', page)[0]


def propose_three(office: FlaskClient) -> None:
    form = {
        "division": make.NATION,
        "response": "relief",
        "subject": make.GANSU,
        "seen": hidden(office, "level", "seen"),
        "level": "3",
        "basis": "threshold",
        "reason": "遇难 86 人",
        "command_id": "propose-1",
    }
    assert office.post("/i/quake/level/propose", data=form).status_code == 302


def test_the_page_says_which_rule_which_value_from_which_report(sign_in: SignIn) -> None:
    shown = read(sign_in("jishishan"), "level")
    for words in ("应启动 Ⅲ级", "死亡人口 人 86", "截至发稿，遇难人数如下", "5.3.1（1）"):
        assert words in shown
    assert "距 Ⅱ级 还差 14" in shown
    assert "距 Ⅳ级 还差 9" in shown
    assert "国家自然灾害救助应急预案（2024）" not in shown


def test_the_plan_of_2024_stands_beside_it_and_says_what_is_unverified(sign_in: SignIn) -> None:
    shown = read(sign_in("jishishan"), "level?plan=cn-2024")
    assert "应启动 Ⅲ级" in shown
    assert "应启动 四级" in shown
    assert "对照，不作依据" in shown
    assert "未核实" in shown


def test_the_office_proposes_the_secretary_decides_by_telephone_and_the_county_receives(
    sign_in: SignIn,
) -> None:
    office, secretary, county = (
        sign_in(name) for name in ("national", "national-secretary", "jishishan")
    )
    propose_three(office)
    form = {
        "proposal": hidden(secretary, "level", "proposal"),
        "accepted": "yes",
        "form": "telephone",
        "reason": "同意",
        "occurred_at": "2023-12-19 04:05",
        "command_id": "decide-1",
    }
    for _ in range(2):  # a double click
        assert secretary.post("/i/quake/level/decide", data=form).status_code == 302
    ladder = read(county, "ladder")
    assert "Ⅲ级 收到 2023-12-19 04:05 国家减灾委员会秘书长 待核 待补签" in ladder
    assert "未完成 11 项" in read(office, "tasks")
    paper = {"decision": hidden(office, "level", "decision"), "document": "国减〔2023〕1号"}
    assert office.post("/i/quake/level/sign", data=paper).status_code == 302
    assert "国减〔2023〕1号" in read(county, "ladder")
    assert "待补签" not in read(county, "ladder")


def test_a_superiors_start_is_recorded_with_its_day_and_the_hour_to_be_verified(
    sign_in: SignIn,
) -> None:
    county = sign_in("jishishan")
    form = {
        "division": make.NATION,
        "response": "earthquake",
        "level": "2",
        "decided_by": "国务院抗震救灾指挥部",
        "occurred_at": "2023-12-19",
        "form": "written",
        "source": "E3",
    }
    assert county.post("/i/quake/level/receive", data=form).status_code == 302
    assert "Ⅱ级 收到 2023-12-19 时刻待核 国务院抗震救灾指挥部" in read(county, "ladder")
    assert county.post("/i/quake/level/receive", data=form).status_code == 409


def test_the_county_desk_may_not_propose_for_the_nation(sign_in: SignIn) -> None:
    county = sign_in("jishishan")
    form = {
        "division": make.NATION,
        "subject": make.GANSU,
        "level": "3",
        "basis": "threshold",
        "reason": "x",
    }
    assert county.post("/i/quake/level/propose", data=form).status_code == 403
    assert "应启动：预案未录入" in read(county, "level")


def test_a_replayed_page_takes_no_deeds(sign_in: SignIn) -> None:
    shown = read(sign_in("national"), "level?at=2023-12-19T02:00")
    assert "提出响应建议" not in shown
    assert "登记为收到" not in shown
    assert read(sign_in("national"), "ladder?at=2023-12-19T00:10").count("待核") >= 2


@pytest.mark.parametrize(
    ("change", "status"),
    [({"level": ""}, 422), ({"reason": ""}, 422), ({"basis": "x"}, 422), ({"level": "²"}, 422)],
)
def test_a_faulty_proposal_changes_nothing(
    sign_in: SignIn, change: dict[str, str], status: int
) -> None:
    office = sign_in("national")
    form = {
        "division": make.NATION,
        "subject": make.GANSU,
        "level": "3",
        "basis": "threshold",
        "reason": "x",
    }
    assert office.post("/i/quake/level/propose", data=form | change).status_code == status
    assert "没有待决定的建议" in read(office, "level")


def test_a_task_is_accepted_and_done_with_evidence_on_its_row(sign_in: SignIn) -> None:
    office, secretary = sign_in("national"), sign_in("national-secretary")
    propose_three(office)
    proposal = hidden(secretary, "level", "proposal")
    choice = {"proposal": proposal, "accepted": "yes", "form": "written", "reason": "同意"}
    assert secretary.post("/i/quake/level/decide", data=choice).status_code == 302
    page = office.get("/i/quake/tasks").get_data(as_text=True)
    task = re.findall(r'id="task-([^"]+)"', page)[0]
    path = f"/i/quake/tasks/{task}"
    assert office.post(path, data={"state": "accepted"}).status_code == 302
    assert office.post(path, data={"state": "done"}).status_code == 422
    done = {"state": "done", "evidence": "会商纪要已印发"}
    assert office.post(path, data=done).status_code == 302
    assert "会商纪要已印发" in read(office, "tasks?state=done")
    assert "没有任务" in read(sign_in("jishishan"), "tasks")
