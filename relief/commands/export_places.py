"""`export places`: the positions of a person's divisions as a file."""

from pathlib import Path

import click

from relief.settings import Settings

_FORMS = {
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".geojson": "geojson",
    ".json": "geojson",
    ".gpkg": "gpkg",
    ".zip": "shp",
    ".shp": "shp",
    ".kml": "kml",
}


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--as", "username", required=True, metavar="USERNAME", help="Act as this account.")
@click.option("--crs", default="EPSG:4490", metavar="CRS", help="EPSG:4490 unless given.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only places of this kind.")
@click.option("--encoding", default="utf-8", type=click.Choice(["gbk", "utf-8"]))
@click.pass_obj
def places(  # noqa: PLR0913 (one option a wish)
    settings: Settings, *, out: Path, username: str, crs: str, kinds: tuple[str, ...], encoding: str
) -> None:
    """Write the places of an account's divisions to OUT: csv, xlsx, geojson, gpkg, zip, shp or kml.

    No personal data leaves: a house has its id and no name. What is written comes back with
    `import places` and changes nothing. A .shp is written with its parts beside it.
    """
    import io
    import zipfile
    from typing import cast

    from jobs.work_export_places import make_file
    from relief.bootstrap import open_desk
    from relief.core.errors import Refused
    from relief.core.wording import Bilingual
    from relief.geography.place_export import PlaceExport
    from relief.geography.place_words import KINDS
    from relief.geography.vector import Form
    from relief.offices.queries import scope_of_account

    form = _FORMS.get(out.suffix.lower())
    wrong = [kind for kind in kinds if kind not in KINDS]
    if form is None or wrong:
        listed = ", ".join(KINDS) if wrong else "csv xlsx geojson gpkg zip shp kml"
        raise Refused(
            Bilingual(f"可用：{listed}", f"Use one of: {listed}"), "kind" if wrong else "out"
        )
    desk = open_desk(settings)
    with desk.database.read() as session:
        scope = scope_of_account(session, username)
    asked = PlaceExport(cast("Form", form), crs, kinds, encoding)
    content, rows = make_file(desk, scope, asked)
    if out.suffix.lower() == ".shp":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                out.with_suffix(Path(name).suffix).write_bytes(archive.read(name))
    else:
        out.write_bytes(content)
    click.echo(f"{out}: {rows}", err=True)
