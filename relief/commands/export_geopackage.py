"""`export geopackage`: an incident for GIS programs, written to a file."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from relief.commands.report_options import INCIDENT, OUT, acting
from relief.settings import Settings

if TYPE_CHECKING:
    from relief.bootstrap import Desk
    from relief.situation.gis_file import WrittenLayer


@click.command()
@INCIDENT
@click.option(
    "--as",
    "username",
    metavar="ACCOUNT",
    help="Account whose divisions the file holds. [default: the one that sees most]",
)
@OUT
@click.pass_obj
def geopackage(settings: Settings, *, incident: str, username: str | None, out: str) -> None:
    """Write boundaries, places, footprint zones, townships and houses by village to OUT.

    The file holds the account's divisions in the incident's provinces, and no name, ID number,
    telephone or account of anybody. "-" is standard output.

    \b
    Exit codes: 0  written
                1  refused, with the reasons as JSON
                2  wrong usage
    """
    from relief.bootstrap import open_desk

    desk = open_desk(settings)
    with TemporaryDirectory(prefix="relief-geopackage-") as folder:
        path = Path(folder) / "made.gpkg"
        written = _write(desk, incident, username, path)
        with path.open("rb") as made, click.open_file(out, "wb") as stream:
            shutil.copyfileobj(made, stream)
    for layer in written:
        click.echo(f"{layer.name}: {layer.rows}", err=True)


def _write(desk: "Desk", slug: str, username: str | None, path: Path) -> "tuple[WrittenLayer, ...]":
    from relief.bootstrap import geopackage_writer, now_in
    from relief.offices.queries import office_of
    from relief.situation.gis_export import export_layers
    from relief.situation.gis_file import ACTION, note_export, write_geopackage
    from relief.situation.progress_queries import the_incident

    with desk.database.read() as session:
        scope = acting(session, username, ACTION, widest=True)
        scope.require(ACTION)
        incident = the_incident(session, slug)
        maker = f"{office_of(session, scope.account_id).authority} {scope.account_name}"
        layers = export_layers(session, scope, incident, now_in(session), maker)
        written = write_geopackage(geopackage_writer(), path, layers, lambda _done, _all: False)
    with desk.database.write() as session:
        note_export(session, scope, incident, written or ())
    return written or ()
