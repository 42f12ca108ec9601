"""Writes the GeoPackage of an incident and keeps it in the file store."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from relief.bootstrap import Desk, geopackage_writer, now_in
from relief.core.clock import beijing
from relief.db.made_files import MadeFile, keep_made
from relief.offices.queries import office_of, scope_of_account
from relief.situation.deadlines import own_division
from relief.situation.gis_export import export_layers
from relief.situation.gis_file import (
    ACTION,
    MEDIA_TYPE,
    gis_file_name,
    note_export,
    write_geopackage,
)
from relief.situation.progress_queries import the_incident

KIND = "geopackage"


def run(
    desk: Desk,
    work_id: str,
    arguments: Mapping[str, Any],
    progress: Callable[[int, int], bool],
) -> Mapping[str, Any]:
    """Return the file's SHA-256 and name, or the state "cancelled".

    Roles and divisions are the person's when the work is done, not when it was asked for.

    Raises:
        NotFound: the incident or the account is gone, or the account was disabled.
        OutOfScope: the account may not read with GIS programs any more.
    """
    del work_id
    desk.settings.data.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=desk.settings.data, prefix="geopackage-") as folder:
        path = Path(folder) / "made.gpkg"
        with desk.database.read() as session:
            scope = scope_of_account(session, str(arguments["account_id"]))
            scope.require(ACTION)
            incident, at = the_incident(session, str(arguments["incident"])), now_in(session)
            maker = f"{office_of(session, scope.account_id).authority} {scope.account_name}"
            layers = export_layers(session, scope, incident, at, maker)
            written = write_geopackage(geopackage_writer(), path, layers, progress)
        if written is None:
            return {"state": "cancelled"}
        name = gis_file_name(incident, beijing(at))
        with desk.database.write() as session:
            made = MadeFile(name, MEDIA_TYPE, path, own_division(scope))
            digest = keep_made(desk.files, session, scope, made, at)
            note_export(session, scope, incident, written)
    return {"sha256": digest, "name": name}
