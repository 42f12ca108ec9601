"""Makes the PDF, DOCX or XLSX of a progress report and keeps it in the file store."""

from collections.abc import Callable, Mapping
from typing import Any

from relief.bootstrap import Desk, now_in, progress_maker
from relief.db.files import NewFile
from relief.situation.progress_book import make_book
from relief.situation.progress_papers import MEDIA_TYPES, ProgressOrder, read_progress_order
from relief.situation.progress_queries import progress_ground, progress_report, the_incident
from relief.situation.progress_sheet import make_progress_sheet, progress_file_name
from relief.situation.sheet import Imprint

KIND = "progress_paper"
STEPS = 3


def run(
    desk: Desk,
    work_id: str,
    arguments: Mapping[str, Any],
    progress: Callable[[int, int], bool],
) -> Mapping[str, Any]:
    """Return the file's SHA-256 and name, or the state "cancelled"; twice makes the same paper.

    Raises:
        NotFound: the incident is gone.
    """
    del work_id
    order = read_progress_order(arguments)
    if progress(0, STEPS):
        return {"state": "cancelled"}
    name, content = make_paper(desk, order)
    if progress(2, STEPS):
        return {"state": "cancelled"}
    with desk.database.write() as session:
        new = NewFile(name, MEDIA_TYPES[order.format], content, order.division)
        digest = desk.files.keep(session, order.scope(), new, now_in(session))
    return {"sha256": digest, "name": name}


def make_paper(desk: Desk, order: ProgressOrder) -> tuple[str, bytes]:
    """Return the paper's name and bytes: one report, read once, says everything in it."""
    with desk.database.read() as session:
        incident = the_incident(session, order.incident)
        report = progress_report(session, order.scope(), incident, order.ask)
        ground = progress_ground(session, order.scope(), incident, report)
    maker = progress_maker(desk.settings)
    name = progress_file_name(report, order.language, order.format)
    if order.format == "xlsx":
        return name, maker.xlsx(book=make_book(report, order.language))
    imprint = Imprint(order.printed_at, order.printed_by)
    sheet = make_progress_sheet(report, ground, order.language, imprint)
    return name, maker.pdf(sheet=sheet) if order.format == "pdf" else maker.docx(sheet=sheet)
