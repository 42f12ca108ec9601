"""The progress report as PDF, and its drawings as pictures, by typst: the same marks in both."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import typst

from relief.situation.drawing import Drawing
from relief.situation.progress_sheet import ProgressSheet

FOLDER = Path(__file__).parent
TEMPLATE, PICTURE = FOLDER / "progress.typ", FOLDER / "picture.typ"
PICTURE_PPI = 220.0
"""Dots an inch of a picture in a Word document: sharp on paper, some 60 kB each."""


def make_progress_pdf(sheet: ProgressSheet, font_folders: Sequence[Path]) -> bytes:
    """Return the PDF; the same sheet and fonts give the same bytes."""
    made: bytes = typst.compile(
        str(TEMPLATE),
        root=str(FOLDER),
        font_paths=_folders(font_folders),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"sheet": json.dumps(asdict(sheet), ensure_ascii=False)},
        timestamp=0,
    )
    return made


def make_picture(drawing: Drawing, font_folders: Sequence[Path]) -> bytes:
    """Return the drawing as PNG."""
    made: bytes = typst.compile(
        str(PICTURE),
        root=str(FOLDER),
        font_paths=_folders(font_folders),
        ignore_system_fonts=True,
        format="png",
        ppi=PICTURE_PPI,
        sys_inputs={"drawing": json.dumps(asdict(drawing), ensure_ascii=False)},
        timestamp=0,
    )
    return made


def _folders(font_folders: Sequence[Path]) -> list[str]:
    return [str(folder) for folder in font_folders if folder.is_dir()]
