"""PDF by typst: the template is data, the sheet goes in as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import typst

from relief.situation.sheet import Sheet

TEMPLATE = Path(__file__).with_name("brief.typ")


def make_pdf(sheet: Sheet, font_folders: Sequence[Path]) -> bytes:
    """Return the PDF; the same sheet and fonts give the same bytes."""
    text = json.dumps(asdict(sheet), ensure_ascii=False)
    made: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(folder) for folder in font_folders if folder.is_dir()],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"sheet": text},
        timestamp=0,
    )
    return made
