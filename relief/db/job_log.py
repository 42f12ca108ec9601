"""When each job last ran here and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from relief.core.clock import SystemClock
from relief.db.base import Base
from relief.db.upsert import upsert


class JobRun(Base):
    """The last run of a job that did something or failed (machine time)."""

    __tablename__ = "db_job_run"
    name: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    result: Mapped[str]


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run of one job."""

    name: str
    started_at: datetime
    ended_at: datetime
    result: str


def record_run(session: Session, name: str, started_at: datetime, *, result: str) -> None:
    """Keep the run as the job's last one."""
    row = {
        "name": name,
        "started_at": started_at,
        "ended_at": SystemClock().now(),
        "result": result,
    }
    upsert(session, JobRun, [row])


def last_runs(session: Session) -> dict[str, LastRun]:
    """Return the last run by job name."""
    return {
        row.name: LastRun(row.name, row.started_at, row.ended_at, row.result)
        for row in session.scalars(select(JobRun))
    }
