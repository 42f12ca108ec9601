"""The queue of long work: filed in a request, claimed by a worker, safe to run twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from relief.core.scope import Scope
from relief.db.changes import note_change
from relief.db.tables import Work

LEASE = timedelta(seconds=30)  # a worker that lives renews it every 10 s
MOST_ATTEMPTS = 3
ENDED = frozenset({"done", "refused", "failed", "cancelled"})


@dataclass(frozen=True, slots=True)
class Filed:
    """What is asked of the worker.

    Fields:
        kind: the name of the handler.
        division: 12-digit code the work belongs to; only its desk sees the row.
        arguments: JSON values the handler reads.
        command_id: client-made; asking twice gets the first row.
    """

    kind: str
    division: str
    arguments: Mapping[str, Any]
    command_id: str


def file_work(session: Session, scope: Scope, filed: Filed) -> str:
    """Return the id of the work row: a new one, or the one this command made before."""
    known = session.scalar(select(Work.id).where(Work.command_id == filed.command_id))
    if known:
        return known
    row = Work(
        command_id=filed.command_id,
        kind=filed.kind,
        asked_by=scope.account_id,
        division_code=filed.division,
        arguments=dict(filed.arguments),
        asked_at=_machine_now(),
    )
    session.add(row)
    session.flush()
    note_change(session, "work")
    return row.id


def claim(session: Session) -> Work | None:
    """Return the oldest waiting work, or one whose worker died, now leased to the caller."""
    due = (
        select(Work)
        .where(_is_due())
        .order_by(Work.asked_at, Work.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = session.scalar(due)
    if row is None:
        return None
    row.attempts += 1
    if row.attempts > MOST_ATTEMPTS:
        end(session, row.id, "failed", {"reasons": [_gave_up()]})
        return None
    row.state, row.lease_until = "running", _machine_now() + LEASE
    return row


def is_any_due(session: Session) -> bool:
    """Return whether a worker would find something to claim."""
    return session.scalar(select(Work.id).where(_is_due()).limit(1)) is not None


@dataclass(frozen=True, slots=True)
class QueueState:
    """How the queue of long work stands.

    Fields:
        waiting, running: pieces; `oldest_at` when the one that waits longest was asked for.
        lapsed: running ones whose worker was not heard from within the lease.
        failed: pieces that failed within the last day.
    """

    waiting: int
    running: int
    lapsed: int
    failed: int
    oldest_at: datetime | None


def queue_state(session: Session) -> QueueState:
    """Return how the queue stands, in one statement."""
    now = _machine_now()
    waiting, running = Work.state == "waiting", Work.state == "running"
    failed = (Work.state == "failed") & (Work.ended_at >= now - timedelta(days=1))
    row = session.execute(
        select(
            func.count().filter(waiting).label("waiting"),
            func.count().filter(running).label("running"),
            func.count().filter(running & (Work.lease_until < now)).label("lapsed"),
            func.count().filter(failed).label("failed"),
            func.min(Work.asked_at).filter(waiting).label("oldest_at"),
        ).where(waiting | running | failed)
    ).one()
    return QueueState(row.waiting, row.running, row.lapsed, row.failed, row.oldest_at)


def _is_due() -> ColumnElement[bool]:
    dead = (Work.state == "running") & (Work.lease_until < _machine_now())
    return or_(Work.state == "waiting", dead)


def report_progress(session: Session, work_id: str, *, done: int, total: int) -> bool:
    """Keep how far the work is and renew the lease; return whether it was asked to stop."""
    session.execute(
        update(Work)
        .where(Work.id == work_id)
        .values(done=done, total=total, lease_until=_machine_now() + LEASE)
    )
    note_change(session, "work")
    return bool(session.scalar(select(Work.cancel_asked).where(Work.id == work_id)))


def renew(session: Session, work_id: str) -> None:
    """Keep the lease of work that is being done."""
    session.execute(
        update(Work)
        .where(Work.id == work_id, Work.state == "running")
        .values(lease_until=_machine_now() + LEASE)
    )


def end(session: Session, work_id: str, state: str, result: Mapping[str, Any]) -> None:
    """Close the work with its result or its reasons; a row already closed keeps its first end."""
    session.execute(
        update(Work)
        .where(Work.id == work_id, Work.state.not_in(ENDED))
        .values(state=state, result=dict(result), ended_at=_machine_now(), lease_until=None)
    )
    note_change(session, "work")


def ask_to_cancel(session: Session, scope: Scope, work_id: str) -> bool:
    """Ask the worker to stop; work still waiting ends at once. Return whether it was open."""
    row = find(session, scope, work_id)
    if row is None or row.state in ENDED:
        return False
    session.execute(update(Work).where(Work.id == work_id).values(cancel_asked=True))
    if row.state == "waiting":
        end(session, work_id, "cancelled", {})
    return True


def find(session: Session, scope: Scope, work_id: str) -> Work | None:
    """Return the work row when it is within scope, else None."""
    row = session.get(Work, work_id)
    return row if row is not None and scope.covers(row.division_code) else None


def _machine_now() -> datetime:
    return datetime.now(UTC)


def _gave_up() -> dict[str, str]:
    return {
        "zh": f"处理进程 {MOST_ATTEMPTS} 次中断，已停止；请重新提交",
        "en": f"The worker stopped {MOST_ATTEMPTS} times; please file it again",
    }
