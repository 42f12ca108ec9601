"""Two leaders approve at once, in processes of their own: one wins, nothing is reserved twice."""

import multiprocessing
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import func, select

from relief.allocation.projections import PROJECTIONS
from relief.allocation.tables import Approval
from relief.core.errors import ReliefError
from relief.core.scope import Scope
from relief.db.projections import compare
from relief.db.session import Database
from relief.delivery.queries import OrderFilter, orders
from relief.delivery.services.carry_out import approve_plan
from relief.delivery.services.order import order
from relief.supplies.queries import stock
from tests.allocation.test_plans import leader, make_plan, resettle
from tests.delivery.conftest import later, now, seat, wish_for

PLANS = 6
GOODS = {"tent_12": 10 * PLANS}

pytestmark = pytest.mark.race


def approving(url: str, who: Scope, plan_ids: list[str], gate: Barrier, said: "Queue[str]") -> None:
    database = Database(url)
    for plan_id in plan_ids:
        gate.wait()
        try:
            with database.write() as session:
                approve_plan(session, who, later(4, who), plan_id)
            said.put("done")
        except ReliefError as error:
            said.put(type(error).__name__)
    database.dispose()


def approving_as_they_come(
    url: str, who: Scope, plans: "Queue[str]", gate: Barrier, said: "Queue[str]"
) -> None:
    for _plan in range(PLANS):
        approving(url, who, [plans.get(timeout=120)], gate, said)


def pushing(url: str, people, plan_ids: list[str], gate: Barrier, said: "Queue[str]") -> None:
    database = Database(url)
    for _plan in plan_ids:
        gate.wait()
        try:
            with database.write() as session:
                wish = wish_for(people, {"tent_12": 60}, push=True)
                order(session, people.officer, later(4, people.officer), wish)
            said.put("pushed")
        except ReliefError as error:
            said.put(type(error).__name__)
    database.dispose()


def run(rivals, gate_size: int, rounds: int) -> list[str]:
    spawn = multiprocessing.get_context("spawn")
    gate, said = spawn.Barrier(gate_size), spawn.Queue()
    processes = [spawn.Process(target=deed, args=(*args, gate, said)) for deed, args in rivals]
    for process in processes:
        process.start()
    answers = [said.get(timeout=120) for _ in range(gate_size * rounds)]
    for process in processes:
        process.join(timeout=60)
    return answers


def test_a_plan_approved_by_two_at_once_is_approved_once(
    database: Database, database_url: str
) -> None:
    with database.write() as session:
        people = seat(session, GOODS)
        resettle(session, people, 20)
        plan_ids = [make_plan(session, people, 2 + n / 10) for n in range(PLANS)]
        bosses = [leader(session, name) for name in ("one", "two")]
    answers = run(
        [(approving, (database_url, boss, plan_ids)) for boss in bosses], len(bosses), PLANS
    )
    # The first plan is approved by one; it moves the stock, so that the others are stale for both.
    assert sorted(answers) == sorted(["done", "AlreadyDone", *["StaleStock"] * (2 * PLANS - 2)])
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Approval)) == 1
        listed = orders(session, people.officer, people.incident, OrderFilter(), now())
        assert listed.total == 1
        assert [(row.kind, row.units) for row in stock(session, kinds=["reserved"])] == [
            ("reserved", 10)
        ]
        for projection in PROJECTIONS:
            assert compare(session, projection) == []


def test_every_plan_is_approved_by_one_of_two_and_the_other_is_told(
    database: Database, database_url: str
) -> None:
    with database.write() as session:
        people = seat(session, GOODS)
        bosses = [leader(session, name) for name in ("one", "two")]
    spawn = multiprocessing.get_context("spawn")
    gate, said, desks = spawn.Barrier(2), spawn.Queue(), [spawn.Queue() for _ in bosses]
    rivals = [
        spawn.Process(target=approving_as_they_come, args=(database_url, boss, desk, gate, said))
        for boss, desk in zip(bosses, desks, strict=True)
    ]
    for rival in rivals:
        rival.start()
    for number in range(PLANS):
        with database.write() as session:
            resettle(session, people, 20)
            plan_id = make_plan(session, people, 2 + number / 10)
        for desk in desks:
            desk.put(plan_id)
        assert sorted(said.get(timeout=120) for _ in bosses) == ["AlreadyDone", "done"]
    for rival in rivals:
        rival.join(timeout=60)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Approval)) == PLANS
        reserved = stock(session, kinds=["reserved"])
        assert sum(row.units for row in reserved) == GOODS["tent_12"]
        assert sum(row.units for row in stock(session)) == GOODS["tent_12"]


def test_an_approval_and_a_push_at_once_never_oversell(
    database: Database, database_url: str
) -> None:
    with database.write() as session:
        people = seat(session, GOODS)
        resettle(session, people, 20)
        plan_id = make_plan(session, people)
        boss = leader(session)
    answers = run(
        [
            (approving, (database_url, boss, [plan_id])),
            (pushing, (database_url, people, [plan_id])),
        ],
        2,
        1,
    )
    assert sorted(answers) in (["NotEnough", "done"], ["StaleStock", "pushed"])
    with database.read() as session:
        assert sum(row.units for row in stock(session)) == GOODS["tent_12"]
