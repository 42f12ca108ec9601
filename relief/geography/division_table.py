"""A table of divisions (code and name a row) and what can be wrong with it. Pure.

All of it is looked at before anything is written; every fault names its row.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from relief.core.division_code import CODE_LENGTH, NATION, parent_of
from relief.core.errors import Refused, RefusedRows
from relief.core.wording import Bilingual

MOST_FAULTS = 200
"""Of so many faults the table is another kind of table: the rest is not listed."""
Progress = Callable[[int], None]
_TELL_EVERY = 50_000


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table as written: where it stands, its code and its name."""

    where: str
    code: str
    name: str


@dataclass(slots=True)
class _Seen:
    """What the rows so far said; codes as numbers, since there are 660,000."""

    rows: dict[int, str] = field(default_factory=dict)
    parents: dict[str, tuple[str, str]] = field(default_factory=dict)
    faults: list[Refused] = field(default_factory=list)


def check_table(
    rows: Iterable[TableRow], known: Collection[str] = (), progress: Progress | None = None
) -> int:
    """Return how many rows there are, all of them sound.

    Args:
        rows: in any order.
        known: codes the desk has already: a row may lie within one of them.
        progress: called with the rows looked at so far.

    Raises:
        RefusedRows: a code is not 12 digits, stands twice, has no name or lies in nothing.
    """
    seen = _Seen()
    for count, row in enumerate(rows, start=1):
        _look(row, seen)
        if len(seen.faults) >= MOST_FAULTS:
            break
        if progress and count % _TELL_EVERY == 0:
            progress(count)
    for parent, (where, code) in seen.parents.items():
        if int(parent) not in seen.rows and parent not in known:
            seen.faults.append(_no_parent(where, code, parent))
    if not seen.rows and not seen.faults:
        seen.faults.append(Refused(Bilingual("没有数据行", "There are no rows"), "file"))
    if seen.faults:
        raise RefusedRows(seen.faults[:MOST_FAULTS])
    return len(seen.rows)


def _look(row: TableRow, seen: _Seen) -> None:
    reason = code_fault(row.code)
    if reason is not None:
        seen.faults.append(Refused(reason, row.where))
        return
    if not row.name.strip():
        empty = Bilingual(f"{row.code} 没有名称", f"{row.code} has no name")
        seen.faults.append(Refused(empty, row.where))
    first = seen.rows.setdefault(int(row.code), row.where)
    if first != row.where:
        twice = Bilingual(
            f"代码 {row.code} 出现两次，另见 {first}", f"The code {row.code} stands twice: {first}"
        )
        seen.faults.append(Refused(twice, row.where))
    parent = parent_of(row.code)
    if parent != NATION and parent not in seen.parents:
        seen.parents[parent] = (row.where, row.code)


def code_fault(code: str) -> Bilingual | None:
    """Return why a text is no division's 12-digit code, None when it is one."""
    if len(code) == CODE_LENGTH and code.isascii() and code.isdigit() and code != NATION:
        return None
    if "E+" in code.upper():
        return Bilingual(
            f"“{code}”是科学计数法，末位数字已丢失：请把该列设为文本，重新填写 12 位代码",
            f"“{code}” is in scientific notation and lost its last digits: "
            "make the column text and write the 12 digits again",
        )
    if not (code.isascii() and code.isdigit()):
        return Bilingual(
            f"代码“{code}”不是数字，应为 {CODE_LENGTH} 位数字",
            f"The code “{code}” is no number: {CODE_LENGTH} digits are expected",
        )
    if len(code) != CODE_LENGTH:
        return Bilingual(
            f"代码“{code}”有 {len(code)} 位，应为 {CODE_LENGTH} 位",
            f"The code “{code}” has {len(code)} digits, {CODE_LENGTH} are expected",
        )
    return Bilingual("全国代码不是一行区划", "The nation's code is no division's")


def _no_parent(where: str, code: str, parent: str) -> Refused:
    return Refused(
        Bilingual(
            f"{code} 的上级 {parent} 不存在：表中没有，台内也没有",
            f"{parent}, which {code} lies in, is neither in the table nor on this desk",
        ),
        where,
    )


def provinces_in(rows: Iterable[TableRow]) -> Iterator[str]:
    """Yield the two digits of each row's province."""
    for row in rows:
        yield row.code[:2]
