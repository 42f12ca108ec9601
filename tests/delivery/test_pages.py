"""The pages of goods, walked as the people of the chain: desk, keeper, township."""

import lxml.html
import pytest

from jobs.work_advance_clock import run
from jobs.worker import work_once
from relief.bootstrap import Desk
from relief.incidents.tables import Incident
from tests.make import DAHEJIA
from tests.support.application import app_of
from tests.support.person import Person

HOME = "/i/jishishan-2023"
DEPOT = "depot:jishishan"


@pytest.fixture
def app(demo: Desk):
    made = app_of(demo)
    made.config["TESTING"] = True
    made.config["PROPAGATE_EXCEPTIONS"] = False
    return made


def push(officer: Person, units: str, **fields: str):
    officer.see(f"{HOME}/orders/new")
    form = officer._form("/orders", {})
    data = dict(form.form_values())
    data |= {"item": "tent_12", "units": units, "destination": DAHEJIA, "origin": DEPOT, **fields}
    return officer.client.post(f"{HOME}/orders", data=data, follow_redirects=False)


def rows_of(person: Person, path: str) -> dict[str, list[str]]:
    """Return the cells of the page's first table by the words their row begins with."""
    person.see(f"{HOME}/{path}")
    rows = person.page.xpath("(//table)[1]/tbody/tr")
    cells = {row.xpath("./th")[0].text.strip(): row.xpath("./td") for row in rows}
    return {name: ["".join(td.itertext()).strip() for td in tds] for name, tds in cells.items()}


def open_deeds(page: str) -> list[str]:
    """Return the words of the forms that stand open."""
    return lxml.html.fromstring(page).xpath("//details[@class='deed'][@open]/summary/text()")


def given(officer: Person, units: str = "200") -> str:
    answer = push(officer, units)
    assert answer.status_code == 302, officer._words(answer)
    return answer.location


def test_two_hundred_tents_go_from_the_telephone_to_the_households(app) -> None:
    officer, keeper = Person(app, "jishishan"), Person(app, "jishishan-keeper")
    order = given(officer)
    officer.see(order)
    assert "已下达" in officer.text
    assert "先行" in officer.text
    assert keeper.see(order).count("接受")
    assert keeper.post(order + "/keep", deed="accept").status_code == 302
    keeper.see(order)
    keeper.post(order + "/keep", deed="dispatch", vehicle="甘N12345")
    assert "在途" in keeper.see(order)
    keeper.send("/waybill")
    assert keeper.page.xpath("//main//a[.='返回']/@href") == [order]
    assert work_once(app.extensions["relief_desk"])
    assert "下载" in keeper.see(keeper.path)
    town = Person(app, "dahejia")
    assert "大河家镇" in town.see(f"{HOME}/receipts")
    receipt = order.replace("/orders/", "/receipts/")
    town.see(receipt)
    short = town.post(receipt, deed="receive", **{"arrived-tent_12": "190"})
    assert short.status_code == 422
    assert "不一致须写明原因" in town._words(short)
    town.see(receipt)
    told = {"arrived-tent_12": "190", "reason-tent_12": "车未到", "missing-tent_12": "unknown"}
    assert town.post(receipt, deed="receive", **told).status_code == 302
    town.see(receipt)
    assert "去向待核的已找到" in town.text
    for reader, path in ((town, receipt), (officer, order)):
        reader.see(path)
        told = reader.page.xpath("//ul[@class='goods-differences']/li")
        assert ["".join(row.text_content().split()) for row in told] == [
            "12平方米棉帐篷去向待核10顶：车未到"
        ]
    assert town.post(receipt, deed="found", **{"units-tent_12": "2"}).status_code == 422
    back = {"units-tent_12": "2", "reason": "次日送到"}
    assert town.post(receipt, deed="found", **back).status_code == 302
    assert town.post(receipt, deed="distribute", **{"units-tent_12": "193"}).status_code == 422
    assert town.post(receipt, deed="distribute", **{"units-tent_12": "100"}).status_code == 302
    assert town.post(receipt, deed="return", **{"units-tent_12": "92"}).status_code == 422
    unreasoned = town.post(receipt, deed="close")
    assert unreasoned.status_code == 422
    assert open_deeds(unreasoned.get_data(as_text=True)) == ["办结"]
    back = {"units-tent_12": "92", "reason": "多余"}
    assert town.post(receipt, deed="return", **back).status_code == 302
    assert town.post(receipt, deed="close").status_code == 302
    assert "已办结" in town.see(receipt)
    assert rows_of(officer, "road")["12 平方米棉帐篷"] == [
        *("200", "192", "0", "8", "0", "0"),
        *("100", "0", "92"),
    ]
    assert "先行" in officer.see(f"{HOME}/orders?state=closed&item=tent_12&origin={DEPOT}")
    assert officer.see(f"{HOME}/stock/moves?item=tent_12")
    assert "没有符合条件的调拨单" in officer.see(f"{HOME}/orders?state=refused")


@pytest.mark.parametrize("units", ["0", "-5", "1.5", "两百", "", "9999999"])
def test_a_wrong_quantity_keeps_what_was_typed_and_changes_nothing(app, units) -> None:
    officer = Person(app, "jishishan")
    answer = push(officer, units)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "没有存入" in page
    assert f'<option value="{DAHEJIA}" selected' in page
    assert "没有符合条件的调拨单" in officer.see(f"{HOME}/orders")


def test_a_double_click_orders_once_and_a_late_keeper_is_told(app) -> None:
    officer, keeper = Person(app, "jishishan"), Person(app, "jishishan-keeper")
    first = push(officer, "5", command_id="same").location
    assert push(officer, "5", command_id="same").location == first
    officer.see(first)
    seen = officer.page.xpath('//input[@name="after"]/@value')[0]
    assert keeper.see(first)
    assert keeper.post(first + "/keep", deed="accept", after=seen).status_code == 302
    late = keeper.post(first + "/keep", deed="refuse", reason="无货", after=seen)
    assert late.status_code == 409
    assert officer.post(first + "/void", deed="void", reason="改由州库").status_code == 302
    assert "已作废" in officer.see(first)
    assert officer.post(first + "/void", deed="dance").status_code == 422


def test_a_closed_incident_takes_no_order(app, demo: Desk) -> None:
    officer = Person(app, "jishishan")
    with demo.database.write() as session:
        session.query(Incident).one().state = "closed"
    answer = push(officer, "5")
    assert answer.status_code == 422
    assert "已结束" in answer.get_data(as_text=True)


def test_the_keeper_takes_in_and_counts(app) -> None:
    keeper = Person(app, "jishishan-keeper")
    keeper.see(f"{HOME}/stock")
    for form in (
        {"depot": DEPOT, "item": "food", "units": "-1", "from": "donor"},
        {"depot": "", "item": "food", "units": "10", "from": "donor"},
        {"depot": DEPOT, "item": "yurt", "units": "10", "from": "donor"},
    ):
        assert keeper.post(f"{HOME}/stock/intake", **form).status_code == 422
    good = {"depot": DEPOT, "item": "light", "units": "7", "from": "donor", "reason": "某厂"}
    assert keeper.post(f"{HOME}/stock/intake", **good).status_code == 302
    foreign = good | {"depot": "depot:minhe"}
    assert keeper.post(f"{HOME}/stock/intake", **foreign).status_code == 403
    counted = {"depot": DEPOT, "item": "food", "units": "0"}
    assert keeper.post(f"{HOME}/stock/count", **counted).status_code == 422
    counted["reason"] = "受潮"
    assert keeper.post(f"{HOME}/stock/count", **counted).status_code == 302
    assert "受潮" in keeper.see(f"{HOME}/stock/moves?item=food")


def test_at_goods_the_nation_reads_the_published_table_and_no_desk_anothers(app, demo) -> None:
    run(demo, "w1", {"target": "goods"}, lambda _done, _total: False)
    nation = rows_of(Person(app, "national"), "road")
    assert nation["12 平方米棉帐篷"][:4] == ["7,100", "3,410", "3,690", "0"]
    assert nation["火炉"][:4] == ["7,000", "1,400", "5,600", "0"]
    assert nation["棉衣"][:4] == ["1,500", "待核", "0", "1,500"]
    county = Person(app, "jishishan")
    for path in ("road", "orders", "receipts?which=here", "stock", "stock/moves"):
        assert "官亭镇" not in county.see(f"{HOME}/{path}")
    assert "7,100" not in county.see(f"{HOME}/road")
    other = Person(app, "minhe")
    assert "积石山县救灾物资库" not in other.see(f"{HOME}/stock")
    back = Person(app, "national").see(f"{HOME}/road?at=2023-12-19T12:00")
    assert "7,100" not in back
    assert "棉帐篷" in back
