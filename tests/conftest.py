"""Every test that touches a database runs once per engine, from a migrated template."""

import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from relief.bootstrap import Desk, open_desk
from relief.db.migrate import upgrade
from relief.db.session import Database
from relief.settings import Settings
from tests.support.postgres import Cluster

ENGINES = os.environ.get("RELIEF_TEST_ENGINES", "sqlite,postgresql").split(",")
RUN = "RELIEF_TEST_RUN"
TEMPLATE = "relief_template"


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        folder = Path(tempfile.mkdtemp(prefix="relief-tests-"))
        folder.chmod(0o755)
        os.environ[RUN] = str(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        folder = Path(os.environ[RUN])
        Cluster(folder / "cluster").stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def once(name: str) -> Iterator[bool]:
    """Yield True to the one process of this run that has to do the work `name`."""
    folder = Path(os.environ[RUN])
    with (folder / f"{name}.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / f"{name}.done"
        yield not done.exists()
        done.touch()


@pytest.fixture(scope="session")
def sqlite_template() -> Path:
    path = Path(os.environ[RUN]) / "template.db"
    with once("sqlite") as first:
        if first:
            database = Database(f"sqlite:///{path}")
            upgrade(database.writer)
            with database.writer.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
            database.dispose()
    return path


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    server = Cluster(Path(os.environ[RUN]) / "cluster")
    with once("postgresql") as first:
        if first:
            server.start()
            _administer(server, f"CREATE DATABASE {TEMPLATE}")
            database = Database(server.url(TEMPLATE))
            upgrade(database.writer)
            database.dispose()
    return server


def _administer(server: Cluster, statement: str) -> None:
    engine = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database of each engine, by its URL."""
    if request.param == "sqlite":
        path = tmp_path / "relief.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("cluster")
    name = f"t_{uuid.uuid4().hex}"
    with _template_lock():
        _administer(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield server.url(name)
    _administer(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def _template_lock() -> Iterator[None]:
    # PostgreSQL copies a template only while nobody else is connected to it.
    with (Path(os.environ[RUN]) / "copy.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One open write transaction, rolled back at the end of the test."""
    with Session(database.writer, expire_on_commit=False) as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    """A desk on a fresh database, without people or incidents."""
    opened = open_desk(Settings(tmp_path / "data", database_url))
    yield opened
    opened.database.dispose()
