"""Fifty receipts confirmed twice at once, in processes of their own: each arrives once."""

import multiprocessing
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import pytest

from relief.core.errors import ReliefError
from relief.core.scope import Scope
from relief.db.projections import compare
from relief.db.session import Database
from relief.delivery.goods import Arrived
from relief.delivery.projections import PROJECTIONS
from relief.delivery.services.keep import accept, dispatch
from relief.delivery.services.receive import receive
from relief.supplies.projections import PROJECTIONS as BALANCES
from relief.supplies.queries import stock
from tests.delivery.conftest import given, later, seat, step

PAIRS = 50

pytestmark = pytest.mark.race


def confirm(
    url: str, town: Scope, orders: list[str], gate: Barrier, said: "Queue[tuple[str, str]]"
) -> None:
    database = Database(url)
    for order_id in orders:
        gate.wait()
        try:
            with database.write() as session:
                receive(
                    session,
                    town,
                    later(6, town),
                    step(order_id, "received"),
                    [Arrived("tent_12", 3)],
                )
            said.put((order_id, "done"))
        except ReliefError as error:
            said.put((order_id, type(error).__name__))
    database.dispose()


def test_goods_arrive_once(database: Database, database_url: str) -> None:
    orders = []
    with database.write() as session:
        people = seat(session, {"tent_12": 3 * PAIRS})
        for _ in range(PAIRS):
            order_id = given(session, people, {"tent_12": 3})
            accept(session, people.keeper, later(2), step(order_id, "accepted"))
            dispatch(session, people.keeper, later(3), step(order_id, "dispatched"))
            orders.append(order_id)
    spawn = multiprocessing.get_context("spawn")
    gate, said = spawn.Barrier(2), spawn.Queue()
    rivals = [
        spawn.Process(target=confirm, args=(database_url, people.town, orders, gate, said))
        for _ in range(2)
    ]
    for rival in rivals:
        rival.start()
    answers = [said.get(timeout=120) for _ in range(2 * PAIRS)]
    for rival in rivals:
        rival.join(timeout=60)
    for order_id in orders:
        mine = sorted(answer for known, answer in answers if known == order_id)
        assert mine == ["AlreadyDone", "done"]
    with database.read() as session:
        (row,) = stock(session)
        assert (row.kind, row.units) == ("township", 3 * PAIRS)
        assert compare(session, PROJECTIONS[0]) == []
        assert compare(session, BALANCES[0]) == []
