"""Two deciders at once, in processes of their own: one wins, the other is told, nothing doubles."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relief.core.errors import ReliefError
from relief.core.scope import Scope
from relief.db.session import Database
from relief.offices.tables import TaskEntry
from relief.offices.tasks import TaskStep, step
from relief.response.decisions import Choice, NewProposal, Received
from relief.response.queries import levels_now
from relief.response.service import decide, propose, receive
from relief.response.tables import Decision
from tests import make
from tests.response.conftest import seat

ROUNDS = 6
Deed = Callable[[Session, Scope, str], str]

pytestmark = pytest.mark.race


def deciding(session: Session, who: Scope, proposal: str) -> str:
    choice = Choice(proposal, accepted=True, reason="同意", form="telephone")
    return decide(session, who, make.stamp(by=who.account_id), choice)


def accepting(session: Session, who: Scope, task_id: str) -> str:
    stamp = make.stamp(by=who.account_id)
    return step(session, who, stamp, TaskStep(task_id, "accepted"))


def receiving(session: Session, who: Scope, level: str) -> str:
    wish = Received(
        "incident-1", make.NATION, "earthquake", int(level), "国务院抗震救灾指挥部", make.NIGHT
    )
    return receive(session, who, make.stamp(by=who.account_id), wish)


def run(
    url: str, who: Scope, deed: Deed, subjects: list[str], at_once: tuple[Barrier, "Queue[str]"]
) -> None:
    gate, said = at_once
    database = Database(url)
    for subject in subjects:
        gate.wait()
        try:
            with database.write() as session:
                deed(session, who, subject)
            said.put("done")
        except ReliefError as error:
            said.put(type(error).__name__)
    database.dispose()


def race(url: str, people: list[Scope], deed: Deed, subjects: list[list[str]]) -> list[str]:
    spawn = multiprocessing.get_context("spawn")
    gate, said = spawn.Barrier(len(people)), spawn.Queue()
    rivals = [
        spawn.Process(target=run, args=(url, who, deed, own, (gate, said)))
        for who, own in zip(people, subjects, strict=True)
    ]
    for rival in rivals:
        rival.start()
    answers = [said.get(timeout=60) for _ in range(len(people) * len(subjects[0]))]
    for rival in rivals:
        rival.join(timeout=60)
    return answers


def proposal(session: Session, office: Scope, tier: str, level: int = 3) -> str:
    wish = NewProposal(
        "incident-1", tier, "relief", level, "discretion", "灾情重大", subject=make.GANSU
    )
    return propose(session, office, make.stamp(by=office.account_id), wish)


def test_two_deciders_of_one_proposal_at_once_leave_one_decision_and_one_checklist(
    database: Database, database_url: str
) -> None:
    with database.write() as session:
        people = seat(session)
        one = proposal(session, people.office, make.NATION)
    rivals = [people.secretary, people.vice]
    answers = race(database_url, rivals, deciding, [[one], [one]])
    assert sorted(answers) == ["AlreadyDone", "done"]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 1
        tasks = session.scalars(select(TaskEntry.id)).all()
        assert len(tasks) == 11


def test_two_proposals_decided_at_once_leave_one_level_and_the_other_is_refused(
    database: Database, database_url: str
) -> None:
    with database.write() as session:
        people = seat(session)
        three = proposal(session, people.office, make.NATION)
        two = proposal(session, people.office, make.NATION, 2)
    rivals = [people.secretary, people.vice]
    answers = race(database_url, rivals, deciding, [[three], [two]])
    assert sorted(answers) == ["Refused", "done"]
    with database.read() as session:
        assert len(levels_now(session, "incident-1")) == 1
        assert session.scalar(select(func.count()).select_from(Decision)) == 1


def test_two_people_accepting_a_task_at_once_leave_one_step(
    database: Database, database_url: str
) -> None:
    with database.write() as session:
        people = seat(session)
        decision = proposal(session, people.office, make.NATION)
        deciding(session, people.secretary, decision)
        tasks = list(session.scalars(select(TaskEntry.task_id)).all())[:ROUNDS]
        deputy = make.account(session, "deputy-office", make.NATION, "办公室")
    answers = race(database_url, [people.office, deputy], accepting, [tasks, tasks])
    assert sorted(answers) == sorted(["AlreadyDone", "done"] * len(tasks))
    with database.read() as session:
        accepted = select(func.count()).select_from(TaskEntry).where(TaskEntry.state == "accepted")
        assert session.scalar(accepted) == len(tasks)


def test_two_desks_receiving_the_same_starts_at_once_record_each_once(
    database: Database, database_url: str
) -> None:
    with database.write() as session:
        people = seat(session)
        minhe = make.account(session, "minhe", make.MINHE)
    levels = ["4", "3", "2"]
    answers = race(database_url, [people.county, minhe], receiving, [levels, levels])
    assert sorted(answers) == sorted(["AlreadyDone", "done"] * len(levels))
    with database.read() as session:
        assert [row.level for row in levels_now(session, "incident-1")] == [2]
        assert session.scalar(select(func.count()).select_from(Decision)) == len(levels)
