"""Two officers at once, in processes of their own: one steps a case, the other is told."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import pytest

from relief.core.errors import ReliefError
from relief.core.scope import Scope
from relief.db.projections import compare
from relief.db.session import Database
from relief.reconstruction.projections import PROJECTIONS
from relief.reconstruction.rows import CaseStep, NewCase
from relief.reconstruction.service import open_case, step
from relief.shelters.projections import PROJECTIONS as OCCUPANCY
from relief.shelters.queries import resettled
from tests import make
from tests.reconstruction.conftest import (
    DAYS,
    OPENED,
    add_house,
    on,
    opened,
    reach,
    seat,
    with_relatives,
)

PAIRS = 20
pytestmark = pytest.mark.race


def stepping(
    url: str,
    who: Scope,
    cases: list[str],
    stage: str,
    gate: Barrier,
    said: "Queue[tuple[str, str]]",
) -> None:
    database = Database(url)
    for case in cases:
        gate.wait()
        try:
            with database.write() as session:
                step(session, who, on(DAYS[stage], who), CaseStep(case, stage, DAYS[stage]))
            said.put((case, "done"))
        except ReliefError as error:
            said.put((case, type(error).__name__))
    database.dispose()


def opening(
    url: str,
    who: Scope,
    houses: list[str],
    stage: str,
    gate: Barrier,
    said: "Queue[tuple[str, str]]",
) -> None:
    del stage
    database = Database(url)
    for house in houses:
        gate.wait()
        try:
            with database.write() as session:
                new = NewCase("incident-1", house, "in_place", "", 4, "李示例", OPENED)
                open_case(session, who, on(OPENED, who), new)
            said.put((house, "done"))
        except ReliefError as error:
            said.put((house, type(error).__name__))
    database.dispose()


def rivals(
    work: Callable[..., None], url: str, who: Scope, subjects: list[str], stage: str
) -> dict[str, list[str]]:
    """Return what two processes were told about each subject, sorted."""
    spawn = multiprocessing.get_context("spawn")
    gate, said = spawn.Barrier(2), spawn.Queue()
    both = [
        spawn.Process(target=work, args=(url, who, subjects, stage, gate, said)) for _ in range(2)
    ]
    for rival in both:
        rival.start()
    answers = [said.get(timeout=120) for _ in range(2 * len(subjects))]
    for rival in both:
        rival.join(timeout=60)
    return {s: sorted(answer for known, answer in answers if known == s) for s in subjects}


def test_a_case_is_opened_once(database: Database, database_url: str) -> None:
    with database.write() as session:
        desk = seat(session)
        houses = [add_house(session, desk) for _ in range(PAIRS)]
    told = rivals(opening, database_url, desk.officer, houses, "")
    assert set(map(tuple, told.values())) == {("AlreadyDone", "done")}


def test_a_move_is_recorded_once_and_frees_the_place_once(
    database: Database, database_url: str
) -> None:
    with database.write() as session:
        desk = seat(session)
        with_relatives(session, desk, 4 * PAIRS + 8)
        cases = [opened(session, desk) for _ in range(PAIRS)]
        for case in cases:
            reach(session, desk, case, "accepted")
    told = rivals(stepping, database_url, desk.officer, cases, "moved_in")
    assert set(map(tuple, told.values())) == {("AlreadyDone", "done")}
    with database.read() as session:
        assert resettled(session, desk.incident)[make.DAHEJIA].with_relatives == 8
        for projection in (*PROJECTIONS, *OCCUPANCY):
            assert compare(session, projection) == []


def test_an_early_move_and_its_double_free_the_place_once(
    database: Database, database_url: str
) -> None:
    with database.write() as session:
        desk = seat(session)
        with_relatives(session, desk, 4 * PAIRS)
        cases = [opened(session, desk) for _ in range(PAIRS)]
        for case in cases:
            reach(session, desk, case, "started")
    told = rivals(stepping, database_url, desk.officer, cases, "moved_in")
    assert set(map(tuple, told.values())) == {("Refused", "done")}
    with database.read() as session:
        assert resettled(session, desk.incident)[make.DAHEJIA].with_relatives == 0
