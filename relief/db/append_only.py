"""The triggers that let ledgers only grow (DESIGN, law 1)."""

_MESSAGE = "ledgers only grow: append an entry that corrects this one"

_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = '23000';
END $$
"""


def create_triggers(dialect: str, tables: list[str]) -> list[str]:
    """Return the statements that make `tables` append-only.

    On SQLite a REPLACE deletes first, which fires the trigger because every connection sets
    `recursive_triggers=ON`. On PostgreSQL a statement trigger refuses TRUNCATE as well; its
    ERRCODE 23000 makes both databases raise an IntegrityError.
    """
    if dialect == "postgresql":
        return [_POSTGRES_FUNCTION, *(s for t in tables for s in _postgres(t))]
    return [s for t in tables for s in _sqlite(t)]


def drop_triggers(dialect: str, tables: list[str]) -> list[str]:
    """Return the statements that undo `create_triggers`, for a migration's batch ALTER."""
    if dialect == "postgresql":
        return [
            f"DROP TRIGGER IF EXISTS {table}_{suffix} ON {table}"
            for table in tables
            for suffix in ("no_change", "no_truncate")
        ]
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{deed}"
        for table in tables
        for deed in ("update", "delete")
    ]


def _postgres(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
        for deed in ("UPDATE", "DELETE")
    ]
