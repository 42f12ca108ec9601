"""The roster's workbook: its columns, its help, and what its rows say. Pure, no files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from relief.core.cells import cell_name, first_line, number_of, text_of, time_of
from relief.core.clock import beijing
from relief.core.division_code import CODE_LENGTH, at_level
from relief.core.sheets import CellValue, Choice, Column, Mark, RawSheet, Template
from relief.core.wording import Bilingual
from relief.offices.roster_faults import NewResponsible, faults

SHEET = "责任人"
HEADING_ROW = 3
"""The title, 填报单位, an empty row; the headings stand below them."""

MOST_ROWS = 4_000
TITLE = Bilingual("责任人名册", "Roster of responsible persons")
OFFICE = Bilingual("填报单位", "Reporting office")
# Columns by the field they fill in.
HEADINGS: Mapping[str, Bilingual] = {
    "division": Bilingual("区划代码", "Division code"),
    "division_name": Bilingual("单位", "Division"),
    "rank": Bilingual("顺位", "Order"),
    "name": Bilingual("姓名", "Name"),
    "post": Bilingual("职务", "Post"),
    "post_en": Bilingual("职务（英文）", "Post (English)"),
    "phone": Bilingual("电话", "Telephone"),
    "valid_from": Bilingual("起始日期", "From"),
}
OPTIONAL = frozenset({"division_name", "post_en", "valid_from"})
HELP = (
    Bilingual(
        "每行一人；一个单位的第 1 顺位先叫应，第 2 顺位是副职，以后依次。",
        "One person a row; of a division order 1 is alerted first, 2 is the deputy, and so on.",
    ),
    Bilingual(
        "电话填手机 11 位或带区号的座机；该列须为“文本”格式。",
        "Telephone: a mobile number of 11 digits, or a landline with its area code; a text column.",
    ),
    Bilingual(
        "起始日期写作 2023-12-01；留空为导入当天。",
        "From: 2023-12-01; left empty it is the day of the import.",
    ),
    Bilingual(
        "同一份表再导入不会有变化；换人、换号的行才写入新的一条。",
        "The same file twice changes nothing; only a new person or number is written.",
    ),
    Bilingual("不要改动表头。", "Keep the headings."),
)


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One row, counted from 0 as in the sheet; `new` is None where it cannot be understood."""

    row: int
    new: NewResponsible | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """A workbook as understood; `marks` are what is wrong with it as a whole."""

    lines: tuple[RosterLine, ...]
    marks: tuple[Mark, ...]


def roster_template(office: str = "", divisions: Sequence[Choice] = ()) -> Template:
    """Return the empty workbook of the roster; `divisions` are those to choose from."""
    columns = tuple(
        Column(heading, text=field in {"division", "phone", "valid_from"})
        for field, heading in HEADINGS.items()
    )
    head = ((OFFICE, office),)
    return Template(TITLE, head, (), columns, tuple(divisions), HELP, SHEET, named=False)


def office_named(raw: RawSheet) -> str:
    """Return the 12-digit code of the reporting office, empty where nothing names it.

    It stands under 填报单位; where that is empty, the one county all the rows lie in reports.
    """
    head = next((row for row in raw.rows[:HEADING_ROW] if first_line(row[0]) == OFFICE.zh), ())
    said = "".join(letter for letter in text_of(head[1]) if letter.isdigit()) if head[1:] else ""
    if len(said) == CODE_LENGTH:
        return said
    counties = {at_level(code, "county") for code in codes_in(raw)}
    return counties.pop() if len(counties) == 1 else ""


def codes_in(raw: RawSheet) -> frozenset[str]:
    """Return every division code of the rows."""
    place = _columns(raw)[0].get("division", 0)
    said = {text_of(row[place]) for row in raw.rows[HEADING_ROW + 1 :] if len(row) > place}
    return frozenset(code for code in said if len(code) == CODE_LENGTH and code.isdecimal())


def stage_roster(raw: RawSheet, known: Mapping[str, str], today: date) -> RosterSheet:
    """Return what a roster says.

    `known` names the divisions that may stand in a row, by code; `today` is the first day of a row
    that states none.
    """
    columns, marks = _columns(raw)
    body = [
        place
        for place, row in enumerate(raw.rows)
        if place > HEADING_ROW and any(text_of(cell) for cell in row)
    ]
    if len(body) > MOST_ROWS:
        marks.append(_whole(f"最多 {MOST_ROWS} 行", f"At most {MOST_ROWS} rows"))
    if not body:
        marks.append(_whole("没有数据行", "There are no rows"))
    if marks:
        return RosterSheet((), tuple(marks))
    lines = (_line(place, raw.rows[place], columns, known, today) for place in body)
    return RosterSheet(tuple(_once(lines, columns)), ())


def _columns(raw: RawSheet) -> tuple[dict[str, int], list[Mark]]:
    wanted = {heading.zh: field for field, heading in HEADINGS.items()}
    columns: dict[str, int] = {}
    marks: list[Mark] = []
    row = raw.rows[HEADING_ROW] if len(raw.rows) > HEADING_ROW else ()
    for place, cell in enumerate(row):
        said = first_line(cell)
        field, where = wanted.get(said), cell_name(HEADING_ROW, place)
        if field is None and said:
            marks.append(_mark(where, f"不认识的列名“{said}”", f"Unknown heading “{said}”"))
        elif field in columns:
            zh, en = f"“{said}”列出现两次", f"The column “{said}” stands twice"
            marks.append(_mark(where, zh, en))
        elif field is not None:
            columns[field] = place
    lacking = [HEADINGS[field] for field in HEADINGS if field not in columns.keys() | OPTIONAL]
    marks += [_whole(f"缺少列“{h.zh}”", f"The column “{h.en}” is missing") for h in lacking]
    return columns, marks


def _line(
    place: int,
    row: Sequence[CellValue],
    columns: Mapping[str, int],
    known: Mapping[str, str],
    today: date,
) -> RosterLine:
    said = {field: row[column] for field, column in columns.items()}
    marks = list(_misread(place, said, columns, known))
    if marks:
        return RosterLine(place, None, tuple(marks))
    at = time_of(said.get("valid_from"))
    rank = number_of(said["rank"])
    new = NewResponsible(
        division=text_of(said["division"]),
        rank=int(rank) if rank is not None else 0,
        post=text_of(said["post"]),
        post_en=text_of(said.get("post_en")),
        name=text_of(said["name"]),
        phone=text_of(said["phone"]),
        valid_from=beijing(at).date() if at else today,
    )
    found = [
        Mark(cell_name(place, columns.get(fault.path, 0)), fault.reason)
        for fault in faults(new, known, generated=False)
    ]
    return RosterLine(place, None if found else new, tuple(found))


def _misread(
    place: int,
    said: Mapping[str, CellValue],
    columns: Mapping[str, int],
    known: Mapping[str, str],
) -> Iterator[Mark]:
    """Yield the cells that are not what their column takes."""
    number = number_of(said["rank"])
    if number is None or number != number.to_integral_value():
        text = text_of(said["rank"])
        where = cell_name(place, columns["rank"])
        yield _mark(where, f"顺位“{text}”应为 1、2、3 …", f"The order “{text}” is not 1, 2, 3 …")
    day = said.get("valid_from")
    if text_of(day) and time_of(day) is None:
        where = cell_name(place, columns["valid_from"])
        yield _mark(where, "应为日期，如 2023-12-01", "A day is expected, such as 2023-12-01")
    code, name = text_of(said["division"]), text_of(said.get("division_name"))
    if name and code in known and name != known[code]:
        where = cell_name(place, columns["division_name"])
        zh = f"代码 {code} 是“{known[code]}”，不是“{name}”"
        yield _mark(where, zh, f"Code {code} is “{known[code]}”, not “{name}”")


def _once(lines: Iterable[RosterLine], columns: Mapping[str, int]) -> Iterator[RosterLine]:
    """Yield the lines; a division's rank that stands twice is marked the second time."""
    first: dict[tuple[str, int], int] = {}
    for line in lines:
        post = (line.new.division, line.new.rank) if line.new else None
        if post is not None and post in first:
            where = cell_name(line.row, columns["rank"])
            row = first[post] + 1
            zh, en = f"与第 {row} 行的单位和顺位重复", f"The division and order of row {row} again"
            yield RosterLine(line.row, None, (_mark(where, zh, en),))
            continue
        if post is not None:
            first[post] = line.row
        yield line


def _mark(cell: str, zh: str, en: str) -> Mark:
    return Mark(cell, Bilingual(zh, en))


def _whole(zh: str, en: str) -> Mark:
    return _mark("", zh, en)
