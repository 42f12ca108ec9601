"""The table of jobs, and the clock that ticks them in the leader process.

APScheduler's own job stores are not shared between processes (they would fire twice): it only ticks
"take what is due"; the truth is in our tables, and only the leader acts.
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from jobs import expire_orders, prune_sign_ins, seal_audit
from relief.bootstrap import Desk
from relief.core.clock import SystemClock
from relief.core.errors import ReliefError
from relief.db.job_log import record_run
from relief.db.leader import LeaderLock

LOG = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its rhythm and the one service call it makes.

    Fields:
        name: as the jobs page and `python -m relief job NAME` call it.
        every_s: seconds between two ticks.
        run: does what is due and returns how much it did.
    """

    name: str
    every_s: int
    run: Callable[[Desk], int]


JOBS: tuple[Job, ...] = (
    Job("seal_audit", seal_audit.EVERY_S, seal_audit.run),
    Job("expire_orders", expire_orders.EVERY_S, expire_orders.run),
    Job("prune_sign_ins", prune_sign_ins.EVERY_S, prune_sign_ins.run),
)


def start(desk: Desk, leader: LeaderLock) -> BackgroundScheduler:
    """Start ticking; a process that does not lead skips its ticks until it does."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for job in JOBS:
        scheduler.add_job(
            tick,
            "interval",
            args=(desk, leader, job),
            seconds=job.every_s,
            id=job.name,
            max_instances=1,
            coalesce=True,
        )
    scheduler.start()
    return scheduler


def tick(desk: Desk, leader: LeaderLock, job: Job) -> None:
    """Run the job when this process leads."""
    if leader.hold():
        run_now(desk, job)


def run_now(desk: Desk, job: Job) -> int:
    """Run the job and record its result; a failure is recorded and does not stop the clock."""
    started = SystemClock().now()
    try:
        done = job.run(desk)
    except (ReliefError, SQLAlchemyError, OSError) as error:
        LOG.exception("job failed", job=job.name)
        with desk.database.write() as session:
            record_run(session, job.name, started, result=f"failed: {error}")
        return 0
    if done:
        with desk.database.write() as session:
            record_run(session, job.name, started, result=str(done))
    return done
