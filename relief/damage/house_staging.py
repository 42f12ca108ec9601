"""A house ledger's rows as households, houses and gradings, and every cell that cannot be one.

Pure: no files, no database.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from relief.core.filled_sheet import body_of
from relief.core.sheets import Mark, RawSheet
from relief.core.wording import Bilingual
from relief.damage.grading import load_grading
from relief.damage.house_cells import RowReader
from relief.damage.house_checks import facts_faults, grading_faults
from relief.damage.house_workbook import CODE, LAYOUT, NAME, NOTE
from relief.damage.houses import Grade, Grading, NewHouse
from relief.geography.row_divisions import RowDivisions
from relief.households.catalogue import family_type_of
from relief.households.persons import household_faults, identity, tidy
from relief.households.rows import NewHousehold


@dataclass(frozen=True, slots=True)
class Span:
    """The days a house can have been damaged on: the incident's and today."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class HouseLine:
    """One row.

    Fields:
        row: counted from 0, as in the sheet.
        head_cell: where the row's name stands, for marks about the whole row.
        digest: what tells the household from others.
        grading: None while nobody has graded the house.
        house: without its incident and household, which the row does not know.
        notes: that a former code or name was taken as today's village.
    """

    row: int
    head_cell: str
    digest: str
    household: NewHousehold
    house: NewHouse
    grading: Grading | None
    marks: tuple[Mark, ...]
    notes: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseSheet:
    """A workbook as understood; `marks` are what is wrong with it as a whole."""

    lines: tuple[HouseLine, ...]
    marks: tuple[Mark, ...]


def said_in(raw: RawSheet) -> list[tuple[str, str]]:
    """Return the code and the name that each row of a house ledger gives its village."""
    body = body_of(raw, LAYOUT)
    if body.marks:
        return []
    rows = (RowReader(place, raw.rows[place], body.columns) for place in body.rows)
    return [(row.text(CODE), row.text(NAME)) for row in rows]


def stage_houses(raw: RawSheet, names: RowDivisions, span: Span) -> HouseSheet:
    """Return what a house ledger says; `names` are the villages that may stand in a row."""
    body = body_of(raw, LAYOUT)
    if body.marks:
        return HouseSheet((), body.marks)
    rows = (RowReader(place, raw.rows[place], body.columns) for place in body.rows)
    lines = (_line(row, names, span) for row in rows)
    return HouseSheet(tuple(_once(lines)), ())


def _line(row: RowReader, names: RowDivisions, span: Span) -> HouseLine:
    household = _household(row, names, span.last)
    house = _house(row, household.division, span)
    grading = _grading(row, house)
    return HouseLine(
        row.place,
        row.cell("head"),
        identity(household),
        household,
        house,
        grading,
        tuple(row.marks),
        tuple(row.notes),
    )


def _household(row: RowReader, names: RowDivisions, last: date) -> NewHousehold:
    told = row.text("family_type")
    household = tidy(
        NewHousehold(
            row.village(names),
            row.number("members"),
            family_type_of(told) or told,
            row.text("head"),
            row.digits("id_number"),
            row.digits("phone"),
            row.text("address"),
            row.digits("card"),
        )
    )
    seen = {mark.cell for mark in row.marks}
    for fault in household_faults(household, last):
        cell = row.cell(fault.path) if fault.path != "division" else row.cell("code")
        if cell not in seen:
            row.marks.append(Mark(cell, fault.reason))
    return household


def _house(row: RowReader, division: str, span: Span) -> NewHouse:
    rules = load_grading()
    house = NewHouse(
        "",
        "",
        division,
        row.term("structure", rules.structures),
        row.number("rooms"),
        row.number("rooms_collapsed"),
        row.number("rooms_severe"),
        row.number("rooms_general"),
        row.day("occurred_on"),
        row.yes("sole_dwelling"),
        row.term("excluded", rules.exclusions),
    )
    if house.occurred_on != date.max and not span.first <= house.occurred_on <= span.last:
        row.mark(
            "occurred_on",
            f"倒损日期应在 {span.first} 与 {span.last} 之间",
            f"The day of damage lies between {span.first} and {span.last}",
        )
    seen = {mark.cell for mark in row.marks}
    for fault in facts_faults(house):
        if row.cell(fault.path) not in seen:
            row.marks.append(Mark(row.cell(fault.path), fault.reason))
    return house


def _grading(row: RowReader, house: NewHouse) -> Grading | None:
    rules = load_grading()
    grade = row.term("grade", rules.grades)
    appraisal = row.term("appraisal", rules.appraisals) or None
    if not grade:
        return None
    grading = Grading(
        cast("Grade", grade),
        appraisal,
        house.rooms_collapsed,
        house.rooms_severe,
        house.rooms_general,
        house.sole_dwelling,
        row.text(NOTE),
        house.excluded,
    )
    seen = {mark.cell for mark in row.marks}
    for fault in grading_faults(grading, house.rooms, graded=False):
        if row.cell(fault.path) not in seen:
            row.marks.append(Mark(row.cell(fault.path), fault.reason))
    return grading


def _once(lines: Iterator[HouseLine]) -> Iterator[HouseLine]:
    """Yield the lines; the second one of a household is marked with the row of the first."""
    first: dict[str, int] = {}
    for line in lines:
        before = first.setdefault(line.digest, line.row)
        if before == line.row or not line.household.head:
            yield line
            continue
        reason = Bilingual(
            f"与第 {before + 1} 行是同一户；每户一行，第二处房屋请在网页上登记",
            f"The same family as in row {before + 1}: one row a family; record a second house "
            "on the page",
        )
        yield replace(line, marks=(*line.marks, Mark(line.head_cell, reason)))
