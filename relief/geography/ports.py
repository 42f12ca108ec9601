"""Where divisions, county lines and place points come from; `bootstrap` fills it from adapters."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from relief.geography.division_table import TableRow
from relief.geography.gazetteer import NamedPoint
from relief.geography.rows import NewBoundary, NewDivision


@dataclass(frozen=True, slots=True)
class GeographySources:
    """The three readers set-up needs; tests give small ones of their own.

    Fields:
        divisions: code prefixes to divisions, wider ones before those within them.
        counties: code prefixes to county polygons, by code.
        points: every gazetteer point.
    """

    divisions: Callable[[Sequence[str]], Iterable[NewDivision]]
    counties: Callable[[Sequence[str]], Sequence[NewBoundary]]
    points: Callable[[], Sequence[NamedPoint]]


@dataclass(frozen=True, slots=True)
class DivisionTable:
    """A table of divisions, read anew each time it is asked, and who spells its names.

    Fields:
        source: what it is called, such as the file's name.
        cut_off: the day it speaks of, None unknown.
        rows: the rows as written, wider divisions before those within them where it is ordered.
        speller: makes the function that gives a name's pinyin and initials.
    """

    source: str
    cut_off: date | None
    rows: Callable[[], Iterable[TableRow]]
    speller: Callable[[], Callable[[str], tuple[str, str]]]
