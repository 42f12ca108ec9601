"""Villages under a footprint of five zones, on both databases, at 62 k and 620 k points.

The baseline is the least code that gives the same answer from the same database: the rows of the
box, `shapely.from_wkb`, `intersects` with five prepared polygons. Beside it stand the figure of an
STRtree already in memory and, on PostGIS, that of one bare `ST_Intersects` statement a zone.
"""

import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import Point, Polygon
from sqlalchemy import insert
from sqlalchemy.orm import Session

from relief.db.geometry import tree_name
from relief.db.migrate import upgrade
from relief.db.session import Database
from relief.geography.ellipse import Ellipse
from relief.geography.tables import Division, Place
from relief.geography.under import ranks_under
from tests.benchmarks.engines import Postgis, engines
from tests.benchmarks.measure import line, median_s

SIZES = (62_000, 620_000)
TOWNSHIP = "622927100000"
_BATCH = 50_000
_TREE = tree_name("geography_place", "geometry")


@dataclass(frozen=True)
class Zone:
    """A zone of the measured footprint."""

    rank: int
    geometry: Polygon


def isoseismals() -> list[Zone]:
    """Return five nested ellipses of 720 corners, the outer one 900 km long."""
    axes = {6: 900.0, 7: 560.0, 8: 330.0, 9: 180.0, 10: 80.0}
    return [
        Zone(rank, Ellipse(103.4, 31.0, long, long * 0.6, 45).polygon(720))
        for rank, long in axes.items()
    ]


def points(count: int) -> list[Point]:
    """Return positions over a quarter of the country, the same in every run."""
    dice = random.Random(1)  # noqa: S311 (positions for a measurement)
    return [Point(dice.uniform(97, 110), dice.uniform(25, 38)) for _ in range(count)]


def fill(database: Database, places: list[Point]) -> None:
    """Write the points as villages of one township."""
    with database.write() as session:
        facts = {"level": "township", "parent_code": "622927000000", "pinyin": "", "initials": ""}
        session.add(Division(code=TOWNSHIP, name="吹麻滩镇", **facts))
        session.flush()
        same = {
            "kind": "village",
            "name": "",
            "division_code": TOWNSHIP,
            "quality": "surveyed",
            "source": "bench",
            "generated": True,
        }
        rows = [
            {"id": f"p{number}", "geometry": point, **same} for number, point in enumerate(places)
        ]
        for first in range(0, len(rows), _BATCH):
            session.execute(insert(Place), rows[first : first + _BATCH])


def ranked(keys: list[str], shapes: Any, zones: list[Zone]) -> dict[str, int]:
    """Return the highest rank of each shape by the bare calls."""
    best = np.zeros(len(keys), dtype=np.int64)
    for zone in zones:
        shapely.prepare(zone.geometry)
        best = np.maximum(best, shapely.intersects(zone.geometry, shapes) * zone.rank)
    return {keys[at]: int(best[at]) for at in np.flatnonzero(best)}


def bare(session: Session, zones: list[Zone]) -> dict[str, int]:
    """Return the answer by a box select of the driver, `from_wkb` and `intersects`."""
    west, south, east, north = shapely.union_all([zone.geometry for zone in zones]).bounds
    cursor = session.connection().connection.cursor()
    if session.get_bind().dialect.name == "sqlite":
        cursor.execute(
            f"SELECT id, geometry FROM geography_place WHERE fid IN (SELECT id FROM {_TREE} "
            "WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?)",
            (west, east, south, north),
        )
        rows = [(key, blob[8:]) for key, blob in cursor.fetchall()]
    else:
        cursor.execute(
            "SELECT id, ST_AsBinary(geometry) FROM geography_place "
            "WHERE geometry && ST_MakeEnvelope(%s, %s, %s, %s, 4326)",
            (west, south, east, north),
        )
        rows = cursor.fetchall()
    keys = [key for key, _wkb in rows]
    return ranked(keys, shapely.from_wkb([wkb for _key, wkb in rows]), zones)


def st_intersects(session: Session, zones: list[Zone]) -> dict[str, int]:
    """Return the answer by one bare statement a zone on PostGIS."""
    cursor = session.connection().connection.cursor()
    found: dict[str, int] = {}
    for zone in zones:
        cursor.execute(
            "SELECT id FROM geography_place "
            "WHERE ST_Intersects(geometry, ST_GeomFromWKB(%s, 4326))",
            (shapely.to_wkb(zone.geometry),),
        )
        found |= dict.fromkeys((row[0] for row in cursor.fetchall()), zone.rank)
    return found


def in_memory(places: list[Point], zones: list[Zone]) -> Callable[[], object]:
    """Return the work of an STRtree that is built already."""
    tree = shapely.STRtree(places)
    shapes = [zone.geometry for zone in zones]
    return lambda: tree.query(shapes, predicate="intersects")


def measure(engine: str, database: Database, places: list[Point]) -> None:
    """Print one engine's figures, having checked that all ways give one answer."""
    zones = isoseismals()
    with database.read() as session:

        def ours() -> dict[Any, int]:
            return ranks_under(session, Place.geometry, zones, key=Place.id)

        answer = ours()
        assert answer == bare(session, zones)
        base = median_s(lambda: bare(session, zones))
        size = f"{len(places)}, {len(answer)} under"
        name = f"5 zones, {engine}"
        print(line(name, size, median_s(ours), "box, from_wkb, intersects", base))
        print(line("", "", median_s(in_memory(places, zones)), "(STRtree in memory) / same", base))
        if engine == "PostGIS":
            assert answer == st_intersects(session, zones)
            sql = median_s(lambda: st_intersects(session, zones))
            print(line("", "", sql, "(bare ST_Intersects) / same", base))


def main() -> None:
    """Print both engines' figures at both sizes."""
    for count in SIZES:
        folder = Path(tempfile.mkdtemp(prefix="relief-bench-"))
        places = points(count)
        with engines(folder) as opened:
            for engine in opened:
                database = Database(engine.url("bench"))
                upgrade(database.writer)
                fill(database, places)
                if isinstance(engine, Postgis):
                    engine.settle("bench")
                measure(engine.name, database, places)
                database.dispose()
        shutil.rmtree(folder)
