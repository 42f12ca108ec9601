"""Transactions, change numbers, the leader, files: alike on both databases."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from relief.bootstrap import Desk
from relief.core.errors import NotFound, Refused
from relief.db.changes import latest_change, note_change, topics_since
from relief.db.files import NewFile
from relief.db.leader import LeaderLock
from relief.db.session import Database
from relief.db.tables import Setting
from tests.make import JISHISHAN, NIGHT, scope


def test_a_block_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(Setting(name="a", value="1"))
        session.flush()
        session.execute(text("INSERT INTO db_setting (name, value) VALUES ('a', '2')"))
    with database.read() as session:
        assert session.get(Setting, "a") is None


def test_reads_cannot_write_on_sqlite(database: Database) -> None:
    if not database.is_sqlite:
        return
    with pytest.raises(DBAPIError, match="readonly"), database.read() as session:
        session.execute(text("INSERT INTO db_setting (name, value) VALUES ('a', '2')"))


def test_every_committed_change_gets_a_higher_number(database: Database) -> None:
    def change(number: int) -> None:
        with database.write() as session:
            session.add(Setting(name=f"s{number}", value=""))
            note_change(session, "damage")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(change, range(12)))
    with database.read() as session:
        assert latest_change(session) == 12
        assert topics_since(session, 11) == ["damage"]
        assert topics_since(session, 12) == []


def test_one_process_leads_until_it_lets_go(database: Database, tmp_path: Path) -> None:
    first, second = LeaderLock(database, tmp_path), LeaderLock(database, tmp_path)
    assert first.hold()
    assert first.hold()
    assert not second.hold()
    first.release()
    assert second.hold()
    second.release()


def test_a_file_is_kept_once_and_read_within_scope_only(desk: Desk) -> None:
    new = NewFile("a.txt", "text/plain", b"words", JISHISHAN)
    with desk.database.write() as session:
        digest = desk.files.keep(session, scope(), new, NIGHT)
        assert desk.files.keep(session, scope(), new, NIGHT) == digest
    with desk.database.read() as session:
        assert desk.files.read(session, scope(), digest)[1] == b"words"
        with pytest.raises(NotFound):
            desk.files.read(session, scope("630222"), digest)


def test_an_empty_file_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused), desk.database.write() as session:
        desk.files.keep(session, scope(), NewFile("a", "text/plain", b"", JISHISHAN), NIGHT)
