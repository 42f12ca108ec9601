"""Places under a footprint on SQLite, against shapely alone on shapes already in memory."""

import random
import shutil
import tempfile
from pathlib import Path

import shapely
from shapely import Point
from sqlalchemy import func, insert, select

from relief.db.geometry import intersects
from relief.db.migrate import upgrade
from relief.db.session import Database
from relief.geography.tables import Division, Place
from tests.benchmarks.measure import line, median_s

SIZES = (5_000, 50_000)
FOOTPRINT = Point(102.79, 35.7).buffer(0.6, quad_segs=32)


def _points(count: int) -> list[Point]:
    dice = random.Random(1)  # noqa: S311 (positions for a measurement)
    return [Point(dice.uniform(101, 105), dice.uniform(34, 37)) for _ in range(count)]


def _fill(database: Database, points: list[Point]) -> None:
    with database.write() as session:
        session.add(
            Division(
                code="622927100000",
                name="吹麻滩镇",
                level="township",
                parent_code="622927000000",
                pinyin="",
                initials="",
            )
        )
        session.flush()
        rows = [
            {
                "id": f"p{number}",
                "kind": "village",
                "name": "",
                "division_code": "622927100000",
                "quality": "surveyed",
                "source": "bench",
                "generated": True,
                "geometry": point,
            }
            for number, point in enumerate(points)
        ]
        session.execute(insert(Place), rows)


def main() -> None:
    for count in SIZES:
        folder = Path(tempfile.mkdtemp(prefix="relief-bench-"))
        database = Database(f"sqlite:///{folder / 'relief.db'}")
        upgrade(database.writer)
        points = _points(count)
        _fill(database, points)
        shapely.prepare(FOOTPRINT)
        with database.read() as session:
            under = select(func.count()).where(
                intersects(Place.geometry, FOOTPRINT, dialect="sqlite")
            )
            ours = median_s(lambda u=under, s=session: s.scalar(u))
            found = session.scalar(under)
        base = median_s(lambda p=points: shapely.intersects(FOOTPRINT, p).sum())
        size = f"{count} points, {found} under"
        print(line("places under a footprint", size, ours, "shapely, all in memory", base))
        database.dispose()
        shutil.rmtree(folder)
