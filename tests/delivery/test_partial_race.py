"""Two keepers send parts of one order at once while the desk voids it: one deed stands."""

import multiprocessing
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import pytest

from relief.core.errors import ReliefError
from relief.core.scope import Scope
from relief.db.projections import compare
from relief.db.session import Database
from relief.delivery.goods import Line
from relief.delivery.projections import PROJECTIONS
from relief.delivery.queries import order
from relief.delivery.services.keep import accept, dispatch, void
from relief.supplies.projections import PROJECTIONS as BALANCES
from relief.supplies.queries import stock
from tests.delivery.conftest import given, later, now, seat, step

ORDERS = 12
UNITS = 9

pytestmark = pytest.mark.race


def send(
    url: str,
    who: Scope,
    part: int,
    orders: list[str],
    gate: Barrier,
    said: "Queue[tuple[str, int, str]]",
) -> None:
    """Send `part` units of every order; 0 voids it."""
    database = Database(url)
    for order_id in orders:
        gate.wait()
        try:
            with database.write() as session:
                if part:
                    wish = step(order_id, "dispatched", "车装不下")
                    dispatch(session, who, later(3, who), wish, [Line("tent_12", part)])
                else:
                    void(session, who, later(3, who), step(order_id, "voided", "改走别路"))
            said.put((order_id, part, "done"))
        except ReliefError as error:
            said.put((order_id, part, type(error).__name__))
    database.dispose()


def test_one_of_three_deeds_stands_and_the_units_add_up(
    database: Database, database_url: str
) -> None:
    orders = []
    with database.write() as session:
        people = seat(session, {"tent_12": UNITS * ORDERS})
        for _ in range(ORDERS):
            order_id = given(session, people, {"tent_12": UNITS})
            accept(session, people.keeper, later(2), step(order_id, "accepted"))
            orders.append(order_id)
    spawn = multiprocessing.get_context("spawn")
    gate, said = spawn.Barrier(3), spawn.Queue()
    deeds = ((people.keeper, 4), (people.keeper, 7), (people.officer, 0))
    rivals = [
        spawn.Process(target=send, args=(database_url, who, part, orders, gate, said))
        for who, part in deeds
    ]
    for rival in rivals:
        rival.start()
    answers = [said.get(timeout=120) for _ in range(len(deeds) * ORDERS)]
    for rival in rivals:
        rival.join(timeout=60)
    won = {order_id: part for order_id, part, answer in answers if answer == "done"}
    assert len(won) == len([a for a in answers if a[2] == "done"]) == ORDERS
    assert {a[2] for a in answers} <= {"done", "AlreadyDone", "Refused"}
    with database.read() as session:
        for order_id, part in won.items():
            line = order(session, people.officer, order_id, now()).lines[0]
            assert (line.dispatched, line.unsent) == (part, UNITS - part)
        units = {row.kind: 0 for row in stock(session)}
        for row in stock(session):
            units[row.kind] += row.units
        assert units.get("road", 0) == sum(won.values())
        assert sum(units.values()) == UNITS * ORDERS
        assert "reserved" not in units
        assert compare(session, PROJECTIONS[0]) == []
        assert compare(session, BALANCES[0]) == []
