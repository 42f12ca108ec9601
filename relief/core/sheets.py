"""Workbooks as importing sees them: a sheet read, an empty one to write, and marks on its cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from relief.core.wording import Bilingual

MOST_ROWS = 5_000
CellValue = str | float | int | bool | datetime | None


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet as it was read.

    Fields:
        rows: every row from the sheet's first, each of the same width; an empty cell is None.
    """

    rows: tuple[tuple[CellValue, ...], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the template: its heading in both languages, and what it takes.

    Fields:
        numeric, whole: numbers of 0 or more, or 待核.
        text: kept as text, so that long numbers keep all their digits.
        choices: the words to choose from, empty for any.
    """

    heading: Bilingual
    numeric: bool = False
    whole: bool = False
    text: bool = False
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A division to choose from: its code and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Template:
    """An empty workbook to be filled in.

    Fields:
        header: the head block, label and value (empty where it is to be filled in).
        kinds: what to choose from in the head block's second line, empty for any text.
        divisions: what may stand in the first two columns, code and name; empty when unknown.
        help_lines: the help sheet, line by line.
        sheet: the name of the sheet to fill in.
        named: the divisions, all but the last, already stand in the rows.
    """

    title: Bilingual
    header: Sequence[tuple[Bilingual, str]]
    kinds: Sequence[str]
    columns: Sequence[Column]
    divisions: Sequence[Choice]
    help_lines: Sequence[Bilingual]
    sheet: str
    named: bool = True

    @property
    def heading_row(self) -> int:
        """Return the row of the headings, from 0: below the title, the head block and a gap."""
        return len(self.header) + 2


@dataclass(frozen=True, slots=True)
class Mark:
    """What is wrong with a cell, such as "D9"; an empty cell name is about the whole sheet."""

    cell: str
    reason: Bilingual


class WorkbookReader(Protocol):
    """Reads one sheet of a workbook."""

    def read(self, content: bytes, *, sheet: str, most_rows: int = MOST_ROWS) -> RawSheet:
        """Return the sheet's cells, of at most so many rows.

        Raises:
            Refused: not a workbook, too large, protected by a password, or without that sheet.
        """


class WorkbookWriter(Protocol):
    """Writes workbooks."""

    def template(self, template: Template) -> bytes:
        """Return an empty workbook with headings, help and lists to choose from."""

    def marked(self, raw: RawSheet, marks: Sequence[Mark], *, sheet: str) -> bytes:
        """Return the same sheet with every marked cell coloured and its reasons beside it."""
