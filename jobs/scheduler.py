"""The table of jobs, and the clock that ticks them in the leader process.

APScheduler's own job stores are not shared between processes (they would fire twice): it only ticks
"take what is due"; the truth is in our tables, and only the leader acts.
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from jobs import climb_alerts, expire_orders, prune_sign_ins, seal_audit, send_alerts
from jobs.journal import Journal, fault_of
from relief.bootstrap import Desk
from relief.core.clock import SystemClock
from relief.core.wording import Bilingual
from relief.db.job_log import Planned, Run
from relief.db.leader import LeaderLock

LOG = structlog.get_logger()
LOOK_EVERY_S = 2


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its rhythm and the one service call it makes.

    Fields:
        name: as `python -m relief job NAME` calls it.
        title: what it does, as the jobs page says it.
        every_s: seconds between two ticks.
        run: does what is due and returns how much it did.
    """

    name: str
    title: Bilingual
    every_s: int
    run: Callable[[Desk], int]

    def planned(self) -> Planned:
        """Return the job as the log of runs names it."""
        return Planned(self.name, self.title, self.every_s)


JOBS: tuple[Job, ...] = (
    Job(
        "send_alerts",
        Bilingual("发送叫应", "Send alerts"),
        send_alerts.EVERY_S,
        send_alerts.run,
    ),
    Job(
        "climb_alerts",
        Bilingual("无人应答的叫应升级", "Climb where nobody answered"),
        climb_alerts.EVERY_S,
        climb_alerts.run,
    ),
    Job(
        "expire_orders",
        Bilingual("释放过期调拨单的预留", "Give back what expired orders reserve"),
        expire_orders.EVERY_S,
        expire_orders.run,
    ),
    Job(
        "seal_audit",
        Bilingual("封存审计日志", "Seal the audit log"),
        seal_audit.EVERY_S,
        seal_audit.run,
    ),
    Job(
        "prune_sign_ins",
        Bilingual("清理登录失败记录", "Forget failed sign-ins"),
        prune_sign_ins.EVERY_S,
        prune_sign_ins.run,
    ),
)


def start(desk: Desk, leader: LeaderLock) -> "Clock":
    """Start ticking; a process that does not lead skips its ticks until it does.

    Every `LOOK_EVERY_S` it looks whether it leads: a leader that dies is followed within that time,
    since the operating system or the server frees the lock at once.
    """
    scheduler = BackgroundScheduler(timezone="UTC")
    journal = Journal(desk, [job.planned() for job in JOBS])
    once = {"trigger": "interval", "max_instances": 1, "coalesce": True}
    scheduler.add_job(lead, args=(leader, journal), seconds=LOOK_EVERY_S, id="lead", **once)
    for job in JOBS:
        arguments = (desk, leader, journal, job)
        scheduler.add_job(tick, args=arguments, seconds=job.every_s, id=job.name, **once)
    scheduler.start()
    return Clock(scheduler, journal)


class Clock:
    """The ticking clock of one process."""

    def __init__(self, scheduler: BackgroundScheduler, journal: Journal) -> None:
        """Keep what has to be stopped."""
        self._scheduler = scheduler
        self._journal = journal

    def stop(self) -> None:
        """Stop ticking and say that this process no longer leads."""
        self._scheduler.shutdown(wait=False)
        self._journal.leave()


def lead(leader: LeaderLock, journal: Journal) -> bool:
    """Return whether this process leads, and note it."""
    if leader.hold():
        journal.lead()
        return True
    journal.follow()
    return False


def tick(desk: Desk, leader: LeaderLock, journal: Journal, job: Job) -> None:
    """Run the job when this process leads."""
    if lead(leader, journal):
        run_now(desk, job, journal)


def run_now(desk: Desk, job: Job, journal: Journal | None = None) -> int:
    """Run the job and record what came of it; a failure is recorded and does not stop the clock."""
    started = SystemClock().now()
    fault = None
    did = 0
    try:
        did = job.run(desk)
    except Exception as error:
        LOG.exception("job failed", job=job.name)
        fault = fault_of(error)
    run = Run(job.planned(), started, SystemClock().now(), did, fault)
    (journal or Journal(desk)).note(run)
    return did
