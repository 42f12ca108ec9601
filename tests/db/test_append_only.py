"""UPDATE, DELETE, REPLACE and TRUNCATE on every ledger are refused on both databases."""

import pytest
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from relief.all_tables import METADATA
from relief.db.base import ledger_tables
from relief.db.session import Database
from tests.support.rows import any_row

LEDGERS = ledger_tables()


@pytest.fixture
def filled(database: Database, request: pytest.FixtureRequest):
    """A database whose ledger under test holds one committed row."""
    table = METADATA.tables[request.param]
    with database.write() as session:
        if database.is_sqlite:
            session.execute(text("PRAGMA defer_foreign_keys=ON"))
        else:
            session.execute(text("SET session_replication_role = replica"))  # no foreign keys
        session.execute(insert(table), [any_row(table)])
        if not database.is_sqlite:
            session.execute(text("SET session_replication_role = origin"))
        else:
            _satisfy(session, table)
    return database, table


def _satisfy(session: Session, table) -> None:
    # SQLite checks foreign keys at commit: write the rows that the ledger row points to.
    for column in table.columns:
        for key in column.foreign_keys:
            target = key.column.table
            row = any_row(target)
            if not session.execute(select(target)).first():
                session.execute(insert(target), [row])
                _satisfy(session, target)


@pytest.mark.parametrize("filled", LEDGERS, indirect=True)
@pytest.mark.parametrize("deed", ["update", "delete", "replace", "truncate"])
def test_a_ledger_only_grows(filled, deed) -> None:
    database, table = filled
    column = next(c.name for c in table.columns if not c.primary_key)
    statements = {
        "update": f"UPDATE {table.name} SET {column} = {column}",
        "delete": f"DELETE FROM {table.name}",
        "replace": f"INSERT OR REPLACE INTO {table.name} SELECT * FROM {table.name}",
        "truncate": f"TRUNCATE {table.name} CASCADE",
    }
    if database.is_sqlite and deed == "truncate":
        deed = "delete"  # SQLite has no TRUNCATE: a DELETE of all rows is its truncation
    if not database.is_sqlite and deed == "replace":
        key = ", ".join(c.name for c in table.primary_key)
        statements["replace"] = (
            f"INSERT INTO {table.name} SELECT * FROM {table.name} "
            f"ON CONFLICT ({key}) DO UPDATE SET {column} = EXCLUDED.{column}"
        )
    with pytest.raises(IntegrityError, match="ledgers only grow"), database.write() as session:
        session.execute(text(statements[deed]))
    with database.read() as session:
        assert session.execute(select(table)).first() is not None


def test_every_ledger_has_its_triggers(database: Database) -> None:
    names = set(inspect(database.writer).get_table_names())
    assert set(LEDGERS) <= names
    with database.read() as session:
        if database.is_sqlite:
            query = "SELECT tbl_name, count(*) FROM sqlite_master WHERE type='trigger' GROUP BY 1"
        else:
            query = (
                "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger "
                "WHERE NOT tgisinternal GROUP BY 1"
            )
        triggers = dict(session.execute(text(query)).all())
    assert {name for name in LEDGERS if triggers.get(name, 0) < 2} == set()
