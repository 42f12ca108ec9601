"""Makes the PDF or DOCX of an issued brief and keeps it in the file store."""

from collections.abc import Callable, Mapping
from typing import Any

from relief.bootstrap import Desk, now_in, paper_maker
from relief.core.scope import Scope
from relief.db.files import NewFile
from relief.situation.papers import MEDIA_TYPES, PaperOrder, read_order
from relief.situation.queries import brief
from relief.situation.sheet import Imprint, file_name, make_sheet

KIND = "brief_paper"
STEPS = 2


def run(
    desk: Desk,
    work_id: str,
    arguments: Mapping[str, Any],
    progress: Callable[[int, int], bool],
) -> Mapping[str, Any]:
    """Return the file's SHA-256 and name, or the state "cancelled"; twice makes the same paper.

    Raises:
        NotFound: no such brief in the division of the order.
    """
    del work_id
    order = read_order(arguments)
    if progress(0, STEPS):
        return {"state": "cancelled"}
    content = _make(desk, order)
    if progress(1, STEPS):
        return {"state": "cancelled"}
    return _keep(desk, order, content)


def _make(desk: Desk, order: PaperOrder) -> bytes:
    with desk.database.read() as session:
        issued = brief(session, order.scope(), order.brief_id)
    maker = paper_maker(desk.settings)
    sheet = make_sheet(issued.content, order.language, Imprint(order.printed_at, order.printed_by))
    return maker.pdf(sheet=sheet) if order.format == "pdf" else maker.docx(sheet=sheet)


def _keep(desk: Desk, order: PaperOrder, content: bytes) -> Mapping[str, Any]:
    scope: Scope = order.scope()
    with desk.database.write() as session:
        issued = brief(session, scope, order.brief_id)
        name = file_name(issued.content, order.language, order.format)
        new = NewFile(name, MEDIA_TYPES[order.format], content, issued.division)
        digest = desk.files.keep(session, scope, new, now_in(session))
    return {"sha256": digest, "name": name}
