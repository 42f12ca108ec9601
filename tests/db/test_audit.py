"""The audit chain: sealed in order, and a changed row is found out."""

from sqlalchemy import text

from relief.db.audit import seal, verify, write_audit
from relief.db.session import Database


def _write(database: Database, count: int) -> None:
    with database.write() as session:
        for number in range(count):
            write_audit(session, "a1", "look", f"house:{number}", {"n": number})


def test_the_unsealed_tail_is_named(database: Database) -> None:
    _write(database, 3)
    with database.write() as session:
        assert seal(session) == 3
        assert seal(session) == 0
    _write(database, 2)
    with database.read() as session:
        verdict = verify(session)
    assert (verdict.sealed, len(verdict.unsealed), verdict.broken_seal) == (3, 2, None)


def test_a_row_changed_behind_the_desk_breaks_its_seal(database: Database) -> None:
    _write(database, 2)
    with database.write() as session:
        seal(session)
    _write(database, 2)
    with database.write() as session:
        seal(session)
    with database.write() as session:
        if database.is_sqlite:
            session.execute(text("DROP TRIGGER db_audit_no_update"))
        else:
            session.execute(text("ALTER TABLE db_audit DISABLE TRIGGER ALL"))
        session.execute(text("UPDATE db_audit SET action = 'nothing' WHERE number = 3"))
    with database.read() as session:
        verdict = verify(session)
    assert verdict.broken_seal == 2
    assert verdict.sealed == 2
