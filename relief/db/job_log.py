"""When each job last ran here and what came of it (machine time)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from relief.core.wording import Bilingual
from relief.db.base import Base
from relief.db.upsert import upsert


class JobRun(Base):
    """A job of the table, its last run, the last that did something, and the last that failed."""

    __tablename__ = "db_job_run"
    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[dict[str, Any]]  # {"zh", "en"}
    every_s: Mapped[int]
    started_at: Mapped[datetime | None]  # None: it has not run yet
    ended_at: Mapped[datetime | None]
    did: Mapped[int]
    worked_at: Mapped[datetime | None]  # when it last did something
    worked_did: Mapped[int]
    failures: Mapped[int]  # in a row, up to the last run
    failed_at: Mapped[datetime | None]
    fault: Mapped[dict[str, Any] | None]  # {"zh", "en", "detail"} of the last failure


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a run failed: in plain words, and as the program says it."""

    words: Bilingual
    detail: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A job as the table of jobs has it: its name, what it does, seconds between two ticks."""

    name: str
    title: Bilingual
    every_s: int


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a job; `fault` is None when it did not fail."""

    job: Planned
    started_at: datetime
    ended_at: datetime
    did: int = 0
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class LastRun:
    """What is kept of a job's runs.

    Fields:
        started_at, ended_at: of the last run, None before the first.
        did: how much the last run did; 0 is nothing to do.
        worked_at, worked_did: the last run that did something.
        failures: how many failed in a row, up to the last one; 0 when that went well.
        failed_at, fault: the last failure, whenever it was.
    """

    job: Planned
    started_at: datetime | None
    ended_at: datetime | None
    did: int
    worked_at: datetime | None
    worked_did: int
    failures: int
    failed_at: datetime | None
    fault: Fault | None

    @property
    def seconds(self) -> float | None:
        """Return how long the last run took, None before the first."""
        if self.started_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.started_at).total_seconds()


def announce(session: Session, jobs: Sequence[Planned]) -> None:
    """Note the jobs there are: new ones have not run, those gone from the table are forgotten."""
    known = last_runs(session)
    names = {job.name for job in jobs}
    session.execute(delete(JobRun).where(JobRun.name.not_in(names)))
    upsert(session, JobRun, [_row(job, known.get(job.name)) for job in jobs])


def record_runs(session: Session, runs: Iterable[Run]) -> None:
    """Keep each run as its job's last one."""
    before = last_runs(session)
    for run in runs:
        row = _row(run.job, before.get(run.job.name)) | _changes(run, before.get(run.job.name))
        upsert(session, JobRun, [row])


def last_runs(session: Session) -> dict[str, LastRun]:
    """Return the last run by job name."""
    return {row.name: _last(row) for row in session.scalars(select(JobRun))}


def _row(job: Planned, last: LastRun | None) -> dict[str, Any]:
    return {
        "name": job.name,
        "title": job.title.as_dict(),
        "every_s": job.every_s,
        "started_at": last.started_at if last else None,
        "ended_at": last.ended_at if last else None,
        "did": last.did if last else 0,
        "worked_at": last.worked_at if last else None,
        "worked_did": last.worked_did if last else 0,
        "failures": last.failures if last else 0,
        "failed_at": last.failed_at if last else None,
        "fault": _kept(last.fault) if last else None,
    }


def _changes(run: Run, last: LastRun | None) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "did": run.did,
        "failures": 0,
    }
    if run.fault is not None:
        failures = last.failures if last else 0
        changes |= {"failures": failures + 1, "failed_at": run.ended_at, "fault": _kept(run.fault)}
    if run.did:
        changes |= {"worked_at": run.ended_at, "worked_did": run.did}
    return changes


def _kept(fault: Fault | None) -> dict[str, Any] | None:
    return {**fault.words.as_dict(), "detail": fault.detail} if fault else None


def _last(row: JobRun) -> LastRun:
    held = row.fault
    return LastRun(
        job=Planned(row.name, Bilingual(**row.title), row.every_s),
        started_at=row.started_at,
        ended_at=row.ended_at,
        did=row.did,
        worked_at=row.worked_at,
        worked_did=row.worked_did,
        failures=row.failures,
        failed_at=row.failed_at,
        fault=Fault(Bilingual(held["zh"], held["en"]), held["detail"]) if held else None,
    )
