"""What the situation room asks of the outside world: papers."""

from pathlib import Path
from typing import Protocol

from relief.situation.gis_export import Batch, GisLayer
from relief.situation.incident_map import IncidentMap
from relief.situation.progress_book import Book
from relief.situation.progress_sheet import ProgressSheet
from relief.situation.sheet import Sheet


class PaperMaker(Protocol):
    """Makes the files of a brief from its sheet alone."""

    def pdf(self, *, sheet: Sheet) -> bytes:
        """Return an A4 PDF of the sheet, its fonts embedded."""

    def docx(self, *, sheet: Sheet) -> bytes:
        """Return an A4 Word document of the sheet."""


class ProgressMaker(Protocol):
    """Makes the files of a progress report from its sheet or book alone."""

    def pdf(self, *, sheet: ProgressSheet) -> bytes:
        """Return an A4 PDF with chart and map drawn, its fonts embedded."""

    def docx(self, *, sheet: ProgressSheet) -> bytes:
        """Return an A4 Word document with chart and map as pictures."""

    def xlsx(self, *, book: Book) -> bytes:
        """Return a workbook with native charts, numbers as numbers."""


class MapMaker(Protocol):
    """Makes the map that leaves the desk."""

    def html(self, *, content: IncidentMap) -> bytes:
        """Return one HTML file that opens without a network.

        Raises:
            Refused: it would load something from outside.
        """


class GeoPackageWriter(Protocol):
    """Writes the layers of one GeoPackage, batch after batch."""

    def add(self, *, path: Path, layer: GisLayer, batch: Batch, first: bool) -> None:
        """Write a batch of a layer into the file at `path`; its first batch makes the layer."""
