"""A workbook's rows as figures, and every cell that cannot be one. Pure, no files, no database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from relief.core.cells import cell_name, first_line, number_of, text_of, time_of
from relief.core.division_code import CODE_LENGTH, at_level
from relief.core.wording import Bilingual
from relief.damage.catalogue import IndicatorCatalogue
from relief.damage.ports import CellValue, Mark, RawSheet
from relief.damage.report import Line, value_fault
from relief.damage.workbook import (
    AS_OF,
    CODE,
    EXPLANATION,
    FIVE,
    HEADER_ROWS,
    KIND,
    MOST_ROWS,
    NAME,
    OFFICE,
    heading,
    indicators,
    is_unknown,
    kind_of,
)
from relief.geography.row_divisions import Meant, RowDivisions

_CODE_COLUMN, _NAME_COLUMN, _NOTE_COLUMN = "code", "name", "explanation"


@dataclass(frozen=True, slots=True)
class Head:
    """The head block: None where a cell says nothing that can be understood."""

    as_of: datetime | None
    kind: str | None
    office: str


@dataclass(frozen=True, slots=True)
class StagedRow:
    """One row: its division, its lines, and what is wrong with it.

    Fields:
        row: counted from 0, as in the sheet.
        notes: that a former code or name was taken as today's division.
    """

    row: int
    division: str
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    notes: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Staged:
    """A workbook as understood.

    Fields:
        marks: what is wrong with the sheet as a whole, its head and its headings.
        columns: indicator code to the column it stands in.
    """

    head: Head
    rows: tuple[StagedRow, ...]
    marks: tuple[Mark, ...]
    columns: Mapping[str, int]

    def cell_of(self, division: str, indicator: str) -> str:
        """Return where a figure stands, the row's first cell when it has no column."""
        row = next((row.row for row in self.rows if row.division == division), None)
        return "" if row is None else cell_name(row, self.columns.get(indicator, 0))


def stage(raw: RawSheet, names: RowDivisions, catalogue: IndicatorCatalogue) -> Staged:
    """Return what a report sheet says.

    `names` are the divisions of the office that may stand in a row; others are refused, with the
    nearest name offered.
    """
    head, marks = _head(raw)
    columns, fixed, more = _columns(raw, catalogue)
    marks += more
    body = _body(raw)
    if len(body) > MOST_ROWS:
        marks.append(Mark("", _said(f"最多 {MOST_ROWS} 行", f"At most {MOST_ROWS} rows")))
        body = []
    if not body:
        marks.append(Mark("", _said("没有数据行", "There are no rows of figures")))
    rows = () if marks else tuple(_rows(body, fixed, columns, names, catalogue))
    return Staged(head, rows, tuple(marks), columns)


def said_in(raw: RawSheet, catalogue: IndicatorCatalogue) -> list[tuple[str, str]]:
    """Return the code and the name that each row of a report sheet gives its division."""
    fixed = _columns(raw, catalogue)[1]
    return [_said_of(row, fixed) for _place, row in _body(raw)] if _CODE_COLUMN in fixed else []


def office_named(raw: RawSheet) -> str:
    """Return the 12-digit code of the reporting office, empty where nothing names it.

    It stands under 填报单位; where that is empty, the one county all the rows lie in reports.
    """
    said = _head(raw)[0].office
    digits = "".join(letter for letter in said if letter.isdigit())
    if said.strip():
        return digits if len(digits) == CODE_LENGTH else ""
    codes = [text_of(row[0]) for row in raw.rows[HEADER_ROWS:] if row]
    counties = {at_level(c, "county") for c in codes if len(c) == CODE_LENGTH and c.isdecimal()}
    return counties.pop() if len(counties) == 1 else ""


def _body(raw: RawSheet) -> list[tuple[int, Sequence[CellValue]]]:
    return [
        (place, row)
        for place, row in enumerate(raw.rows)
        if place > HEADER_ROWS and any(text_of(cell) for cell in row)
    ]


def _said(zh: str, en: str) -> Bilingual:
    return Bilingual(zh, en)


def _head(raw: RawSheet) -> tuple[Head, list[Mark]]:
    found: dict[str, tuple[int, CellValue]] = {}
    for place, row in enumerate(raw.rows[:HEADER_ROWS]):
        if len(row) > 1:
            found[first_line(row[0])] = (place, row[1])
    marks: list[Mark] = []
    for label in (AS_OF, KIND, OFFICE):
        if label.zh not in found:
            reason = _said(f"缺少“{label.zh}”一行", f"The row “{label.en}” is missing")
            marks.append(Mark("", reason))
    at, as_of = found.get(AS_OF.zh, (0, None))
    kind_at, kind = found.get(KIND.zh, (0, None))
    head = Head(time_of(as_of), kind_of(kind), first_line(found.get(OFFICE.zh, (0, None))[1]))
    if head.as_of is None and AS_OF.zh in found:
        zh, en = "应为时间，如 2023-12-19 06:00", "A time is expected, such as 2023-12-19 06:00"
        marks.append(Mark(cell_name(at, 1), _said(zh, en)))
    if head.kind is None and KIND.zh in found:
        zh, en = "应为初报、续报、核报或零报告", "Expected: 初报, 续报, 核报 or 零报告"
        marks.append(Mark(cell_name(kind_at, 1), _said(zh, en)))
    return head, marks


def _columns(
    raw: RawSheet, catalogue: IndicatorCatalogue
) -> tuple[dict[str, int], dict[str, int], list[Mark]]:
    """Return the columns of the indicators, the fixed ones, and what is wrong with the headings."""
    wanted = {heading(item).zh: item.code for item in indicators(catalogue)}
    fixed_names = {CODE.zh: _CODE_COLUMN, NAME.zh: _NAME_COLUMN, EXPLANATION.zh: _NOTE_COLUMN}
    columns: dict[str, int] = {}
    fixed: dict[str, int] = {}
    marks: list[Mark] = []
    row = raw.rows[HEADER_ROWS] if len(raw.rows) > HEADER_ROWS else ()
    for place, cell in enumerate(row):
        said = first_line(cell)
        code = fixed_names.get(said) or wanted.get(said)
        target = fixed if said in fixed_names else columns
        if code is None and said:
            marks.append(Mark(cell_name(HEADER_ROWS, place), _unknown_heading(said, wanted)))
        elif code is not None and code in target:
            reason = _said(f"“{said}”列出现两次", f"The column “{said}” stands twice")
            marks.append(Mark(cell_name(HEADER_ROWS, place), reason))
        elif code is not None:
            target[code] = place
    marks += _missing(columns, fixed, catalogue)
    return columns, fixed, marks


def _unknown_heading(said: str, wanted: Iterable[str]) -> Bilingual:
    near = get_close_matches(said, list(wanted), n=1, cutoff=0.3)
    hint = f"，是否为“{near[0]}”？" if near else ""
    hint_en = f"; did you mean “{near[0]}”?" if near else ""
    return _said(f"不认识的列名“{said}”{hint}", f"Unknown heading “{said}”{hint_en}")


def _missing(
    columns: Mapping[str, int], fixed: Mapping[str, int], catalogue: IndicatorCatalogue
) -> Iterator[Mark]:
    lacking = [CODE] if _CODE_COLUMN not in fixed else []
    lacking += [heading(catalogue.indicators[code]) for code in FIVE if code not in columns]
    for name in lacking:
        yield Mark("", _said(f"缺少列“{name.zh}”", f"The column “{name.en}” is missing"))


def _rows(
    body: Sequence[tuple[int, Sequence[CellValue]]],
    fixed: Mapping[str, int],
    columns: Mapping[str, int],
    names: RowDivisions,
    catalogue: IndicatorCatalogue,
) -> Iterator[StagedRow]:
    first: dict[str, int] = {}
    for place, row in body:
        meant = names.meant(*_said_of(row, fixed), place + 1)
        marks = list(_faults(place, fixed, meant))
        if not marks and meant.division in first:
            marks.append(Mark(cell_name(place, fixed[_CODE_COLUMN]), _twice(meant, first)))
        first.setdefault(meant.division, place)
        explanation = text_of(row[fixed[_NOTE_COLUMN]]) if _NOTE_COLUMN in fixed else ""
        lines, more = _lines(place, row, meant.division, explanation, columns, catalogue)
        notes = (Mark(cell_name(place, fixed[_CODE_COLUMN]), meant.note),) if meant.note else ()
        yield StagedRow(place, meant.division, tuple(lines), (*marks, *more), notes)


def _said_of(row: Sequence[CellValue], fixed: Mapping[str, int]) -> tuple[str, str]:
    name = text_of(row[fixed[_NAME_COLUMN]]) if _NAME_COLUMN in fixed else ""
    return text_of(row[fixed[_CODE_COLUMN]]), name


def _faults(place: int, fixed: Mapping[str, int], meant: Meant) -> Iterator[Mark]:
    if meant.fault is not None:
        column, reason = meant.fault
        yield Mark(cell_name(place, fixed[column]), reason)


def _twice(meant: Meant, first: Mapping[str, int]) -> Bilingual:
    row = first[meant.division] + 1
    zh, en = f"与第 {row} 行重复", f"The same division as in row {row}"
    if meant.note is not None:
        return _said(f"{zh}；{meant.note.zh}", f"{en}; {meant.note.en}")
    return _said(zh, en)


def _lines(  # noqa: PLR0913, PLR0917 (a row is read with its place and its columns)
    place: int,
    row: Sequence[CellValue],
    division: str,
    explanation: str,
    columns: Mapping[str, int],
    catalogue: IndicatorCatalogue,
) -> tuple[list[Line], list[Mark]]:
    lines: list[Line] = []
    marks: list[Mark] = []
    for code, column in columns.items():
        value, cell = row[column], cell_name(place, column)
        if not text_of(value):
            continue
        number = None if is_unknown(value) else number_of(value)
        reason = value_fault(code, number, catalogue)
        if number is None and not is_unknown(value):
            zh = f"“{text_of(value)}”不是数字；不知道请填“待核”"
            en = f"“{text_of(value)}” is not a number; write 待核 for unknown"
            reason = _said(zh, en)
        if reason is not None:
            marks.append(Mark(cell, reason))
        else:
            lines.append(Line(division, code, number, f"cell:{cell}", explanation))
    return lines, marks
