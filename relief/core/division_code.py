"""The 12-digit statistical division code: who lies within whom.

Source: 统计用区划代码和城乡划分代码编制规则 (DOMAIN 10, K1): 2 province, 2 prefecture, 2 county,
3 township, 3 village digits.
"""

from typing import Literal

from relief.core.errors import InvalidDivisionCode

Level = Literal["nation", "province", "prefecture", "county", "township", "village"]

CODE_LENGTH = 12
LEVEL_LENGTHS: dict[Level, int] = {
    "nation": 0,
    "province": 2,
    "prefecture": 4,
    "county": 6,
    "township": 9,
    "village": 12,
}
LEVELS: tuple[Level, ...] = tuple(LEVEL_LENGTHS)
NATION = "0" * CODE_LENGTH
_LENGTHS_ABOVE: dict[Level, int] = {
    level: LEVEL_LENGTHS[LEVELS[max(0, place - 1)]] for place, level in enumerate(LEVELS)
}


def check(code: str) -> str:
    """Return `code` when it is twelve ASCII digits.

    Raises:
        InvalidDivisionCode: anything else.
    """
    if len(code) != CODE_LENGTH or not (code.isascii() and code.isdigit()):
        raise InvalidDivisionCode(code)
    return code


def level_of(code: str) -> Level:
    """Return the level a 12-digit code names: its trailing zero groups are not part of it.

    Raises:
        InvalidDivisionCode: not twelve digits.
    """
    check(code)
    if code[9:] != "000":
        return "village"
    if code[6:9] != "000":
        return "township"
    if code[4:6] != "00":
        return "county"
    if code[2:4] != "00":
        return "prefecture"
    return "province" if code[:2] != "00" else "nation"


def prefix_of(code: str) -> str:
    """Return the digits that every division within `code` begins with; empty for the nation."""
    return code[: LEVEL_LENGTHS[level_of(code)]]


def pad(prefix: str) -> str:
    """Return the 12-digit code of the division a prefix stands for."""
    return check(prefix.ljust(CODE_LENGTH, "0"))


def parent_of(code: str) -> str:
    """Return the code one level up that is not the code itself; the nation is its own parent."""
    return code[: _LENGTHS_ABOVE[level_of(code)]].ljust(CODE_LENGTH, "0")


def at_level(code: str, level: Level) -> str:
    """Return the division of `level` that `code` lies in (the code cut and padded)."""
    return pad(check(code)[: LEVEL_LENGTHS[level]])


def chain(code: str) -> tuple[str, ...]:
    """Return the codes from province down to `code` itself, widest first."""
    own = level_of(code)
    levels = LEVELS[1 : LEVELS.index(own) + 1]
    return tuple(dict.fromkeys(at_level(code, level) for level in levels))


def contains(outer: str, inner: str) -> bool:
    """Return whether `inner` is `outer` or lies within it."""
    return check(inner).startswith(prefix_of(outer))


def groups_of(code: str) -> tuple[str, str, str, str, str]:
    """Return the digits of province (2), prefecture (2), county (2), township (3), village (3).

    Raises:
        InvalidDivisionCode: not twelve digits.
    """
    check(code)
    return code[:2], code[2:4], code[4:6], code[6:9], code[9:]


def from_groups(groups: tuple[str, str, str, str, str]) -> str:
    """Return the 12-digit code of the five groups of `groups_of`.

    Raises:
        InvalidDivisionCode: together they are not twelve digits.
    """
    return check("".join(groups))
