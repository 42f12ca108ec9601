"""The demo's clock in the strip: for every role of the demo, and for nobody on a real desk."""

from sqlalchemy import delete, select

from jobs.worker import work_once
from relief.bootstrap import Desk, now_in
from relief.db.tables import Setting, Work
from tests.support.person import Person
from tests.web.conftest import SLUG, token_of

I = f"/i/{SLUG}/"  # noqa: E741 (the incident, as its pages begin)


def test_an_officer_moves_the_clock_on_from_the_strip(app, demo: Desk) -> None:
    officer = Person(app, "jishishan")
    assert "示例时钟" in officer.see(I)
    assert "+5 分钟" in officer.see("/clock")
    officer.send("/clock", target="plus-5m")
    assert work_once(demo)
    assert "2023-12-19 00:45" in officer.see(officer.path)
    with demo.database.read() as session:
        assert f"{now_in(session):%H:%M}" == "16:45"


def test_two_people_who_ask_at_once_move_it_once(app, demo: Desk) -> None:
    people = [Person(app, name) for name in ("jishishan-leader", "dahejia")]
    for person in people:
        person.see("/clock")
    for person in people:
        person.send("/clock", target="plus-5m")
    while work_once(demo):
        pass
    with demo.database.read() as session:
        assert f"{now_in(session):%H:%M}" == "16:45"
        assert {row.state for row in session.scalars(select(Work))} == {"done"}


def test_the_menu_asks_until_the_clock_stands_and_then_loads_the_page_anew(app, sign_in, demo):
    client = sign_in("jishishan")
    sent = client.post(
        "/clock",
        data={"csrf_token": token_of(client), "target": "plus-1h"},
        headers={"HX-Request": "true"},
    )
    moving = client.get(sent.location)
    assert "hx-trigger" in moving.get_data(as_text=True)
    assert work_once(demo)
    assert client.get(sent.location).headers["HX-Refresh"] == "true"


def test_an_hour_that_is_not_offered_is_refused(sign_in) -> None:
    client = sign_in("jishishan")
    sent = client.post("/clock", data={"csrf_token": token_of(client), "target": "yesterday"})
    assert sent.status_code == 422


def test_a_real_desk_has_no_clock_to_move(app, sign_in, demo: Desk) -> None:
    with demo.database.write() as session:
        session.execute(delete(Setting))
    client = sign_in("jishishan")
    assert client.get("/clock").status_code == 404
    sent = client.post("/clock", data={"csrf_token": token_of(client), "target": "plus-5m"})
    assert sent.status_code == 422


def test_an_hour_wound_back_offers_no_clock(app) -> None:
    officer = Person(app, "jishishan")
    assert "示例时钟" not in officer.see(f"{I}?at=2023-12-19T00:20:00%2B08:00")
