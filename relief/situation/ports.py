"""What the situation room asks of the outside world: papers."""

from typing import Protocol

from relief.situation.sheet import Sheet


class PaperMaker(Protocol):
    """Makes the files of a brief from its sheet alone."""

    def pdf(self, *, sheet: Sheet) -> bytes:
        """Return an A4 PDF of the sheet, its fonts embedded."""

    def docx(self, *, sheet: Sheet) -> bytes:
        """Return an A4 Word document of the sheet."""
