"""Two finance officers pay the same instalments at once, in processes of their own."""

import multiprocessing
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import pytest

from relief.aid.projections import PROJECTIONS
from relief.aid.queries import entitlements, instalments
from relief.aid.rows import Payment
from relief.aid.services.pay import pay
from relief.core.errors import ReliefError
from relief.core.scope import Scope
from relief.db.projections import compare
from relief.db.session import Database
from tests.reconstruction.conftest import DAYS, on, opened, reach, seat

PAIRS = 25
pytestmark = pytest.mark.race


def paying(
    url: str, who: Scope, rows: list[str], gate: Barrier, said: "Queue[tuple[str, str]]"
) -> None:
    database = Database(url)
    for row in rows:
        gate.wait()
        try:
            with database.write() as session:
                day = DAYS["started"]
                pay(session, who, on(day, who), Payment(row, day, "拨付第1批"))
            said.put((row, "done"))
        except ReliefError as error:
            said.put((row, type(error).__name__))
    database.dispose()


def test_an_instalment_is_paid_once(database: Database, database_url: str) -> None:
    with database.write() as session:
        desk = seat(session)
        cases = [opened(session, desk) for _ in range(PAIRS)]
        for case in cases:
            reach(session, desk, case, "started")
        rows = [r.id for row in instalments(session, cases).values() for r in row[:1]]
    spawn = multiprocessing.get_context("spawn")
    gate, said = spawn.Barrier(2), spawn.Queue()
    both = [
        spawn.Process(target=paying, args=(database_url, desk.finance, rows, gate, said))
        for _ in range(2)
    ]
    for rival in both:
        rival.start()
    answers = [said.get(timeout=120) for _ in range(2 * PAIRS)]
    for rival in both:
        rival.join(timeout=60)
    for row in rows:
        assert sorted(a for known, a in answers if known == row) == ["AlreadyDone", "done"]
    with database.read() as session:
        paid = sum(entry.paid_fen for entry in entitlements(session, cases).values())
        assert paid == PAIRS * 3_000_000
        assert compare(session, PROJECTIONS[0]) == []
