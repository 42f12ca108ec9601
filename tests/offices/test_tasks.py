"""A task is one chain of steps: assigned, accepted, done with evidence, and a way back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.errors import AlreadyDone, NotFound, OutOfScope, Refused
from relief.core.wording import Bilingual
from relief.db.projections import compare
from relief.offices.projections import PROJECTIONS
from relief.offices.tables import TaskEntry
from relief.offices.task_queries import TaskFilter, open_task_counts, task, task_history, tasks
from relief.offices.task_states import NEXT, STATES
from relief.offices.tasks import NewTask, TaskStep, assign, assign_all, step
from tests import make

FUNDS = Bilingual("预拨应急资金", "Pre-allocate emergency funds")
FINANCE = Bilingual("财政局", "Finance bureau")


@dataclass(frozen=True)
class Hour:
    at: datetime
    replay: bool = False


NOW = Hour(make.NIGHT)


def funds(
    hours: int | None = 4, division: str = make.JISHISHAN, title: Bilingual = FUNDS
) -> NewTask:
    due_at = make.NIGHT + timedelta(hours=hours) if hours is not None else None
    return NewTask("incident-1", make.JISHISHAN, "response_decision:1", title, FINANCE, due_at)


def taken(session: Session, task_id: str, state: str, **words: object) -> str:
    at = make.NIGHT + timedelta(minutes=1)
    return step(session, make.scope(), make.stamp(at), TaskStep(task_id, state, **words))


def state_of(session: Session, task_id: str) -> str:
    return task(session, make.scope(), task_id, NOW).state


def test_a_task_is_accepted_and_done_with_evidence(session: Session) -> None:
    task_id = assign(session, make.stamp(), funds())
    taken(session, task_id, "accepted")
    with pytest.raises(Refused):
        taken(session, task_id, "done")
    taken(session, task_id, "done", evidence="已拨 200 万元，凭证 17 号")
    found = task(session, make.scope(), task_id, NOW)
    assert (found.state, found.evidence) == ("done", "已拨 200 万元，凭证 17 号")
    assert [row.state for row in task_history(session, make.scope(), [task_id])[task_id]] == [
        "assigned",
        "accepted",
        "done",
    ]


@pytest.mark.parametrize(("before", "after"), list(product(STATES, STATES)))
def test_every_pair_of_states_is_allowed_or_refused_as_the_table_says(
    session: Session, before: str, after: str
) -> None:
    task_id = assign(session, make.stamp(), funds())
    for state in {"assigned": (), "accepted": ("accepted",), "done": ("accepted", "done")}[before]:
        taken(session, task_id, state, evidence="依据")
    wish = {"evidence": "理由", "owner": Bilingual("民政局", "Civil affairs")}
    if after in NEXT[before]:
        taken(session, task_id, after, **wish)
        assert state_of(session, task_id) == after
    else:
        with pytest.raises((Refused, AlreadyDone)):
            taken(session, task_id, after, **wish)
        assert state_of(session, task_id) == before


def test_a_hand_over_names_another_owner_and_a_reopening_its_reason(session: Session) -> None:
    task_id = assign(session, make.stamp(), funds())
    with pytest.raises(Refused):
        taken(session, task_id, "assigned", owner=FINANCE)
    taken(session, task_id, "assigned", owner=Bilingual("审计局", "Audit bureau"))
    assert task(session, make.scope(), task_id, NOW).owner.zh == "审计局"
    taken(session, task_id, "accepted")
    taken(session, task_id, "done", evidence="完成")
    with pytest.raises(Refused):
        taken(session, task_id, "assigned")
    taken(session, task_id, "assigned", evidence="凭证不全")
    assert state_of(session, task_id) == "assigned"


def test_the_same_command_twice_is_one_step_and_one_task(session: Session) -> None:
    stamp = make.stamp()
    assert assign_all(session, stamp, [funds(), funds(9)]) == assign_all(
        session, stamp, [funds(), funds(9)]
    )
    task_id = assign(session, make.stamp(), funds())
    again = make.stamp()
    wish = TaskStep(task_id, "accepted")
    assert step(session, make.scope(), again, wish) == step(session, make.scope(), again, wish)
    assert len(session.scalars(select(TaskEntry.id)).all()) == 4


def test_a_step_from_an_outdated_screen_is_told_who_was_first(session: Session) -> None:
    task_id = assign(session, make.stamp(), funds())
    seen = task(session, make.scope(), task_id, NOW).entry_id
    taken(session, task_id, "accepted", after=seen)
    with pytest.raises(AlreadyDone) as told:
        taken(session, task_id, "assigned", owner=Bilingual("审计局", "Audit"), after=seen)
    assert told.value.by == "officer"


def test_no_desk_steps_or_sees_a_task_outside_its_divisions(session: Session) -> None:
    task_id = assign(session, make.stamp(), funds())
    minhe = make.scope("630222")
    with pytest.raises(NotFound):
        step(session, minhe, make.stamp(), TaskStep(task_id, "accepted"))
    auditor = make.scope("622927", roles=("auditor",))
    with pytest.raises(OutOfScope):
        step(session, auditor, make.stamp(), TaskStep(task_id, "accepted"))
    listed = tasks(session, minhe, "incident-1", TaskFilter(), NOW)
    assert (listed.items, listed.total, listed.pages) == ((), 0, 1)
    assert task_history(session, minhe, [task_id]) == {}


def test_overdue_tasks_come_first_and_done_ones_last(session: Session) -> None:
    names = {"late": 1, "soon": 5, "never": None}
    made = {
        name: assign(session, make.stamp(), funds(hours, title=Bilingual(name, name)))
        for name, hours in names.items()
    }
    finished = assign(session, make.stamp(), funds(0, title=Bilingual("done", "done")))
    taken(session, finished, "accepted")
    taken(session, finished, "done", evidence="完成")
    present = make.NIGHT + timedelta(hours=2)
    listed = tasks(session, make.scope(), "incident-1", TaskFilter(), Hour(present))
    assert [row.title.zh for row in listed.items] == ["late", "soon", "never", "done"]
    assert [row.overdue for row in listed.items] == [True, False, False, False]
    assert open_task_counts(session, make.scope(), "incident-1", Hour(present)) == (3, 1)
    only = tasks(session, make.scope(), "incident-1", TaskFilter(state="done"), Hour(present))
    assert [row.task_id for row in only.items] == [finished]
    assert made["late"] != finished


def test_a_task_is_read_as_this_desk_knew_it_at_an_hour(session: Session) -> None:
    task_id = assign(session, make.stamp(), funds())
    later = make.NIGHT + timedelta(hours=1)
    step(session, make.scope(), make.stamp(later), TaskStep(task_id, "accepted"))

    def states(minutes: int) -> list[str]:
        at = make.NIGHT + timedelta(minutes=minutes)
        found = tasks(session, make.scope(), "incident-1", TaskFilter(), Hour(at, replay=True))
        return [row.state for row in found.items]

    assert (states(-1), states(0), states(59), states(60)) == (
        [],
        ["assigned"],
        ["assigned"],
        ["accepted"],
    )


def test_the_projection_equals_the_ledger(session: Session) -> None:
    task_id = assign(session, make.stamp(), funds())
    taken(session, task_id, "accepted")
    assign(session, make.stamp(), funds(None))
    assert [compare(session, projection) for projection in PROJECTIONS] == [[]]
