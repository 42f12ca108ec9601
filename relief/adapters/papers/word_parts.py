"""Small parts of a Word document: runs in a face, fields, tabs and rules."""

from dataclasses import dataclass
from datetime import UTC, datetime

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LATIN = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface at a size; Chinese in `name`, Latin letters in Times."""

    name: str
    size_pt: float
    bold: bool = False
    italic: bool = False
    colour: RGBColor | None = None
    spacing_pt: int = 0


def write(paragraph: Paragraph, text: str, face: Face) -> Run:
    """Add text to a paragraph in a face."""
    run = paragraph.add_run(text)
    _dress(run, face)
    return run


def field(paragraph: Paragraph, code: str, face: Face) -> None:
    """Add a field such as PAGE, which the word processor works out itself."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = write(paragraph, "1" if kind == "text" else "", face)
        if kind in {"begin", "separate", "end"}:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._element.append(mark)  # noqa: SLF001 (python-docx has no fields of its own)
        elif not kind:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = text
            run._element.append(instruction)  # noqa: SLF001 (the same)


LINE_BY_SIZE = 1.3
"""A line's height by its letters': fixed, so that every font fills the same sheet."""


def paragraph_shape(paragraph: Paragraph, align: WD_ALIGN_PARAGRAPH | None, size_pt: float) -> None:
    """Give a paragraph no space around it, its fixed line, and its alignment."""
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing = Pt(round(size_pt * LINE_BY_SIZE, 1))
    shape.alignment = align


def right_tab(paragraph: Paragraph, at: Length) -> None:
    """Set one tab at the right edge of the text."""
    paragraph.paragraph_format.tab_stops.add_tab_stop(at, WD_TAB_ALIGNMENT.RIGHT)


def bottom_rule(paragraph: Paragraph, colour: str) -> None:
    """Draw a rule under a paragraph, as under a document's masthead."""
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "10"), ("space", "1"), ("color", colour)):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 (python-docx has no borders)


def fix_dates(document: WordDocument, title: str, author: str) -> None:
    """Name the document, and give it no date of its own: the sheet says its hours."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, ""
    properties.comments = ""
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)


def _dress(run: Run, face: Face) -> None:
    font = run.font
    font.name, font.size, font.bold, font.italic = LATIN, Pt(face.size_pt), face.bold, face.italic
    if face.colour is not None:
        font.color.rgb = face.colour
    properties = run._element.get_or_add_rPr()  # noqa: SLF001 (python-docx sets Latin fonts only)
    fonts = properties.get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), face.name)
    fonts.set(qn("w:hint"), "eastAsia")
    if face.spacing_pt:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(face.spacing_pt * 20))
        properties.append(spacing)
