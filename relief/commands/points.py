"""`points`: a position for every township and village that has none."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import click

from relief.settings import Settings

if TYPE_CHECKING:
    from relief.bootstrap import Desk
    from relief.geography.rows import NewPlace
    from relief.geography.settling import Gazetteer

SCHEMA = 1
# A write transaction touches at most 5,000 rows, so that the desk goes on meanwhile (DESIGN 3).
_BATCH = 5_000


@click.command()
@click.option(
    "--province", "provinces", multiple=True, metavar="NN", help="Two digits, such as 15."
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def command(settings: Settings, provinces: tuple[str, ...], *, as_json: bool) -> None:
    """Give every township and village without a point one; without --province in all of China.

    The gazetteer's point of its name in its own county, else an indicative one (示意坐标) inside
    the county, the same on every run. What has a position is left alone. Stopped with Ctrl-C it
    keeps what was written and goes on from there next time. Needs `divisions load` first.
    """
    from relief.bootstrap import geography_sources, open_desk
    from relief.geography.settling import Gazetteer

    desk = open_desk(settings)
    chosen = _chosen(desk, provinces)
    gazetteer = Gazetteer(geography_sources().points())
    counted = {"gazetteer": 0, "indicative": 0, "without_polygon": 0}
    for number, province in enumerate(chosen, start=1):
        _fill(desk, province, gazetteer, counted)
        done = counted["gazetteer"] + counted["indicative"]
        click.echo(f"{number}/{len(chosen)} {province}: {done:,} …", err=True)
    if as_json:
        click.echo(json.dumps({"schema": SCHEMA, "provinces": chosen, **counted}))
        return
    click.echo(
        f"{counted['gazetteer']:,} points from the gazetteer, {counted['indicative']:,} indicative "
        f"(示意坐标), {counted['without_polygon']:,} left open for want of a county line"
    )


def _fill(desk: "Desk", province: str, gazetteer: "Gazetteer", counted: dict[str, int]) -> None:
    from relief.geography.place_loading import load_places

    for batch in _batches(_new(desk, province, gazetteer, counted)):
        with desk.database.write() as session:
            load_places(session, batch)
        for row in batch:
            counted[row.quality] += 1


def _new(
    desk: "Desk", province: str, gazetteer: "Gazetteer", counted: dict[str, int]
) -> "Iterator[NewPlace]":
    from relief.geography.settling import area_of, areas, lacking, settle

    with desk.database.read() as session:
        counties = lacking(session, province)
        shapes = areas(session, province) if counties else {}
    for county in counties:
        area = area_of(county.code, shapes)
        if area is None:
            counted["without_polygon"] += len(county.townships) + len(county.villages)
            continue
        yield from settle(county, area, gazetteer)


def _batches(rows: "Iterator[NewPlace]") -> "Iterator[list[NewPlace]]":
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _chosen(desk: "Desk", provinces: tuple[str, ...]) -> list[str]:
    from relief.core.division_code import NATION
    from relief.core.errors import Refused
    from relief.core.wording import Bilingual
    from relief.geography.queries import children

    with desk.database.read() as session:
        known = [row.code[:2] for row in children(session, NATION)]
    if unknown := sorted(set(provinces) - set(known)):
        listed = ", ".join(unknown)
        raise Refused(
            Bilingual(
                f"没有装入这些省级区划：{listed}；请先运行 divisions load",
                f"These provinces are not loaded: {listed}; run divisions load first",
            ),
            "province",
        )
    if not known:
        raise Refused(
            Bilingual("还没有区划；请先运行 divisions load", "No divisions yet: run divisions load")
        )
    return sorted(set(provinces)) or known
