"""Where each task stands, derived from its ledger of steps."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session, aliased

from relief.db.projections import Projection, Row
from relief.offices.tables import TaskEntry, TaskNow


def task_now_row(entry: TaskEntry) -> dict[str, Any]:
    """Return the projection's row after this step."""
    return {
        "task_id": entry.task_id,
        "entry_id": entry.id,
        "state": entry.state,
        "incident_id": entry.incident_id,
        "division_code": entry.division_code,
        "subject": entry.subject,
        "title_zh": entry.title_zh,
        "title_en": entry.title_en,
        "owner": entry.owner,
        "owner_en": entry.owner_en,
        "due_at": entry.due_at,
        "evidence": entry.evidence,
        "changed_at": entry.recorded_at,
        "changed_by": entry.recorded_by,
    }


def _tasks_now(session: Session) -> Iterable[Row]:
    # The last step of a task is the one no other step follows.
    later = aliased(TaskEntry)
    last = (
        select(TaskEntry).outerjoin(later, later.follows == TaskEntry.id).where(later.id.is_(None))
    )
    return [task_now_row(entry) for entry in session.scalars(last)]


PROJECTIONS = (Projection(cast("Table", TaskNow.__table__), _tasks_now),)
