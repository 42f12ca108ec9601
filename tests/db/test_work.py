"""The queue: filed once, claimed once, taken over when its worker dies, never tried for ever."""

from datetime import UTC, datetime, timedelta
from threading import Thread

from sqlalchemy import select, update

from jobs.worker import HANDLERS, work_once
from relief.bootstrap import Desk
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.db.session import Database
from relief.db.tables import Work
from relief.db.work import Filed, ask_to_cancel, claim, end, file_work, report_progress
from tests.make import JISHISHAN, MINHE, scope


def _file(database: Database, command: str = "c1", division: str = JISHISHAN) -> str:
    with database.write() as session:
        return file_work(session, scope(), Filed("echo", division, {"n": 1}, command))


def test_filing_twice_is_the_first_work(database: Database) -> None:
    assert _file(database) == _file(database)


def test_two_workers_never_claim_the_same_work(database: Database) -> None:
    for number in range(20):
        _file(database, f"c{number}")
    claimed: list[str] = []

    def work() -> None:
        while True:
            with database.write() as session:
                row = claim(session)
                if row is None:
                    return
                claimed.append(row.id)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == len(set(claimed)) == 20


def test_the_work_of_a_dead_worker_is_taken_over_and_given_up_after_three(database) -> None:
    work_id = _file(database)
    for attempt in range(4):
        with database.write() as session:
            row = claim(session)
            assert (row is None) == (attempt == 3)
            session.flush()
            session.execute(
                update(Work).values(lease_until=datetime.now(UTC) - timedelta(seconds=1))
            )
    with database.read() as session:
        row = session.get(Work, work_id)
        assert row.state == "failed"
        assert "3" in row.result["reasons"][0]["zh"]


def test_a_worker_is_told_when_its_work_was_cancelled(database: Database) -> None:
    work_id = _file(database)
    with database.write() as session:
        claim(session)
    with database.write() as session:
        assert not report_progress(session, work_id, done=1, total=2)
    with database.write() as session:
        assert ask_to_cancel(session, scope(), work_id)
    with database.write() as session:
        assert report_progress(session, work_id, done=2, total=2)


def test_work_of_another_division_is_not_there(database: Database) -> None:
    work_id = _file(database, division=MINHE)
    with database.write() as session:
        assert not ask_to_cancel(session, scope(), work_id)


def test_the_first_end_stands(database: Database) -> None:
    work_id = _file(database)
    with database.write() as session:
        end(session, work_id, "done", {"n": 1})
        end(session, work_id, "failed", {"n": 2})
    with database.read() as session:
        assert session.get(Work, work_id).result == {"n": 1}


def test_a_handler_that_refuses_leaves_its_reasons(desk: Desk, monkeypatch) -> None:
    def refuse(*_arguments):
        raise Refused(Bilingual("坏文件", "bad file"), "B2")

    def break_down(*_arguments):
        message = "surprise"
        raise RuntimeError(message)

    monkeypatch.setitem(HANDLERS, "echo", refuse)
    _file(desk.database)
    assert work_once(desk)
    monkeypatch.setitem(HANDLERS, "echo", break_down)
    _file(desk.database, "c2")
    assert work_once(desk)
    assert not work_once(desk)
    with desk.database.read() as session:
        rows = {r.command_id: r for r in session.scalars(select(Work))}
    assert rows["c1"].state == "refused"
    assert rows["c1"].result["reasons"] == [{"path": "B2", "zh": "坏文件", "en": "bad file"}]
    assert rows["c2"].state == "failed"
