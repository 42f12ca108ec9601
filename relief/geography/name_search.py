"""The likeliest divisions for a few letters, from 660,000: candidates by index, tier by tier.

Both databases give the same candidates; `queries.search` puts them in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from relief.core.division_code import CODE_LENGTH
from relief.core.scope import CodeRange
from relief.geography.name_index import (
    FIRST_VILLAGE,
    NAMES,
    code_in_index,
    number_in_index,
    phrase_of,
)
from relief.geography.tables import Division

_PREFECTURE_CODES = 10**8
_LEVELS = ("province", "prefecture", "county", "township")


def is_narrow(ranges: Sequence[CodeRange]) -> bool:
    """Return whether the ranges are together a prefecture or two: reading those is quicker."""
    return sum(int(last) - int(first) + 1 for first, last in ranges) <= 2 * _PREFECTURE_CODES


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for.

    Fields:
        words: lower case, without spaces, at least one letter or digit.
        ranges: the scope; a narrow one is read whole.
        within: the same as a condition, with what else every row must be.
        limit: how many are wanted.
        columns: what to return of each division.
    """

    words: str
    ranges: Sequence[CodeRange]
    within: ColumnElement[bool]
    limit: int
    columns: Sequence[InstrumentedAttribute[Any]]


def candidates(session: Session, wanted: Wanted) -> list[Any]:
    """Return the rows among which the likeliest are, in no order and some twice."""
    dialect = session.get_bind().dialect.name
    if is_narrow(wanted.ranges):
        return list(session.execute(_read_whole(wanted)))
    found: list[Any] = []
    for villages in (False, True):
        parts = [_named(dialect, wanted, villages=villages, begins=b) for b in (True, False)]
        if wanted.words.isascii() and wanted.words.isalnum():
            parts += _spoken(dialect, wanted, villages=villages)
        limited = [select(part.limit(wanted.limit).subquery()) for part in parts]
        found += session.execute(union_all(*limited)).all()
        if len({row.code for row in found}) >= wanted.limit:
            break
    return found


def _read_whole(wanted: Wanted) -> Select[Any]:
    """Return the likeliest of a few prefectures in order, by looking at each division."""
    words = wanted.words
    name, said = func.lower(Division.name), (Division.pinyin, Division.initials, Division.code)
    starts = or_(
        name.startswith(words, autoescape=True),
        *(column.startswith(words, autoescape=True) for column in said),
    )
    exact = or_(name == words, Division.initials == words, Division.pinyin == words)
    return (
        select(*wanted.columns)
        .where(wanted.within, or_(starts, name.contains(words, autoescape=True)))
        .order_by(
            case((Division.level == "village", 1), else_=0),
            case((exact, 0), (starts, 1), else_=2),
            func.length(Division.name),
            Division.code,
        )
        .limit(wanted.limit)
    )


def _named(dialect: str, wanted: Wanted, *, villages: bool, begins: bool) -> Select[Any]:
    """Return the divisions whose name begins with the words, or has them somewhere."""
    name = func.lower(Division.name)
    held = name.startswith if begins else name.contains
    fits = and_(wanted.within, held(wanted.words, autoescape=True))
    chosen = select(*wanted.columns)
    if dialect == "postgresql":
        has = fits
        if not begins:
            letters = cast(list(dict.fromkeys(wanted.words)), ARRAY(Text()))
            has = and_(fits, func.string_to_array(name, None).op("@>")(letters))
        village = Division.level == "village"
        kind = village if villages else not_(village)
        return chosen.where(kind, has).order_by(village, func.length(Division.name), Division.code)
    asked = phrase_of(wanted.words, begins=begins)
    match, row = NAMES.c[NAMES.name].op("MATCH")(asked), NAMES.c.rowid
    kind = row >= FIRST_VILLAGE if villages else row < FIRST_VILLAGE
    # The scope is asked of the index's own number first: a division outside is not even looked up.
    near = or_(*(number_in_index().between(int(a), int(b)) for a, b in wanted.ranges), false())
    joined = NAMES.join(Division, Division.code == code_in_index())
    return chosen.select_from(joined).where(match, kind, near, fits).order_by(row)


def _spoken(dialect: str, wanted: Wanted, *, villages: bool) -> list[Select[Any]]:
    """Return the divisions whose pinyin, or initials, or code begin with the words."""
    words = wanted.words
    exact = or_(Division.pinyin == words, Division.initials == words)
    order = (case((exact, 0), else_=1), func.length(Division.name), Division.code)
    chosen = select(*wanted.columns).where(wanted.within).order_by(*order)
    if words.isdigit():
        # Said so that no index on the level is tried: the code's own finds them.
        kind = not_(Division.level.in_(_LEVELS)) if villages else Division.level != "village"
        code = Division.code.between(words.ljust(CODE_LENGTH, "0"), words.ljust(CODE_LENGTH, "9"))
        return [chosen.where(kind, code)] if len(words) <= CODE_LENGTH else []
    kind = Division.level.in_(("village",) if villages else _LEVELS)
    columns = (Division.pinyin, Division.initials)
    return [chosen.where(kind, begins_with(column, words, dialect)) for column in columns]


def begins_with(
    column: InstrumentedAttribute[str], words: str, dialect: str
) -> ColumnElement[bool]:
    """Return a condition that an index can answer: the column begins with these ASCII words."""
    if dialect == "postgresql":
        return column.startswith(words, autoescape=True)
    return and_(column >= words, column < words[:-1] + chr(ord(words[-1]) + 1))
