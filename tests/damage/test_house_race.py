"""Two desks at once, in processes of their own: one grading wins, one family is registered."""

import multiprocessing
from datetime import date
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import func, select

from relief.core.errors import ReliefError
from relief.damage.house_projections import PROJECTIONS
from relief.damage.house_queries import houses_by_id
from relief.damage.house_tables import House, HouseGrading
from relief.damage.houses import Grading, NewHouse
from relief.damage.services.houses import grade_house, record_house
from relief.db.projections import compare
from relief.db.session import Database
from relief.households.identity_number import check_character
from relief.households.rows import NewHousehold
from relief.households.service import register
from relief.households.tables import Household
from tests import make

PAIRS = 20
Said = "Queue[tuple[str, str]]"

pytestmark = pytest.mark.race


def _tell(said: Said, key: str, database: Database, deed) -> None:
    try:
        with database.write() as session:
            deed(session)
        said.put((key, "done"))
    except ReliefError as error:
        said.put((key, type(error).__name__))


def grade_all(url: str, seen: dict[str, str], gate: Barrier, said: Said) -> None:
    database = Database(url)
    for house_id, entry in seen.items():
        wish = Grading("collapsed", None, 3, 0, 0, sole_dwelling=True, after=entry)
        gate.wait()
        _tell(
            said,
            house_id,
            database,
            lambda s, h=house_id, w=wish: grade_house(s, make.scope(), make.stamp(), h, w),
        )
    database.dispose()


def register_all(url: str, numbers: list[str], gate: Barrier, said: Said) -> None:
    database = Database(url)

    def both(session, number: str) -> None:
        new = NewHousehold(make.VILLAGE, 4, "general", "马示例", number)
        family = register(session, make.scope(), make.stamp(), new)
        day = date(2023, 12, 18)
        rooms = (5, 2, 0, 0)
        home = NewHouse(
            "incident-1", family, make.VILLAGE, "earth_wood", *rooms, day, sole_dwelling=True
        )
        record_house(session, make.scope(), make.stamp(), home)

    for number in numbers:
        gate.wait()
        _tell(said, number, database, lambda session, n=number: both(session, n))
    database.dispose()


def compete(target, url: str, work) -> dict[str, list[str]]:
    spawn = multiprocessing.get_context("spawn")
    gate, said = spawn.Barrier(2), spawn.Queue()
    rivals = [spawn.Process(target=target, args=(url, work, gate, said)) for _ in range(2)]
    for rival in rivals:
        rival.start()
    answers: dict[str, list[str]] = {}
    for _ in range(2 * len(work)):
        key, answer = said.get(timeout=120)
        answers.setdefault(key, []).append(answer)
    for rival in rivals:
        rival.join(timeout=60)
    return {key: sorted(told) for key, told in answers.items()}


def test_of_two_graders_one_wins_and_the_other_is_told(database, database_url) -> None:
    with database.write() as session:
        make.earthquake(session)
        homes = [make.house(session, make.family(session, f"马示例{n}")) for n in range(PAIRS)]
    with database.read() as session:
        seen = {row.id: row.entry_id for row in houses_by_id(session, homes).values()}
    answers = compete(grade_all, database_url, seen)
    assert set(map(tuple, answers.values())) == {("AlreadyDone", "done")}
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(HouseGrading)) == PAIRS
        assert compare(session, PROJECTIONS[0]) == []


def test_one_id_number_is_registered_once(database, database_url) -> None:
    with database.write() as session:
        make.earthquake(session)
    firsts = [f"62292718500101{n:03d}" for n in range(PAIRS)]
    numbers = [first + check_character(first) for first in firsts]
    answers = compete(register_all, database_url, numbers)
    assert set(map(tuple, answers.values())) == {("AlreadyRegistered", "done")}
    with database.read() as session:
        for table in (Household, House):
            assert session.scalar(select(func.count()).select_from(table)) == PAIRS
