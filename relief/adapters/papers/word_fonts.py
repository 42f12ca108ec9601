"""Which font stands in for one that the reader's machine does not have: never a sans."""

from xml.sax.saxutils import quoteattr

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE

_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STAND_INS = "Noto Serif CJK SC,Noto Serif SC,Source Han Serif SC,SimSun,宋体"


def name_stand_ins(document: WordDocument, families: set[str]) -> None:
    """Write the document's font table: each font, its stand-ins, and that it has serifs."""
    fonts = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(_STAND_INS)}/>"
        '<w:charset w:val="86"/><w:family w:val="roman"/><w:pitch w:val="auto"/></w:font>'
        for name in sorted(families)
    )
    table = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    text = f'{head}<w:fonts xmlns:w="{_SPACE}">{fonts}</w:fonts>'
    table._blob = text.encode()  # noqa: SLF001 (python-docx keeps this part as bytes)
