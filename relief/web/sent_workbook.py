"""A workbook sent for import: kept, its import filed, and its outcome as a page reads it."""

from typing import Any

from flask import request
from sqlalchemy.orm import Session

from relief.bootstrap import now_in
from relief.core.errors import NotFound, Refused
from relief.core.identity import new_id
from relief.core.wording import Bilingual
from relief.db.files import NewFile
from relief.db.tables import Work
from relief.db.work import Filed, file_work, find
from relief.incidents.queries import IncidentRow
from relief.web.context import desk, scope

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def check_sent() -> None:
    """Check that a workbook was sent, or one kept before is named.

    Raises:
        Refused: neither.
    """
    sent = request.files.get("file")
    if not request.form.get("kept") and (sent is None or not sent.filename):
        raise Refused(Bilingual("请选一个 .xlsx 文件", "Choose an .xlsx file"), "file")


def file_import(session: Session, kind: str, incident: IncidentRow, office: str) -> str:
    """Keep the workbook sent, or find the one kept before, and file its import; return the work.

    Raises:
        NotFound: no such file within scope.
    """
    sent = request.files.get("file")
    kept = request.form.get("kept", "")
    if kept or sent is None:
        desk().files.read(session, scope(), kept)
    else:
        new = NewFile(sent.filename or f"{kind}.xlsx", MEDIA_TYPE, sent.read(), office)
        kept = desk().files.keep(session, scope(), new, now_in(session))
    arguments = {
        "incident_id": incident.id,
        "office": office,
        "file": kept,
        "asked_by": scope().account_id,
        "good_rows": request.form.get("good_rows") == "1",
    }
    command = request.form.get("command_id") or new_id()
    return file_work(session, scope(), Filed(kind, office, arguments, command))


def find_import(session: Session, kind: str, incident: IncidentRow, work_id: str) -> Work:
    """Return the import's row in the queue.

    Raises:
        NotFound: no such import of that incident within scope.
    """
    row = find(session, scope(), work_id)
    if row is None or row.kind != kind or row.arguments.get("incident_id") != incident.id:
        raise NotFound(kind="导入 import", key=work_id)
    return row


def reasons_of(listed: Any) -> tuple[Refused, ...]:
    """Return the reasons the worker wrote down, cell by cell."""
    return tuple(Refused(Bilingual(r["zh"], r["en"]), r.get("path", "")) for r in listed)
