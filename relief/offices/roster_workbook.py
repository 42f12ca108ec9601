"""The roster's workbook: its columns, its help, and what its rows say. Pure, no files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from relief.core.cells import cell_name, number_of, text_of, time_of
from relief.core.clock import beijing
from relief.core.filled_sheet import Layout, body_of
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
LAYOUT = Layout(HEADING_ROW, HEADINGS, OPTIONAL, MOST_ROWS, OFFICE, "division")
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


def stage_roster(raw: RawSheet, known: Mapping[str, str], today: date) -> RosterSheet:
    """Return what a roster says.

    `known` names the divisions that may stand in a row, by code; `today` is the first day of a row
    that states none.
    """
    body = body_of(raw, LAYOUT)
    if body.marks:
        return RosterSheet((), body.marks)
    lines = (_line(place, raw.rows[place], body.columns, known, today) for place in body.rows)
    return RosterSheet(tuple(_once(lines, body.columns)), ())


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
