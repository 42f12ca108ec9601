"""Fifty pairs send the last stock at once, in processes of their own: one of each pair is told."""

import multiprocessing
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import pytest

from relief.db.projections import compare
from relief.db.session import Database
from relief.supplies.moves import NewMove
from relief.supplies.not_enough import NotEnough
from relief.supplies.places import depot, reserved
from relief.supplies.projections import PROJECTIONS
from relief.supplies.queries import stock
from relief.supplies.service import move_all, opening
from tests import make

PAIRS = 50
LAST = 3

pytestmark = pytest.mark.race


def send(url: str, rival: str, gate: Barrier, said: "Queue[tuple[int, str]]") -> None:
    database = Database(url)
    for number in range(PAIRS):
        place = depot(f"depot:{number}", make.JISHISHAN)
        aside = reserved(f"{rival}-{number}", make.DAHEJIA)
        wish = NewMove("reserved", "tent_12", LAST, place, aside, make.NIGHT)
        gate.wait()
        try:
            with database.write() as session:
                move_all(session, make.stamp(by=rival), [wish])
            said.put((number, "done"))
        except NotEnough as error:
            short = error.short
            said.put((number, f"{short.have} of {short.asked}" if short else "no facts"))
    database.dispose()


def test_the_last_stock_goes_once(database: Database, database_url: str) -> None:
    keeper = make.scope("622927", roles=("depot_keeper",))
    with database.write() as session:
        for number in range(PAIRS):
            place = depot(f"depot:{number}", make.JISHISHAN)
            opening(session, keeper, make.stamp(), place, {"tent_12": LAST})
    spawn = multiprocessing.get_context("spawn")
    gate, said = spawn.Barrier(2), spawn.Queue()
    rivals = [
        spawn.Process(target=send, args=(database_url, name, gate, said)) for name in ("a", "b")
    ]
    for rival in rivals:
        rival.start()
    answers = [said.get(timeout=120) for _ in range(2 * PAIRS)]
    for rival in rivals:
        rival.join(timeout=60)
    for number in range(PAIRS):
        mine = sorted(answer for pair, answer in answers if pair == number)
        assert mine == [f"0 of {LAST}", "done"]
    with database.read() as session:
        rows = stock(session)
        assert {row.kind for row in rows} == {"reserved"}
        assert sum(row.units for row in rows) == PAIRS * LAST
        assert compare(session, PROJECTIONS[0]) == []
