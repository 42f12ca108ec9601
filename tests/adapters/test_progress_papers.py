"""The progress report as PDF, DOCX and XLSX: one report's figures are the same everywhere."""

import re
import subprocess
import zipfile
from decimal import Decimal
from io import BytesIO

import lxml.html
import pytest
from docx import Document
from flask import Flask, render_template_string
from openpyxl import load_workbook

from relief.adapters.papers.progress_maker import ProgressPapers
from relief.settings import ROOT
from relief.situation.progress import MILESTONES, ProgressReport
from relief.situation.progress_bars import bar_drawings
from relief.situation.progress_book import make_book
from relief.situation.progress_chart import curve_drawing
from relief.situation.progress_map import map_drawing
from relief.situation.progress_sheet import MOST_LISTED, make_progress_sheet
from relief.situation.progress_words import percent_text
from relief.situation.sheet import Imprint
from relief.situation.sheet_words import words
from relief.vendor import FONTS
from tests.support.progress import KNOWN, RARE, ground, report

IMPRINT = Imprint(KNOWN, "王值班")


@pytest.fixture(scope="module")
def papers() -> ProgressPapers:
    assert FONTS.is_dir(), "run: make setup"
    return ProgressPapers((FONTS,))


@pytest.fixture(scope="module")
def sheets():
    return {
        language: make_progress_sheet(report(), ground(), language, IMPRINT)
        for language in ("zh_Hans", "en")
    }


@pytest.fixture(scope="module")
def pdf(papers, sheets) -> bytes:
    return papers.pdf(sheet=sheets["zh_Hans"])


@pytest.fixture(scope="module")
def docx(papers, sheets) -> bytes:
    return papers.docx(sheet=sheets["zh_Hans"])


def text_of(pdf: bytes, *options: str) -> str:
    command = ["pdftotext", *options, "-", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def wanted_cells(made: ProgressReport) -> dict[str, tuple[str, ...]]:
    """Return what every table has to say of a division: need, then count and rate by milestone."""
    rows = {row.name: row.counts for row in made.rows if row.counts} | {"合计": made.total}
    return {
        name: (
            f"{counts.need:,}",
            *(
                text
                for milestone in MILESTONES
                for text in (
                    f"{counts.reached(milestone):,}",
                    percent_text(counts.rate(milestone)),
                )
            ),
            f"{counts.too_early:,}",
            f"{counts.overdue:,}",
            f"{counts.unexplained:,}",
        )
        for name, counts in rows.items()
    }


def test_the_pdf_holds_every_figure_of_the_table_chart_and_map(pdf, sheets) -> None:
    text = re.sub(r"\s+", "", text_of(pdf, "-layout"))
    made = report()
    for name, cells in wanted_cells(made).items():
        assert name in text
        for cell in cells:
            assert cell in text, (name, cell)
    for section in sheets["zh_Hans"].sections:
        for paragraph in section.paragraphs:
            assert re.sub(r"\s+", "", paragraph)[:20] in text
    w = words("zh_Hans")
    for drawing in (curve_drawing(made, w), map_drawing(made, ground(), w), *bar_drawings(made, w)):
        for mark in drawing.marks:
            if mark.kind == "label":
                assert re.sub(r"\s+", "", mark.text) in text, mark.text


def test_table_rows_of_the_pdf_read_back_in_order(pdf) -> None:
    flat = " ".join(text_of(pdf, "-layout").split())
    total = wanted_cells(report())["合计"]
    counts = " ".join(total[1:11:2])
    rates = " ".join(total[2:11:2])
    assert counts in flat
    assert rates in flat


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_the_papers_say_their_day_what_they_hold_and_what_is_not_known(
    papers, sheets, language
) -> None:
    text = text_of(papers.pdf(sheet=sheets[language]), "-layout")
    said = {
        "zh_Hans": [
            "数据截至",
            "示例",
            "待核",
            "逾期",
            "公布",
            "148,000",
            "王值班",
            "界线仅供示意",
        ],
        "en": [
            "As of 2024-07-15",
            "Example",
            "待核",
            "Overdue",
            "never added",
            "148,000",
            "Page 1",
        ],
    }
    flat = " ".join(text.split())
    for word in said[language]:
        assert word in flat or word in flat.replace(" ", ""), word


def test_rare_characters_of_names_are_embedded_and_never_a_sans(pdf, tmp_path) -> None:
    path = tmp_path / "progress.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True)
    rows = done.stdout.splitlines()[2:]
    assert all("NotoSerif" in row and row.split()[-5] == "yes" for row in rows), done.stdout
    assert any("NotoSerifJP" in row for row in rows)  # the one free Song that has the character
    assert RARE in text_of(pdf)


def test_the_same_report_makes_the_same_pdf(papers, pdf, sheets) -> None:
    assert papers.pdf(sheet=sheets["zh_Hans"]) == pdf


def test_the_docx_holds_the_same_text_and_cells(docx, sheets) -> None:
    document = Document(BytesIO(docx))
    sheet = sheets["zh_Hans"]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for section in sheet.sections:
        assert section.heading in text
        assert all(paragraph in text for paragraph in section.paragraphs)
        assert all(drawing.title in text for drawing in section.drawings)
    tables = [s.table for s in sheet.sections if s.table]
    for made, wanted in zip(document.tables, tables, strict=True):
        cells = [tuple(cell.text for cell in row.cells) for row in made.rows]
        assert cells == [wanted.head, *wanted.rows]
    first = {row.cells[0].text: row for row in document.tables[0].rows}
    for name, cells in wanted_cells(report()).items():
        found = [text for cell in first[name].cells[1:] for text in cell.text.split("\n")]
        assert tuple(found) == cells


def test_the_docx_draws_chart_and_map_and_says_their_figures(docx, sheets) -> None:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        pictures = [n for n in archive.namelist() if n.endswith(".png")]
        assert all(archive.read(n).startswith(b"\x89PNG") for n in pictures)
        body = archive.read("word/document.xml").decode()
    drawings = [d for s in sheets["zh_Hans"].sections for d in s.drawings]
    assert len(pictures) == len(drawings) == 3
    for drawing in drawings:
        assert drawing.says in body


def test_the_docx_opens_unchanged_in_libreoffice(docx, tmp_path) -> None:
    source = tmp_path / "progress.docx"
    source.write_bytes(docx)
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(source)], capture_output=True, check=True, timeout=120)
    text = text_of((tmp_path / "progress.pdf").read_bytes(), "-layout")
    flat = re.sub(r"\s+", "", text)
    for name, cells in wanted_cells(report()).items():
        assert name in flat
        assert all(cell in flat for cell in cells)
    assert RARE in text


def test_the_workbook_holds_numbers_as_numbers_and_rates_as_percent(papers) -> None:
    made = report()
    content = papers.xlsx(book=make_book(made, "zh_Hans"))
    book = load_workbook(BytesIO(content))
    page = book["进度"]
    head = next(r for r in range(1, 10) if page.cell(r, 1).value == "乡镇")
    assert page.freeze_panes == page.cell(head + 1, 2).coordinate
    for row in range(head + 1, head + 1 + len(made.rows) + 1):
        name = page.cell(row, 1).value
        if name == "郭干乡":
            assert {page.cell(row, c).value for c in range(3, 18)} == {"待核"}
            continue
        shown = [_said(page.cell(row, column)) for column in range(3, 17)]
        assert tuple(shown) == wanted_cells(made)[name]
    late = book["逾期"]
    assert late.max_row - head == made.overdue_total
    assert len(book["进度"]._charts) == len(book["曲线"]._charts) == 1


def _said(cell) -> str:
    if cell.number_format == "0.0%":
        assert isinstance(cell.value, int | float)
        return f"{(Decimal(repr(cell.value)) * 100).quantize(Decimal('0.1'))}%"
    assert isinstance(cell.value, int), cell.value
    return f"{cell.value:,}"


def test_the_native_charts_draw_the_tables_own_cells(papers) -> None:
    content = papers.xlsx(book=make_book(report(), "en"))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        charts = [archive.read(n).decode() for n in archive.namelist() if "charts/chart" in n]
    refs = [re.findall(r"<c:val>.*?<c:f>(.*?)</c:f>", chart, re.DOTALL) for chart in charts]
    assert [len(found) for found in refs] == [3, 4]
    assert refs[0][0] == "Progress!$E$5:$E$10"
    assert all(found.startswith("Curve!$") for found in refs[1])


def test_a_paper_lists_the_longest_overdue_and_says_how_many_there_are(papers) -> None:
    many = report(overdue=report().overdue * 10, overdue_total=300)
    sheet = make_progress_sheet(many, None, "zh_Hans", IMPRINT)
    listed = sheet.sections[3]
    assert len(listed.table.rows) == MOST_LISTED
    assert "共 300 户逾期，下列逾期最久的 120 户" in listed.paragraphs[0]


def test_a_report_of_nothing_still_makes_its_papers(papers) -> None:
    empty = report(rows=(), modes=(), overdue=(), overdue_total=0, curve=(), published=())
    sheet = make_progress_sheet(empty, None, "en", IMPRINT)
    assert papers.pdf(sheet=sheet).startswith(b"%PDF")
    assert papers.docx(sheet=sheet).startswith(b"PK")
    assert papers.xlsx(book=make_book(empty, "en")).startswith(b"PK")


def test_the_screens_drawing_has_the_same_words_as_the_papers() -> None:
    app = Flask("t", template_folder=str(ROOT / "templates"))
    w = words("zh_Hans")
    for drawing in (curve_drawing(report(), w), map_drawing(report(), ground(), w)):
        with app.app_context():
            page = render_template_string(
                '{% from "situation/drawing.html" import draw %}{{ draw(drawing) }}',
                drawing=drawing,
            )
        shown = [t.text_content() for t in lxml.html.fromstring(page).xpath("//text")]
        assert shown == [mark.text for mark in drawing.marks if mark.kind == "label"]
        assert "style=" not in page
