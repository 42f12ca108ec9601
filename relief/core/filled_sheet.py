"""A filled sheet with one thing a row: where its columns and rows are, and whose it is. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from relief.core.cells import cell_name, first_line, text_of
from relief.core.division_code import CODE_LENGTH, at_level
from relief.core.sheets import Mark, RawSheet
from relief.core.wording import Bilingual


@dataclass(frozen=True, slots=True)
class Layout:
    """What a sheet must look like.

    Fields:
        heading_row: the row of the headings, from 0; the head block stands above.
        headings: by the field they fill in.
        optional: fields whose column may be missing.
        most_rows: below the headings.
        office: the label in the head block beside which the office stands.
        code: the field that holds a row's division code.
    """

    heading_row: int
    headings: Mapping[str, Bilingual]
    optional: frozenset[str]
    most_rows: int
    office: Bilingual
    code: str


@dataclass(frozen=True, slots=True)
class Body:
    """Where things stand: column by field, the rows that hold something, what is wrong."""

    columns: Mapping[str, int]
    rows: tuple[int, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class SheetImport:
    """How to bring a sheet in.

    Fields:
        office: whose it is: only divisions within it may stand in a row.
        good_rows: keep the rows without a fault and leave the others out.
        check_only: say what would be refused and change nothing.
    """

    office: str
    good_rows: bool = False
    check_only: bool = False


@dataclass(frozen=True, slots=True)
class SheetOutcome:
    """What became of a sheet.

    Fields:
        accepted: rows written, or that would be with `check_only`; unchanged: rows that stood.
        refused: rows with a fault, or left out because of others' faults.
        marks: why, cell by cell; warnings: what was taken all the same and should be looked at.
    """

    accepted: int
    unchanged: int
    refused: int
    marks: tuple[Mark, ...]
    warnings: tuple[Mark, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as the command line prints it."""
        return {
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "reasons": [{"path": m.cell, **m.reason.as_dict()} for m in self.marks],
            "warnings": [{"path": m.cell, **m.reason.as_dict()} for m in self.warnings],
        }


def body_of(raw: RawSheet, layout: Layout) -> Body:
    """Return where the sheet's columns and rows are; with marks it cannot be read further."""
    columns, marks = _columns(raw, layout)
    rows = tuple(
        place
        for place, row in enumerate(raw.rows)
        if place > layout.heading_row and any(text_of(cell) for cell in row)
    )
    if len(rows) > layout.most_rows:
        most = layout.most_rows
        marks.append(_mark("", f"最多 {most} 行", f"At most {most} rows"))
    if not rows:
        marks.append(_mark("", "没有数据行", "There are no rows"))
    return Body(columns, rows, tuple(marks))


def office_named(raw: RawSheet, layout: Layout) -> str:
    """Return the 12-digit code of the office whose sheet it is, empty where nothing names it.

    It stands in the head block; where that is empty, it is the one county all the rows lie in.
    """
    above = raw.rows[: layout.heading_row]
    head = next((row for row in above if first_line(row[0]) == layout.office.zh), ())
    said = "".join(letter for letter in text_of(head[1]) if letter.isdigit()) if head[1:] else ""
    if len(said) == CODE_LENGTH:
        return said
    counties = {at_level(code, "county") for code in codes_in(raw, layout)}
    return counties.pop() if len(counties) == 1 else ""


def codes_in(raw: RawSheet, layout: Layout) -> frozenset[str]:
    """Return every division code of the rows."""
    place = _columns(raw, layout)[0].get(layout.code, 0)
    below = raw.rows[layout.heading_row + 1 :]
    said = {text_of(row[place]) for row in below if len(row) > place}
    return frozenset(code for code in said if len(code) == CODE_LENGTH and code.isdecimal())


def _columns(raw: RawSheet, layout: Layout) -> tuple[dict[str, int], list[Mark]]:
    wanted = {heading.zh: field for field, heading in layout.headings.items()}
    columns: dict[str, int] = {}
    marks: list[Mark] = []
    row = raw.rows[layout.heading_row] if len(raw.rows) > layout.heading_row else ()
    for place, cell in enumerate(row):
        said = first_line(cell)
        field, where = wanted.get(said), cell_name(layout.heading_row, place)
        if field is None and said:
            marks.append(_mark(where, f"不认识的列名“{said}”", f"Unknown heading “{said}”"))
        elif field in columns:
            zh, en = f"“{said}”列出现两次", f"The column “{said}” stands twice"
            marks.append(_mark(where, zh, en))
        elif field is not None:
            columns[field] = place
    for field, heading in layout.headings.items():
        if field not in columns.keys() | layout.optional:
            zh, en = f"缺少列“{heading.zh}”", f"The column “{heading.en}” is missing"
            marks.append(_mark("", zh, en))
    return columns, marks


def _mark(cell: str, zh: str, en: str) -> Mark:
    return Mark(cell, Bilingual(zh, en))
