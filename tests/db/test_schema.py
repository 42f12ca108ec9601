"""The baseline migration is what the models say, on both databases."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from relief.all_tables import METADATA
from relief.baseline import TARGET, spatial_columns, write
from relief.db.geometry import index_statements
from relief.db.name_index import name_index_statements
from relief.db.session import Database


@pytest.mark.filterwarnings("ignore:Did not recognize type .geometry.")  # ours, on purpose
def test_the_migrated_schema_is_the_models(database: Database) -> None:
    def ours(_object, name, kind, _reflected, _compare) -> bool:
        return kind != "table" or name in METADATA.tables

    with database.writer.connect() as connection:
        options = {"compare_type": False, "include_object": ours}
        context = MigrationContext.configure(connection, opts=options)
        found = [d for d in compare_metadata(context, METADATA) if "spatial_ref" not in str(d)]
        by_hand = _indexes_made_by_statement(connection.dialect.name)
    assert sorted((d[0], getattr(d[1], "name", d)) for d in found) == by_hand


def _indexes_made_by_statement(dialect: str) -> list[tuple[str, str]]:
    """Return the indexes that no model can state, as the comparison names them."""
    spatial = [s for t, c in spatial_columns() for s in index_statements(dialect, t, c)]
    made = re.findall(r"CREATE INDEX (\w+)", "\n".join([*spatial, *name_index_statements(dialect)]))
    return sorted(("remove_index", name) for name in made)


def test_the_baseline_file_is_not_behind_the_models() -> None:
    before = TARGET.read_text(encoding="utf-8")
    write()
    after = TARGET.read_text(encoding="utf-8")
    TARGET.write_text(before, encoding="utf-8")
    assert after == before, "run: python -m relief.baseline"


def test_the_database_refuses_rows_without_their_parents(database: Database) -> None:
    with database.read() as session:
        if database.is_sqlite:
            assert session.scalar(text("PRAGMA foreign_keys")) == 1
            assert session.scalar(text("PRAGMA recursive_triggers")) == 1
            assert session.scalar(text("PRAGMA journal_mode")) == "wal"
