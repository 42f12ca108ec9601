"""Long work: a file of places is staged part by part and moved, or comes back marked."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from relief.bootstrap import Desk, now_in, projector, vector_reader, workbook_writer
from relief.core.errors import Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.sheets import RawSheet
from relief.core.wording import Bilingual
from relief.db.files import NewFile
from relief.geography.coordinates import declared
from relief.geography.place_columns import HEADINGS, POSITION, SHEET, unused_columns
from relief.geography.place_export import LAYER
from relief.geography.place_import import PlaceImport, PlaceOutcome
from relief.geography.place_importing import (
    begin_places,
    discard_places,
    finish_places,
    stage_part,
)
from relief.geography.place_lines import lines_of
from relief.geography.vector import SentFile, VectorFile
from relief.offices.queries import scope_of_account

KIND = "import_places"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Progress = Callable[[int, int], bool]
_STOPPED = Bilingual("已停止，未作任何改动", "Stopped; nothing was changed")
_KNOWN = frozenset(name.lower() for name in (*HEADINGS, *(p.zh for p in POSITION)))


def run(
    desk: Desk, _work_id: str, arguments: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    """Return what became of the file; with state "refused" when nothing was changed.

    Raises:
        Refused: a file that cannot be read, or stopped by whoever asked for it.
    """
    job = job_of(arguments)
    with desk.database.read() as session:
        scope = scope_of_account(session, str(arguments["asked_by"]))
        _row, content = desk.files.read(session, scope, job.digest)
    file = read_places(content, job)
    outcome = bring_in(desk, scope, job, file, progress)
    return _answer(desk, scope, job, file, outcome)


def job_of(arguments: Mapping[str, Any]) -> PlaceImport:
    """Return what a work row asks for."""
    return PlaceImport(
        office=str(arguments["office"]),
        digest=str(arguments["file"]),
        name=str(arguments["name"]),
        crs=str(arguments.get("crs", "")),
        encoding=str(arguments.get("encoding", "")),
        layer=str(arguments.get("layer", "")),
        good_rows=bool(arguments.get("good_rows")),
        check_only=bool(arguments.get("check_only")),
        confirmed=bool(arguments.get("confirmed")),
    )


def read_places(content: bytes, job: PlaceImport) -> VectorFile:
    """Return the file as read, in the system declared or the one it states.

    Raises:
        Refused: it cannot be read, or nobody declares a coordinate system.
    """
    system = declared(job.crs) if job.crs else None
    return vector_reader().read(
        SentFile(job.name, content, system, job.encoding, job.layer, _KNOWN, LAYER)
    )


def bring_in(
    desk: Desk, scope: Scope, job: PlaceImport, file: VectorFile, progress: Progress
) -> PlaceOutcome:
    """Return what became of the rows, staged in short transactions and moved in one.

    Raises:
        Refused: `progress` said to stop; what was staged is discarded.
    """
    said = lines_of(file.features)
    with desk.database.write() as session:
        begun = begin_places(session, scope, _stamp(session, scope, job), job, said)
    if begun.outcome is not None:
        return begun.outcome
    staged, lines, project = begun.staged, begun.lines, projector()
    while staged < len(lines):
        _go_on(desk, job, progress, staged, len(lines))
        with desk.database.write() as session:
            staged = stage_part(session, scope, job, file, lines, staged, project)
    progress(staged, len(lines))
    with desk.database.write() as session:
        return finish_places(session, scope, _stamp(session, scope, job), job)


def sheet_of(file: VectorFile) -> tuple[RawSheet, str]:
    """Return the rows as cells, for an answer cell by cell, and the name of their sheet."""
    if file.sheet is not None:
        return file.sheet, (file.layer or SHEET)
    rows = [tuple(f.values.get(name) for name in file.columns) for f in file.features]
    return RawSheet((tuple(file.columns), *rows)), SHEET


def reading_of(file: VectorFile) -> dict[str, Any]:
    """Return how the file was understood, for the screen."""
    return {
        "form": file.form,
        "layer": file.layer,
        "crs": file.system.key,
        "crs_said": file.said.key if file.said else "",
        "encoding": file.encoding,
        "encoding_from": file.encoding_from,
        "unused": list(unused_columns(file.columns)),
        "notes": [note.as_dict() for note in file.notes],
        "heights": sum(1 for f in file.features if any(x.kind == "heights" for x in f.faults)),
    }


def _go_on(desk: Desk, job: PlaceImport, progress: Progress, done: int, total: int) -> None:
    if not progress(done, total):
        return
    with desk.database.write() as session:
        discard_places(session, job.command_id)
    raise Refused(_STOPPED)


def _stamp(session: Session, scope: Scope, job: PlaceImport) -> Stamp:
    return Stamp.make(now_in(session), scope.account_id, f"file:{job.name}", job.command_id)


def _answer(
    desk: Desk, scope: Scope, job: PlaceImport, file: VectorFile, outcome: PlaceOutcome
) -> dict[str, Any]:
    result = outcome.as_dict() | {"reading": reading_of(file), "sha256": "", "name": ""}
    marks = (*outcome.marks, *outcome.warnings, *outcome.notes)
    if marks:
        raw, sheet = sheet_of(file)
        content = workbook_writer().marked(raw, marks, sheet=sheet)
        new = NewFile(f"{job.digest[:8]}-需更正.xlsx", MEDIA_TYPE, content, job.office)
        with desk.database.write() as session:
            result["sha256"] = desk.files.keep(session, scope, new, now_in(session))
        result["name"] = new.name
    taken = outcome.batch is not None or outcome.to_confirm
    if not taken and not (job.check_only and outcome.accepted):
        result["state"] = "refused"
    return result
