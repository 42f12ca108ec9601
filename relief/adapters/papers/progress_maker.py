"""The desk's maker of progress reports: PDF, DOCX and XLSX; heavy libraries load when used."""

from pathlib import Path

from relief.situation.drawing import Drawing
from relief.situation.progress_book import Book
from relief.situation.progress_sheet import ProgressSheet


class ProgressPapers:
    """Makes progress reports with the desk's own fonts, never the system's."""

    def __init__(self, font_folders: tuple[Path, ...]) -> None:
        """Use the fonts of these folders: `DATA/fonts`, then the folder of the free Song."""
        self.font_folders = font_folders

    def pdf(self, *, sheet: ProgressSheet) -> bytes:
        """Return an A4 PDF with chart and map drawn, its fonts embedded."""
        from relief.adapters.papers.progress_pdf import make_progress_pdf

        return make_progress_pdf(sheet, self.font_folders)

    def docx(self, *, sheet: ProgressSheet) -> bytes:
        """Return an A4 Word document with chart and map as pictures."""
        from relief.adapters.papers.fonts import choose_faces, families_in
        from relief.adapters.papers.progress_word import make_progress_docx

        faces = choose_faces(families_in(self.font_folders))
        return make_progress_docx(sheet, faces, self._picture)

    def xlsx(self, *, book: Book) -> bytes:
        """Return a workbook with native charts."""
        from relief.adapters.papers.progress_workbook import make_workbook

        return make_workbook(book)

    def _picture(self, drawing: Drawing) -> bytes:
        from relief.adapters.papers.progress_pdf import make_picture

        return make_picture(drawing, self.font_folders)
