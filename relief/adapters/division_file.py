"""Reads a table of divisions that the desk keys or downloads: CSV in any usual form, or XLSX.

Taken: UTF-8 with or without BOM, UTF-16 with BOM, GB18030; comma, semicolon or tab; a heading row
that names the columns in Chinese or English.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.geography.division_table import TableRow

HEADINGS: Mapping[str, frozenset[str]] = {
    "code": frozenset({"区划代码", "代码", "统计用区划代码", "code", "division code"}),
    "name": frozenset({"名称", "区划名称", "单位名称", "name"}),
}
_SEPARATORS = ",;\t"
_ENCODINGS = ("utf-8-sig", "gb18030")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"
_MOST_HEAD_ROWS = 20


def read_division_file(path: Path) -> Iterator[TableRow]:
    """Yield the rows of a table of divisions, `where` naming the row of the file.

    Raises:
        Refused: no such form, or without the two columns.
    """
    for number, (code, name) in columns_of(path, HEADINGS):
        yield TableRow(f"{path.name}:{number}", code, name)


def columns_of(
    path: Path, headings: Mapping[str, frozenset[str]], optional: frozenset[str] = frozenset()
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the row's number and its cells in the order of `headings`, empty rows left out.

    Raises:
        Refused: the file cannot be read, or a column that is not optional is missing.
    """
    rows = enumerate(_sheet(path) if _is_workbook(path) else _lines(path), start=1)
    places: list[int | None] = []
    for number, row in rows:
        cells = [text.strip().lower() for text in row]
        places = [
            next((at for at, cell in enumerate(cells) if cell in names), None)
            for names in headings.values()
        ]
        if places[0] is not None:
            break
        if number >= _MOST_HEAD_ROWS:
            break
    missing = [
        field
        for field, place in zip(headings, places or [None] * len(headings), strict=True)
        if place is None and field not in optional
    ]
    if missing:
        raise _no_column(headings, missing)
    for number, row in rows:
        if any(text.strip() for text in row):
            yield (
                number,
                tuple(row[at].strip() if at is not None and at < len(row) else "" for at in places),
            )


def _is_workbook(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_ZIP)) == _ZIP


def _lines(path: Path) -> Iterator[Sequence[str]]:
    text = _decoded(path.read_bytes())
    head = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=head.count)
    yield from csv.reader(StringIO(text), delimiter=separator)


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF16) else _ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(
        Bilingual(
            "文件编码无法识别：请存为 UTF-8 或 GB18030 的 CSV，或 XLSX",
            "The file's encoding is unknown: save it as CSV in UTF-8 or GB18030, or as XLSX",
        ),
        "file",
    )


def _sheet(path: Path) -> Iterator[Sequence[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError) as error:
        raise Refused(
            Bilingual("工作簿已损坏，无法读取", "The workbook is damaged and cannot be read"),
            "file",
        ) from error
    for row in rows:
        yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    # Excel keeps a code typed as a number as 150402100000.0
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _no_column(headings: Mapping[str, frozenset[str]], missing: Sequence[str]) -> Refused:
    wanted = "、".join(sorted(headings[missing[0]]))
    return Refused(
        Bilingual(f"缺少列：{wanted}（其中之一）", f"A column is missing, named one of: {wanted}"),
        "file",
    )
