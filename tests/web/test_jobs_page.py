"""The jobs page: who ticks, what came of each job, how long the queues are."""

from datetime import timedelta

from jobs.journal import Journal
from jobs.scheduler import JOBS, Job, run_now
from relief.bootstrap import Desk
from relief.core.wording import Bilingual
from relief.db import processes
from relief.db.work import Filed, claim, file_work
from tests.make import JISHISHAN, scope
from tests.support.person import Person


def _fails(_desk: Desk) -> int:
    raise OSError("no space left on device")


def test_without_a_leader_the_page_says_that_nothing_ticks(app) -> None:
    text = Person(app, "admin").see("/jobs")
    assert "没有进程在走钟" in text
    assert "还没有进程走过钟" in text


def test_the_page_shows_every_job_its_result_and_its_next_run(app, demo: Desk) -> None:
    log = Journal(demo, [job.planned() for job in JOBS])
    log.lead()
    run_now(demo, next(job for job in JOBS if job.name == "seal_audit"), log)
    auditor = Person(app, "jishishan-audit")
    text = auditor.see("/jobs")
    assert "在走" in text
    for job in JOBS:
        assert job.title.zh in text
    assert "办了" in text
    assert "停着" not in text
    assert "尚未封存" in text
    fragment = auditor.client.get("/jobs", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "every 5s" in fragment
    assert "<html" not in fragment


def test_a_failed_job_shows_what_failed_in_plain_words(app, demo: Desk) -> None:
    job = Job("count", Bilingual("数数", "Count"), 2, _fails)
    run_now(demo, job)
    run_now(demo, job)
    text = Person(app, "admin").see("/jobs")
    assert "1 个作业最近一次没有办成" in text
    assert "磁盘、文件或网络出错，连续 2 次" in text
    assert "no space left on device" in text


def test_the_queue_and_a_worker_not_heard_from_are_shown(app, demo: Desk) -> None:
    with demo.database.write() as session:
        for number in range(3):
            file_work(session, scope(), Filed("echo", JISHISHAN, {}, f"c{number}"))
    with demo.database.write() as session:
        first, second, _third = (claim(session) for _ in range(3))
        first.lease_until -= timedelta(hours=1)
        beat = processes.Beat(processes.WORKER, second.asked_at)
        beat.write(session, second.asked_at - timedelta(hours=2))
    text = Person(app, "admin").see("/jobs")
    assert "没有报到" in text
    assert "等待 0 件 · 处理中 3 件" in text
    assert "1 件的进程没有音讯" in text
