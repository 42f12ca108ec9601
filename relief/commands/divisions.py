"""`divisions`: load the code table, show a division."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import click

from relief.settings import Settings

if TYPE_CHECKING:
    from relief.geography.rows import DivisionRow, NewDivision

SCHEMA = 1
# A write transaction touches at most 5,000 rows, so that the desk goes on meanwhile (DESIGN 3).
_BATCH = 5_000


@click.group()
def command() -> None:
    """Load and show divisions (统计用区划代码, 2023, 12 digits)."""


@command.command()
@click.option(
    "--province", "provinces", multiple=True, metavar="NN", help="Two digits, such as 15."
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def load(settings: Settings, provinces: tuple[str, ...], *, as_json: bool) -> None:
    """Load the divisions of provinces, down to the village; without --province all of China.

    A second run changes nothing. Needs the files that `make setup` fetches.
    """
    from relief.bootstrap import geography_sources, open_desk
    from relief.geography.service import load_divisions

    _refuse_other_than_provinces(provinces)
    desk = open_desk(settings)
    count = 0
    for batch in _batches(iter(geography_sources().divisions(provinces))):
        with desk.database.write() as session:
            count += load_divisions(session, batch)
        click.echo(f"{count:,} …", err=True)
    if as_json:
        click.echo(json.dumps({"schema": SCHEMA, "loaded": count, "provinces": list(provinces)}))
    else:
        click.echo(f"{count:,} divisions are loaded")


@command.command()
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def show(settings: Settings, code: str, *, as_json: bool) -> None:
    """Show a division by its code: name, what it lies in, how many divisions lie within.

    CODE has 12 digits; fewer are filled up with zeros (622927 is 622927000000).
    """
    from relief.bootstrap import open_desk
    from relief.core.division_code import chain, pad
    from relief.core.errors import NotFound
    from relief.geography.queries import children, divisions

    whole = pad(code)
    with open_desk(settings).database.read() as session:
        known = divisions(session, chain(whole))
        within = children(session, whole)
    if whole not in known:
        raise NotFound(kind="区划 division", key=whole)
    answer = _as_json(known[whole], [known[c] for c in chain(whole) if c in known], len(within))
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False).encode())
        return
    path = " ".join(known[c].name for c in chain(whole) if c in known)
    click.echo(f"{whole} {path} ({known[whole].level}, {len(within)} within)")


def _as_json(row: "DivisionRow", path: list["DivisionRow"], within: int) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "code": row.code,
        "name": row.name,
        "level": row.level,
        "parent": row.parent_code,
        "pinyin": row.pinyin,
        "initials": row.initials,
        "path": [{"code": outer.code, "name": outer.name} for outer in path],
        "children": within,
    }


def _batches(rows: Iterator["NewDivision"]) -> Iterator[list["NewDivision"]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


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
