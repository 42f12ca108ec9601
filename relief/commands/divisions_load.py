"""`divisions load`: the code table and the county polygons into the desk."""

import json
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from relief.settings import Settings

if TYPE_CHECKING:
    from relief.bootstrap import Desk
    from relief.geography.ports import DivisionTable
    from relief.geography.rows import NewDivision

Row = TypeVar("Row")
SCHEMA = 1
# A write transaction touches at most 5,000 rows, so that the desk goes on meanwhile (DESIGN 3).
_BATCH = 5_000
_SHAPES_BATCH = 250


@click.command()
@click.option(
    "--province", "provinces", multiple=True, metavar="NN", help="Two digits, such as 15."
)
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A table of your own: CSV or XLSX with the columns 区划代码 and 名称.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def load(
    settings: Settings, provinces: tuple[str, ...], *, file: Path | None, as_json: bool
) -> None:
    """Load the divisions of provinces, down to the village; without --province all of China.

    The whole table is checked before the first row is written. A load that was stopped goes on
    where it was; a second run changes nothing. What the desk knows otherwise is left as it is:
    that is `divisions update`. Needs the files that `make setup` fetches.
    """
    from relief.bootstrap import division_table, open_desk
    from relief.db.migrate import require_current
    from relief.geography.division_table import check_table
    from relief.geography.queries import every_code

    _refuse_other_than_provinces(provinces)
    desk = open_desk(settings)
    require_current(desk.database.writer)
    table = division_table(provinces, file)
    with desk.database.read() as session:
        known = every_code(session)
    started = time.monotonic()
    count = check_table(table.rows(), known, lambda done: _tell(f"已检查 checked {done:,} …"))
    _tell(f"已检查 checked {count:,}（{time.monotonic() - started:.1f} s）")
    new = _write(desk, table, count)
    shapes = _load_shapes(desk, table, provinces) if file is None else 0
    _tell(f"新增 new {new:,}，此前已有 known before {count - new:,}，界线 polygons {shapes:,}")
    _load_formers(desk)
    if as_json:
        click.echo(json.dumps({"schema": SCHEMA, "loaded": count, "provinces": list(provinces)}))
    else:
        click.echo(f"{count:,} divisions are loaded")


def _write(desk: "Desk", table: "DivisionTable", total: int) -> int:
    from relief.geography.loading import add_divisions

    started, new, done = time.monotonic(), 0, 0
    spelling = _Spelling(table)
    for batch in _batches(iter(spelling.rows())):
        with desk.database.write() as session:
            new += add_divisions(session, batch)
        done += len(batch)
        if done % (10 * _BATCH) == 0 or done == total:
            _tell(f"{done:,} / {total:,} …")
    took = time.monotonic() - started
    _tell(f"已写入 written（{took:.1f} s，其中拼音 pinyin {spelling.seconds:.1f} s）")
    return new


class _Spelling:
    """Gives each row its pinyin, and knows how long that took."""

    def __init__(self, table: "DivisionTable") -> None:
        self._table = table
        self.seconds = 0.0

    def rows(self) -> Iterator["NewDivision"]:
        """Yield the divisions of the table, spelt."""
        from relief.geography.rows import NewDivision

        started = time.monotonic()
        spell = self._table.speller()
        self.seconds += time.monotonic() - started
        rows = iter(self._table.rows())
        while batch := list(islice(rows, _BATCH)):
            started = time.monotonic()
            sounds = [spell(row.name) for row in batch]
            self.seconds += time.monotonic() - started
            for row, (pinyin, initials) in zip(batch, sounds, strict=True):
                yield NewDivision(row.code, row.name, pinyin, initials, self._table.cut_off)


def _load_shapes(desk: "Desk", table: "DivisionTable", provinces: tuple[str, ...]) -> int:
    from relief.bootstrap import geography_sources
    from relief.geography.atlas import with_unions
    from relief.geography.service import load_boundaries

    started = time.monotonic()
    names = {row.code: row.name for row in table.rows() if row.code.endswith("000000")}
    shapes = with_unions(geography_sources().counties(provinces or ("",)), names)
    for batch in _batches(iter(shapes), _SHAPES_BATCH):
        with desk.database.write() as session:
            load_boundaries(session, batch)
    _tell(f"县级界线 polygons {len(shapes):,}（{time.monotonic() - started:.1f} s）")
    return len(shapes)


def _load_formers(desk: "Desk") -> None:
    """Write the former names that come with the desk, for the divisions it has."""
    from relief.bootstrap import name_speller, now_in, shipped_formers
    from relief.core.ledger import Stamp
    from relief.geography.former_service import write_former
    from relief.geography.queries import valid_codes
    from relief.offices.queries import first_administrator

    rows = shipped_formers()
    with desk.database.write() as session:
        scope = first_administrator(session)
        here = valid_codes(session, [row.division for row in rows])
        ours = [row for row in rows if row.division in here]
        if scope is not None and ours:
            stamp = Stamp.make(now_in(session), scope.account_id, "geo_data")
            write_former(session, scope, stamp, ours, name_speller())


def _batches(rows: Iterable[Row], size: int = _BATCH) -> Iterator[list[Row]]:
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _refuse_other_than_provinces(provinces: tuple[str, ...]) -> None:
    from relief.core.division_code import LEVEL_LENGTHS
    from relief.core.errors import Refused
    from relief.core.wording import Bilingual

    for province in provinces:
        if (
            not (province.isascii() and province.isdigit())
            or len(province) != LEVEL_LENGTHS["province"]
        ):
            raise Refused(
                Bilingual(
                    f"省级代码应为两位数字：{province}", f"A province is two digits: {province}"
                ),
                "province",
            )
