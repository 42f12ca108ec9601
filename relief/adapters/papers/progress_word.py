"""The progress report as DOCX: the same text, its drawings as pictures made by typst."""

from collections.abc import Callable
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from relief.adapters.papers.fonts import Faces
from relief.adapters.papers.word_fonts import name_stand_ins
from relief.adapters.papers.word_page import (
    add_paragraph,
    lay_page,
    write_head,
    write_heading,
    write_notes,
    write_paragraphs,
)
from relief.adapters.papers.word_parts import Face
from relief.adapters.papers.word_table import WordTable, add_table
from relief.situation.drawing import Drawing
from relief.situation.progress_sheet import PaperSection, ProgressSheet
from relief.situation.progress_tables import PaperTable

TEXT_WIDTH_MM = 156.0
PICTURE_WIDTH_MM = 150.0
PictureOf = Callable[[Drawing], bytes]


def make_progress_docx(sheet: ProgressSheet, faces: Faces, picture_of: PictureOf) -> bytes:
    """Return the Word document; `picture_of` makes a PNG of a drawing."""
    document = Document()
    name_stand_ins(document, {faces.title, faces.body, faces.heading, faces.kai})
    lay_page(document, sheet, faces)
    write_head(document, sheet, faces)
    for section in sheet.sections:
        _section(document, section, faces, picture_of, chinese=sheet.language == "zh")
    write_notes(document, sheet.notes, faces)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _section(
    document: WordDocument,
    section: PaperSection,
    faces: Faces,
    picture_of: PictureOf,
    *,
    chinese: bool,
) -> None:
    write_heading(document, section.heading, faces)
    kept = section.table is not None
    write_paragraphs(document, section.paragraphs, faces, chinese=chinese, kept=kept)
    if section.table is not None:
        small = 8 if chinese else 7
        table, head = _table(section.table), Face(faces.heading, small, bold=True)
        add_table(document, table, Face(faces.body, 8), head)
    for drawing in section.drawings:
        _picture(document, drawing, faces, picture_of)


def _table(data: PaperTable) -> WordTable:
    unit = TEXT_WIDTH_MM / sum(data.shares)
    widths = tuple(round(share * unit, 2) for share in data.shares)
    return WordTable(data.head, data.rows, data.totals, widths, data.words)


def _picture(document: WordDocument, drawing: Drawing, faces: Faces, picture_of: PictureOf) -> None:
    centre = WD_ALIGN_PARAGRAPH.CENTER
    face = Face(faces.heading, 9.5, bold=True)
    title = add_paragraph(document, drawing.title, face, centre)
    title.paragraph_format.space_before = Pt(6)
    title.paragraph_format.keep_with_next = True
    paragraph = document.add_paragraph()
    paragraph.alignment = centre
    paragraph.paragraph_format.space_after = Pt(4)
    shape = paragraph.add_run().add_picture(
        BytesIO(picture_of(drawing)), width=Mm(PICTURE_WIDTH_MM)
    )
    shape._inline.docPr.set("descr", drawing.says)  # noqa: SLF001 (python-docx has no alt text)
    shape._inline.docPr.set("title", drawing.title)  # noqa: SLF001 (the same)
