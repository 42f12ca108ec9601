"""One view of the map over a store of houses, against the bare SQL of the same rows.

A town of 4,000 houses is looked at while the store around it grows tenfold: the cost has to follow
the view. Both are asked of the same database, SQLite and PostGIS; the feed with and without its
packing for the line.
"""

import random
import shutil
import sqlite3
import statistics
import struct
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import shapely
from shapely import Point
from sqlalchemy import create_engine, text

from relief.app import create_app
from relief.bootstrap import Desk, open_desk
from relief.db.geopackage import to_blob
from relief.demo.accounts import PASSWORD
from relief.demo.build import build
from relief.settings import Settings
from tests.support.postgres import Cluster

SIZES = (100_000, 1_000_000)
SEEN = 4_000
TOWN = (102.84, 35.70, 102.90, 35.75)
AROUND = (97.0, 33.0, 102.5, 39.0)
ROUNDS = 60
FEED = "/i/jishishan-2023/layers/view.json?zoom=14&bbox=102.84,35.7,102.9,35.75"
_COLUMNS = "fid, id, kind, name, division_code, quality, source, generated, geometry"
_WANTED = ", ".join(f"p.{column}" for column in _COLUMNS.split(", "))
_VILLAGES = "SELECT code FROM geography_division WHERE code LIKE '622927%' AND level = 'village'"
_HEAD = to_blob(Point(0, 0))[:-16]
_WKB = shapely.to_wkb(shapely.set_srid(Point(0, 0), 4326), include_srid=True)[:-16]


class _Sqlite:
    """Rows straight into the table and its tree: how they come in is measured elsewhere."""

    name = "SQLite"
    bare = f"""SELECT {_WANTED} FROM rtree_geography_place_geometry t
        JOIN geography_place p ON p.fid = t.id
        WHERE t.maxx >= 102.84 AND t.minx <= 102.9 AND t.maxy >= 35.7 AND t.miny <= 35.75"""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'relief.db'}"
        self._file = folder / "relief.db"

    def open(self) -> None:
        self._held = sqlite3.connect(self._file)

    def close(self) -> None:
        self._held.close()

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self._held.execute(statement).fetchall()

    def store(self, houses: Iterator[tuple[Any, ...]]) -> None:
        for name in ("insert", "update", "delete"):
            self._held.execute(f"DROP TRIGGER IF EXISTS rtree_geography_place_geometry_{name}")
        rows, boxes = [], []
        for *facts, lon, lat in houses:
            rows.append((*facts, _HEAD + struct.pack("<2d", lon, lat)))
            boxes.append((facts[0], lon, lon, lat, lat))
        marks = ",".join("?" * 9)
        self._held.executemany(f"INSERT INTO geography_place ({_COLUMNS}) VALUES ({marks})", rows)
        tree = "INSERT INTO rtree_geography_place_geometry VALUES (?,?,?,?,?)"
        self._held.executemany(tree, boxes)
        self._held.commit()


class _Postgis:
    name = "PostGIS"
    bare = f"""SELECT {_WANTED} FROM geography_place p
        WHERE p.geometry && ST_MakeEnvelope(102.84, 35.7, 102.9, 35.75, 4326)"""

    def __init__(self, folder: Path) -> None:
        self._cluster = Cluster(folder / "cluster")
        self._cluster.start()
        admin = create_engine(self._cluster.url("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE bench"))
        admin.dispose()
        self.url = self._cluster.url("bench")

    def open(self) -> None:
        self._held = psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True)

    def close(self) -> None:
        self._held.close()
        self._cluster.stop()

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self._held.execute(statement).fetchall()  # type: ignore[arg-type]

    def store(self, houses: Iterator[tuple[Any, ...]]) -> None:
        copied = f"COPY geography_place ({_COLUMNS}) FROM STDIN"
        with self._held.cursor() as cursor, cursor.copy(copied) as copy:  # type: ignore[arg-type]
            for *facts, lon, lat in houses:
                copy.write_row((*facts, (_WKB + struct.pack("<2d", lon, lat)).hex()))
        self._held.execute("VACUUM ANALYZE geography_place")


def main() -> None:
    """Print the view of a town at both sizes, on both databases."""
    for kind in (_Sqlite, _Postgis):
        folder = Path(tempfile.mkdtemp(prefix="relief-bench-"))
        folder.chmod(0o755)  # the cluster's own user has to reach its folder
        store = kind(folder)
        settings = Settings(folder, store.url)
        build(settings, None, lambda _line: None)
        desk = open_desk(settings)
        store.open()
        codes = [code for (code,) in store.rows(_VILLAGES)]
        store.store(_houses(codes, 0, SEEN, TOWN))
        stored = SEEN
        for size in SIZES:
            store.store(_houses(codes, stored, size, AROUND))
            stored = size
            _print(desk, store, size)
        desk.database.dispose()
        store.close()
        shutil.rmtree(folder)


def _houses(
    codes: list[str], first: int, last: int, box: tuple[float, ...]
) -> Iterator[tuple[Any, ...]]:
    dice = random.Random(first)  # noqa: S311 (positions for a measurement)
    for number in range(first, last):
        key, code = f"018c7e2a-{number:04x}-7000-8000-{number:012x}", dice.choice(codes)
        facts = (10_000_000 + number, key, "house", f"{number}号房屋", code, "surveyed", "bench")
        yield *facts, True, dice.uniform(box[0], box[2]), dice.uniform(box[1], box[3])


def _print(desk: Desk, store: _Sqlite | _Postgis, size: int) -> None:
    app = create_app(desk)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/sign-in", data={"username": "jishishan", "password": PASSWORD})
    plain, packed, base = _taken(
        lambda: client.get(FEED, headers={"Accept-Encoding": "identity"}),
        lambda: client.get(FEED, headers={"Accept-Encoding": "gzip"}),
        lambda: store.rows(store.bare),
    )
    rows = len(store.rows(store.bare))
    counted = client.get(FEED).get_json()["counts"]
    said = " ".join(f"{kind} {shown}/{total}" for kind, shown, total, _drawn in counted)
    for name, taken in (("map feed, plain", plain), ("map feed, packed", packed)):
        print(
            f"{f'{name}, {store.name}':<34} {f'{size:,} stored, {rows:,} seen':<26} "
            f"p50 {_at(taken, 50):6.1f} ms p95 {_at(taken, 95):6.1f} ms   "
            f"bare SQL p50 {_at(base, 50):6.1f} ms p95 {_at(base, 95):6.1f} ms   "
            f"ratio {_at(taken, 50) / _at(base, 50):5.2f}   {said}"
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
