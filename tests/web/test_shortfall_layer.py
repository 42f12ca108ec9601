"""The map's layer of shortfalls: the figures of the page of needs, and each of them moves."""

import json
import re
from collections.abc import Callable
from urllib.parse import quote

import lxml.html
import pytest
from flask.testing import FlaskClient

from relief.allocation.need_queries import need_position
from relief.allocation.township_needs import default_wish
from relief.bootstrap import DEMO_CLOCK, Desk
from relief.core.scope import Scope
from relief.db.tables import Setting
from relief.incidents.queries import find_incident
from relief.shelters.service import NewPlacement, place
from relief.supplies.places import township
from relief.supplies.service import Intake, take_in
from tests import make
from tests.delivery.conftest import People as Seated
from tests.delivery.conftest import given, later, seat
from tests.support.application import app_of
from tests.support.passwords import give_everybody_the_demo_password

PASSWORD = "demo-relief-2023"
HOME = "/i/quake"
ITEMS = ("tent_12", "bed", "quilt", "mattress", "coat", "stove", "water", "food")
KEYS = (*ITEMS, "water.days", "food.days")
HOUR_OF_SEAT = "2023-12-19T12:00:00+08:00"

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def seated(desk: Desk) -> Seated:
    with desk.database.write() as session:
        people = seat(session, {"tent_12": 200, "quilt": 400, "stove": 50, "water": 1200})
        make.account(session, "minhe", make.MINHE)
        make.account(session, "national", make.NATION)
        session.add(Setting(name=DEMO_CLOCK, value=HOUR_OF_SEAT))
        give_everybody_the_demo_password(session)
    return people


@pytest.fixture
def sign_in(desk: Desk, seated: Seated) -> SignIn:
    app = app_of(desk)
    app.config["WTF_CSRF_ENABLED"] = False

    def signed_in(username: str) -> FlaskClient:
        client = app.test_client()
        client.post("/sign-in", data={"username": username, "password": PASSWORD})
        return client

    return signed_in


def layer(client: FlaskClient, at: str = "") -> dict:
    answer = client.get(f"{HOME}/layers/shortfall.json" + (f"?at={quote(at)}" if at else ""))
    assert answer.status_code == 200
    return json.loads(answer.data)


def settle(desk: Desk, people: int, town: str = make.DAHEJIA, hours: float = 1) -> None:
    with desk.database.write() as session:
        who = make.scope(town[:6], account="officer")
        place(session, who, later(hours, who), NewPlacement("incident-1", "", town, people))


def stand(desk: Desk, item: str, units: int, hours: float = 2) -> None:
    with desk.database.write() as session:
        keeper = make.scope(roles=("depot_keeper",), account="keeper")
        new = Intake(township(make.DAHEJIA), item, units, donor=True)
        take_in(session, keeper, later(hours, keeper), new)


def answers(client: FlaskClient, at: str = "") -> dict[str, dict]:
    return layer(client, at)["townships"][make.DAHEJIA]


def page_of_needs(client: FlaskClient) -> dict[str, list[str]]:
    """Return what the page of needs shows as short, by township: the cells' large numbers."""
    page = lxml.html.fromstring(client.get(f"{HOME}/needs").get_data(as_text=True))
    rows = page.xpath('//table[contains(@class, "plan-need")]//tr[th and td]')
    found = {}
    for row in rows:
        for small in row.xpath('.//*[contains(@class, "plan-have")]'):
            small.drop_tree()
        cells = ["".join("".join(td.itertext()).split()) for td in row.xpath("./td")]
        found["".join(row.xpath("./th")[0].itertext()).strip()] = cells[3:]
    return found


def desk_tents(client: FlaskClient) -> dict[str, str]:
    page = lxml.html.fromstring(client.get(f"{HOME}/table").get_data(as_text=True))
    rows = page.xpath('//table[contains(@class, "desk-rows")]/tbody/tr')
    return {
        row.get("data-code"): "".join("".join(row.xpath("./td")[-1].itertext()).split())
        for row in rows
    }


def test_nothing_known_is_to_be_verified_and_has_no_step(sign_in: SignIn) -> None:
    found = layer(sign_in("officer"))
    assert set(found["townships"]) == {make.CHUIMATAN, make.DAHEJIA}
    assert set(found["counties"]) == {make.JISHISHAN}
    for values in (*found["townships"].values(), *found["counties"].values()):
        assert set(values) == set(KEYS)
        assert {(v["step"], v["text"], v["value"]) for v in values.values()} == {
            (None, "待核", None)
        }


def test_every_figure_of_the_layer_moves_with_people_and_with_goods(
    desk: Desk, sign_in: SignIn
) -> None:
    officer = sign_in("officer")
    settle(desk, 300)
    first = answers(officer)
    assert {key: first[key]["value"] for key in ITEMS} == {
        "tent_12": 150,
        "bed": 300,
        "quilt": 300,
        "mattress": 300,
        "coat": 300,
        "stove": 150,
        "water": 6750,
        "food": 450,
    }
    assert first["tent_12"]["text"] == "≤150"
    assert (first["water.days"]["text"], first["water.days"]["step"]) == ("待核", None)
    goods = dict.fromkeys(ITEMS, 60) | {"water": 6000, "food": 500}
    for item, units in goods.items():
        stand(desk, item, units)
    then = answers(officer)
    assert [then[key]["text"] for key in KEYS] == [
        "90",
        "240",
        "240",
        "240",
        "240",
        "90",
        "750",
        "0",
        "2.6 天",
        "3.3 天",
    ]
    assert [then[key]["step"] for key in KEYS] == [2, 3, 3, 3, 3, 2, 2, 1, 3, 2]
    settle(desk, 600, hours=3)
    assert all(answers(officer)[key] != then[key] for key in KEYS)


def test_the_layer_the_page_and_the_table_show_the_same_numbers(
    desk: Desk, sign_in: SignIn, seated: Seated
) -> None:
    officer = sign_in("officer")
    for items in ({}, {"tent_12": 40}, {"tent_36": 2, "quilt": 100, "water": 999}):
        settle(desk, 301, hours=1)
        for item, units in items.items():
            stand(desk, item, units)
        with desk.database.write() as session:
            given(session, seated, {"tent_12": 7, "water": 120})
        feed, page, table = layer(officer), page_of_needs(officer), desk_tents(officer)
        for code, name in ((make.DAHEJIA, "大河家镇"), (make.CHUIMATAN, "吹麻滩镇")):
            values = feed["townships"][code]
            assert [values[item]["text"] for item in ITEMS] == page[name]
            assert table[code] == values["tent_12"]["text"]
        total = feed["counties"][make.JISHISHAN]
        assert [total[item]["text"] for item in ITEMS] == page["合计（已知的）"]
        county = officer.get(f"{HOME}/table?by=county").get_data(as_text=True)
        shown = re.findall(r'<span class="fig">([^<]+)</span></td>\s*</tr>', county)
        assert shown == [total["tent_12"]["text"]]


def test_the_numbers_are_those_of_the_one_query(desk: Desk, sign_in: SignIn) -> None:
    settle(desk, 1401)
    stand(desk, "coat", 333)
    with desk.database.read() as session:
        incident = find_incident(session, "quake")
        assert incident is not None
        who: Scope = make.scope(account="officer")
        known = need_position(session, who, incident, default_wish(later(11).recorded_at))
    feed = layer(sign_in("officer"))["townships"]
    for row in known.townships:
        for item in row.items:
            assert feed[row.code][item.item]["value"] == item.short
            if item.item + ".days" in KEYS:
                unknown = item.days is None or not item.recorded
                days = None if unknown else str(item.days)
                assert feed[row.code][item.item + ".days"]["value"] == days


def test_wound_back_the_layer_shows_what_was_known_then(desk: Desk, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    settle(desk, 300, hours=1)  # at 02:40
    stand(desk, "tent_12", 100, hours=3)
    assert answers(officer)["tent_12"]["value"] == 50
    assert answers(officer, "2023-12-19T03:00:00+08:00")["tent_12"]["text"] == "≤150"
    assert answers(officer, "2023-12-19T01:00:00+08:00")["tent_12"]["value"] is None
    page = officer.get(f"{HOME}/?at=2023-12-19T03:00").get_data(as_text=True)
    feed = re.search(r'data-feed="([^"]+)"', page)
    assert feed
    assert "at=2023-12-18T19:00" in feed[1]


def test_a_county_that_is_partly_known_says_so_and_is_not_sure(desk: Desk, sign_in: SignIn) -> None:
    settle(desk, 300)
    stand(desk, "tent_12", 10)
    county = layer(sign_in("national"))["counties"][make.JISHISHAN]["tent_12"]
    assert (county["text"], county["sure"]) == ("≥140", False)
    assert "另有 1 个乡镇待核" in county["said"]
    other = layer(sign_in("national"))["counties"][make.MINHE]["tent_12"]
    assert (other["text"], other["step"]) == ("待核", None)


def test_a_desk_sees_its_own_townships_alone_and_a_stranger_none(
    desk: Desk, sign_in: SignIn
) -> None:
    settle(desk, 300)
    found = layer(sign_in("minhe"))
    assert set(found["townships"]) == {"630222103000"}
    assert set(found["counties"]) == {make.MINHE}
    assert set(layer(sign_in("town"))["townships"]) == {make.DAHEJIA}
    answer = sign_in("officer").get("/i/nowhere/layers/shortfall.json")
    assert answer.status_code == 404


def test_legends_have_five_steps_in_the_units_of_the_item_in_both_languages(
    desk: Desk, sign_in: SignIn
) -> None:
    officer = sign_in("officer")
    figures = {figure["key"]: figure for figure in layer(officer)["figures"]}
    assert list(figures) == list(KEYS)
    assert all(len(figure["steps"]) == 5 for figure in figures.values())
    assert figures["tent_12"]["steps"] == ["0", "1–99", "100–499", "500–1,999", "≥ 2,000"]
    assert figures["water"]["steps"][1] == "1–4,499"
    assert figures["water"]["title"] == "缺 饮用水（升）"
    english = json.loads(officer.get(f"{HOME}/layers/shortfall.json?language=en").data)
    text = json.dumps(english, ensure_ascii=False)
    assert not re.search(r"[\u4e00-\u9fff]", text)


def test_a_known_layer_is_not_sent_again(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    first = officer.get(f"{HOME}/layers/shortfall.json")
    known = {"If-None-Match": first.headers["ETag"]}
    assert officer.get(f"{HOME}/layers/shortfall.json", headers=known).status_code == 304
