"""Reads of tasks, overdue first, now or as this desk knew them at an hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from relief.core.errors import NotFound
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.offices.queries import account_names
from relief.offices.tables import TaskEntry, TaskNow

KIND = "任务 task"


class Hour(Protocol):
    """The hour a list speaks of: the desk's present, or one wound back to (`replay`)."""

    @property
    def at(self) -> datetime:
        """Return the hour, aware UTC; it decides what is overdue."""

    @property
    def replay(self) -> bool:
        """Return whether only what this desk knew at that hour counts."""


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks: of one state, of one owner, of one subject; empty text is all; which page."""

    state: str = ""
    owner: str = ""
    subject: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as the list shows it.

    Fields:
        entry_id: its last step; a step taken from the screen names it, so that a second one loses.
        overdue: not done and past its deadline at the hour asked about.
        changed_at, changed_by: when and by whom (display name) the last step was taken.
    """

    task_id: str
    entry_id: str
    state: str
    division: str
    subject: str
    title: Bilingual
    owner: Bilingual
    due_at: datetime | None
    evidence: str
    changed_at: datetime
    changed_by: str
    overdue: bool


def tasks(
    session: Session, scope: Scope, incident_id: str, wanted: TaskFilter, hour: Hour
) -> Page[TaskRow]:
    """Return one page of the tasks in scope: overdue first, done ones last."""
    chosen = _standing(hour).where(
        TaskEntry.incident_id == incident_id, _in_scope(scope), *_conditions(wanted)
    )
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    pages = pages_for(total)
    number = min(max(wanted.page, 1), pages)
    ordered = chosen.order_by(
        case((TaskEntry.state == "done", 1), else_=0),
        TaskEntry.due_at.is_(None),
        TaskEntry.due_at,
        TaskEntry.task_id,
    ).limit(PAGE_SIZE)
    found = session.scalars(ordered.offset((number - 1) * PAGE_SIZE)).all()
    return Page(tuple(_rows(session, found, hour.at)), number, pages, total)


def open_task_counts(
    session: Session, scope: Scope, incident_id: str, hour: Hour
) -> tuple[int, int]:
    """Return how many tasks in scope are open, and how many of them are overdue."""
    standing = _standing(hour).where(
        TaskEntry.incident_id == incident_id, _in_scope(scope), TaskEntry.state != "done"
    )
    times = session.scalars(standing.with_only_columns(TaskEntry.due_at)).all()
    return len(times), sum(1 for due_at in times if due_at is not None and due_at < hour.at)


def task(session: Session, scope: Scope, task_id: str, hour: Hour) -> TaskRow:
    """Return one task as it stood at the hour.

    Raises:
        NotFound: no such task within the person's divisions.
    """
    found = session.scalars(_standing(hour).where(TaskEntry.task_id == task_id, _in_scope(scope)))
    rows = _rows(session, found.all(), hour.at)
    if not rows:
        raise NotFound(KIND, task_id)
    return rows[0]


def task_history(
    session: Session, scope: Scope, task_ids: Iterable[str]
) -> dict[str, list[TaskRow]]:
    """Return the steps of the tasks in scope, oldest first, by task id."""
    found = session.scalars(
        select(TaskEntry)
        .where(TaskEntry.task_id.in_(list(task_ids)), _in_scope(scope))
        .order_by(TaskEntry.recorded_at, TaskEntry.id)
    ).all()
    history: dict[str, list[TaskRow]] = {}
    for entry, row in zip(found, _rows(session, found, None), strict=True):
        history.setdefault(entry.task_id, []).append(row)
    return history


def _standing(hour: Hour) -> Select[TaskEntry]:
    """Select the last step of every task: now by the projection, at an hour from the ledger."""
    if not hour.replay:
        return select(TaskEntry).join(TaskNow, TaskNow.entry_id == TaskEntry.id)
    later = aliased(TaskEntry)
    known = and_(later.follows == TaskEntry.id, later.recorded_at <= hour.at)
    last = select(TaskEntry).outerjoin(later, known).where(later.id.is_(None))
    return last.where(TaskEntry.recorded_at <= hour.at)


def _in_scope(scope: Scope) -> ColumnElement[bool]:
    ranges = [TaskEntry.division_code.between(low, high) for low, high in scope.ranges()]
    return or_(*ranges) if ranges else false()


def _conditions(wanted: TaskFilter) -> list[ColumnElement[bool]]:
    pairs = (
        (TaskEntry.state, wanted.state),
        (TaskEntry.owner, wanted.owner),
        (TaskEntry.subject, wanted.subject),
    )
    return [column == value for column, value in pairs if value]


def _rows(session: Session, found: Iterable[TaskEntry], present: datetime | None) -> list[TaskRow]:
    entries = list(found)
    names = account_names(session, {entry.recorded_by for entry in entries})
    return [_row(entry, names, present) for entry in entries]


def _row(entry: TaskEntry, names: dict[str, str], present: datetime | None) -> TaskRow:
    late = present is not None and entry.due_at is not None and entry.due_at < present
    return TaskRow(
        task_id=entry.task_id,
        entry_id=entry.id,
        state=entry.state,
        division=entry.division_code,
        subject=entry.subject,
        title=Bilingual(entry.title_zh, entry.title_en),
        owner=Bilingual(entry.owner, entry.owner_en),
        due_at=entry.due_at,
        evidence=entry.evidence,
        changed_at=entry.recorded_at,
        changed_by=names[entry.recorded_by],
        overdue=late and entry.state != "done",
    )
