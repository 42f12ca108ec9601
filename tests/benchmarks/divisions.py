"""Loading the nation's divisions against a bare insert of the same rows, and finding a name.

Both databases' own load is `add_divisions`; here SQLite, in one file each. The bare insert writes
the same rows into the same table with the same indexes, unchecked, unspelt and without an index of
names.
"""

import resource
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from relief.bootstrap import division_table
from relief.core.scope import range_of
from relief.db.migrate import upgrade
from relief.db.session import Database
from relief.geography.division_table import check_table
from relief.geography.loading import add_divisions
from relief.geography.name_index import phrase_of
from relief.geography.queries import search
from relief.geography.rows import NewDivision
from tests.benchmarks.measure import line, median_s

BATCH = 5_000
SIZES = (("62",), ())
WORDS = ("大河家", "石塬", "康吊", "黄羊滩", "大河", "村委会")
_COLUMNS = "code, name, level, parent_code, pinyin, initials"
_FOUND = (
    "SELECT d.code, d.name, d.level, d.parent_code, d.pinyin, d.initials "
    "FROM geography_division_names n JOIN geography_division d "
    "ON d.code = printf('%012d', n.rowid % 1000000000000) WHERE geography_division_names MATCH ? "
)
# The same rows in the same order; and, as the quickest FTS5 can be, in the order of its own rows.
_SAME = (
    f"{_FOUND} ORDER BY d.level = 'village', d.name <> ?, d.name NOT LIKE ? || '%', "
    "length(d.name), d.code LIMIT 50"
)
_BY_ROW = f"{_FOUND} ORDER BY n.rowid LIMIT 50"


def _database(folder: Path, name: str) -> Database:
    database = Database(f"sqlite:///{folder / name}")
    upgrade(database.writer)
    return database


def _batches(rows: Iterator[NewDivision]) -> Iterator[list[NewDivision]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _ours(database: Database, provinces: Sequence[str]) -> tuple[float, float, int]:
    """Return seconds in all, those that spelling took, and the rows."""
    started = time.perf_counter()
    table = division_table(provinces)
    count = check_table(table.rows())
    began = time.perf_counter()
    spell = table.speller()
    spelling = time.perf_counter() - began
    rows = iter(table.rows())
    while batch := list(islice(rows, BATCH)):
        began = time.perf_counter()
        new = [NewDivision(r.code, r.name, *spell(r.name), table.cut_off) for r in batch]
        spelling += time.perf_counter() - began
        with database.write() as session:
            add_divisions(session, new)
    return time.perf_counter() - started, spelling, count


def _bare(folder: Path, source: Database) -> float:
    """Return the seconds of inserting the same rows, already in memory."""
    with source.read() as session:
        wanted = f"SELECT {_COLUMNS}, valid_from FROM geography_division"
        rows = [tuple(row) for row in session.connection().exec_driver_sql(wanted)]
    _database(folder, "bare.db").dispose()
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA synchronous=NORMAL")
    started = time.perf_counter()
    for start in range(0, len(rows), BATCH):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            f"INSERT INTO geography_division ({_COLUMNS}, valid_from) VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows[start : start + BATCH],
        )
        connection.execute("COMMIT")
    taken = time.perf_counter() - started
    connection.close()
    return taken


def _searches(database: Database, size: str) -> None:
    everywhere = [range_of("")]
    with database.read() as session:
        bare = session.connection()
        for words in WORDS:
            phrase, word = phrase_of(words, begins=False), words
            same = median_s(lambda p=phrase, w=word: bare.exec_driver_sql(_SAME, (p, w, w)).all())
            base = median_s(lambda p=phrase: bare.exec_driver_sql(_BY_ROW, (p,)).all())
            ours = median_s(lambda w=word: search(session, w, everywhere))
            print(line(f"search {words}", size, ours, "FTS5, same rows and order", same))
            print(line(f"search {words}", size, ours, "FTS5, in its own order", base))


def main() -> None:
    """Print the load of one province and of the nation, and searches in each."""
    for provinces in SIZES:
        folder = Path(tempfile.mkdtemp(prefix="relief-bench-"))
        database = _database(folder, "relief.db")
        ours, spelling, count = _ours(database, provinces)
        size = f"{count:,} divisions"
        base = _bare(folder, database)
        print(line("load, checks and pinyin included", size, ours, "bare insert", base))
        print(line("  of which pinyin", size, spelling, "bare insert", base))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        written = sum(path.stat().st_size for path in folder.glob("relief.db*")) / 2**20
        print(f"  peak memory {peak:.0f} MB, database {written:.0f} MB")
        _searches(database, size)
        database.dispose()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
