"""The outbox: nothing acknowledged is lost, nothing is sent twice that can be told apart."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from relief.adapters.gateways.recording import RecordingGateway
from relief.alerts.alert import MESSAGE_STATES, NEXT_MESSAGE, Answer
from relief.alerts.alert_tables import Lease, MessageEvent, MessageNow
from relief.alerts.ports import GatewayAway, GatewayRefused, GatewayUnsure, StatusNote
from relief.alerts.projections import PROJECTIONS
from relief.alerts.services.answer import answer
from relief.alerts.services.callbacks import note_status
from relief.alerts.services.deliver import MOST_TRIES, Carried, carry, claim, is_any_due, record
from relief.db.projections import compare
from relief.offices.phone import generated_phone
from relief.offices.roster_tables import Person
from tests.alerts.seats import TEXT, at, desk, later, released, send_all
from tests.make import DAHEJIA

NOW = timedelta()


def give(database, **kwargs):
    """Seat a desk and release an alert to one township: one text message is due."""
    with database.write() as session:
        seat = desk(session, **kwargs)
        return seat, released(session, seat, DAHEJIA)


def text_message(database):
    with database.read() as session:
        return session.scalars(select(MessageNow).where(MessageNow.channel == "sms")).one()


def let_leases_lapse(database):
    with database.write() as session:
        session.execute(update(Lease).values(until=at(0)))


def test_what_is_due_goes_out_once_with_its_own_text_and_number(database):
    give(database)
    gateway = send_all(database)
    (row,) = gateway.sent
    assert (row.channel, row.to, row.text) == ("sms", generated_phone(1011), TEXT)
    assert row.message_id == text_message(database).message_id
    assert text_message(database).state == "sent"
    assert send_all(database, gateway).sent == [row]
    with database.read() as session:
        assert not is_any_due(session)
        assert session.scalar(select(func.count()).select_from(Lease)) == 0
        assert [r for p in PROJECTIONS for r in compare(session, p)] == []


def test_a_message_that_is_being_sent_is_not_claimed_by_anybody_else(database):
    give(database)
    with database.write() as session:
        assert claim(session, at(1)) is not None
    with database.write() as session:
        assert claim(session, at(1)) is None


def test_a_sender_that_died_is_followed_with_the_same_id(database):
    give(database)
    gateway = RecordingGateway()
    with database.write() as session:
        claimed = claim(session, at(1), NOW)
    carry(gateway, claimed, "")  # taken by the gateway, and the sender dies here
    send_all(database, gateway, lease=NOW)
    assert [row.message_id for row in gateway.sent] == [claimed.message_id]
    assert text_message(database).state == "sent"


def test_a_gateway_that_cannot_tell_messages_apart_is_asked_what_it_took(database):
    give(database)
    gateway = RecordingGateway(tells_apart=False)
    with database.write() as session:
        claimed = claim(session, at(1), NOW)
    carry(gateway, claimed, "")
    send_all(database, gateway, lease=NOW)
    assert len(gateway.sent) == 1
    assert text_message(database).provider_id == "recorded:0"


def test_what_certainly_never_reached_it_is_sent_after_all(database):
    give(database)
    gateway = RecordingGateway(tells_apart=False)
    with database.write() as session:
        claim(session, at(1), NOW)  # the sender dies before the gateway heard of it
    send_all(database, gateway, lease=NOW)
    assert len(gateway.sent) == 1
    assert text_message(database).state == "sent"


def test_what_may_have_gone_out_is_shown_so_and_not_repeated_while_the_gateway_cannot_say(database):
    give(database)
    gateway = RecordingGateway(tells_apart=False, loses=[GatewayUnsure("answer lost")])
    send_all(database, gateway)
    assert text_message(database).state == "unsure"
    for _ in range(MOST_TRIES + 2):
        let_leases_lapse(database)
        gateway.fails.append(GatewayUnsure("cannot be asked"))
        send_all(database, gateway)
    assert len(gateway.sent) == 1
    assert text_message(database).state == "unsure"
    assert text_message(database).attempt == MOST_TRIES


def test_what_may_have_gone_out_is_found_when_the_gateway_can_be_asked(database):
    give(database)
    gateway = RecordingGateway(tells_apart=False, loses=[GatewayUnsure("answer lost")])
    send_all(database, gateway)
    let_leases_lapse(database)
    send_all(database, gateway)
    assert len(gateway.sent) == 1
    assert text_message(database).state == "sent"


def test_another_message_to_the_same_number_is_not_taken_for_the_lost_one(database):
    seat, _first = give(database)
    gateway = RecordingGateway(tells_apart=False)
    send_all(database, gateway)  # the same text to the same number a minute before
    with database.write() as session:
        released(session, seat, DAHEJIA, minutes=1)
    with database.write() as session:
        claim(session, at(1), NOW)
    send_all(database, gateway, lease=NOW)
    assert len(gateway.sent) == 2


def test_a_sender_that_dies_every_time_leaves_it_to_people(database):
    give(database)
    gateway = RecordingGateway()
    for _ in range(MOST_TRIES):
        with database.write() as session:
            assert claim(session, at(1), NOW) is not None
    send_all(database, gateway, lease=NOW)
    assert gateway.sent == []
    assert text_message(database).state == "unsure"


def test_a_refused_message_has_failed_with_the_gateways_reason(database):
    give(database)
    gateway = RecordingGateway(fails=[GatewayRefused("21211", "invalid number")])
    send_all(database, gateway)
    assert text_message(database).state == "failed"
    with database.read() as session:
        codes = session.scalars(select(MessageEvent.code)).all()
    assert "21211 invalid number" in codes


def test_a_gateway_that_is_away_is_tried_again_after_a_pause(database):
    give(database)
    gateway = RecordingGateway(fails=[GatewayAway("not connected")])
    send_all(database, gateway)
    assert text_message(database).state == "queued"
    assert gateway.sent == []
    let_leases_lapse(database)
    send_all(database, gateway)
    assert text_message(database).state == "sent"


def test_an_answered_division_is_not_sent_anything_more(database):
    seat, alert_id = give(database)
    with database.write() as session:
        given = Answer(alert_id, DAHEJIA, "desk", on_behalf=True)
        answer(session, seat.officer, later(1), given)
    assert send_all(database).sent == []
    assert text_message(database).state == "needless"


def test_an_answer_while_the_gateway_is_away_makes_the_message_needless(database):
    seat, alert_id = give(database)
    with database.write() as session:
        claimed = claim(session, at(1))
    with database.write() as session:
        given = Answer(alert_id, DAHEJIA, "desk", on_behalf=True)
        answer(session, seat.officer, later(1), given)
    with database.write() as session:
        record(session, at(1), Carried(claimed.message_id, claimed.attempt, "queued"))
    assert text_message(database).state == "needless"


def test_a_real_gateway_never_gets_a_made_up_person(database):
    give(database)
    gateway = RecordingGateway(leaves_the_house=True)
    send_all(database, gateway)
    assert gateway.sent == []
    assert text_message(database).state == "failed"


def test_an_erased_person_is_not_written_to(database):
    give(database)
    with database.write() as session:
        for row in session.scalars(select(Person)):
            session.delete(row)
    send_all(database)
    assert text_message(database).state == "failed"


def test_a_late_word_of_a_sender_whose_lease_lapsed_is_not_believed(database):
    give(database)
    with database.write() as session:
        slow = claim(session, at(1), NOW)
    with database.write() as session:
        quick = claim(session, at(1))
    assert quick.attempt == slow.attempt + 1
    with database.write() as session:
        record(session, at(1), Carried(slow.message_id, slow.attempt, "queued"))
    assert text_message(database).state == "sending"
    with database.write() as session:
        record(session, at(1), Carried(quick.message_id, quick.attempt, "sent", "x:1"))
    assert text_message(database).state == "sent"


def test_delivery_heard_before_the_sending_was_written_down_is_not_lost(database):
    give(database)
    with database.write() as session:
        claimed = claim(session, at(1))
    note = StatusNote(claimed.message_id, "SM1", "delivered", "delivered")
    with database.write() as session:
        note_status(session, at(1), note)
    with database.write() as session:
        record(session, at(1), Carried(claimed.message_id, claimed.attempt, "sent", "SM1"))
    assert text_message(database).state == "delivered"
    with database.read() as session:
        assert [r for p in PROJECTIONS for r in compare(session, p)] == []


@pytest.mark.parametrize("state", list(MESSAGE_STATES))
def test_every_state_of_a_message_is_in_the_table_and_reached(state):
    reached = {"held"} | {after for states in NEXT_MESSAGE.values() for after in states}
    assert state in reached
    assert state in NEXT_MESSAGE
