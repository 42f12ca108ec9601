"""Bring a database to the newest version: Alembic run from here, no ini file."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from relief.core.errors import Refused
from relief.core.wording import Bilingual

FOLDER = Path(__file__).parent / "migrations"


def alembic_config() -> Config:
    """Return the configuration that points to our migrations."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def upgrade(engine: Engine) -> None:
    """Run every migration the database has not had, in one transaction."""
    config = alembic_config()
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS postgis")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    if engine.dialect.name == "sqlite":
        _write_through(engine)


def _write_through(engine: Engine) -> None:
    # GDAL knows a GeoPackage by the first page of the file, and reads it past the write-ahead log.
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()


def require_current(engine: Engine) -> None:
    """Pass when the database stands at the newest version.

    Raises:
        Refused: it was never made, or is of another version; says which command mends it.
    """
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found is None:
        raise Refused(
            Bilingual(
                "这里还没有值班台：先运行 init 或 demo",
                "There is no desk here yet: run init or demo first",
            ),
            "data",
        )
    if found != head:
        raise Refused(
            Bilingual(
                f"数据库版本为 {found}，程序需要 {head}：先运行 upgrade",
                f"The database stands at {found}, this program needs {head}: run upgrade first",
            ),
            "data",
        )
