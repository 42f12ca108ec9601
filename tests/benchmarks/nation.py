"""One province and the nation: loaded, positioned, searched, counted, handed out, on both engines.

Loads go through the commands; their baseline inserts the same rows into the same tables with the
same indexes, by the driver alone: `executemany` in batches or, on PostgreSQL, binary COPY. The
baseline of a search is the least statement that answers in the same order.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from click import Command
from click.testing import CliRunner

from relief.app import create_app
from relief.bootstrap import Desk, open_desk
from relief.commands.divisions_load import load
from relief.commands.export_geopackage import geopackage
from relief.commands.points import command as points
from relief.core.scope import range_of
from relief.db.migrate import upgrade
from relief.db.session import Database
from relief.demo.build import build
from relief.geography.name_index import phrase_of
from relief.geography.queries import search
from relief.settings import Settings
from relief.situation.coverage import GapFilter
from relief.situation.coverage_queries import coverage
from relief.situation.gap_queries import gap_page
from tests.benchmarks.engines import Postgis, Sqlite, engines
from tests.benchmarks.measure import line, median_s
from tests.support.tokens import bearer, token_for

SIZES: tuple[tuple[str, ...], ...] = (("62",), ())
WORDS = ("大河家", "石塬", "康吊", "黄羊滩", "大河", "村委会", "dhj", "wang")
DIVISION = ("geography_division", "code, name, level, parent_code, pinyin, initials, valid_from")
PLACE = (
    "geography_place",
    "fid, id, kind, name, division_code, quality, source, generated, geometry, surveyed_on, "
    "ended_on, entry_id",
)
ENTRY = (
    "geography_place_entry",
    "id, place_id, kind, name, division_code, quality, origin, surveyed_on, ended_on, generated, "
    "note, geometry, recorded_at, recorded_by, source, command_id, corrects",
)
_FOUND = "SELECT d.code, d.name, d.level, d.parent_code, d.pinyin, d.initials FROM "
_ORDER = "ORDER BY (CASE WHEN d.level = 'village' THEN 1 ELSE 0 END), "
# The same rows in the same order.
FTS5 = (
    f"{_FOUND} geography_division_names n JOIN geography_division d "
    "ON d.code = printf('%012d', n.rowid % 1000000000000) WHERE geography_division_names MATCH %s "
    f"{_ORDER} d.name <> %s, d.name NOT LIKE %s || '%', length(d.name), d.code LIMIT 50"
)
ARRAY = (
    f"{_FOUND} geography_division d WHERE string_to_array(lower(name), NULL) @> "
    "string_to_array(%s, NULL) AND position(%s in name) > 0 "
    f"{_ORDER} d.name <> %s, position(%s in name) <> 1, length(d.name), d.code LIMIT 50"
)
BY_SOUND = (
    f"{_FOUND} geography_division d WHERE pinyin LIKE %s OR initials LIKE %s "
    f"{_ORDER} length(d.name), d.code LIMIT 50"
)


def main() -> None:
    """Print both engines' figures for a province and for the nation."""
    for provinces in SIZES:
        folder = Path(tempfile.mkdtemp(prefix="relief-bench-"))
        with engines(folder) as opened:
            for engine in opened:
                _measure(engine, folder / engine.name, provinces)
        shutil.rmtree(folder)


def _measure(engine: Sqlite | Postgis, folder: Path, provinces: tuple[str, ...]) -> None:
    settings = Settings(folder, engine.url("desk"))
    folder.mkdir()
    build(settings, None, lambda _line: None)
    desk = open_desk(settings)
    bare = Database(engine.url("bare"))
    upgrade(bare.writer)
    bare.dispose()
    chosen = [f"--province={province}" for province in provinces]
    taken = _seconds(load, chosen, settings)
    count = engine.rows("desk", "SELECT count(*) FROM geography_division")[0][0]
    size = f"{engine.name}, {count:,} divisions"
    base = _inserted(engine, DIVISION)
    _say("load, checks, pinyin, polygons", size, taken, "bare insert", base)
    taken = _seconds(points, chosen, settings)
    base = _inserted(engine, PLACE) + _inserted(engine, ENTRY)
    _say("a position for each, with ledger", size, taken, "bare insert", base)
    if isinstance(engine, Postgis):
        engine.settle("desk")
    _searches(engine, desk.database, size)
    _counted(engine, desk, size)
    _handed_out(engine, desk, settings, size)
    desk.database.dispose()


def _say(name: str, size: str, ours: float, baseline: str, base: float) -> None:
    print(line(name, size, ours, baseline, base), flush=True)


def _seconds(command: Command, arguments: list[str], settings: Settings) -> float:
    started = time.perf_counter()
    done = CliRunner().invoke(command, arguments, obj=settings, catch_exceptions=False)
    if done.exit_code:
        raise RuntimeError(done.output)
    return time.perf_counter() - started


def _inserted(engine: Sqlite | Postgis, of: tuple[str, str]) -> float:
    """Return the seconds of inserting the same rows, already at hand."""
    table, columns = of
    taken = engine.copied(table, columns, "desk")
    started = time.perf_counter()
    engine.insert(table, columns, taken, "bare")
    return time.perf_counter() - started


def _searches(engine: Sqlite | Postgis, database: Database, size: str) -> None:
    everywhere = [range_of("")]
    with database.read() as session:
        for words in WORDS:
            if words.isascii():
                statement, values = BY_SOUND, (f"{words}%", f"{words}%")
            elif isinstance(engine, Sqlite):
                statement, values = FTS5, (phrase_of(words, begins=False), words, words)
            else:
                statement, values = ARRAY, (words,) * 4
            base = median_s(_asked(engine, statement, values), 21)
            ours = median_s(lambda w=words: search(session, w, everywhere), 21)
            _say(f"search {words}", size, ours, "bare, same order", base)


def _asked(engine: Sqlite | Postgis, statement: str, values: tuple[Any, ...]) -> Callable[[], Any]:
    if isinstance(engine, Postgis):
        statement = statement.replace("'%'", "'%%'").replace("'%012d'", "'%%012d'")
    return lambda: engine.rows("desk", statement, values)


def _counted(engine: Sqlite | Postgis, desk: Desk, size: str) -> None:
    day, everywhere = date(2026, 1, 1), [range_of("")]
    with desk.database.read() as session:
        ours = median_s(lambda: coverage(session, everywhere, "province", day))
        grouped = (
            "SELECT substr(d.code, 1, 2), d.level, count(*), count(p.id) FROM geography_division d "
            "LEFT JOIN geography_place p ON p.division_code = d.code AND p.kind = d.level "
            "GROUP BY substr(d.code, 1, 2), d.level"
        )
        base = median_s(lambda: engine.rows("desk", grouped))
        _say("coverage by province", size, ours, "positions alone, joined", base)
        lacking = GapFilter("real_position", "village")
        ours = median_s(lambda: gap_page(session, everywhere, lacking, day, 1))
        _say("first page of gaps", size, ours, "positions alone, joined", base)


def _handed_out(engine: Sqlite | Postgis, desk: Desk, settings: Settings, size: str) -> None:
    token = bearer(token_for(desk, "national"))
    client = create_app(desk).test_client()
    one = "/ogc/collections/places/items?limit=10000"

    def page() -> None:
        answer = client.get(one, headers=token)
        if len(answer.get_json()["features"]) != 10_000:
            raise RuntimeError(answer.get_data(as_text=True)[:200])

    base = median_s(
        lambda: engine.rows(
            "desk", f"SELECT {PLACE[1]} FROM geography_place ORDER BY id LIMIT 10000"
        )
    )
    _say("/ogc, a page of 10,000 places", size, median_s(page), "bare SQL", base)
    made = settings.data / "made.gpkg"
    wanted = ["--incident=jishishan-2023", "--as=national", str(made)]
    taken = _seconds(geopackage, wanted, settings)
    whole = "geography_division d LEFT JOIN geography_place p ON p.division_code = d.code"
    within = "d.code BETWEEN '620000000000' AND '639999999999'"
    base = median_s(lambda: engine.rows("desk", f"SELECT * FROM {whole} WHERE {within}"))
    print(
        line("GeoPackage of two provinces", size, taken, "bare SQL of the rows", base), flush=True
    )


if __name__ == "__main__":
    main()
