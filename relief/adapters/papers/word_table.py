"""The brief's table in Word: heading repeated on every page, hairlines, figures to the right."""

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table, _Cell, _Row

from relief.adapters.papers.word_parts import Face, paragraph_shape, write
from relief.situation.sheet_sections import SheetTable

TEXT_WIDTH_MM = 156
NAME_WIDTH_MM = 24
ZONE_WIDTH_MM = 10
HEARD_WIDTH_MM = 16
CELL_MARGIN_TWIPS = 45
RESETTLED_WIDTH_MM = 27
_UNKNOWN = "待核"


def add_table(document: WordDocument, data: SheetTable, body: Face, head: Face) -> None:
    """Add the table at the end of the document."""
    table = document.add_table(rows=0, cols=len(data.head))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _borders(table)
    widths = _widths(len(data.head))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)  # LibreOffice goes by the grid, Word by the cells
    _fill(table.add_row(), data.head, head, widths, heading=True)
    first_total = len(data.rows) - data.totals
    for index, row in enumerate(data.rows):
        face = Face(body.name, body.size_pt, bold=index >= first_total)
        _fill(table.add_row(), row, face, widths)


def _widths(columns: int) -> list[float]:
    zone = [ZONE_WIDTH_MM] if columns == 8 else []  # noqa: PLR2004 (name, zone, five, heard)
    rest = TEXT_WIDTH_MM - NAME_WIDTH_MM - HEARD_WIDTH_MM - sum(zone)
    each = (rest - RESETTLED_WIDTH_MM) / 4
    figures = [each, each, each, RESETTLED_WIDTH_MM, each]
    return [NAME_WIDTH_MM, *zone, *figures, HEARD_WIDTH_MM]


def _fill(
    row: _Row, texts: tuple[str, ...], face: Face, widths: list[float], *, heading: bool = False
) -> None:
    _keep_whole(row, repeated=heading)
    for index, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = Mm(widths[index])
        middle = WD_ALIGN_PARAGRAPH.CENTER if heading else WD_ALIGN_PARAGRAPH.RIGHT
        _cell(cell, text, face, middle if index else WD_ALIGN_PARAGRAPH.LEFT)


def _cell(cell: _Cell, text: str, face: Face, align: WD_ALIGN_PARAGRAPH) -> None:
    paragraph = cell.paragraphs[0]
    paragraph_shape(paragraph, align, face.size_pt)
    unknown = text == _UNKNOWN
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
