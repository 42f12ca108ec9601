"""A paper's table in Word: heading repeated on every page, hairlines, figures to the right."""

from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table, _Cell, _Row

from relief.adapters.papers.word_parts import Face, paragraph_shape, write

CELL_MARGIN_TWIPS = 45
_UNKNOWN = "待核"


@dataclass(frozen=True, slots=True)
class WordTable:
    """A table: the last `totals` rows are bold; `words` are the columns that begin on the left."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: int
    widths_mm: tuple[float, ...]
    words: tuple[int, ...] = (0,)


def add_table(document: WordDocument, data: WordTable, body: Face, head: Face) -> None:
    """Add the table at the end of the document."""
    table = document.add_table(rows=0, cols=len(data.head))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _borders(table)
    for column, width in zip(table.columns, data.widths_mm, strict=True):
        column.width = Mm(width)  # LibreOffice goes by the grid, Word by the cells
    _fill(table.add_row(), data.head, head, data, heading=True)
    first_total = len(data.rows) - data.totals
    for index, row in enumerate(data.rows):
        face = Face(body.name, body.size_pt, bold=index >= first_total)
        _fill(table.add_row(), row, face, data)


def _fill(
    row: _Row, texts: tuple[str, ...], face: Face, data: WordTable, *, heading: bool = False
) -> None:
    _keep_whole(row, repeated=heading)
    for index, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = Mm(data.widths_mm[index])
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        middle = WD_ALIGN_PARAGRAPH.CENTER if heading else WD_ALIGN_PARAGRAPH.RIGHT
        _cell(cell, text, face, WD_ALIGN_PARAGRAPH.LEFT if index in data.words else middle)


def _cell(cell: _Cell, text: str, face: Face, align: WD_ALIGN_PARAGRAPH) -> None:
    paragraph = cell.paragraphs[0]
    paragraph_shape(paragraph, align, face.size_pt)
    unknown = text == _UNKNOWN
    # A line break inside the text becomes one inside the cell.
    write(paragraph, text, Face(face.name, face.size_pt, face.bold, italic=unknown))


def _keep_whole(row: _Row, *, repeated: bool) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 (python-docx has no repeated headings)
    names = ("w:cantSplit", "w:tblHeader") if repeated else ("w:cantSplit",)
    for name in names:
        properties.append(OxmlElement(name))


def _borders(table: Table) -> None:
    borders = OxmlElement("w:tblBorders")
    for edge, size in (("top", "6"), ("bottom", "6"), ("insideH", "2")):
        rule = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", "555555")):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    margins = OxmlElement("w:tblCellMar")
    for edge in ("left", "right"):
        room = OxmlElement(f"w:{edge}")
        room.set(qn("w:w"), str(CELL_MARGIN_TWIPS))
        room.set(qn("w:type"), "dxa")
        margins.append(room)
    table._tbl.tblPr.extend((borders, margins))  # noqa: SLF001 (python-docx has neither)
