"""Two people key the same division's people at once, in processes of their own: one is told."""

import multiprocessing
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import func, select

from relief.core.errors import Refused
from relief.db.projections import compare
from relief.db.session import Database
from relief.geography.population_figure import Figure
from relief.geography.population_projections import PROJECTIONS
from relief.geography.population_service import set_population
from relief.geography.population_tables import PopulationEntry
from relief.geography.queries import populations
from tests import make
from tests.make import VILLAGE, scope, stamp

pytestmark = pytest.mark.race
ROUNDS = 6


def press(url: str, people: int, gate: Barrier, said: "Queue[tuple[int, str]]") -> None:
    database = Database(url)
    follows = ""
    for number in range(ROUNDS):
        gate.wait()
        figure = Figure(people + number, "resident", 2020, "published", "七普", "核对")
        try:
            with database.write() as session:
                head = stamp(command=f"{people}-{number}")
                set_population(session, scope("622927"), head, VILLAGE, figure, follows)
            said.put((number, "kept"))
        except Refused as error:
            said.put((number, error.path))
        gate.wait()  # both read what stands before the next press
        with database.read() as session:
            chain = select(PopulationEntry.id).order_by(PopulationEntry.id.desc()).limit(1)
            follows = session.scalars(chain).one()
    database.dispose()


def test_of_two_who_key_the_same_figure_one_is_kept_and_one_is_told(database, database_url):
    with database.write() as session:
        make.earthquake(session)
        make.account(session, "officer")
    spawn = multiprocessing.get_context("spawn")
    gate, said = spawn.Barrier(2), spawn.Queue()
    rivals = [
        spawn.Process(target=press, args=(database_url, people, gate, said))
        for people in (1000, 2000)
    ]
    for rival in rivals:
        rival.start()
    answers = sorted(said.get(timeout=60) for _ in range(2 * ROUNDS))
    for rival in rivals:
        rival.join(30)
    assert answers == sorted((n, said) for n in range(ROUNDS) for said in ("kept", "follows"))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(PopulationEntry)) == ROUNDS
        assert populations(session, [VILLAGE])[VILLAGE].people % 1000 == ROUNDS - 1
        assert [d for p in PROJECTIONS for d in compare(session, p)] == []
