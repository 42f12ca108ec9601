"""One view of the map over a store of houses, against the bare SQL of the same rows.

A town of 4,000 houses is looked at while the store around it grows tenfold: the cost has to follow
the view. `both` is the feed with and without its packing for the line.
"""

import random
import shutil
import sqlite3
import statistics
import struct
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from shapely import Point

from relief.app import create_app
from relief.bootstrap import Desk, open_desk
from relief.db.geopackage import to_blob
from relief.demo.accounts import PASSWORD
from relief.demo.build import build
from relief.settings import Settings

SIZES = (100_000, 1_000_000)
SEEN = 4_000
TOWN = (102.84, 35.70, 102.90, 35.75)
AROUND = (97.0, 33.0, 102.5, 39.0)
ROUNDS = 60
FEED = "/i/jishishan-2023/layers/view.json?zoom=14&bbox=102.84,35.7,102.9,35.75"
BARE = """SELECT p.fid, p.id, p.kind, p.name, p.division_code, p.quality, p.source, p.generated,
 p.geometry FROM rtree_geography_place_geometry t JOIN geography_place p ON p.fid = t.id
 WHERE t.maxx >= 102.84 AND t.minx <= 102.9 AND t.maxy >= 35.7 AND t.miny <= 35.75"""
_HEAD = to_blob(Point(0, 0))[:-16]


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="relief-bench-"))
    settings = Settings(folder, f"sqlite:///{folder / 'relief.db'}")
    build(settings, None, lambda _line: None)
    desk = open_desk(settings)
    bare = sqlite3.connect(folder / "relief.db")
    stored = _store(bare, 0, SEEN, TOWN)
    for size in SIZES:
        stored = _store(bare, stored, size, AROUND)
        _print(desk, bare, size)
    bare.close()
    desk.database.dispose()
    shutil.rmtree(folder)


def _store(bare: sqlite3.Connection, first: int, last: int, box: tuple[float, ...]) -> int:
    """Write houses straight into the table and its tree: how they come in is measured elsewhere."""
    dice = random.Random(first)  # noqa: S311 (positions for a measurement)
    for name in ("insert", "update", "delete"):
        bare.execute(f"DROP TRIGGER IF EXISTS rtree_geography_place_geometry_{name}")
    codes = [c for (c,) in bare.execute(_VILLAGES)]
    base = 10_000_000
    rows, boxes = [], []
    for number in range(first, last):
        lon, lat = dice.uniform(box[0], box[2]), dice.uniform(box[1], box[3])
        blob = _HEAD + struct.pack("<2d", lon, lat)
        key, code = f"018c7e2a-{number:04x}-7000-8000-{number:012x}", dice.choice(codes)
        row = (base + number, key, "house", f"{number}号房屋", code, "surveyed", "bench", 1, blob)
        rows.append(row)
        boxes.append((base + number, lon, lon, lat, lat))
    marks = ",".join("?" * 9)
    bare.executemany(f"INSERT INTO geography_place ({_COLUMNS}) VALUES ({marks})", rows)
    bare.executemany("INSERT INTO rtree_geography_place_geometry VALUES (?,?,?,?,?)", boxes)
    bare.commit()
    return last


_COLUMNS = "fid, id, kind, name, division_code, quality, source, generated, geometry"
_VILLAGES = "SELECT code FROM geography_division WHERE code LIKE '622927%' AND level = 'village'"


def _print(desk: Desk, bare: sqlite3.Connection, size: int) -> None:
    app = create_app(desk)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/sign-in", data={"username": "jishishan", "password": PASSWORD})
    plain, packed, base = _taken(
        lambda: client.get(FEED, headers={"Accept-Encoding": "identity"}),
        lambda: client.get(FEED, headers={"Accept-Encoding": "gzip"}),
        lambda: bare.execute(BARE).fetchall(),
    )
    rows = len(bare.execute(BARE).fetchall())
    counted = client.get(FEED).get_json()["counts"]
    said = " ".join(f"{kind} {shown}/{total}" for kind, shown, total, _drawn in counted)
    for name, taken in (("map feed, plain", plain), ("map feed, packed", packed)):
        print(
            f"{name:<34} {f'{size:,} stored, {rows:,} seen':<26} p50 {_at(taken, 50):6.1f} ms "
            f"p95 {_at(taken, 95):6.1f} ms   bare SQL p50 {_at(base, 50):6.1f} ms "
            f"p95 {_at(base, 95):6.1f} ms   ratio {_at(taken, 50) / _at(base, 50):5.2f}   {said}"
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
