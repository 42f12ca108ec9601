"""Workbooks: read with calamine, written with xlsxwriter."""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from typing import Any

from relief.core.errors import Refused
from relief.core.sheets import MOST_ROWS, CellValue, Column, Mark, RawSheet, Template
from relief.core.wording import Bilingual

LARGEST_UNPACKED_BYTES = 100 * 1024 * 1024
MOST_PARTS = 2_000
MOST_COLUMNS = 200
_ZIP, _PROGRAM, _OLE = b"PK\x03\x04", b"MZ", b"\xd0\xcf\x11\xe0"
_ROWS_TO_FILL = 400
_WIDE, _NARROW = 18, 12
_MOST_COMMENTS = 2_000
"""A note costs 20 times what a cell does; the same words stand at the end of every wrong row."""


class CalamineReader:
    """Reads a sheet after making sure that it is a workbook of a bearable size."""

    def read(self, content: bytes, *, sheet: str, most_rows: int = MOST_ROWS) -> RawSheet:
        """Return the sheet's cells, of at most so many rows.

        Raises:
            Refused: not a workbook, too large, protected by a password, or without that sheet.
        """
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError

        require_workbook(content)
        try:
            book = CalamineWorkbook.from_filelike(BytesIO(content))
            if sheet not in book.sheet_names:
                raise _no_sheet(sheet, book.sheet_names)
            found = book.get_sheet_by_name(sheet)
            if found.total_height > most_rows or found.total_width > MOST_COLUMNS:
                raise _refused(
                    f"工作表过大：最多 {most_rows} 行 {MOST_COLUMNS} 列",
                    f"The sheet is too large: at most {most_rows} rows, {MOST_COLUMNS} columns",
                )
            rows = found.to_python(skip_empty_area=False)
        except PasswordError as error:
            raise _refused(
                "工作簿有密码保护，请另存为无密码文件", "The workbook is protected by a password"
            ) from error
        except CalamineError as error:
            raise _broken() from error
        return RawSheet(tuple(tuple(_cell(value) for value in row) for row in rows))


def sheet_names(content: bytes) -> list[str]:
    """Return the names of a workbook's sheets; `require_workbook` has passed it.

    Raises:
        Refused: damaged, or protected by a password.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return list(CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names)
    except (CalamineError, PasswordError) as error:
        raise _broken() from error


def require_workbook(content: bytes) -> None:
    """Pass when the bytes are an .xlsx workbook, whatever the file is called.

    Raises:
        Refused: a program, an old .xls, another archive, or no archive at all; says which.
    """
    if content.startswith(_PROGRAM):
        raise _refused(
            "这是程序文件（.exe），不是工作簿，已拒绝", "This is a program (.exe), not a workbook"
        )
    if content.startswith(_OLE):
        raise _refused(
            "这是旧版 .xls 或加密文件，请另存为 .xlsx",
            "This is an old .xls or an encrypted file: save it as .xlsx",
        )
    if not content.startswith(_ZIP):
        raise _refused("不是 .xlsx 工作簿", "This is not an .xlsx workbook")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _broken() from error
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= {part.filename for part in parts}:
        raise _refused(
            "这是压缩包，不是 .xlsx 工作簿", "This is some other archive, not an .xlsx workbook"
        )
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED_BYTES or len(parts) > MOST_PARTS:
        raise _refused("工作簿解压后过大", "The workbook is too large when unpacked")


class XlsxWriter:
    """Writes the template, and the answer to a filled one."""

    def template(self, template: Template) -> bytes:
        """Return an empty workbook with headings, help and lists to choose from."""
        import xlsxwriter

        stream = BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
            looks = _looks(book)
            page = book.add_worksheet(template.sheet)
            _write_head(page, template, looks)
            _write_columns(page, template, looks)
            _write_divisions(book, page, template, looks)
            _write_help(book, template, looks)
        return stream.getvalue()

    def marked(self, raw: RawSheet, marks: Sequence[Mark], *, sheet: str) -> bytes:
        """Return the same sheet with every marked cell coloured and its reasons beside it."""
        import xlsxwriter
        from xlsxwriter.utility import xl_cell_to_rowcol

        stream = BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
            looks = _looks(book)
            page = book.add_worksheet(sheet)
            by_row: dict[int, dict[int, list[Mark]]] = {}
            for mark in marks:
                if mark.cell:
                    place, column = xl_cell_to_rowcol(mark.cell)
                    by_row.setdefault(place, {}).setdefault(column, []).append(mark)
            for place, row in enumerate(raw.rows):
                wrong = by_row.get(place, {})
                for column, value in enumerate(row):
                    look = looks["wrong" if column in wrong else "plain"]
                    _write_cell(page, (place, column), value, look)
                _write_reasons(page, (place, len(row)), wrong, looks["reason"])
            cells = ((at, by_row[at][column], column) for at in by_row for column in by_row[at])
            for place, found, column in islice(cells, _MOST_COMMENTS):
                page.write_comment(place, column, _both(found))
            page.set_column(0, max((len(row) for row in raw.rows), default=1), _WIDE)
            if marks:
                _write_marks(book, marks, looks)
        return stream.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True}),
        "heading": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"}
        ),
        "plain": book.add_format({}),
        "text": book.add_format({"num_format": "@"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "wrong": book.add_format({"bg_color": "#F9D5C2", "border": 1}),
        "reason": book.add_format({"font_color": "#9C2A00", "text_wrap": True}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _write_head(page: Any, template: Template, looks: dict[str, Any]) -> None:
    page.write_string(0, 0, f"{template.title.zh} {template.title.en}", looks["title"])
    for place, (label, value) in enumerate(template.header, start=1):
        page.write_string(place, 0, f"{label.zh}\n{label.en}", looks["head"])
        page.write_string(place, 1, value, looks["text"])
    if template.kinds:
        page.data_validation(2, 1, 2, 1, {"validate": "list", "source": list(template.kinds)})


def _write_columns(page: Any, template: Template, looks: dict[str, Any]) -> None:
    row = template.heading_row
    for place, column in enumerate(template.columns):
        text = f"{column.heading.zh}\n{column.heading.en}"
        page.set_column(
            place,
            place,
            _NARROW if column.numeric else _WIDE,
            looks["text"] if column.text else None,
        )
        page.write_string(row, place, text, looks["heading"])
        rule = _rule(column, row + 1, place)
        if rule:
            page.data_validation(row + 1, place, row + _ROWS_TO_FILL, place, rule)
    page.set_row(row, 60)
    page.freeze_panes(row + 1, 2)


def _rule(column: Column, row: int, place: int) -> dict[str, Any]:
    from xlsxwriter.utility import xl_rowcol_to_cell

    if column.choices:
        return {"validate": "list", "source": list(column.choices)}
    if not column.numeric:
        return {}
    first = xl_rowcol_to_cell(row, place)
    whole = f",{first}=INT({first})" if column.whole else ""
    return {
        "validate": "custom",
        "value": f'=OR({first}="待核",IF(ISNUMBER({first}),AND({first}>=0{whole}),FALSE))',
        "error_title": "数字 Number",
        "error_message": "填 0 或正数；不知道填“待核”。0 or more; 待核 for unknown.",
    }


def _write_divisions(book: Any, page: Any, template: Template, looks: dict[str, Any]) -> None:
    if not template.divisions:
        return
    listed = book.add_worksheet("区划")
    listed.write_row(0, 0, ["区划代码", "名称"], looks["head"])
    for place, choice in enumerate(template.divisions, start=1):
        listed.write_string(place, 0, choice.code, looks["text"])
        listed.write_string(place, 1, choice.name)
    last, first = len(template.divisions) + 1, template.heading_row + 1
    for column, letter in ((0, "A"), (1, "B")):
        page.data_validation(
            *(first, column, template.heading_row + _ROWS_TO_FILL, column),
            {
                "validate": "list",
                "source": f"=区划!${letter}$2:${letter}${last}",
                "error_type": "warning",
            },
        )
    townships = template.divisions[:-1]  # the office itself stands last and may be chosen
    for place, choice in enumerate(townships if template.named else (), start=first):
        page.write_string(place, 0, choice.code, looks["text"])
        page.write_string(place, 1, choice.name)


def _write_help(book: Any, template: Template, looks: dict[str, Any]) -> None:
    page = book.add_worksheet("填写说明")
    page.set_column(0, 0, 90)
    for place, line in enumerate(template.help_lines):
        page.write_string(place, 0, f"{line.zh}\n{line.en}", looks["wrap"])


def _write_cell(page: Any, at: tuple[int, int], value: CellValue, look: Any) -> None:
    if value is None:
        page.write_blank(*at, None, look)
    elif isinstance(value, bool):
        page.write_boolean(*at, value, look)
    elif isinstance(value, int | float):
        page.write_number(*at, value, look)
    else:
        text = f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value
        page.write_string(*at, text, look)


def _write_reasons(
    page: Any, at: tuple[int, int], wrong: Mapping[int, Sequence[Mark]], look: Any
) -> None:
    found = [mark for marks in wrong.values() for mark in marks]
    if found:
        page.write_string(*at, "\n".join(f"{m.cell}: {m.reason.zh}" for m in found), look)


def _write_marks(book: Any, marks: Sequence[Mark], looks: dict[str, Any]) -> None:
    page = book.add_worksheet("需更正 Errors")
    page.write_row(0, 0, ["单元格 Cell", "原因", "Reason"], looks["head"])
    page.set_column(1, 2, 70)
    for place, mark in enumerate(marks, start=1):
        page.write_string(place, 0, mark.cell or "—")
        page.write_string(place, 1, mark.reason.zh)
        page.write_string(place, 2, mark.reason.en)


def _both(marks: Sequence[Mark]) -> str:
    return "\n".join(f"{mark.reason.zh}\n{mark.reason.en}" for mark in marks)


def _cell(value: Any) -> CellValue:
    if value == "" or value is None:
        return None
    if isinstance(value, datetime | str | bool | int | float):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 (Beijing time, read later)
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def _no_sheet(wanted: str, found: Sequence[str]) -> Refused:
    listed = "、".join(found[:5])
    return _refused(
        f"没有工作表“{wanted}”，只有：{listed}", f"There is no sheet “{wanted}”, only: {listed}"
    )


def _broken() -> Refused:
    return _refused("工作簿已损坏，无法读取", "The workbook is damaged and cannot be read")


def _refused(zh: str, en: str) -> Refused:
    return Refused(Bilingual(zh, en), "file")
