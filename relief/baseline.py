"""Writes the one baseline migration anew from the models: `python -m relief.baseline`.

Until 1.0 there is one baseline, regenerated; afterwards one migration a release.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import Table, create_engine

from relief.all_tables import METADATA
from relief.db.base import ledger_tables
from relief.db.geometry import Geometry
from relief.db.gpkg_catalogue import view_statements
from relief.geography.gis_views import VIEWS

TARGET = Path(__file__).parent / "db" / "migrations" / "versions" / "0001_baseline.py"
_HEAD = '''"""The whole schema, its append-only triggers, spatial indexes, and views for GIS.

Made by `python -m relief.baseline`; do not edit by hand.
"""

import sqlalchemy as sa
from alembic import op

import relief.db.geometry
import relief.db.types
from relief.db.append_only import create_triggers
from relief.db.geometry import index_statements
from relief.db.name_index import name_index_statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

'''


def spatial_columns() -> list[tuple[str, str]]:
    """Return (table, column) of every geometry column, sorted."""
    return sorted((t.name, name) for t in METADATA.tables.values() for name in _geometries(t))


def write() -> None:
    """Write the baseline file from the models as they are now."""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    ledgers = "".join(f'    "{name}",\n' for name in ledger_tables())
    spatial = "".join(f'    ("{t}", "{c}"),\n' for t, c in spatial_columns())
    TARGET.write_text(
        f"{_HEAD}LEDGERS = [\n{ledgers}]\nSPATIAL = [\n{spatial}]\nGIS = {{\n{_views()}}}\n\n\n"
        'def upgrade() -> None:\n    """Make everything."""\n'
        f"    {_created_tables()}\n"
        "    dialect = op.get_bind().dialect.name\n"
        "    for table, column in SPATIAL:\n"
        "        for statement in index_statements(dialect, table, column):\n"
        "            op.execute(statement)\n"
        "    for statement in name_index_statements(dialect):\n"
        "        op.execute(statement)\n"
        "    for statement in create_triggers(dialect, LEDGERS):\n"
        "        op.execute(statement)\n"
        "    for statement in GIS[dialect]:\n"
        "        op.get_bind().exec_driver_sql(statement)\n",
        encoding="utf-8",
    )


def _views() -> str:
    made = {dialect: view_statements(dialect, VIEWS) for dialect in ("sqlite", "postgresql")}
    return "".join(
        f"    {dialect!r}: [\n{''.join(f'        {line!r},{chr(10)}' for line in lines)}    ],\n"
        for dialect, lines in made.items()
    )


def _geometries(table: Table) -> list[str]:
    return [
        column.name
        for column in table.columns
        if isinstance(column.type, Geometry) and column.type.indexed
    ]


def _created_tables() -> str:
    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/empty.db")
        with engine.connect() as connection:
            context = MigrationContext.configure(connection)
            script = produce_migrations(context, METADATA)
            operations = script.upgrade_ops
        engine.dispose()
    if operations is None:
        return "pass"
    return render_python_code(operations).replace("\n", "\n").strip()


if __name__ == "__main__":
    write()
