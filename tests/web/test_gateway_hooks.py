"""What gateways post: signed or refused, and once. A demo's desk neither sends nor takes any."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import phonenumbers
import pytest
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from jobs import send_alerts
from relief.adapters.gateways.console import OUTBOX, ConsoleGateway
from relief.adapters.gateways.twilio import TwilioGateway
from relief.alerts.alert import NewAlert
from relief.alerts.alert_queries import alert
from relief.alerts.alert_tables import AnswerEntry, MessageEvent, MessageNow
from relief.alerts.services.climb import climb_due
from relief.alerts.services.issue import issue_alert
from relief.alerts.services.release import release_alert
from relief.all_tables import METADATA
from relief.app import create_app
from relief.bootstrap import Desk, alert_gateway, gateway_callbacks
from relief.core.errors import Refused
from relief.demo.houses import demo_houses
from relief.incidents.tables import Incident
from relief.offices.phone import generated_phone, may_be_rung
from relief.offices.queries import scope_of_account
from relief.offices.roster_tables import Person
from tests.alerts.seats import at, fictitious, later, released
from tests.alerts.seats import desk as seat_desk
from tests.make import DAHEJIA, JISHISHAN, stamp
from tests.support.gateway_server import TOKEN, GatewayServer

PUBLIC = "https://desk.example"
STATUS, REPLY = "/hooks/twilio/status", "/hooks/twilio/reply"


@pytest.fixture
def server():
    with GatewayServer() as opened:
        yield opened


@pytest.fixture
def live(desk: Desk, server) -> Desk:
    """A real desk whose Twilio is a server on this machine."""
    return with_twilio(desk, server)


def with_twilio(desk: Desk, server: GatewayServer) -> Desk:
    settings = replace(desk.settings, gateway="twilio", twilio=server.account, public_url=PUBLIC)
    return replace(desk, settings=settings)


@pytest.fixture
def sent(live: Desk):
    """The seat, and an alert that has gone out to 大河家 through the gateway."""
    with live.database.write() as session:
        seat = seat_desk(session, real=True)
        alert_id = released(session, seat, DAHEJIA)
    assert send_alerts.run(live) == 1
    return seat, alert_id


def post(desk: Desk, path: str, form: dict[str, str], *, token: str = TOKEN, url: str = PUBLIC):
    signature = RequestValidator(token).compute_signature(url + path, form)
    client = create_app(desk).test_client()
    return client.post(path, data=form, headers={"X-Twilio-Signature": signature})


def count(desk: Desk, table) -> int:
    with desk.database.read() as session:
        return session.scalar(select(func.count()).select_from(table))


def message(desk: Desk) -> MessageNow:
    with desk.database.read() as session:
        return session.scalars(select(MessageNow).where(MessageNow.channel == "sms")).one()


def status_of(desk: Desk, word: str, **more: str):
    row = message(desk)
    form = {"MessageSid": row.provider_id, "MessageStatus": word} | more
    return post(desk, f"{STATUS}?message={row.message_id}", form)


def division(desk: Desk, seat, alert_id: str):
    with desk.database.read() as session:
        return alert(session, seat.officer, alert_id).divisions[0]


def test_a_job_sends_through_the_gateway_the_desk_is_set_up_with(live, sent, server) -> None:
    (row,) = server.taken
    assert row["To"] == fictitious(11)
    callback = urlsplit(row["StatusCallback"])
    assert parse_qs(callback.query)["message"] == [message(live).message_id]
    assert message(live).state == "sent"


@pytest.mark.parametrize(
    ("word", "state"),
    [("sent", "sent"), ("delivered", "delivered"), ("undelivered", "failed"), ("failed", "failed")],
)
def test_a_status_moves_the_message(live, sent, word, state) -> None:
    assert status_of(live, word).status_code == 204
    assert message(live).state == state


def test_the_same_status_twice_is_one_event(live, sent) -> None:
    status_of(live, "delivered")
    before = count(live, MessageEvent)
    assert status_of(live, "delivered").status_code == 204
    assert count(live, MessageEvent) == before


def test_a_step_on_the_way_and_late_news_change_nothing(live, sent) -> None:
    status_of(live, "delivered")
    status_of(live, "sending")
    status_of(live, "sent")
    assert message(live).state == "delivered"


def test_a_status_of_something_else_is_not_ours(live, sent) -> None:
    form = {"MessageSid": "SMother", "MessageStatus": "delivered"}
    assert post(live, f"{STATUS}?message={message(live).message_id}", form).status_code == 404
    assert post(live, f"{STATUS}?message=nothing", form).status_code == 404
    assert message(live).state == "sent"


@pytest.mark.parametrize("path", [STATUS, REPLY])
@pytest.mark.parametrize("wrong", ["token", "address", "none", "changed"])
def test_a_post_nobody_signed_is_refused_and_writes_nothing(live, sent, path, wrong) -> None:
    before = count(live, MessageEvent), count(live, AnswerEntry)
    row = message(live)
    path = f"{path}?message={row.message_id}" if path == STATUS else path
    form = {"MessageSid": row.provider_id, "MessageStatus": "delivered", "From": fictitious(11)}
    if wrong == "token":
        answer = post(live, path, form, token="somebody's")
    elif wrong == "address":
        answer = post(live, path, form, url="https://elsewhere.example")
    else:
        client = create_app(live).test_client()
        signature = RequestValidator(TOKEN).compute_signature(PUBLIC + path, form)
        headers = {"X-Twilio-Signature": signature} if wrong == "changed" else {}
        answer = client.post(path, data=form | {"Body": "1"}, headers=headers)
    assert answer.status_code == 403
    assert (count(live, MessageEvent), count(live, AnswerEntry)) == before
    assert message(live).state == "sent"


@pytest.mark.parametrize("words", ["1", "收到，正在清点", "谁？"])
def test_words_from_a_known_number_answer_the_alert(live, sent, words) -> None:
    seat, alert_id = sent
    form = {"MessageSid": "SMreply", "From": fictitious(11), "Body": words}
    answer = post(live, REPLY, form)
    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    row = division(live, seat, alert_id)
    assert (row.state, row.how, row.on_behalf) == ("answered", "sms", False)
    assert row.answered_by == "示例1号"
    assert ("answered", words) in [(event.what, event.words) for event in row.events]


def test_the_same_reply_twice_is_one_answer(live, sent) -> None:
    form = {"MessageSid": "SMreply", "From": fictitious(11), "Body": "1"}
    post(live, REPLY, form)
    post(live, REPLY, form)
    assert count(live, AnswerEntry) == 1


def test_the_deputy_who_was_not_asked_yet_may_answer_for_his_division(live, sent) -> None:
    seat, alert_id = sent
    form = {"MessageSid": "SMreply", "From": fictitious(12), "Body": "1"}
    post(live, REPLY, form)
    row = division(live, seat, alert_id)
    assert (row.state, row.answered_by) == ("answered", "示例2号")


def test_a_number_nobody_knows_answers_nothing(live, sent) -> None:
    form = {"MessageSid": "SMreply", "From": fictitious(99), "Body": "1"}
    assert post(live, REPLY, form).status_code == 200
    assert count(live, AnswerEntry) == 0


def test_a_reply_answers_the_newest_alert(live, sent) -> None:
    seat, first = sent
    with live.database.write() as session:
        second = released(session, seat, DAHEJIA, minutes=3)
    post(live, REPLY, {"MessageSid": "SMreply", "From": fictitious(11), "Body": "1"})
    assert division(live, seat, second).state == "answered"
    assert division(live, seat, first).state == "sent"


def test_a_reply_after_the_incident_is_closed_changes_nothing(live, sent) -> None:
    with live.database.write() as session:
        session.get_one(Incident, "incident-1").state = "closed"
    form = {"MessageSid": "SMreply", "From": fictitious(11), "Body": "1"}
    assert post(live, REPLY, form).status_code == 200
    assert count(live, AnswerEntry) == 0


def test_a_key_on_a_call_answers_the_alert_that_rang(live, sent, server) -> None:
    seat, first = sent
    with live.database.write() as session:
        released(session, seat, DAHEJIA, minutes=3)  # a newer one: the call is not about it
        climb_due(session, at(5))
        climb_due(session, at(10))
    send_alerts.run(live)
    with live.database.read() as session:
        calls = session.scalars(
            select(MessageNow).where(MessageNow.channel == "voice", MessageNow.alert_id == first)
        ).all()
    form = {"CallSid": calls[1].provider_id, "Digits": "1", "To": fictitious(12)}
    assert post(live, f"{REPLY}?message={calls[1].message_id}", form).status_code == 200
    row = division(live, seat, first)
    assert (row.state, row.how, row.answered_by) == ("answered", "voice", "示例2号")


def test_a_gateway_that_is_not_set_up_keeps_everything_in_the_outbox(desk: Desk) -> None:
    unfinished = replace(desk, settings=replace(desk.settings, gateway="twilio"))
    with desk.database.write() as session:
        released(session, seat_desk(session, real=True), DAHEJIA)
    with pytest.raises(Refused):
        send_alerts.run(unfinished)
    assert message(desk).state == "queued"
    assert send_alerts.run(desk) == 1  # the console, once the mistake is corrected


def test_a_desk_without_demo_gets_the_gateway_it_asks_for(live) -> None:
    assert isinstance(alert_gateway(live), TwilioGateway)


def test_an_incident_made_up_for_a_drill_makes_it_the_console(live) -> None:
    with live.database.write() as session:
        seat_desk(session)
        session.get_one(Incident, "incident-1").demo = True
    assert isinstance(alert_gateway(live), ConsoleGateway)


def test_nothing_in_the_demo_can_reach_a_real_number(demo: Desk, server) -> None:
    """Even with every Twilio variable set, and with a person of a number that could be rung."""
    live = with_twilio(demo, server)
    with live.database.write() as session:
        officer = scope_of_account(session, "jishishan")
        for place, person in enumerate(session.scalars(select(Person))):
            person.phone = fictitious(place % 100)
        incident = session.scalars(select(Incident)).one()
        new = NewAlert(incident.id, JISHISHAN, "roll_call", (DAHEJIA,), "请清点人员。")
        alert_id = issue_alert(session, officer, stamp(incident.occurred_at), new)
        release_alert(session, later(), alert_id)
    send_alerts.run(live)
    assert server.taken == []
    assert isinstance(alert_gateway(live), ConsoleGateway)
    log = live.settings.data / OUTBOX
    assert message(live).state == "sent"
    assert message(live).message_id in log.read_text(encoding="utf-8")


def test_no_callback_is_genuine_on_a_demos_desk(demo: Desk, server) -> None:
    live = with_twilio(demo, server)
    form = {"MessageSid": "SMreply", "From": generated_phone(1), "Body": "1"}
    assert post(live, REPLY, form).status_code == 403
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + REPLY, form)
    reader = gateway_callbacks(live)
    assert not reader.is_genuine(path=REPLY, form=form, signature=signature)


def test_every_number_in_the_demos_database_is_impossible(demo: Desk) -> None:
    """Whatever table keeps it: no telephone in the demo's data can ring."""
    columns = [
        table.c[name] for table in METADATA.sorted_tables for name in ("phone",) if name in table.c
    ]
    assert {column.table.name for column in columns} >= {"offices_person", "alerts_call_person"}
    with demo.database.read() as session:
        kept = [phone for column in columns for phone in session.scalars(select(column)) if phone]
        made_up = session.scalars(select(Person.generated)).all()
    assert kept
    assert all(made_up)
    assert [phone for phone in kept if may_be_rung(phone)] == []
    later_on = [house.phone for house in demo_houses()]
    for phone in [*kept, *later_on, generated_phone(0), generated_phone(9_999_999)]:
        assert not phonenumbers.is_possible_number(phonenumbers.parse(phone, "CN")), phone
