"""Long work: a report workbook becomes a draft, or comes back with its reasons."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from relief.bootstrap import Desk, now_in, workbook_reader, workbook_writer
from relief.core.errors import Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.damage.ports import RawSheet
from relief.damage.services.import_reports import ImportJob, Outcome, digest_of, import_reports
from relief.damage.workbook import SHEET
from relief.db.files import NewFile
from relief.offices.queries import scope_of_account

KIND = "import_reports"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_STOPPED = Bilingual("已停止，未作任何改动", "Stopped; nothing was changed")


@dataclass(frozen=True, slots=True)
class _Asked:
    scope: Scope
    job: ImportJob


def run(
    desk: Desk, _work_id: str, arguments: Mapping[str, Any], progress: Callable[[int, int], bool]
) -> dict[str, Any]:
    """Return what became of the workbook; with state "refused" when nothing was changed.

    Raises:
        Refused: not a workbook, or stopped by whoever asked for it.
    """
    asked = _asked(desk, arguments)
    with desk.database.read() as session:
        _row, content = desk.files.read(session, asked.scope, asked.job.digest)
    raw = workbook_reader().read(content, sheet=SHEET)
    if progress(0, len(raw.rows)):
        raise Refused(_STOPPED)
    with desk.database.write() as session:
        stamp = Stamp.make(
            now_in(session), asked.scope.account_id, "workbook", asked.job.command_id
        )
        outcome = import_reports(session, asked.scope, stamp, asked.job, raw)
    return answer(desk, asked.scope, asked.job, raw, outcome)


def answer(
    desk: Desk, scope: Scope, job: ImportJob, raw: RawSheet, outcome: Outcome
) -> dict[str, Any]:
    """Return the result of an import, with the marked workbook kept as a file."""
    result = outcome.as_dict() | {"sha256": "", "name": ""}
    marks = (*outcome.marks, *outcome.warnings)
    if marks:
        content = workbook_writer().marked(raw, marks, sheet=SHEET)
        new = NewFile(f"{digest_of(content)[:8]}-需更正.xlsx", MEDIA_TYPE, content, job.office)
        with desk.database.write() as session:
            result["sha256"] = desk.files.keep(session, scope, new, now_in(session))
        result["name"] = new.name
    if outcome.report_id is None and not (job.check_only and outcome.accepted):
        result["state"] = "refused"
    return result


def _asked(desk: Desk, arguments: Mapping[str, Any]) -> _Asked:
    job = ImportJob(
        incident_id=str(arguments["incident_id"]),
        office=str(arguments["office"]),
        digest=str(arguments["file"]),
        good_rows=bool(arguments.get("good_rows")),
        check_only=bool(arguments.get("check_only")),
    )
    with desk.database.read() as session:
        scope = scope_of_account(session, str(arguments["asked_by"]))
    return _Asked(scope, job)
