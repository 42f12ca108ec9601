"""CSV and XLSX: rows with longitude and latitude (or easting and northing) in two columns."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapely.geometry import Point

from relief.adapters.vector.answers import MISSING, damaged, fault, refusal, too_many
from relief.adapters.vector.encodings import decode
from relief.adapters.vector.parsed import Parsed, Row
from relief.adapters.workbook import CalamineReader, require_workbook, sheet_names
from relief.core.cells import first_line, number_of, text_of
from relief.core.sheets import CellValue, RawSheet
from relief.core.wording import Bilingual
from relief.geography.coordinates import CoordinateSystem, declared
from relief.geography.vector import MOST_FEATURES, EncodingFrom, Fault, Form, SentFile

EAST = ("经度", "东坐标", "经度或东坐标", "lon", "lng", "long", "longitude", "easting")
NORTH = ("纬度", "北坐标", "纬度或北坐标", "lat", "latitude", "northing")
SYSTEM = ("坐标系", "crs")
_AMBIGUOUS = {"x", "y", "x坐标", "y坐标"}
_SEPARATORS = ",;\t|"
_LOOK_FOR_HEADINGS = 20
_COMMA_NUMBER = re.compile(r"-?\d{1,3},\d{3,}")
_HELP_SHEETS = frozenset({"填写说明", "区划", "需更正 Errors"})


@dataclass(frozen=True, slots=True)
class _Read:
    form: Form
    layers: tuple[str, ...]
    layer: str
    encoding: str
    encoding_from: EncodingFrom
    notes: tuple[Bilingual, ...] = ()


def read_csv(sent: SentFile) -> Parsed:
    """Return the rows of a CSV file; BOM, GBK, semicolons and tabs are understood.

    Raises:
        Refused: not text in the declared encoding, or without columns of a position.
    """
    text, encoding, said_by = decode(sent.content, sent.encoding)
    head = text[: text.find("\n") if "\n" in text else len(text)]
    separator = max(_SEPARATORS, key=head.count)
    try:
        rows = [tuple(value or None for value in row) for row in _rows_of(text, separator)]
    except csv.Error as error:
        raise damaged("CSV") from error
    notes = (_separated(separator),) if separator != "," else ()
    return _sheet(sent, rows, _Read("csv", ("",), "", encoding, said_by, notes))


def read_xlsx(sent: SentFile) -> Parsed:
    """Return the rows of a workbook's sheet: the one named, else its first that is no help sheet.

    Raises:
        Refused: no workbook, too large, no such sheet, or without columns of a position.
    """
    require_workbook(sent.content)
    names = tuple(n for n in sheet_names(sent.content) if n not in _HELP_SHEETS)
    if not names:
        raise refusal("工作簿没有可读的工作表", "The workbook has no sheet to read")
    layer = sent.layer or names[0]
    if layer not in names:
        listed = "、".join(names)
        raise refusal(f"没有工作表“{layer}”，只有：{listed}", f"No sheet “{layer}”, only: {listed}")
    most = MOST_FEATURES + _LOOK_FOR_HEADINGS
    rows = CalamineReader().read(sent.content, sheet=layer, most_rows=most).rows
    return _sheet(sent, rows, _Read("xlsx", names, layer, "UTF-8", "fixed"))


def _rows_of(text: str, separator: str) -> Iterator[list[str]]:
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _sheet(sent: SentFile, rows: Sequence[tuple[CellValue, ...]], read: "_Read") -> Parsed:
    width = max((len(row) for row in rows), default=0)
    sheet = RawSheet(tuple((*row, *(None,) * (width - len(row))) for row in rows))
    heading_row = _heading_row(sheet, sent.headings)
    columns = tuple(first_line(cell) for cell in sheet.rows[heading_row])
    twice = {name for name in columns if name and columns.count(name) > 1}
    if twice:
        listed = "、".join(sorted(twice))
        raise refusal(f"列名重复：{listed}", f"Columns stand twice: {listed}")
    east, north = _position_columns(columns)
    body = [
        (place, row)
        for place, row in enumerate(sheet.rows)
        if place > heading_row and any(text_of(value) for value in row)
    ]
    if len(body) > MOST_FEATURES:
        raise too_many(MOST_FEATURES)
    return Parsed(
        read.form,
        read.layers,
        read.layer,
        _said(sheet, heading_row, columns, body),
        read.encoding,
        read.encoding_from,
        [_row(place, row, columns, (east, north)) for place, row in body],
        read.notes,
        tuple(name for name in columns if name),
        sheet,
        heading_row,
    )


def _heading_row(sheet: RawSheet, known: frozenset[str]) -> int:
    wanted = known or frozenset((*EAST, *NORTH))
    for place, row in enumerate(sheet.rows[:_LOOK_FOR_HEADINGS]):
        names = {first_line(value).lower() for value in row}
        if len(names & wanted) > 1:
            return place
    for place, row in enumerate(sheet.rows):
        if any(text_of(value) for value in row):
            return place
    raise refusal("文件是空的", "The file is empty")


def _position_columns(columns: Sequence[str]) -> tuple[int, int]:
    plain = [name.lower() for name in columns]
    east = next((place for place, name in enumerate(plain) if name in EAST), None)
    north = next((place for place, name in enumerate(plain) if name in NORTH), None)
    if east is not None and north is not None:
        return east, north
    if set(plain) & _AMBIGUOUS:
        raise refusal(
            "列名 X、Y 有两种用法（测绘中 X 指北）：请改为“东坐标”“北坐标”或“经度”“纬度”",
            "X and Y are used both ways (surveyors' X is north): name the columns 东坐标 and "
            "北坐标 (easting, northing), or 经度 and 纬度 (lon, lat)",
        )
    raise refusal(
        "缺少位置列：“经度”“纬度”或“东坐标”“北坐标”",
        "The columns of the position are missing: 经度 and 纬度 (lon, lat) or 东坐标 and 北坐标",
    )


def _said(
    sheet: RawSheet,
    heading_row: int,
    columns: Sequence[str],
    body: Sequence[tuple[int, tuple[CellValue, ...]]],
) -> CoordinateSystem | None:
    """Return what the head block, or a column that is the same in all rows, states."""
    for row in sheet.rows[:heading_row]:
        if len(row) > 1 and first_line(row[0]).lower() in SYSTEM and text_of(row[1]):
            return declared(text_of(row[1]).split()[0])
    place = next((at for at, name in enumerate(columns) if name.lower() in SYSTEM), None)
    if place is None:
        return None
    named = {text_of(row[place]) for _at, row in body}
    if len(named) > 1:
        listed = "、".join(sorted(named)[:5])
        raise refusal(
            f"“坐标系”一列有多个值（{listed}）：一个文件一个坐标系",
            f"The column 坐标系 holds several systems ({listed}): one file, one system",
        )
    return declared(named.pop().split()[0]) if named and any(named) else None


def _row(place: int, row: Sequence[CellValue], columns: Sequence[str], at: tuple[int, int]) -> Row:
    values = {name: row[column] for column, name in enumerate(columns) if name}
    east, north = (row[column] for column in at)
    if not text_of(east) and not text_of(north):
        return Row(place + 1, values, None, (MISSING,))
    for value, column in ((east, at[0]), (north, at[1])):
        if number_of(value) is None or _COMMA_NUMBER.fullmatch(text_of(value)):
            return Row(place + 1, values, None, (_no_number(columns[column], value),))
    numbers = (number_of(east), number_of(north))
    return Row(place + 1, values, Point(*(float(n) for n in numbers if n is not None)))


def _no_number(column: str, value: CellValue) -> Fault:
    said = text_of(value)
    return fault(
        "unreadable",
        f"“{column}”应为数字（小数点用“.”），现为“{said}”",
        f"“{column}” is a number with a decimal point, not “{said}”",
    )


def _separated(separator: str) -> Bilingual:
    name = {";": "分号 ;", "\t": "制表符 Tab", "|": "竖线 |"}[separator]
    return Bilingual(f"以{name}分列", f"Columns are separated by {name}")
