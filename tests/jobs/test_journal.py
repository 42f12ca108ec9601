"""What is written of the jobs' runs: honest, and without writing to a cold desk all day."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from jobs import journal, scheduler
from jobs.journal import Journal
from jobs.scheduler import Job, run_now, tick
from relief.bootstrap import Desk
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.db import processes
from relief.db.job_log import LastRun, Planned, last_runs
from relief.db.leader import LeaderLock
from relief.db.processes import LEADER
from relief.db.processes import processes as alive
from relief.web.jobs import next_run

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def _job(run=lambda _desk: 0) -> Job:
    return Job("count", Bilingual("数", "Count"), 2, run)


def _last(desk: Desk) -> LastRun:
    with desk.database.read() as session:
        return last_runs(session)["count"]


def _fails(error: Exception):
    def run(_desk: Desk) -> int:
        raise error

    return run


@pytest.fixture
def leading(desk: Desk):
    log = Journal(desk, [_job().planned()])
    log.lead()
    return log


def test_every_job_is_on_the_page_before_it_ran(desk: Desk, leading) -> None:
    run = _last(desk)
    assert (run.job.every_s, run.started_at, run.failures) == (2, None, 0)


def test_a_run_that_did_something_is_written_at_once(desk: Desk, leading) -> None:
    assert run_now(desk, _job(lambda _desk: 3), leading) == 3
    assert (_last(desk).did, _last(desk).worked_did) == (3, 3)


def test_a_cold_desk_is_written_to_once_a_minute(desk: Desk, leading, monkeypatch) -> None:
    writes = []
    event.listen(desk.database.writer, "commit", lambda _connection: writes.append(1))
    for _ in range(30):
        run_now(desk, _job(), leading)
        leading.lead()
    assert writes == []
    assert _last(desk).started_at is None
    monkeypatch.setattr(processes, "BEAT_EVERY", timedelta(0))
    leading.lead()
    assert len(writes) == 1
    assert _last(desk).started_at is not None  # the last of the thirty, with the leader's beat


def test_a_failure_says_in_plain_words_what_failed_and_how_often(desk: Desk, leading) -> None:
    for _ in range(2):
        run_now(desk, _job(_fails(OSError("no space left"))), leading)
    run = _last(desk)
    assert (run.failures, run.fault.words.zh) == (2, "磁盘、文件或网络出错")
    assert "no space left" in run.fault.detail
    run_now(desk, _job(), leading)  # it goes well again: that is written at once
    assert (_last(desk).failures, _last(desk).fault.detail) == (0, run.fault.detail)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Refused(Bilingual("没有可发的", "Nothing to send")), "没有可发的"),
        (ZeroDivisionError("x"), "程序出错，已记入日志"),
    ],
)
def test_whatever_fails_is_recorded_and_does_not_stop_the_clock(desk, leading, error, words):
    assert run_now(desk, _job(_fails(error)), leading) == 0
    assert _last(desk).fault.words.zh == words


def test_a_process_that_does_not_lead_runs_nothing(desk: Desk) -> None:
    first = LeaderLock(desk.database, desk.settings.data)
    assert first.hold()
    ran = []
    second, log = LeaderLock(desk.database, desk.settings.data), Journal(desk)
    tick(desk, second, log, _job(lambda _desk: ran.append(1) or 0))
    assert ran == []
    first.release()
    tick(desk, second, log, _job(lambda _desk: ran.append(1) or 0))
    assert ran == [1]
    second.release()


def test_a_leader_says_so_and_takes_its_word_back_when_it_ends(desk: Desk, leading) -> None:
    now = journal.SystemClock().now()
    with desk.database.read() as session:
        (leader,) = alive(session, now)
        assert (leader.kind, leader.alive) == (LEADER, True)
        assert not alive(session, now + timedelta(minutes=5))[0].alive
    leading.leave()
    with desk.database.read() as session:
        assert alive(session, now) == ()


def test_jobs_have_names_people_read_and_rhythms() -> None:
    names = [job.name for job in scheduler.JOBS]
    assert len(names) == len(set(names))
    assert all(job.title.zh and job.title.en and job.every_s > 0 for job in scheduler.JOBS)


@pytest.mark.parametrize(
    ("started_s", "since_s", "now_s", "expected_s"),
    [(None, 0, 3, 10), (0, 0, 3, 10), (0, 0, 25, 30), (0, 4, 5, 14), (0, 0, 10, 20)],
)
def test_the_next_run_is_counted_from_the_last_one_or_from_the_leader(
    started_s, since_s, now_s, expected_s
) -> None:
    def at(seconds):
        return NOON + timedelta(seconds=seconds)

    started = None if started_s is None else at(started_s)
    job = Planned("count", Bilingual("数", "Count"), 10)
    run = LastRun(job, started, started, 0, None, 0, 0, None, None)
    assert next_run(run, at(since_s), at(now_s)) == at(expected_s)
