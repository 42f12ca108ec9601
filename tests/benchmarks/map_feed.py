"""One view of the map over a store of houses, against the bare SQL of the same rows.

A town of 4,000 houses is looked at while the store around it grows tenfold: the cost has to follow
the view. Both are asked of the same database, SQLite and PostGIS; the feed with and without its
packing for the line.
"""

import random
import shutil
import statistics
import struct
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely import Point

from relief.app import create_app
from relief.bootstrap import Desk, open_desk
from relief.db.geopackage import to_blob
from relief.demo.accounts import PASSWORD
from relief.demo.build import build
from relief.settings import Settings
from tests.benchmarks.engines import Postgis, Sqlite, engines

SIZES = (100_000, 1_000_000)
SEEN = 4_000
TOWN = (102.84, 35.70, 102.90, 35.75)
AROUND = (97.0, 33.0, 102.5, 39.0)
ROUNDS = 60
FEED = "/i/jishishan-2023/layers/view.json?zoom=14&bbox=102.84,35.7,102.9,35.75"
_COLUMNS = "fid, id, kind, name, division_code, quality, source, generated, geometry"
_WANTED = ", ".join(f"p.{column}" for column in _COLUMNS.split(", "))
_VILLAGES = (
    "SELECT code FROM geography_division WHERE parent_code LIKE '622927%' AND level = 'village'"
)
_HEAD = to_blob(Point(0, 0))[:-16]
_WKB = shapely.to_wkb(shapely.set_srid(Point(0, 0), 4326), include_srid=True)[:-16]


BARE = {
    "SQLite": f"""SELECT {_WANTED} FROM rtree_geography_place_geometry t
        JOIN geography_place p ON p.fid = t.id
        WHERE t.maxx >= 102.84 AND t.minx <= 102.9 AND t.maxy >= 35.7 AND t.miny <= 35.75""",
    "PostGIS": f"""SELECT {_WANTED} FROM geography_place p
        WHERE p.geometry && ST_MakeEnvelope(102.84, 35.7, 102.9, 35.75, 4326)""",
}


def _store(engine: Sqlite | Postgis, houses: Iterator[tuple[Any, ...]]) -> None:
    """Write rows straight into the table and its index: how they come in is measured elsewhere."""
    if isinstance(engine, Postgis):
        rows = ((*facts, (_WKB + struct.pack("<2d", *at)).hex()) for *facts, at in houses)
        engine.write("desk", f"COPY geography_place ({_COLUMNS}) FROM STDIN", rows)
        engine.settle("desk")
        return
    for name in ("insert", "update", "delete"):
        engine.rows("desk", f"DROP TRIGGER IF EXISTS rtree_geography_place_geometry_{name}")
    listed = list(houses)
    rows = [(*facts, _HEAD + struct.pack("<2d", *at)) for *facts, at in listed]
    engine.insert("geography_place", _COLUMNS, rows, "desk")
    boxes = [(facts[0], at[0], at[0], at[1], at[1]) for *facts, at in listed]
    engine.insert("rtree_geography_place_geometry", "id, minx, maxx, miny, maxy", boxes, "desk")


def main() -> None:
    """Print the view of a town at both sizes, on both databases."""
    folder = Path(tempfile.mkdtemp(prefix="relief-bench-"))
    with engines(folder) as opened:
        for engine in opened:
            settings = Settings(folder / engine.name, engine.url("desk"))
            settings.data.mkdir()
            build(settings, None, lambda _line: None)
            desk = open_desk(settings)
            codes = [code for (code,) in engine.rows("desk", _VILLAGES)]
            _store(engine, _houses(codes, 0, SEEN, TOWN))
            stored = SEEN
            for size in SIZES:
                _store(engine, _houses(codes, stored, size, AROUND))
                stored = size
                _print(desk, engine, size)
            desk.database.dispose()
    shutil.rmtree(folder)


def _houses(
    codes: list[str], first: int, last: int, box: tuple[float, ...]
) -> Iterator[tuple[Any, ...]]:
    dice = random.Random(first)  # noqa: S311 (positions for a measurement)
    for number in range(first, last):
        key, code = f"018c7e2a-{number:04x}-7000-8000-{number:012x}", dice.choice(codes)
        facts = (10_000_000 + number, key, "house", f"{number}号房屋", code, "surveyed", "bench")
        yield *facts, True, (dice.uniform(box[0], box[2]), dice.uniform(box[1], box[3]))


def _print(desk: Desk, engine: Sqlite | Postgis, size: int) -> None:
    app = create_app(desk)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/sign-in", data={"username": "jishishan", "password": PASSWORD})
    bare = BARE[engine.name]
    plain, packed, base = _taken(
        lambda: client.get(FEED, headers={"Accept-Encoding": "identity"}),
        lambda: client.get(FEED, headers={"Accept-Encoding": "gzip"}),
        lambda: engine.rows("desk", bare),
    )
    rows = len(engine.rows("desk", bare))
    counted = client.get(FEED).get_json()["counts"]
    said = " ".join(f"{kind} {shown}/{total}" for kind, shown, total, _drawn in counted)
    for name, taken in (("map feed, plain", plain), ("map feed, packed", packed)):
        print(
            f"{f'{name}, {engine.name}':<34} {f'{size:,} stored, {rows:,} seen':<26} "
            f"p50 {_at(taken, 50):6.1f} ms p95 {_at(taken, 95):6.1f} ms   "
            f"bare SQL p50 {_at(base, 50):6.1f} ms p95 {_at(base, 95):6.1f} ms   "
            f"ratio {_at(taken, 50) / _at(base, 50):5.2f}   {said}",
            flush=True,
        )


def _taken(*works: Callable[[], object]) -> list[list[float]]:
    """Return the milliseconds of each piece of work, taken in turns so that all share the noise."""
    taken: list[list[float]] = [[] for _ in works]
    for number in range(ROUNDS + 1):
        for work, times in zip(works, taken, strict=True):
            started = time.perf_counter()
            work()
            if number:
                times.append((time.perf_counter() - started) * 1000)
    return taken


def _at(taken: list[float], percent: int) -> float:
    return statistics.quantiles(taken, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    main()
