"""DOCX by python-docx: the same sheet, in the desk's official fonts or the free Song."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from relief.adapters.papers.fonts import Faces
from relief.adapters.papers.word_fonts import name_stand_ins
from relief.adapters.papers.word_parts import (
    Face,
    bottom_rule,
    field,
    fix_dates,
    paragraph_shape,
    right_tab,
    write,
)
from relief.adapters.papers.word_table import add_table
from relief.situation.sheet import Sheet
from relief.situation.sheet_sections import Section

RED = RGBColor(0xC0, 0x00, 0x00)
AMBER = RGBColor(0x8A, 0x5A, 0x00)
GREY = RGBColor(0x3C, 0x3C, 0x3C)
TEXT_WIDTH = Mm(156)


def make_docx(sheet: Sheet, faces: Faces) -> bytes:
    """Return the Word document; the same sheet and faces give the same text and layout."""
    document = Document()
    name_stand_ins(document, {faces.title, faces.body, faces.heading, faces.kai})
    _page(document, sheet, faces)
    _head(document, sheet, faces)
    for section in sheet.sections:
        _section(document, section, faces, chinese=sheet.language == "zh")
    for index, note in enumerate(sheet.notes):
        paragraph = _add(document, note, Face(faces.body, 8, colour=GREY))
        if index == 0:
            paragraph.paragraph_format.space_before = Pt(6)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: WordDocument, sheet: Sheet, faces: Faces) -> None:
    # GB/T 9704: A4, top 37 mm, binding side 28 mm, text area 156 × 225 mm (DOMAIN 10, K7).
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    page.header_distance, page.footer_distance = Mm(26), Mm(24)
    fix_dates(document, sheet.heading, sheet.issuer)
    mark = page.header.paragraphs[0]
    write(mark, "　".join(sheet.marks), Face(faces.body, 9, colour=AMBER))
    foot = page.footer.paragraphs[0]
    foot.style = document.styles["Normal"]  # the footer style has tabs of its own
    right_tab(foot, TEXT_WIDTH)
    face = Face(faces.body, 9)
    write(foot, f"{sheet.imprint}\t", face)
    _page_number(foot, sheet.page, face)


def _page_number(paragraph: Paragraph, pattern: str, face: Face) -> None:
    before, rest = pattern.split("{n}")
    between, after = rest.split("{m}")
    write(paragraph, before, face)
    field(paragraph, "PAGE", face)
    write(paragraph, between, face)
    field(paragraph, "NUMPAGES", face)
    write(paragraph, after, face)


def _head(document: WordDocument, sheet: Sheet, faces: Faces) -> None:
    chinese = sheet.language == "zh"
    size, spacing = (26, 8) if chinese else (22, 1)
    centre = WD_ALIGN_PARAGRAPH.CENTER
    face = Face(faces.title, size, bold=True, colour=RED, spacing_pt=spacing)
    _add(document, sheet.masthead, face, centre)
    _add(document, sheet.number, Face(faces.body, 11), centre)
    line = _add(document, f"{sheet.issuer}\t{sheet.date}", Face(faces.body, 11))
    right_tab(line, TEXT_WIDTH)
    bottom_rule(line, "C00000")
    title = _add(document, sheet.heading, Face(faces.title, 15, bold=True), centre)
    title.paragraph_format.space_before = Pt(4)
    _add(document, sheet.as_of, Face(faces.kai, 10.5), centre)


def _section(document: WordDocument, section: Section, faces: Faces, *, chinese: bool) -> None:
    heading = _add(document, section.heading, Face(faces.heading, 11, bold=True))
    heading.paragraph_format.space_before = Pt(5)
    heading.paragraph_format.keep_with_next = True
    _paragraphs(document, section.paragraphs, Face(faces.body, 10.5), chinese=chinese)
    if section.table is not None:
        add_table(document, section.table, Face(faces.body, 8), Face(faces.heading, 8, bold=True))


def _paragraphs(document: WordDocument, texts: Sequence[str], face: Face, *, chinese: bool) -> None:
    for text in texts:
        paragraph = _add(document, text, face)
        if chinese:
            paragraph.paragraph_format.first_line_indent = Pt(2 * face.size_pt)


def _add(
    document: WordDocument, text: str, face: Face, align: WD_ALIGN_PARAGRAPH | None = None
) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph_shape(paragraph, align, face.size_pt)
    write(paragraph, text, face)
    return paragraph
