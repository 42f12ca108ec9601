"""Reads of tasks, overdue first, now or as this desk knew them at an hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from relief.core.errors import NotFound
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.offices.queries import account_names
from relief.offices.tables import TaskEntry


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks: of one state, of one owner, of one subject; empty text is all."""

    state: str = ""
    owner: str = ""
    subject: str = ""


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
    session: Session,
    scope: Scope,
    incident_id: str,
    wanted: TaskFilter,
    page: int,
    *,
    present: datetime,
    replay: bool = False,
) -> Page[TaskRow]:
    """Return one page of the tasks in scope: open ones by deadline, overdue first, done ones last.

    Args:
        present: the desk's present, or the hour wound back to: decides what is overdue.
        replay: True for what this desk knew at `present`.
    """
    chosen = _standing(present if replay else None).where(
        TaskEntry.incident_id == incident_id, _in_scope(scope), *_conditions(wanted)
    )
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    pages = pages_for(total)
    number = min(max(page, 1), pages)
    ordered = chosen.order_by(
        case((TaskEntry.state == "done", 1), else_=0),
        TaskEntry.due_at.is_(None),
        TaskEntry.due_at,
        TaskEntry.task_id,
    ).limit(PAGE_SIZE)
    found = session.scalars(ordered.offset((number - 1) * PAGE_SIZE)).all()
    return Page(tuple(_rows(session, found, present)), number, pages, total)


def open_task_counts(
    session: Session, scope: Scope, incident_id: str, *, present: datetime, replay: bool = False
) -> tuple[int, int]:
    """Return how many tasks in scope are open, and how many of them are overdue."""
    standing = _standing(present if replay else None).where(
        TaskEntry.incident_id == incident_id, _in_scope(scope), TaskEntry.state != "done"
    )
    due = standing.with_only_columns(TaskEntry.due_at)
    times = session.scalars(due).all()
    return len(times), sum(1 for at in times if at is not None and at < present)


def task(session: Session, scope: Scope, task_id: str, *, present: datetime) -> TaskRow:
    """Return one task as it stands now.

    Raises:
        NotFound: no such task within the person's divisions.
    """
    found = session.scalars(_standing(None).where(TaskEntry.task_id == task_id, _in_scope(scope)))
    rows = _rows(session, found.all(), present)
    if not rows:
        raise NotFound("任务 task", task_id)
    return rows[0]


def task_history(session: Session, scope: Scope, task_ids: Iterable[str]) -> dict[str, list[TaskRow]]:
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


def _standing(at: datetime | None) -> Select[tuple[TaskEntry]]:
    """Select the last step of every task: now, or of those recorded until `at`."""
    later = aliased(TaskEntry)
    follows = later.follows == TaskEntry.id
    known = follows if at is None else and_(follows, later.recorded_at <= at)
    last = select(TaskEntry).outerjoin(later, known).where(later.id.is_(None))
    return last if at is None else last.where(TaskEntry.recorded_at <= at)


def _in_scope(scope: Scope) -> Any:
    ranges = [TaskEntry.division_code.between(low, high) for low, high in scope.ranges()]
    return or_(*ranges) if ranges else literal_column("1 = 0")


def _conditions(wanted: TaskFilter) -> list[Any]:
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
