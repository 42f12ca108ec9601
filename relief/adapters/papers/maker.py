"""The desk's paper maker: its fonts come from its own folder first, then the free ones."""

from pathlib import Path

from relief.situation.sheet import Sheet


class Papers:
    """Makes briefs with typst (PDF) and python-docx (DOCX); heavy libraries load when used."""

    def __init__(self, font_folders: tuple[Path, ...]) -> None:
        """Use the fonts of these folders, and never the system's: a sans must not slip in.

        Args:
            font_folders: `DATA/fonts` with the official fonts, then the folder of the free Song.
        """
        self.font_folders = font_folders

    def pdf(self, *, sheet: Sheet) -> bytes:
        """Return an A4 PDF of the sheet, its fonts embedded."""
        from relief.adapters.papers.pdf import make_pdf

        return make_pdf(sheet, self.font_folders)

    def docx(self, *, sheet: Sheet) -> bytes:
        """Return an A4 Word document of the sheet."""
        from relief.adapters.papers.fonts import choose_faces, families_in
        from relief.adapters.papers.word import make_docx

        return make_docx(sheet, choose_faces(families_in(self.font_folders)))
