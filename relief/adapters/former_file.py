"""Reads the file of former codes and names that the desk keys: CSV or XLSX, one a row."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from relief.adapters.division_file import columns_of
from relief.core.errors import Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.geography.former_service import NewFormer

HEADINGS: Mapping[str, frozenset[str]] = {
    "division": frozenset({"现区划代码", "区划代码", "division"}),
    "former_code": frozenset({"原代码", "原区划代码", "former code"}),
    "former_name": frozenset({"原名称", "曾用名", "former name"}),
    "valid_from": frozenset({"起", "起始日期", "from"}),
    "valid_until": frozenset({"止", "截止日期", "until"}),
    "reason": frozenset({"原因", "reason"}),
    "source": frozenset({"来源", "source"}),
}
_OPTIONAL = frozenset({"former_code", "former_name", "valid_from", "valid_until", "reason"})
_UNKNOWN = frozenset({"", "待核"})


def read_formers(path: Path) -> list[NewFormer]:
    """Return the rows of the file; a day may be 待核 or empty.

    Raises:
        Refused: no table with these columns.
        RefusedRows: a day that is none, row by row.
    """
    found: list[NewFormer] = []
    faults: list[Refused] = []
    for number, cells in columns_of(path, HEADINGS, _OPTIONAL):
        where = f"{path.name}:{number}"
        division, code, name, first, last, reason, source = cells
        try:
            days = _day(first), _day(last)
        except ValueError as error:
            faults.append(Refused(_no_day(str(error)), where))
            continue
        found.append(NewFormer(where, division, code, name, *days, reason, source))
    if faults:
        raise RefusedRows(faults)
    return found


def _day(text: str) -> date | None:
    if text in _UNKNOWN:
        return None
    try:
        year, month, day = text.partition(" ")[0].replace("/", "-").split("-")
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(text) from None


def _no_day(text: str) -> Bilingual:
    return Bilingual(
        f"“{text}”不是日期：应为 2023-06-30 这样的日期，不知道填“待核”",
        f"“{text}” is no day: 2023-06-30 is expected, or 待核 where nobody knows",
    )
