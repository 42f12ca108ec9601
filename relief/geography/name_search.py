"""The likeliest divisions for a few letters, from 660,000: candidates by index, tier by tier.

Both databases give the same candidates; `queries.search` puts them in order. Every statement is
built and compiled once (`Prepared`), for each number of ranges it is asked with.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.orm import Session

from relief.core.division_code import CODE_LENGTH
from relief.core.scope import CodeRange, range_of
from relief.geography.name_index import phrase_of
from relief.geography.name_statements import (
    FEW_FROM,
    POSTGRESQL,
    beginning,
    lettered,
    phrased,
    spoken,
    whole,
)

_PREFECTURE_CODES = 10**8


def is_narrow(ranges: Sequence[CodeRange]) -> bool:
    """Return whether the ranges are together a prefecture or two: reading those is quicker."""
    return sum(int(last) - int(first) + 1 for first, last in ranges) <= 2 * _PREFECTURE_CODES


def candidates(
    session: Session, words: str, ranges: Sequence[CodeRange], limit: int
) -> Sequence[Any]:
    """Return the rows among which the likeliest are, in no order and some twice.

    Each has `COLUMNS`, then `FORMER`: filled where a former name or code is what fits.

    Args:
        session: of either database.
        words: lower case, without spaces, at least one letter or digit.
        ranges: the scope; a narrow one is read whole.
        limit: how many are wanted.
    """
    dialect = session.get_bind().dialect
    count = None if range_of("") in ranges else len(ranges)
    values = {**said(words), **range_values(ranges), "limit": limit}
    sounds = words.isascii()
    if is_narrow(ranges):
        return whole(dialect, count, sounds).rows(session, values)
    by_sound = sounds and words.isalnum()
    digits = words.isdigit()
    in_index = dialect.name != POSTGRESQL
    found = _indexed(session, dialect, count, values, sounds=sounds) if in_index else []
    if in_index and not by_sound:
        return found
    for villages in (False, True):
        if not in_index:
            found += lettered(dialect, count, villages, sounds).rows(session, values)
        if by_sound and not (digits and len(words) > CODE_LENGTH):
            few = len(words) >= FEW_FROM
            found += spoken(dialect, count, villages, digits, few).rows(session, values)
        now = [row for row in found if row[-1] is None]
        if len({row.code for row in now if villages or row.level != "village"}) >= limit:
            break
    return found


def _indexed(
    session: Session,
    dialect: Dialect,
    count: int | None,
    values: Mapping[str, Any],
    *,
    sounds: bool,
) -> list[Any]:
    """Return the likeliest by name from SQLite's index, counties and villages at once.

    Fewer than wanted are all there are. Otherwise those that begin with the words may stand
    behind shorter names that only contain them, and are asked for themselves.
    """
    found = list(phrased(dialect, count, sounds).rows(session, values))
    if len(found) >= values["limit"]:
        found += beginning(dialect, count).rows(session, values)
    return found


def said(words: str) -> dict[str, Any]:
    """Return the words in every form that a statement compares with."""
    liked = words.replace("/", "//").replace("%", "/%").replace("_", "/_")
    return {
        "words": words,
        "starting": f"{liked}%",
        "holding": f"%{liked}%",
        "beyond": words[:-1] + chr(ord(words[-1]) + 1),
        "letters": list(dict.fromkeys(words)),
        "phrase": phrase_of(words, begins=False),
        "beginning": phrase_of(words, begins=True),
        "lowest": words.ljust(CODE_LENGTH, "0"),
        "highest": words.ljust(CODE_LENGTH, "9"),
    }


def range_values(ranges: Sequence[CodeRange]) -> dict[str, Any]:
    """Return the first and last code of each range, as text and as numbers, by parameter name."""
    values: dict[str, Any] = {}
    for place, (first, last) in enumerate(ranges):
        values |= {f"first_{place}": first, f"last_{place}": last}
        values |= {f"low_{place}": int(first), f"high_{place}": int(last)}
    return values
