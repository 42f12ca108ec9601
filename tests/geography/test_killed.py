"""Loads, updates and imports killed with SIGKILL on the way: nothing is half done, the next run is.

Every test kills a process of its own at several points, looks at what stands, runs the same again
and compares the end with that of a run nobody disturbed.
"""

import csv
import os
import signal
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from jobs import work_apply_update
from relief.bootstrap import open_desk
from relief.commands.root import root
from relief.core.clock import parse_time
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.db.name_index import INDEX
from relief.db.projections import compare
from relief.db.session import Database
from relief.geography.history_tables import Former, Update
from relief.geography.place_projections import PROJECTIONS
from relief.geography.place_tables import PlaceBatch, PlaceEntry, StagedPlace
from relief.geography.queries import search
from relief.geography.rows import NewDivision
from relief.geography.service import load_divisions
from relief.geography.tables import Division, Place
from relief.geography.update_apply import apply_update, take_back
from relief.geography.update_service import LineFilter, NewUpdate, file_update, judge
from relief.settings import Settings
from tests import make
from tests.geography.test_division_update import NEW, OLD
from tests.geography.test_place_import import row as place_row
from tests.geography.test_place_import import table as place_table
from tests.support.dying import dies

pytestmark = pytest.mark.race
KILLED = -signal.SIGKILL
AT = parse_time("2024-07-01")
CHIEF = Scope("chief", "管理员", ("",), actions=frozenset({"divisions.edit"}))
VILLAGES = 5_996
"""With those above it 6,000 rows: two batches of a load."""


def relief(data: str, url: str, *words: str) -> None:
    """Run the command line in this process, as `python -m relief` does."""
    os.environ["RELIEF_DATABASE_URL"] = url
    root(["--data", data, *words], standalone_mode=False)


def divisions_file(path) -> dict[str, str]:
    """Write a table of one county with many villages and return it."""
    above = {"620000000000": "甘肃省", "622900000000": "临夏州", "622927000000": "积石山县"}
    towns = {f"622927{t:03}000": f"第{t}镇" for t in range(100, 107)}
    codes = (f"622927{100 + n // 900:03}{100 + n % 900:03}" for n in range(VILLAGES - 6))
    table = above | towns | {code: f"{code[6:]}村委会" for code in codes}
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["区划代码", "名称"])
        writer.writerows(table.items())
    return table


def held(session) -> dict[str, tuple[str, ...]]:
    rows = session.execute(
        select(
            Division.code,
            Division.name,
            Division.level,
            Division.parent_code,
            Division.pinyin,
            Division.initials,
            Division.valid_from,
            Division.valid_to,
        )
    )
    return {row.code: tuple(map(str, row)) for row in rows}


def is_indexed(session) -> bool:
    """Return whether SQLite's index of names has just the villages there are."""
    if session.get_bind().dialect.name == "postgresql":
        return True
    found = text(f"SELECT rowid % 1000000000000 FROM {INDEX} WHERE {INDEX} MATCH '村'")
    villages = {int(code) for code, row in held(session).items() if "村" in row[1]}
    return set(session.scalars(found)) == villages


@pytest.mark.parametrize(
    ("point", "stand"),
    [
        (("write", 2), 0),
        (("commit", 1), 0),
        (("write", 3), 5_000),
        (("commit", 2), 5_000),
    ],
)
def test_a_killed_load_leaves_whole_batches_and_goes_on(database, tmp_path, point, stand):
    table = divisions_file(tmp_path / "t.csv")
    words = (str(tmp_path / "data"), database.url, "divisions", "load", "--file")
    assert dies(point, relief, *words, str(tmp_path / "t.csv")) == KILLED
    with database.read() as session:
        found = held(session)
        assert len(found) == stand
        assert is_indexed(session)
        assert all(row[3] in found or row[2] == "province" for row in found.values())
    relief(*words, str(tmp_path / "t.csv"))
    with database.read() as session:
        again = held(session)
        assert {code: row[1] for code, row in again.items()} == table
        assert is_indexed(session)
        assert [row.code for row in search(session, "100100村委会", [("0" * 12, "9" * 12)])]


def staged(url: str) -> str:
    """File and judge an update that renames, recodes, merges, closes and opens."""
    database = Database(url)
    rows = [NewDivision(code, name, "p", "p") for code, name in OLD.items()]
    with database.write() as session:
        load_divisions(session, rows)
        stamp = Stamp.make(AT, "chief")
        new = NewUpdate("t.csv", "1", AT.date(), NEW)
        update_id, _count = file_update(session, CHIEF, stamp, new, lambda _n: ("y", "y"))
        judge(session, CHIEF, stamp, LineFilter(update_id), "accepted")
    database.dispose()
    return update_id


def applied(url: str, update_id: str) -> None:
    database = Database(url)
    with database.write() as session:
        apply_update(session, CHIEF, Stamp.make(AT, "chief"), update_id)
    database.dispose()


def undone(url: str, update_id: str) -> None:
    database = Database(url)
    with database.write() as session:
        take_back(session, CHIEF, Stamp.make(AT, "chief"), update_id)
    database.dispose()


def standing(database):
    """Return what an update changes: divisions, index of names, former names, state, audit."""
    with database.read() as session:
        former = select(Former.division_code, Former.former_code, Former.former_name)
        trail = text("SELECT count(*) FROM db_audit")
        return (
            held(session),
            is_indexed(session),
            sorted(map(tuple, session.execute(former))),
            session.scalar(select(Update.state)),
            session.scalar(trail),
            [row.code for row in search(session, "石塬", [("0" * 12, "9" * 12)])],
        )


POINTS = [("write", 1), ("write", 4), ("commit", 1)]


@pytest.mark.parametrize("deed", [applied, undone])
def test_a_killed_update_changed_nothing_and_is_done_by_the_next(database, deed):
    update_id = staged(database.url)
    if deed is undone:
        applied(database.url, update_id)
    before = standing(database)
    for point in POINTS:
        assert dies(point, deed, database.url, update_id) == KILLED, point
        assert standing(database) == before, point
    deed(database.url, update_id)
    after = standing(database)
    assert after[0] != before[0]
    assert after[1]
    assert after[3] == ("applied" if deed is applied else "taken_back")
    if deed is applied:
        assert {code for code, row in after[0].items() if row[-1] == "None"} == NEW.keys()
        assert {code: row[1] for code, row in after[0].items() if code in NEW} == NEW
    else:
        assert {code for code, row in after[0].items() if row[-1] == "None"} == OLD.keys()
        assert after[2] == []


def worked(data: str, url: str, update_id: str, account: str) -> None:
    """Do the work that applies an update, as the worker does."""
    desk = open_desk(Settings(Path(data), url))
    wish = {"update": update_id, "lines": 8, "asked_by": account}
    work_apply_update.run(desk, "w", wish, lambda _done, _total: False)


def test_a_worker_that_takes_over_from_a_dead_one_applies_once(desk, tmp_path):
    with desk.database.write() as session:
        make.account(session, "chief", "620000000000", roles=("administrator",))
    url = desk.settings.database_url
    update_id = staged(url)
    words = (str(tmp_path / "data"), url, update_id, "chief")
    before = standing(desk.database)
    assert dies(("commit", 1), worked, *words) == KILLED
    assert standing(desk.database) == before
    worked(*words)
    after = standing(desk.database)
    worked(*words)
    assert standing(desk.database) == after
    assert after[3] == "applied"


@pytest.fixture
def desk_of_places(desk):
    with desk.database.write() as session:
        make.earthquake(session)
        make.account(session, "jishishan")
    return desk


def tally(desk) -> tuple[int, int, int]:
    with desk.database.read() as session:
        assert all(compare(session, projection) == [] for projection in PROJECTIONS)
        counted = (PlaceEntry, Place, StagedPlace)
        return tuple(session.scalar(select(func.count()).select_from(t)) for t in counted)


@pytest.mark.parametrize(
    ("point", "waiting"),
    [
        (("commit", 1), 0),  # the batch is begun
        (("commit", 2), 0),  # its first thousand rows are checked
        (("commit", 3), 1_000),  # the rest of them
        (("commit", 4), 1_200),  # and moved
    ],
)
def test_a_killed_import_of_places_took_nothing_and_goes_on(
    desk_of_places, tmp_path, point, waiting
):
    file = tmp_path / "places.csv"
    file.write_bytes(place_table(*(place_row(f"第{n}处") for n in range(1_200))))
    settings = desk_of_places.settings
    words = (str(settings.data), settings.database_url, "import", "places", str(file))
    options = ("--crs", "wgs84", "--office", make.JISHISHAN)
    assert dies(point, relief, *words, *options) == KILLED
    assert tally(desk_of_places) == (0, 0, waiting)
    relief(*words, *options)
    assert tally(desk_of_places) == (1_200, 1_200, 0)
    with desk_of_places.database.read() as session:
        assert session.scalars(select(PlaceBatch.state)).all() == ["moved"]


def test_an_import_of_places_killed_between_ledger_and_projection_took_nothing(
    desk_of_places, tmp_path
):
    file = tmp_path / "places.csv"
    file.write_bytes(place_table(place_row("一处"), place_row("二处")))
    settings = desk_of_places.settings
    words = (str(settings.data), settings.database_url, "import", "places", str(file))
    options = ("--crs", "wgs84", "--office", make.JISHISHAN)
    for number in range(3, 6):
        assert dies(("write", number), relief, *words, *options) == KILLED, number
        assert tally(desk_of_places)[:2] == (0, 0), number
    relief(*words, *options)
    assert tally(desk_of_places) == (2, 2, 0)
