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
from playwright.sync_api import Browser
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from relief.bootstrap import Desk, open_desk
from relief.db.migrate import upgrade
from relief.db.session import Database
from relief.demo.build import build
from relief.settings import Settings
from tests.support.browser import chromium
from tests.support.passwords import give_everybody_the_demo_password
from tests.support.postgres import Cluster
from tests.support.serving import served

ENGINES = os.environ.get("RELIEF_TEST_ENGINES", "sqlite,postgresql").split(",")
RUN = "RELIEF_TEST_RUN"
EMPTY, DEMO, GOODS, REBUILD = "empty", "demo", "demo_goods", "demo_rebuild"
"""What a template holds: nothing, or the demo on its first night, at `goods`, at `rebuild`."""


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


def run_folder() -> Path:
    """Return the folder all processes of this test run share."""
    return Path(os.environ[RUN])


@contextmanager
def once(name: str) -> Iterator[bool]:
    """Yield True to the one process of this run that has to do the work `name`."""
    with locked(name):
        done = run_folder() / f"{name}.done"
        yield not done.exists()
        done.touch()


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold a lock that all processes of this run share."""
    with (run_folder() / f"{name}.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fill(url: str, contents: str) -> None:
    """Make the database of `url`: migrated and empty, or the demo at one of its stops."""
    if contents.startswith(DEMO):
        stop = contents.removeprefix(DEMO).removeprefix("_") or None
        build(Settings(run_folder() / f"data-{uuid.uuid4().hex}", url), stop, lambda _line: None)
        database = Database(url)
        with database.write() as session:
            give_everybody_the_demo_password(session)
        database.dispose()
        return
    database = Database(url)
    upgrade(database.writer)
    database.dispose()


def sqlite_template(contents: str) -> Path:
    path = run_folder() / f"{contents}.db"
    with once(f"sqlite-{contents}") as first:
        if first:
            fill(f"sqlite:///{path}", contents)
            database = Database(f"sqlite:///{path}")
            connection = database.writer.raw_connection()
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.cursor().execute("PRAGMA journal_mode=DELETE")
            connection.close()
            database.dispose()
    return path


def cluster() -> Cluster:
    server = Cluster(run_folder() / "cluster")
    with once("cluster") as first:
        if first:
            server.start()
    return server


def postgres_template(contents: str) -> str:
    name = f"template_{contents}"
    server = cluster()
    with once(f"postgresql-{contents}") as first:
        if first:
            administer(server, f"CREATE DATABASE {name}")
            fill(server.url(name), contents)
    return name


def administer(server: Cluster, statement: str) -> None:
    engine = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@contextmanager
def fresh(engine: str, contents: str, folder: Path) -> Iterator[str]:
    """Yield the URL of a new copy of a template, gone at the end."""
    if engine == "sqlite":
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "relief.db"
        shutil.copyfile(sqlite_template(contents), path)
        yield f"sqlite:///{path}"
        return
    server, template = cluster(), postgres_template(contents)
    name = f"t_{uuid.uuid4().hex}"
    with locked("copy"):  # a template is copied only while nobody else is connected to it
        administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.url(name)
    administer(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database of each engine, by its URL."""
    with fresh(request.param, EMPTY, tmp_path / "data") as url:
        yield url


@pytest.fixture(params=ENGINES)
def demo_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh copy of the demo's first night on each engine, by its URL."""
    with fresh(request.param, DEMO, tmp_path / "data") as url:
        yield url


@pytest.fixture(params=ENGINES)
def rebuild_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh copy of the demo half rebuilt (2024-07-15) on each engine, by its URL."""
    with fresh(request.param, REBUILD, tmp_path / "data") as url:
        yield url


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


@pytest.fixture
def demo(demo_url: str, tmp_path: Path) -> Iterator[Desk]:
    """The demo's desk on its first night."""
    opened = open_desk(Settings(tmp_path / "data", demo_url))
    yield opened
    opened.database.dispose()


@pytest.fixture
def rebuilding(rebuild_url: str, tmp_path: Path) -> Iterator[Desk]:
    """The demo's desk half rebuilt (2024-07-15)."""
    opened = open_desk(Settings(tmp_path / "data", rebuild_url))
    yield opened
    opened.database.dispose()


@pytest.fixture
def address(demo_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of the demo's first night, served by a process of its own."""
    with served(tmp_path / "data", demo_url) as url:
        yield url


@pytest.fixture
def browser() -> Iterator[Browser]:
    """A headless browser, closed at the end."""
    with chromium() as opened:
        yield opened
