"""Twenty senders are killed in the middle: nothing is lost and nothing is sent twice."""

import multiprocessing
import random
import time
from collections import Counter
from multiprocessing.process import BaseProcess
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from relief.alerts.alert import IN_OUTBOX
from relief.alerts.alert_tables import MessageNow
from relief.alerts.projections import PROJECTIONS
from relief.db.projections import compare
from relief.db.session import Database
from tests.alerts import senders
from tests.alerts.seats import alerted_townships, send_all
from tests.support.gateway_server import GatewayServer

MESSAGES_A_KILL = 2
CLEAN_UP_S = 20

pytestmark = pytest.mark.race


def ids_taken(server: GatewayServer) -> Counter[str]:
    """Return how often each of our ids was taken: it is the key, or stands in the callback."""
    return Counter(
        row["key"] or parse_qs(urlsplit(row["StatusCallback"]).query)["message"][0]
        for row in server.taken
    )


def is_any_left(database: Database) -> bool:
    open_ones = select(func.count()).where(
        MessageNow.state.in_(IN_OUTBOX), MessageNow.channel == "sms"
    )
    with database.read() as session:
        return bool(session.scalar(open_ones))


def wait_for(server: GatewayServer, process: BaseProcess, messages: int) -> None:
    """Wait until the server took so many: the kill then falls anywhere into the next one."""
    while len(server.taken) < messages and process.is_alive():
        time.sleep(0.002)


@pytest.mark.parametrize(("kind", "kills"), [("twilio", 20), ("keyed", 10)])
def test_a_killed_sender_loses_nothing_and_sends_nothing_twice(
    database: Database, database_url: str, kind: str, kills: int
) -> None:
    with database.write() as session:
        alerted_townships(session, MESSAGES_A_KILL * kills)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(senders.PRELOAD)
    chance = random.Random(2023)  # noqa: S311 (where the kills fall, not a secret)
    with GatewayServer() as server:
        server.slow_s = 0.004
        killed_at = []
        for _ in range(kills):
            gate = context.Barrier(2)
            process = context.Process(
                target=senders.send, args=(database_url, kind, server.url, gate)
            )
            process.start()
            gate.wait(timeout=60)
            wait_for(server, process, len(server.taken) + chance.randrange(2))
            time.sleep(chance.uniform(0, 0.03))
            process.kill()
            process.join(timeout=60)
            killed_at.append(len(server.taken))
        deadline = time.monotonic() + CLEAN_UP_S
        while is_any_left(database) and time.monotonic() < deadline:
            send_all(database, senders.gateway(kind, server.url), lease=senders.SHORT)
            time.sleep(0.05)
        assert set(ids_taken(server).values()) == {1}
        with database.read() as session:
            texts = select(MessageNow).where(MessageNow.channel == "sms")
            rows = session.scalars(texts).all()
            assert [row for p in PROJECTIONS for row in compare(session, p)] == []
        assert set(ids_taken(server)) == {row.message_id for row in rows}
        assert {row.state for row in rows} == {"sent"}
        assert max(killed_at) < len(rows), "the last kills found nothing to send"
        assert any(row.attempt > 1 for row in rows), "nobody died in the middle of a message"
