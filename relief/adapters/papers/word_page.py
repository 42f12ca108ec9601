"""The page and the head of an official paper in Word: margins, marks, imprint, red masthead."""

from collections.abc import Sequence
from typing import Protocol

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from relief.adapters.papers.fonts import Faces
from relief.adapters.papers.word_parts import (
    Face,
    bottom_rule,
    field,
    fix_dates,
    paragraph_shape,
    right_tab,
    write,
)

RED = RGBColor(0xC0, 0x00, 0x00)
AMBER = RGBColor(0x8A, 0x5A, 0x00)
GREY = RGBColor(0x3C, 0x3C, 0x3C)
TEXT_WIDTH = Mm(156)


class Headed(Protocol):
    """What the page and the head of a paper need of its sheet."""

    @property
    def language(self) -> str:
        """Return "zh" or "en"."""

    @property
    def masthead(self) -> str:
        """Return the red word on top."""

    @property
    def number(self) -> str:
        """Return "第 N 期", empty for a paper without numbers."""

    @property
    def issuer(self) -> str:
        """Return the office."""

    @property
    def date(self) -> str:
        """Return the day."""

    @property
    def heading(self) -> str:
        """Return the title."""

    @property
    def as_of(self) -> str:
        """Return the line under the title."""

    @property
    def marks(self) -> tuple[str, ...]:
        """Return what every page says of itself."""

    @property
    def imprint(self) -> str:
        """Return who printed it, and when."""

    @property
    def page(self) -> str:
        """Return "第 {n} 页 共 {m} 页"."""


def lay_page(document: WordDocument, sheet: Headed, faces: Faces) -> None:
    """Give the document its A4 page with marks above and imprint below."""
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


def write_head(document: WordDocument, sheet: Headed, faces: Faces) -> None:
    """Write masthead, number, issuer, title and cut-off."""
    chinese = sheet.language == "zh"
    size, spacing = (26, 8) if chinese else (22, 1)
    centre = WD_ALIGN_PARAGRAPH.CENTER
    face = Face(faces.title, size, bold=True, colour=RED, spacing_pt=spacing)
    add_paragraph(document, sheet.masthead, face, centre)
    if sheet.number:
        add_paragraph(document, sheet.number, Face(faces.body, 11), centre)
    line = add_paragraph(document, f"{sheet.issuer}\t{sheet.date}", Face(faces.body, 11))
    right_tab(line, TEXT_WIDTH)
    bottom_rule(line, "C00000")
    title = add_paragraph(document, sheet.heading, Face(faces.title, 15, bold=True), centre)
    title.paragraph_format.space_before = Pt(4)
    add_paragraph(document, sheet.as_of, Face(faces.kai, 10.5), centre)


def write_heading(document: WordDocument, text: str, faces: Faces) -> None:
    """Write a section's heading, kept with what follows."""
    heading = add_paragraph(document, text, Face(faces.heading, 11, bold=True))
    heading.paragraph_format.space_before = Pt(5)
    heading.paragraph_format.keep_with_next = True


def write_paragraphs(
    document: WordDocument,
    texts: Sequence[str],
    faces: Faces,
    *,
    chinese: bool,
    kept: bool = False,
) -> None:
    """Write a section's sentences; Chinese ones begin two letters in; `kept` with what follows."""
    face = Face(faces.body, 10.5)
    for text in texts:
        paragraph = add_paragraph(document, text, face)
        paragraph.paragraph_format.keep_with_next = kept
        if chinese:
            paragraph.paragraph_format.first_line_indent = Pt(2 * face.size_pt)


def write_notes(document: WordDocument, notes: Sequence[str], faces: Faces) -> None:
    """Write the legend at the end."""
    for index, note in enumerate(notes):
        paragraph = add_paragraph(document, note, Face(faces.body, 8, colour=GREY))
        if index == 0:
            paragraph.paragraph_format.space_before = Pt(6)


def add_paragraph(
    document: WordDocument, text: str, face: Face, align: WD_ALIGN_PARAGRAPH | None = None
) -> Paragraph:
    """Add a paragraph in a face at the end of the document."""
    paragraph = document.add_paragraph()
    paragraph_shape(paragraph, align, face.size_pt)
    write(paragraph, text, face)
    return paragraph


def _page_number(paragraph: Paragraph, pattern: str, face: Face) -> None:
    before, rest = pattern.split("{n}")
    between, after = rest.split("{m}")
    write(paragraph, before, face)
    field(paragraph, "PAGE", face)
    write(paragraph, between, face)
    field(paragraph, "NUMPAGES", face)
    write(paragraph, after, face)
