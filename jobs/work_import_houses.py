"""Long work: a house ledger's workbook is staged part by part and moved, or comes back marked."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from relief.bootstrap import Desk, now_in, workbook_reader, workbook_writer
from relief.core.errors import Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.sheets import RawSheet
from relief.core.wording import Bilingual
from relief.damage.house_import import HouseImport, HouseOutcome
from relief.damage.house_workbook import MOST_ROWS, SHEET
from relief.damage.services.import_houses import (
    Begun,
    begin_houses,
    discard_houses,
    finish_houses,
    stage_part,
)
from relief.damage.services.import_reports import digest_of
from relief.db.files import NewFile
from relief.offices.queries import scope_of_account

KIND = "import_houses"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Progress = Callable[[int, int], bool]
_STOPPED = Bilingual("已停止，未作任何改动", "Stopped; nothing was changed")
_HEAD_ROWS = 10


def run(
    desk: Desk, _work_id: str, arguments: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    """Return what became of the workbook; with state "refused" when nothing was changed.

    Raises:
        Refused: not a workbook, or stopped by whoever asked for it.
    """
    job = HouseImport(
        incident_id=str(arguments["incident_id"]),
        office=str(arguments["office"]),
        digest=str(arguments["file"]),
        good_rows=bool(arguments.get("good_rows")),
        check_only=bool(arguments.get("check_only")),
    )
    with desk.database.read() as session:
        scope = scope_of_account(session, str(arguments["asked_by"]))
        _row, content = desk.files.read(session, scope, job.digest)
    raw = read_sheet(content)
    outcome = bring_in(desk, scope, job, raw, progress)
    return _answer(desk, scope, job, raw, outcome)


def read_sheet(content: bytes) -> RawSheet:
    """Return the ledger's sheet of a workbook.

    Raises:
        Refused: not a workbook, too large, protected, or without that sheet.
    """
    return workbook_reader().read(content, sheet=SHEET, most_rows=MOST_ROWS + _HEAD_ROWS)


def bring_in(
    desk: Desk, scope: Scope, job: HouseImport, raw: RawSheet, progress: Progress
) -> HouseOutcome:
    """Return what became of the rows, staged in short transactions and moved in one.

    Raises:
        Refused: `progress` said to stop; what was staged is discarded.
    """
    begun = _begin(desk, scope, job, raw)
    if begun.outcome is not None:
        return begun.outcome
    staged, total = begun.staged, len(begun.lines)
    while staged < total:
        if progress(staged, total):
            with desk.database.write() as session:
                discard_houses(session, job)
            raise Refused(_STOPPED)
        with desk.database.write() as session:
            staged = stage_part(session, scope, job, begun.lines, staged)
    progress(total, total)
    with desk.database.write() as session:
        return finish_houses(session, scope, _stamp(session, scope, job), job)


def _begin(desk: Desk, scope: Scope, job: HouseImport, raw: RawSheet) -> Begun:
    with desk.database.write() as session:
        return begin_houses(session, scope, _stamp(session, scope, job), job, raw)


def _stamp(session: Session, scope: Scope, job: HouseImport) -> Stamp:
    return Stamp.make(now_in(session), scope.account_id, "workbook", job.command_id)


def _answer(
    desk: Desk, scope: Scope, job: HouseImport, raw: RawSheet, outcome: HouseOutcome
) -> dict[str, Any]:
    result = outcome.as_dict() | {"sha256": "", "name": ""}
    if marks := (*outcome.marks, *outcome.warnings):
        content = workbook_writer().marked(raw, marks, sheet=SHEET)
        new = NewFile(f"{digest_of(content)[:8]}-需更正.xlsx", MEDIA_TYPE, content, job.office)
        with desk.database.write() as session:
            result["sha256"] = desk.files.keep(session, scope, new, now_in(session))
        result["name"] = new.name
    if outcome.batch is None and not (job.check_only and outcome.accepted):
        result["state"] = "refused"
    return result
