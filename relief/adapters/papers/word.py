"""DOCX by python-docx: the same sheet, in the desk's official fonts or the free Song."""

from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument

from relief.adapters.papers.fonts import Faces
from relief.adapters.papers.word_fonts import name_stand_ins
from relief.adapters.papers.word_page import (
    lay_page,
    write_head,
    write_heading,
    write_notes,
    write_paragraphs,
)
from relief.adapters.papers.word_parts import Face
from relief.adapters.papers.word_table import WordTable, add_table
from relief.situation.sheet import Sheet
from relief.situation.sheet_sections import Section, SheetTable

TEXT_WIDTH_MM = 156
NAME_WIDTH_MM = 24
ZONE_WIDTH_MM = 10
HEARD_WIDTH_MM = 16
RESETTLED_WIDTH_MM = 27


def make_docx(sheet: Sheet, faces: Faces) -> bytes:
    """Return the Word document; the same sheet and faces give the same text and layout."""
    document = Document()
    name_stand_ins(document, {faces.title, faces.body, faces.heading, faces.kai})
    lay_page(document, sheet, faces)
    write_head(document, sheet, faces)
    for section in sheet.sections:
        _section(document, section, faces, chinese=sheet.language == "zh")
    write_notes(document, sheet.notes, faces)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _section(document: WordDocument, section: Section, faces: Faces, *, chinese: bool) -> None:
    write_heading(document, section.heading, faces)
    write_paragraphs(document, section.paragraphs, faces, chinese=chinese)
    if section.table is not None:
        data = _table(section.table)
        add_table(document, data, Face(faces.body, 8), Face(faces.heading, 8, bold=True))


def _table(data: SheetTable) -> WordTable:
    return WordTable(data.head, data.rows, data.totals, _widths(len(data.head)))


def _widths(columns: int) -> tuple[float, ...]:
    zone = [ZONE_WIDTH_MM] if columns == 8 else []  # noqa: PLR2004 (name, zone, five, heard)
    rest = TEXT_WIDTH_MM - NAME_WIDTH_MM - HEARD_WIDTH_MM - sum(zone)
    each = (rest - RESETTLED_WIDTH_MM) / 4
    figures = [each, each, each, RESETTLED_WIDTH_MM, each]
    return (NAME_WIDTH_MM, *zone, *figures, HEARD_WIDTH_MM)
