"""The story goes on, 2023-12-20 09:00: needs, a fair plan, and goods into people's hands."""

import re
from collections.abc import Callable

import pytest

from jobs.work_advance_clock import run
from jobs.worker import work_once
from relief.all_projections import PROJECTIONS
from relief.bootstrap import Desk
from relief.db.projections import compare
from tests.support.application import app_of
from tests.support.person import Person

I = "/i/jishishan-2023"  # noqa: E741 (the incident, as its pages begin)
DAHEJIA = "622927101000"
Someone = Callable[[str], Person]


@pytest.fixture
def someone(demo: Desk) -> Someone:
    """Return a function that signs somebody in, at the stop `goods`."""
    run(demo, "w1", {"target": "goods"}, lambda _done, _total: False)
    app = app_of(demo)
    return lambda username: Person(app, username)


def test_goods_reach_peoples_hands(someone: Someone, demo: Desk) -> None:
    _published_totals(someone("national"))
    officer, keeper, town = someone("jishishan"), someone("jishishan-keeper"), someone("dahejia")
    order = _push(officer)
    _kept(keeper, order, demo)
    _received(town, order)
    _planned(officer, someone("jishishan-leader"), demo)
    with demo.database.read() as session:
        assert [d for p in PROJECTIONS for d in compare(session, p)] == []


def _published_totals(nation: Person) -> None:
    nation.see(f"{I}/stock")
    heads = [h.text_content() for h in nation.page.xpath("//table[1]//thead//th")]
    rows = {
        r.xpath("./*")[0].text_content().strip(): [c.text_content().strip() for c in r.xpath("./*")]
        for r in nation.page.xpath("//table[1]//tr[position()>0]")
    }
    tents = next(i for i, h in enumerate(heads) if "12 平方米" in h)
    stoves = next(i for i, h in enumerate(heads) if "火炉" in h)
    clothes = next(i for i, h in enumerate(heads) if "棉衣" in h)
    assert (rows["在途"][tents], rows["在途"][stoves]) == ("3,690", "5,600")
    arrived = [_sum(rows, ("在乡镇", "已发放到户"), column) for column in (tents, stoves)]
    assert arrived == [3_410, 1_400]
    assert rows["去向待核"][clothes] == "1,500"


def _sum(rows: dict[str, list[str]], names: tuple[str, ...], column: int) -> int:
    return sum(int(rows[name][column].replace(",", "")) for name in names)


def _push(officer: Person) -> str:
    officer.see(f"{I}/orders/new")
    refused = officer.attempt("/orders", item="tent_12", units="-3", destination=DAHEJIA)
    assert refused.status_code == 422
    officer.send("/orders", item="tent_12", units="200", destination=DAHEJIA)
    assert "大河家镇" in officer.text
    assert officer.attempt_is_refused(f"{officer.path}/keep")
    return officer.path


def _kept(keeper: Person, order: str, demo: Desk) -> None:
    keeper.see(order)
    keeper.send("/keep", deed="accept")
    keeper.send("/keep", deed="dispatch", vehicle="甘N12345")
    keeper.send("/waybill")
    assert work_once(demo)
    page = keeper.client.get(keeper.path).get_data(as_text=True)
    link = re.search(r"/files/[0-9a-f]{64}", page)
    assert keeper.client.get(link[0]).data.startswith(b"%PDF")


def _received(town: Person, order: str) -> None:
    receipt = order.replace("/orders/", "/receipts/")
    town.see(receipt)
    short = {"arrived-tent_12": "190", "deed": "receive"}
    refused = town.attempt(receipt, **short)
    assert refused.status_code == 422
    assert "原因" in refused.get_data(as_text=True)
    town.send(receipt, **short, **{"reason-tent_12": "三号车未到"})
    town.send(receipt, **{"units-tent_12": "190", "deed": "distribute"})
    assert "190" in town.see(receipt)


def _planned(officer: Person, leader: Person, demo: Desk) -> None:
    text = officer.see(f"{I}/needs")
    assert "今晚无帐篷" in text
    assert "有帐篷、无火炉" in text
    officer.send("/plans")
    assert work_once(demo)
    plan = officer.client.get(officer.path).location
    officer.see(plan)
    unreasoned = officer.attempt("/lines", units="0", reason=" ")
    assert unreasoned.status_code == 422
    officer.send("/lines", units="0", reason="先留一部分给学校安置点")
    assert "先留一部分给学校安置点" in officer.see(plan)
    assert officer.attempt_is_refused(f"{plan}/approve")
    leader.see(plan)
    leader.send("/approve")
    assert "已批准" in leader.see(plan)
    reserved = leader.see(f"{I}/stock").split("已预留（未发出）")[1].split("在途")[0]
    assert any(int(word.replace(",", "")) > 0 for word in reserved.split())
    assert leader.attempt_is_refused(f"{plan}/approve")
