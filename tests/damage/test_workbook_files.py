"""What is no workbook is refused before anything reads it, and says what it is."""

import time
import zipfile
from io import BytesIO

import openpyxl
import pytest

from relief.adapters.workbook import CalamineReader, XlsxWriter
from relief.core.errors import Refused
from relief.core.sheets import Mark, RawSheet
from relief.core.wording import Bilingual
from relief.damage.workbook import SHEET


def archive(**parts) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return stream.getvalue()


BOMB = {"[Content_Types].xml": "x", "xl/workbook.xml": b"0" * (101 * 1024 * 1024)}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ" + b"\x00" * 512, "程序文件"),
        (b"\x8f\x01\x77" * (10 * 1024 * 1024 // 3), "不是 .xlsx"),
        (b"PK\x03\x04" + b"\x00" * 512, "已损坏"),
        (archive(readme="x"), "这是压缩包"),
        (archive(**{"[Content_Types].xml": "x", "xl/workbook.xml": "x"}), "已损坏"),
        (archive(**BOMB), "过大"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 512, "旧版 .xls"),
        (b"", "不是 .xlsx"),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_reason(content, words):
    with pytest.raises(Refused) as refused:
        CalamineReader().read(content, sheet=SHEET)
    assert words in refused.value.reason.zh


def test_a_workbook_without_the_sheet_says_which_it_has():
    book = openpyxl.Workbook()
    book.active.title = "Sheet1"
    stream = BytesIO()
    book.save(stream)
    with pytest.raises(Refused) as refused:
        CalamineReader().read(stream.getvalue(), sheet=SHEET)
    assert "Sheet1" in refused.value.reason.zh


def test_a_sheet_of_a_hundred_thousand_faults_is_marked_in_a_bearable_time():
    rows = tuple(("62", "x") for _ in range(100_000))
    wrong = Bilingual("应为数字", "A number is expected")
    marks = [Mark(f"B{place}", wrong) for place in range(1, len(rows) + 1)]
    began = time.process_time()
    marked = XlsxWriter().marked(RawSheet(rows), marks, sheet=SHEET)
    assert time.process_time() - began < 60  # 7 s here; once it grew with the square: hours
    sheet = openpyxl.load_workbook(BytesIO(marked), read_only=True)[SHEET]
    *_rest, last = sheet.iter_rows(min_row=100_000, max_row=100_000, values_only=True)
    assert last == ("62", "x", "B100000: 应为数字")
