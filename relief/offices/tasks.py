"""The one task mechanism: assign, accept, hand over, done with evidence, reopen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, NotFound, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.transitions import require_step
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.upsert import upsert
from relief.offices.projections import task_now_row
from relief.offices.queries import account_names
from relief.offices.tables import TaskEntry, TaskNow
from relief.offices.task_queries import KIND
from relief.offices.task_states import NEXT, STATES, TaskState


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be done.

    Fields:
        division: the tier it is a task of.
        subject: what it belongs to, as `kind:ID`; decides nothing, finds the tasks again.
        owner: the department or post that answers for it.
        due_at: aware UTC, None when no deadline is set.
    """

    incident_id: str
    division: str
    subject: str
    title: Bilingual
    owner: Bilingual
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class TaskStep:
    """A step of a task.

    Fields:
        state: where it goes.
        evidence: what was done, or why it is handed over or reopened.
        owner: who answers for it from now on; None keeps the owner.
        after: the entry the person saw on the screen; empty is whatever stands now.
    """

    task_id: str
    state: TaskState
    evidence: str = ""
    owner: Bilingual | None = None
    after: str = ""


def assign(session: Session, stamp: Stamp, new: NewTask) -> str:
    """Return the id of the task assigned; the same command again gets the first one's."""
    return assign_all(session, stamp, [new])[0]


def assign_all(session: Session, stamp: Stamp, new: Sequence[NewTask]) -> tuple[str, ...]:
    """Return the ids of the tasks assigned together, in order; numbered parts of one command."""
    commands = [f"{stamp.command_id}:{number}" for number in range(len(new))]
    known = session.execute(
        select(TaskEntry.command_id, TaskEntry.task_id).where(TaskEntry.command_id.in_(commands))
    ).all()
    if known:
        by_command = {row.command_id: row.task_id for row in known}
        return tuple(by_command[command] for command in commands if command in by_command)
    entries = [_first(stamp, c, task) for c, task in zip(commands, new, strict=True)]
    session.add_all(entries)
    session.flush()
    upsert(session, TaskNow, [task_now_row(entry) for entry in entries])
    return tuple(entry.task_id for entry in entries)


def step(session: Session, scope: Scope, stamp: Stamp, wish: TaskStep) -> str:
    """Return the id of the step's entry; the same command again gets the first one's.

    Raises:
        NotFound: no such task within the person's divisions.
        Refused: the table has no such step, or its evidence or new owner is missing.
        AlreadyDone: somebody else stepped first.
    """
    before = _standing(session, wish.task_id)
    if before is None or not scope.covers(before.division_code):
        raise NotFound(KIND, wish.task_id)
    scope.require("tasks.step", before.division_code)
    if done := find_by_command(session, TaskEntry, stamp.command_id):
        return done
    _check(session, before, wish)
    entry = _next(stamp, before, wish)
    if not append(session, entry):
        return _beaten(session, stamp, wish.task_id)
    upsert(session, TaskNow, [task_now_row(entry)])
    write_audit(session, scope.account_id, "tasks.step", wish.task_id, {"state": wish.state})
    return entry.id


def _check(session: Session, before: TaskEntry, wish: TaskStep) -> None:
    if (wish.after and wish.after != before.id) or _same_again(before, wish):
        raise _already(session, before)
    require_step(NEXT, before.state, wish.state)
    if wish.state == "done" and not wish.evidence.strip():
        raise Refused(
            Bilingual("请写明完成情况（依据）", "Say what was done: evidence is required"),
            "evidence",
        )
    if wish.state == "assigned" and before.state == "done" and not wish.evidence.strip():
        raise Refused(Bilingual("请写明重开的理由", "Say why it is reopened"), "evidence")
    handed_over = wish.owner is not None and wish.owner.zh != before.owner
    if wish.state == "assigned" and before.state != "done" and not handed_over:
        raise Refused(Bilingual("请写明移交给谁", "Say who takes it over"), "owner")


def _same_again(before: TaskEntry, wish: TaskStep) -> bool:
    return wish.state == before.state and wish.state != "assigned"


def _standing(session: Session, task_id: str) -> TaskEntry | None:
    return session.scalar(
        select(TaskEntry)
        .join(TaskNow, TaskNow.entry_id == TaskEntry.id)
        .where(TaskNow.task_id == task_id)
    )


def _beaten(session: Session, stamp: Stamp, task_id: str) -> str:
    if done := find_by_command(session, TaskEntry, stamp.command_id):
        return done
    winner = _standing(session, task_id)
    if winner is None:
        raise NotFound(KIND, task_id)
    raise _already(session, winner)


def _already(session: Session, winner: TaskEntry) -> AlreadyDone:
    by = account_names(session, {winner.recorded_by})[winner.recorded_by]
    state = next(words for name, words in STATES.items() if name == winner.state)
    deed = Bilingual(f"“{winner.title_zh}”（{state.zh}）", f"“{winner.title_en}” ({state.en})")
    return AlreadyDone(deed, by, f"{beijing(winner.recorded_at):%Y-%m-%d %H:%M}")


def _first(stamp: Stamp, command_id: str, new: NewTask) -> TaskEntry:
    task_id = new_id()
    return TaskEntry(
        **{**stamped(stamp), "command_id": command_id},
        id=new_id(),
        task_id=task_id,
        state="assigned",
        incident_id=new.incident_id,
        division_code=new.division,
        subject=new.subject,
        title_zh=new.title.zh,
        title_en=new.title.en,
        owner=new.owner.zh,
        owner_en=new.owner.en,
        due_at=new.due_at,
        evidence="",
        follows=f"new:{task_id}",
    )


def _next(stamp: Stamp, before: TaskEntry, wish: TaskStep) -> TaskEntry:
    owner = wish.owner or Bilingual(before.owner, before.owner_en)
    return TaskEntry(
        **stamped(stamp),
        id=new_id(),
        task_id=before.task_id,
        state=wish.state,
        incident_id=before.incident_id,
        division_code=before.division_code,
        subject=before.subject,
        title_zh=before.title_zh,
        title_en=before.title_en,
        owner=owner.zh,
        owner_en=owner.en,
        due_at=before.due_at,
        evidence=wish.evidence.strip(),
        follows=before.id,
    )
