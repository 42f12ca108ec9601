"""What the cells of a house ledger's row mean, and what is wrong with them. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from relief.core.cells import cell_name, number_of, text_of
from relief.core.sheets import CellValue, Mark
from relief.core.wording import Bilingual
from relief.damage.grading import Term, code_of
from relief.damage.house_workbook import CODE, HEADINGS, NAME, NO, YES
from relief.geography.row_divisions import RowDivisions

_SCIENTIFIC = re.compile(r"^\d([.,]\d+)?[eE]\+?\d+$")
_EXACT_DIGITS = 15
"""A number of Excel keeps so many digits; those behind them are lost."""

_YES = frozenset({YES.zh, YES.en, "yes", "y", "Y", "√", "1"})
_NO = frozenset({NO.zh, NO.en, "no", "n", "N", "×", "0"})


@dataclass(slots=True)
class RowReader:
    """One row of the sheet; reads a field and keeps a mark at its cell where it cannot.

    `notes` say what was read otherwise than it stands: a village by its former code or name.
    """

    place: int
    cells: Sequence[CellValue]
    columns: Mapping[str, int]
    marks: list[Mark] = field(default_factory=list)
    notes: list[Mark] = field(default_factory=list)

    def cell(self, name: str) -> str:
        """Return the name of the field's cell; the row's first cell when it has no column."""
        return cell_name(self.place, self.columns.get(name, 0))

    def mark(self, name: str, zh: str, en: str) -> None:
        """Keep what is wrong with a field."""
        self.marks.append(Mark(self.cell(name), Bilingual(zh, en)))

    def value(self, name: str) -> CellValue:
        """Return the field's cell, None when the sheet has no such column."""
        place = self.columns.get(name)
        return None if place is None else self.cells[place]

    def text(self, name: str) -> str:
        """Return the field as text."""
        return text_of(self.value(name))

    def digits(self, name: str) -> str:
        """Return a long number as text; one that Excel has made a number of is refused."""
        value, said = self.value(name), self.text(name)
        rounded = isinstance(value, float | int) and len(said.lstrip("-")) > _EXACT_DIGITS
        if rounded or _SCIENTIFIC.match(said):
            shown = f"{float(said.replace(',', '.')):.4E}"
            self.mark(
                name,
                f"Excel 把“{HEADINGS[name].zh}”存成了数字（{shown}），末几位已丢失："
                "请把此列设为“文本”格式，重新填写",
                f"Excel has kept “{HEADINGS[name].en}” as a number ({shown}) and its last digits "
                "are lost: format the column as text and type it again",
            )
            return ""
        return said

    def number(self, name: str) -> int:
        """Return a whole number of 0 or more."""
        said = self.text(name)
        number = number_of(self.value(name)) if said else None
        if number is None or number != number.to_integral_value() or number < 0:
            self.mark(
                name,
                f"“{said}”应为整数，没有填 0" if said else "请填整数，没有填 0",
                f"“{said}”: a whole number, 0 for none" if said else "A whole number, 0 for none",
            )
            return -1
        return int(number)

    def day(self, name: str) -> date:
        """Return a local day."""
        value, said = self.value(name), self.text(name)
        if isinstance(value, datetime):
            return value.date()
        try:
            year, month, day = (int(part) for part in re.split(r"[-/.年月日]", said)[:3])
            return date(year, month, day)
        except ValueError:
            self.mark(
                name, f"“{said}”应为日期，如 2023-12-18", f"“{said}”: a day such as 2023-12-18"
            )
            return date.max

    def yes(self, name: str) -> bool:
        """Return whether the cell says yes."""
        said = self.text(name)
        if said not in _YES | _NO:
            self.mark(name, f"“{said}”应为是或否", f"“{said}”: yes (是) or no (否)")
        return said in _YES

    def term(self, name: str, terms: Mapping[str, Term]) -> str:
        """Return the code of the word chosen, empty for an empty cell."""
        said = self.text(name)
        found = code_of(terms, said) if said else ""
        if found is None:
            zh = "、".join(term.name.zh for term in terms.values())
            en = ", ".join(term.name.en for term in terms.values())
            self.mark(name, f"“{said}”不在列表中：{zh}", f"“{said}” is not in the list: {en}")
        return found or ""

    def village(self, names: RowDivisions) -> str:
        """Return the code of the row's village, by its code or else by its name."""
        meant = names.meant(self.text(CODE), self.text(NAME), self.place + 1)
        if meant.fault is not None:
            column, reason = meant.fault
            self.marks.append(Mark(self.cell(CODE if column == "code" else NAME), reason))
        elif meant.note is not None:
            self.notes.append(Mark(self.cell(CODE), meant.note))
        return meant.division
