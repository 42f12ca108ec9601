"""Two at once, in processes of their own: one wins, and each thing happens once."""

import multiprocessing
from collections import Counter

import pytest
from sqlalchemy import func, select

from relief.alerts.alert_tables import AlertEnd, AnswerEntry, MessageNow, RungEntry
from relief.alerts.projections import PROJECTIONS
from relief.db.projections import compare
from relief.db.session import Database
from tests.alerts import senders
from tests.alerts.seats import desk, issued, released
from tests.alerts.test_kills import ids_taken
from tests.support.gateway_server import GatewayServer

PAIRS = 30

pytestmark = pytest.mark.race


@pytest.fixture(scope="module")
def context():
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(senders.PRELOAD)
    return made


def run(context, target, *arguments: tuple) -> None:
    """Run the target once for each tuple of arguments, all at the same time."""
    rivals = [context.Process(target=target, args=given) for given in arguments]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join(timeout=120)
    assert [rival.exitcode for rival in rivals] == [0] * len(rivals)


def drained(queue, size: int) -> list:
    return [queue.get(timeout=60) for _ in range(size)]


def differences(database: Database) -> list:
    with database.read() as session:
        return [row for p in PROJECTIONS for row in compare(session, p)]


def test_two_leaders_send_each_message_once(database, database_url, context) -> None:
    with database.write() as session:
        seat = desk(session, real=True)
        for minutes in range(PAIRS):
            released(session, seat, minutes=minutes)
    with GatewayServer() as server:
        gate = context.Barrier(2)
        given = (database_url, "twilio", server.url, gate)
        run(context, senders.send_with_a_long_lease, given, given)
        taken = ids_taken(server)
    assert set(taken.values()) == {1}
    with database.read() as session:
        rows = session.scalars(select(MessageNow).where(MessageNow.channel == "sms")).all()
    assert {row.message_id for row in rows} == set(taken)
    assert {(row.state, row.attempt) for row in rows} == {("sent", 1)}
    assert differences(database) == []


def test_an_alert_is_stopped_or_released_and_never_both(database, database_url, context) -> None:
    with database.write() as session:
        seat = desk(session)
        alerts = [issued(session, seat, minutes=minutes) for minutes in range(PAIRS)]
    gate, said = context.Barrier(2), context.Queue()
    run(
        context,
        senders.end,
        (database_url, "stopped", seat.officer, alerts, gate, said),
        (database_url, "released", seat.officer, alerts, gate, said),
    )
    answers = drained(said, 2 * PAIRS)
    with database.read() as session:
        ends = {row.alert_id: row.what for row in session.scalars(select(AlertEnd))}
        states = {
            tuple(row)
            for row in session.execute(select(MessageNow.alert_id, MessageNow.state).distinct())
        }
    after = {"stopped": "stopped", "released": "queued"}
    assert states == {(alert_id, after[what]) for alert_id, what in ends.items()}
    for alert_id in alerts:
        mine = sorted(word for key, word in answers if key == alert_id)
        assert mine == sorted(["AlreadyDone", ends[alert_id]])
    assert len(ends) == PAIRS
    assert differences(database) == []


def test_two_climbers_climb_each_rung_once(database, database_url, context) -> None:
    with database.write() as session:
        seat = desk(session)
        for _ in range(PAIRS):
            released(session, seat)
    gate, said = context.Barrier(2), context.Queue()
    given = (database_url, 2, gate, said)
    run(context, senders.climb, given, given)
    assert sum(drained(said, 4)) == 2 * 2 * PAIRS
    with database.read() as session:
        counted = session.execute(
            select(RungEntry.alert_id, RungEntry.division_code, func.count()).group_by(
                RungEntry.alert_id, RungEntry.division_code
            )
        ).all()
    assert Counter(row[2] for row in counted) == {3: 2 * PAIRS}
    assert differences(database) == []


def test_two_answers_at_once_are_one_first_answer(database, database_url, context) -> None:
    with database.write() as session:
        seat = desk(session)
        alerts = [released(session, seat) for _ in range(PAIRS)]
    gate, said = context.Barrier(2), context.Queue()
    given = (database_url, seat.officer, alerts, gate, said)
    run(context, senders.respond, given, given)
    with database.read() as session:
        firsts = session.scalar(
            select(func.count()).select_from(AnswerEntry).where(AnswerEntry.first_of.is_not(None))
        )
        everything = session.scalar(select(func.count()).select_from(AnswerEntry))
    assert (firsts, everything) == (2 * PAIRS, 4 * PAIRS)
    assert differences(database) == []


def test_a_call_and_an_answer_at_once_leave_the_later_one_heard(
    database, database_url, context
) -> None:
    with database.write() as session:
        seat = desk(session)
        alerts = [released(session, seat) for _ in range(PAIRS)]
    gate, said = context.Barrier(2), context.Queue()
    rivals = [
        context.Process(
            target=senders.respond, args=(database_url, seat.officer, alerts, gate, said)
        ),
        context.Process(target=senders.ring, args=(database_url, seat, PAIRS, gate)),
    ]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join(timeout=120)
    assert [rival.exitcode for rival in rivals] == [0, 0]
    assert differences(database) == []
