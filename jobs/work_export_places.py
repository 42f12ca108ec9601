"""Long work: the places of a person's divisions as a file in one of six forms."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from relief.bootstrap import Desk, now_in, vector_writer
from relief.core.scope import Scope
from relief.db.files import NewFile
from relief.geography.coordinates import declared
from relief.geography.place_export import MEDIA_TYPES, PlaceExport, place_table
from relief.geography.place_queries import places
from relief.geography.place_words import KINDS
from relief.geography.vector import Form
from relief.offices.queries import scope_of_account

KIND = "export_places"
STEPS = 3


def run(
    desk: Desk, _work_id: str, arguments: Mapping[str, Any], progress: Callable[[int, int], bool]
) -> Mapping[str, Any]:
    """Return the file's SHA-256 and name, or the state "cancelled"; twice makes the same file.

    Raises:
        Refused: the form cannot hold the system or the letters asked for.
    """
    asked = PlaceExport(
        cast("Form", str(arguments["form"])),
        str(arguments["crs"]),
        tuple(str(kind) for kind in arguments.get("kinds", ())),
        str(arguments.get("encoding", "utf-8")),
    )
    if progress(0, STEPS):
        return {"state": "cancelled"}
    with desk.database.read() as session:
        scope = scope_of_account(session, str(arguments["asked_by"]))
    content, rows = make_file(desk, scope, asked)
    if progress(2, STEPS):
        return {"state": "cancelled"}
    new = NewFile(asked.file_name, MEDIA_TYPES[asked.form], content, str(arguments["office"]))
    with desk.database.write() as session:
        digest = desk.files.keep(session, scope, new, now_in(session))
    return {"sha256": digest, "name": new.name, "rows": rows}


def make_file(desk: Desk, scope: Scope, asked: PlaceExport) -> tuple[bytes, int]:
    """Return the file's bytes and how many places it holds: those of the person's divisions.

    Raises:
        OutOfScope: a role that may not see places.
        Refused: the form cannot hold the system or the letters asked for.
    """
    scope.require("places.view")
    with desk.database.read() as session:
        rows = places(session, asked.kinds or tuple(KINDS), scope.ranges())
    system = declared(asked.crs)
    table = place_table(rows)
    content = vector_writer().write(table, form=asked.form, system=system, encoding=asked.encoding)
    return content, len(rows)
