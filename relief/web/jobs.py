"""The jobs page: what ticks, what came of it, who leads, who works, how long the queues are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.alerts.alert import MESSAGE_STATES
from relief.alerts.outbox_queries import outbox_lengths
from relief.core.clock import SystemClock
from relief.core.wording import Bilingual
from relief.db.audit import Tail, tail
from relief.db.job_log import LastRun, last_runs
from relief.db.processes import LEADER, WORKER, Seen, processes
from relief.db.work import QueueState, queue_state
from relief.web.auth import needs
from relief.web.context import desk

blueprint = Blueprint("jobs", __name__)


@dataclass(frozen=True, slots=True)
class JobView:
    """A job on the page; `next_at` is None while nobody leads."""

    run: LastRun
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class JobsView:
    """The whole page, by this machine's clock.

    Fields:
        leader: who leads and since when, None when nobody was heard from.
        workers: those that said they were alive, the latest first.
        failing: jobs whose last run failed.
        outbox: messages by the state they wait in, with its name.
    """

    now: datetime
    jobs: tuple[JobView, ...]
    leader: Seen | None
    workers: tuple[Seen, ...]
    failing: int
    queue: QueueState
    outbox: Mapping[Bilingual, int]
    audit: Tail


@blueprint.get("/jobs")
@needs("jobs.view")
def show() -> ResponseReturnValue:
    """Show the jobs: a whole page, or the part that asks again every five seconds."""
    partial = request.headers.get("HX-Request") == "true"
    with desk().database.read() as session:
        view = jobs_view(session, SystemClock().now())
    return render_template("jobs/fragment.html" if partial else "jobs/show.html", view=view)


def jobs_view(session: Session, now: datetime) -> JobsView:
    """Return the page as of `now`, the machine's time."""
    seen = processes(session, now)
    leaders = [process for process in seen if process.kind == LEADER and process.alive]
    leader = leaders[0] if leaders else None
    runs = sorted(last_runs(session).values(), key=lambda run: (run.job.every_s, run.job.name))
    return JobsView(
        now=now,
        jobs=tuple(JobView(r, next_run(r, leader.since, now) if leader else None) for r in runs),
        leader=leader,
        workers=tuple(process for process in seen if process.kind == WORKER),
        failing=sum(run.failures > 0 for run in runs),
        queue=queue_state(session),
        outbox={MESSAGE_STATES[s]: count for s, count in outbox_lengths(session).items()},
        audit=tail(session),
    )


def next_run(run: LastRun, since: datetime, now: datetime) -> datetime:
    """Return when the job ticks next, counted from its last run, or since its leader leads.

    The log of a job that finds nothing to do is a minute old at most: the ticks since then count.
    """
    last = since if run.started_at is None else max(since, run.started_at)
    every = timedelta(seconds=run.job.every_s)
    return last + (max(0, (now - last) // every) + 1) * every
