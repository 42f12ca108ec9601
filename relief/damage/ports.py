"""What importing needs of the outside world: a reader and a writer of workbooks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from relief.core.wording import Bilingual

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
    """A column of the template: its heading in both languages, and the numbers it takes."""

    heading: Bilingual
    numeric: bool = False
    whole: bool = False


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
        kinds: the kinds of report to choose from.
        divisions: the rows already named; empty when no incident is known.
        help_lines: the help sheet, line by line.
    """

    title: Bilingual
    header: Sequence[tuple[Bilingual, str]]
    kinds: Sequence[str]
    columns: Sequence[Column]
    divisions: Sequence[Choice]
    help_lines: Sequence[Bilingual]


@dataclass(frozen=True, slots=True)
class Mark:
    """What is wrong with a cell, such as "D9"; an empty cell name is about the whole sheet."""

    cell: str
    reason: Bilingual


class WorkbookReader(Protocol):
    """Reads the report sheet of a workbook."""

    def read(self, content: bytes, *, sheet: str) -> RawSheet:
        """Return the sheet's cells.

        Raises:
            Refused: not a workbook, too large, protected by a password, or without that sheet.
        """


class WorkbookWriter(Protocol):
    """Writes workbooks."""

    def template(self, template: Template) -> bytes:
        """Return an empty workbook with headings, help and lists to choose from."""

    def marked(self, raw: RawSheet, marks: Sequence[Mark], *, sheet: str) -> bytes:
        """Return the same sheet with every marked cell coloured and its reasons beside it."""
