"""The workbook of people by division: its columns, its help, and what its rows say. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from relief.core.cells import cell_name, number_of, text_of
from relief.core.filled_sheet import Layout, body_of
from relief.core.sheets import CellValue, Choice, Column, Mark, RawSheet, Template
from relief.core.wording import Bilingual
from relief.geography.population_figure import KINDS, QUALITIES, Figure, fault_of
from relief.geography.row_divisions import RowDivisions

SHEET = "人口"
HEADING_ROW = 3
"""The title, 填报单位, an empty row; the headings stand below them."""
MOST_ROWS = 20_000
TITLE = Bilingual("人口表", "People by division")
OFFICE = Bilingual("填报单位", "Reporting office")
# Columns by the field they fill in.
HEADINGS: Mapping[str, Bilingual] = {
    "division": Bilingual("区划代码", "Division code"),
    "division_name": Bilingual("名称", "Name"),
    "people": Bilingual("人口", "People"),
    "kind": Bilingual("口径", "Counted"),
    "year": Bilingual("年份", "Year"),
    "quality": Bilingual("公布或估算", "Published or estimate"),
    "origin": Bilingual("来源", "Source"),
    "note": Bilingual("更正理由", "Why it changes"),
}
OPTIONAL = frozenset({"division", "division_name", "year", "note"})
LAYOUT = Layout(HEADING_ROW, HEADINGS, OPTIONAL, MOST_ROWS, OFFICE, "division")
HELP = (
    Bilingual(
        "每行一个乡镇或村；代码、名称填一项即可，曾用的也认。",
        "One township or village a row; its code or its name will do, a former one too.",
    ),
    Bilingual(
        "口径填“常住人口”或“户籍人口”；不知年份的留空（待核）。",
        "Counted: 常住人口 (resident) or 户籍人口 (registered); leave an unknown year empty.",
    ),
    Bilingual(
        "与已有人口不同的行须写更正理由；相同的行不变。",
        "A row that differs from the figure held needs its reason; the same changes nothing.",
    ),
    Bilingual("不要改动表头。", "Keep the headings."),
)


@dataclass(frozen=True, slots=True)
class PeopleLine:
    """One row, counted from 0 as in the sheet; `new` is None where it cannot be understood."""

    row: int
    division: str
    new: Figure | None
    marks: tuple[Mark, ...]
    notes: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class PeopleSheet:
    """A workbook as understood; `marks` are what is wrong with it as a whole."""

    lines: tuple[PeopleLine, ...]
    marks: tuple[Mark, ...]
    columns: Mapping[str, int]


def people_template(office: str = "", divisions: Sequence[Choice] = ()) -> Template:
    """Return the empty workbook; `divisions` are those to choose from."""
    columns = tuple(
        Column(heading, text=field in {"division", "year"}) for field, heading in HEADINGS.items()
    )
    head = ((OFFICE, office),)
    return Template(TITLE, head, (), columns, tuple(divisions), HELP, SHEET, named=False)


def said_in(raw: RawSheet) -> list[tuple[str, str]]:
    """Return the code and the name every row gives."""
    body = body_of(raw, LAYOUT)
    return [_named(raw.rows[place], body.columns) for place in body.rows]


def stage_people(raw: RawSheet, names: RowDivisions, this_year: int) -> PeopleSheet:
    """Return what the rows say; a division that stands twice is marked the second time."""
    body = body_of(raw, LAYOUT)
    if body.marks or not body.columns.keys() & {"division", "division_name"}:
        zh, en = "缺少列“区划代码”或“名称”", "A column of codes or of names is missing"
        return PeopleSheet((), body.marks or (Mark("", Bilingual(zh, en)),), body.columns)
    first: dict[str, int] = {}
    lines = []
    for place in body.rows:
        line = _line(place, raw.rows[place], body.columns, names, this_year)
        before = first.setdefault(line.division, place) if line.division else place
        if before != place:
            zh, en = f"与第 {before + 1} 行的单位重复", f"The division of row {before + 1} again"
            mark = Mark(cell_name(place, _code_column(body.columns)), Bilingual(zh, en))
            line = PeopleLine(place, line.division, None, (mark,))
        lines.append(line)
    return PeopleSheet(tuple(lines), (), body.columns)


def _line(
    place: int,
    row: Sequence[CellValue],
    columns: Mapping[str, int],
    names: RowDivisions,
    this_year: int,
) -> PeopleLine:
    meant = names.meant(*_named(row, columns), place + 1)
    marks = [] if meant.fault is None else [_misnamed(place, columns, *meant.fault)]
    said = {field: text_of(row[column]) for field, column in columns.items()}
    for field in ("people", "year"):
        number = number_of(row[columns[field]]) if said.get(field) else None
        if (field == "people" or said.get(field)) and not _is_whole(number):
            zh = f"“{said[field]}”应为整数" if said[field] else "请填人数；不知道的不要列入"
            en = "A whole number is expected" if said[field] else "Give the people, or no row"
            marks.append(Mark(cell_name(place, columns[field]), Bilingual(zh, en)))
    if marks:
        return PeopleLine(place, meant.division, None, tuple(marks))
    new = Figure(
        people=int(number_of(said["people"]) or 0),
        kind=_key(KINDS, said["kind"]),
        year=int(said["year"]) if said.get("year") else None,
        quality=_key(QUALITIES, said["quality"]),
        origin=said["origin"],
        note=said.get("note", ""),
    )
    fault = fault_of(new, this_year)
    if fault is not None:
        field, reason = fault
        where = cell_name(place, columns.get(field, columns["people"]))
        return PeopleLine(place, meant.division, None, (Mark(where, reason),))
    where = cell_name(place, _code_column(columns))
    notes = () if meant.note is None else (Mark(where, meant.note),)
    return PeopleLine(place, meant.division, new, (), notes)


def _misnamed(place: int, columns: Mapping[str, int], which: str, reason: Bilingual) -> Mark:
    column = columns.get("division_name") if which == "name" else None
    return Mark(cell_name(place, _code_column(columns) if column is None else column), reason)


def _code_column(columns: Mapping[str, int]) -> int:
    return columns.get("division", columns.get("division_name", 0))


def _named(row: Sequence[CellValue], columns: Mapping[str, int]) -> tuple[str, str]:
    cells = (columns.get("division"), columns.get("division_name"))
    code, name = ("" if at is None or len(row) <= at else text_of(row[at]) for at in cells)
    return code, name


def _is_whole(number: Decimal | None) -> bool:
    return number is not None and number == number.to_integral_value()


def _key(words: Mapping[str, Bilingual], said: str) -> str:
    """Return the key of a word in either language, the word itself where none is meant."""
    asked = "".join(said.split()).casefold()
    for key, word in words.items():
        english = "".join(word.en.split()).casefold()
        if asked in {key, word.zh, word.zh.removesuffix("人口"), english, english.split("(")[0]}:
            return key
    return said
