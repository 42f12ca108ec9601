"""One contract, three gateways: console, recording, and Twilio against a server on this machine."""

import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from relief.adapters.gateways.console import OUTBOX, ConsoleGateway
from relief.adapters.gateways.recording import RecordingGateway
from relief.adapters.gateways.twilio import TwilioGateway
from relief.alerts.ports import Gateway, GatewayAway, GatewayRefused, GatewayUnsure
from tests.support.gateway_server import SENDER, GatewayServer, twilio_at

TO, TEXT = "+861000000000001", "请清点各村人员，收到请回复1。"
CALLBACK = "https://desk.example"
LONG_AGO = datetime.now(UTC) - timedelta(hours=1)


@dataclass
class Case:
    gateway: Gateway
    taken: "callable"


@pytest.fixture
def server() -> Iterator[GatewayServer]:
    with GatewayServer() as opened:
        yield opened


@pytest.fixture(params=["console", "recording", "twilio"])
def case(request, tmp_path: Path, server: GatewayServer) -> Case:
    if request.param == "console":
        log = tmp_path / OUTBOX
        return Case(ConsoleGateway(tmp_path), lambda: [json.loads(x)["to"] for x in log.open()])
    if request.param == "recording":
        recording = RecordingGateway()
        return Case(recording, lambda: [row.to for row in recording.sent])
    return Case(server.gateway(), lambda: [row["To"] for row in server.taken])


def send(gateway: Gateway, message_id: str = "m1", channel: str = "sms", callback: str = CALLBACK):
    return gateway.send(message_id=message_id, channel=channel, to=TO, text=TEXT, callback=callback)


@pytest.mark.parametrize("channel", ["sms", "voice"])
def test_what_is_given_is_taken_under_an_id(case: Case, channel: str) -> None:
    assert send(case.gateway, channel=channel).provider_id
    assert case.taken() == [TO]


def test_two_messages_have_two_ids(case: Case) -> None:
    assert send(case.gateway, "m1") != send(case.gateway, "m2")
    assert case.taken() == [TO, TO]


def test_the_same_message_twice_is_one_where_the_gateway_tells_them_apart(case: Case) -> None:
    first, second = send(case.gateway), send(case.gateway)
    assert (first == second) is case.gateway.tells_apart
    assert len(case.taken()) == (1 if case.gateway.tells_apart else 2)


def test_a_gateway_that_does_not_can_be_asked_what_it_took(case: Case) -> None:
    asked = {"channel": "sms", "to": TO, "text": TEXT}
    if case.gateway.tells_apart:
        return
    assert case.gateway.find(**asked, since=LONG_AGO) == ()
    sent = send(case.gateway)
    assert case.gateway.find(**asked, since=LONG_AGO) == (sent,)
    assert case.gateway.find(**asked, since=datetime.now(UTC) + timedelta(hours=1)) == ()
    assert case.gateway.find(channel="sms", to=TO, text="别的内容", since=LONG_AGO) == ()


def test_only_twilio_makes_a_telephone_ring(case: Case) -> None:
    assert case.gateway.leaves_the_house is isinstance(case.gateway, TwilioGateway)


def test_the_outbox_file_is_its_owners_alone(tmp_path: Path) -> None:
    send(ConsoleGateway(tmp_path))
    assert stat.S_IMODE((tmp_path / OUTBOX).stat().st_mode) == 0o600


def test_a_text_message_carries_its_text_its_sender_and_where_to_report(server) -> None:
    send(server.gateway(), "id-1")
    (row,) = server.taken
    assert (row["kind"], row["Body"], row["From"]) == ("Messages", TEXT, SENDER)
    assert row["StatusCallback"] == f"{CALLBACK}/hooks/twilio/status?message=id-1"


def test_a_call_says_the_text_and_takes_a_key(server) -> None:
    send(server.gateway(), "id-1", "voice")
    (row,) = server.taken
    assert row["kind"] == "Calls"
    assert TEXT in row["Twiml"]
    assert f"{CALLBACK}/hooks/twilio/reply?message=id-1" in row["Twiml"]
    assert 'language="zh-CN"' in row["Twiml"]


def test_a_desk_the_internet_cannot_reach_asks_for_no_callback(server) -> None:
    gateway = server.gateway()
    send(gateway, callback="")
    send(gateway, channel="voice", callback="")
    message, call = server.taken
    assert "StatusCallback" not in message
    assert "Gather" not in call["Twiml"]


def test_a_call_is_found_by_its_number(server) -> None:
    gateway = server.gateway()
    sent = send(gateway, channel="voice")
    assert gateway.find(channel="voice", to=TO, text="", since=LONG_AGO) == (sent,)


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (400, GatewayRefused),
        (401, GatewayRefused),
        (429, GatewayAway),
        (500, GatewayUnsure),
        (503, GatewayUnsure),
        ("hang", GatewayUnsure),
        ("drop", GatewayUnsure),
    ],
)
def test_what_twilio_answers_is_said_in_our_words(server, answer, raised) -> None:
    server.answers.append(answer)
    with pytest.raises(raised):
        send(server.gateway())


def test_a_twilio_nobody_can_reach_took_certainly_nothing(server) -> None:
    with pytest.raises(GatewayAway):
        send(twilio_at("http://127.0.0.1:9"))


def test_a_list_that_does_not_come_leaves_it_unsure(server) -> None:
    for answer in (500, 401, 429):
        server.answers.append(answer)
        with pytest.raises(GatewayUnsure):
            server.gateway().find(channel="sms", to=TO, text=TEXT, since=LONG_AGO)


def test_the_secret_is_not_printed(server) -> None:
    assert "secret" not in repr(server.account)
