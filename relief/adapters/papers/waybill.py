"""The waybill as PDF by typst, one page a copy; the template is data, the text goes in as JSON."""

import json
from dataclasses import asdict
from pathlib import Path

from relief.delivery.waybill import Waybill

TEMPLATE = Path(__file__).with_name("waybill.typ")


class WaybillPapers:
    """Makes waybills with the desk's own fonts, never the system's."""

    def __init__(self, font_folders: tuple[Path, ...]) -> None:
        """Use the fonts of these folders: `DATA/fonts`, then the folder of the free Song."""
        self.font_folders = font_folders

    def waybill(self, *, paper: Waybill) -> bytes:
        """Return the PDF; the same text and fonts give the same bytes."""
        import typst

        made: bytes = typst.compile(
            str(TEMPLATE),
            root=str(TEMPLATE.parent),
            font_paths=[str(folder) for folder in self.font_folders if folder.is_dir()],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"paper": json.dumps(asdict(paper), ensure_ascii=False)},
            timestamp=0,
        )
        return made
