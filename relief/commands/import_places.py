"""`import places`: positions from CSV, XLSX, GeoJSON, GeoPackage, Shapefile or KML."""

import hashlib
import io
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relief.commands.importing import REFUSED, answer, import_options
from relief.settings import Settings

if TYPE_CHECKING:
    from relief.bootstrap import Desk
    from relief.core.scope import Scope
    from relief.geography.place_import import PlaceImport
    from relief.geography.vector import VectorFile


@click.command()
@import_options
@click.option("--crs", default="", metavar="CRS", help="EPSG:4490, EPSG:4523, GCJ-02, BD-09 …")
@click.option("--encoding", default="", metavar="NAME", help="gbk or utf-8; else detected.")
@click.option("--layer", default="", metavar="NAME", help="Which layer or sheet.")
@click.option("--confirm", is_flag=True, help="Take what is pointed out as doubtful, too.")
@click.option("--discard", is_flag=True, help="Throw away what this file has staged.")
@click.pass_obj
def places(settings: Settings, /, *, file: Path, **asked: Any) -> None:
    """Import the positions in FILE: seats, villages, depots, sites, shelters, houses, closed roads.

    FILE is .csv, .xlsx, .geojson, .gpkg, .kml, or a Shapefile (.zip, or .shp with its parts beside
    it). The coordinate system is the one declared with --crs, else the one the file states; it is
    never guessed. All rows or none, unless --good-rows. Positions that are doubtful (outside their
    county, longitude and latitude swapped, better as another system) are pointed out, and nothing
    is changed until --confirm. Rows are staged 1,000 at a time; a run that is interrupted goes on
    where it stopped, or is thrown away with --discard.
    --errors writes the rows back as a workbook with every reason at its cell.
    """
    from jobs.work_import_places import read_places, reading_of
    from relief.bootstrap import open_desk
    from relief.commands.acting import actor
    from relief.geography.place_columns import office_named

    name, content = bundle(file)
    job = _job(name, content, asked)
    read = read_places(content, job)
    desk = open_desk(settings)
    with desk.database.read() as session:
        scope, own = actor(session, asked["username"], job.office or office_named(read))
    if asked["discard"]:
        _discard(desk, scope, job.of_office(own))
    else:
        _say_reading(reading_of(read))
        _bring(desk, scope, job.of_office(own), read, asked)


def _job(name: str, content: bytes, asked: Mapping[str, Any]) -> "PlaceImport":
    from relief.geography.place_import import PlaceImport

    return PlaceImport(
        office=asked["office"],
        digest=hashlib.sha256(content).hexdigest(),
        name=name,
        crs=asked["crs"],
        encoding=asked["encoding"],
        layer=asked["layer"],
        good_rows=asked["good_rows"],
        check_only=asked["check"],
        confirmed=asked["confirm"],
    )


def _discard(desk: "Desk", scope: "Scope", job: "PlaceImport") -> None:
    from relief.geography.place_importing import discard_batch

    with desk.database.write() as session:
        discard_batch(session, scope, job.command_id)
    click.echo("已丢弃暂存 / discarded", err=True)


def _bring(
    desk: "Desk", scope: "Scope", job: "PlaceImport", read: "VectorFile", asked: Mapping[str, Any]
) -> None:
    from jobs.work_import_places import bring_in, sheet_of
    from relief.bootstrap import workbook_writer

    outcome = bring_in(desk, scope, job, read, _say)
    if asked["errors"] is not None:
        raw, sheet = sheet_of(read)
        marks = (*outcome.marks, *outcome.warnings, *outcome.notes)
        asked["errors"].write_bytes(workbook_writer().marked(raw, marks, sheet=sheet))
    answer(
        outcome,
        as_json=asked["as_json"],
        warnings=(*outcome.notes, *outcome.warnings),
        unchanged=outcome.unchanged,
        already=outcome.already,
    )
    if outcome.to_confirm:
        click.echo(
            f"{outcome.doubtful} 处存疑，未作任何改动；确认无误请加 --confirm 再运行 / "
            f"{outcome.doubtful} doubtful, nothing changed; run again with --confirm to take them",
            err=True,
        )
        sys.exit(REFUSED)


def bundle(file: Path) -> tuple[str, bytes]:
    """Return the name and bytes of a file; a .shp is zipped with the parts that lie beside it."""
    if file.suffix.lower() != ".shp":
        return file.name, file.read_bytes()
    stream = io.BytesIO()
    beside = sorted(p for p in file.parent.iterdir() if p.stem == file.stem and p.is_file())
    with zipfile.ZipFile(stream, "w") as archive:
        for part in beside:
            # The same parts give the same bytes, so that the second run is the first one's.
            archive.writestr(zipfile.ZipInfo(part.name), part.read_bytes())
    return f"{file.stem}.zip", stream.getvalue()


def _say(done: int, total: int) -> bool:
    click.echo(f"{done}/{total}", err=True)
    return False


def _say_reading(reading: dict[str, Any]) -> None:
    named = (reading[key] for key in ("form", "layer", "crs", "encoding"))
    click.echo(f"读法 / read as: {' · '.join(name for name in named if name)}", err=True)
    if unused := "、".join(reading["unused"]):
        click.echo(f"未用的列 / columns not used: {unused}", err=True)
    if heights := reading["heights"]:
        click.echo(f"已去掉高程 / heights dropped: {heights}", err=True)
    for note in reading["notes"]:
        click.echo(f"{note['zh']} / {note['en']}", err=True)
