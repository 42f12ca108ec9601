"""The likeliest divisions for a few letters, from 660,000: candidates by index, tier by tier.

Both databases give the same candidates; `queries.search` puts them in order. Every statement is
built and compiled once (`Prepared`), for each number of ranges it is asked with.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Dialect,
    Select,
    Text,
    and_,
    bindparam,
    case,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from relief.core.division_code import CODE_LENGTH
from relief.core.scope import CodeRange, range_of
from relief.db.prepared import Prepared
from relief.geography.name_index import NAMES, code_in_index, number_in_index, phrase_of
from relief.geography.tables import Division

COLUMNS: tuple[InstrumentedAttribute[Any], ...] = (
    Division.code,
    Division.name,
    Division.level,
    Division.parent_code,
    Division.pinyin,
    Division.initials,
)
_PREFECTURE_CODES = 10**8
_VILLAGE: list[ColumnElement[str]] = [literal_column("'village'")]
_LEVELS: list[ColumnElement[str]] = [
    literal_column(f"'{each}'") for each in ("province", "prefecture", "county", "township")
]
_LIMIT: ColumnElement[int] = bindparam("limit")
KEPT = 128
"""How many compiled statements of a kind are kept."""


def is_narrow(ranges: Sequence[CodeRange]) -> bool:
    """Return whether the ranges are together a prefecture or two: reading those is quicker."""
    return sum(int(last) - int(first) + 1 for first, last in ranges) <= 2 * _PREFECTURE_CODES


def candidates(
    session: Session, words: str, ranges: Sequence[CodeRange], limit: int
) -> Sequence[Any]:
    """Return the rows (`COLUMNS`) among which the likeliest are, in no order and some twice.

    Args:
        session: of either database.
        words: lower case, without spaces, at least one letter or digit.
        ranges: the scope; a narrow one is read whole.
        limit: how many are wanted.
    """
    dialect = session.get_bind().dialect
    count = None if range_of("") in ranges else len(ranges)
    values = {**said(words), **range_values(ranges), "limit": limit}
    if is_narrow(ranges):
        return _whole(dialect, count).rows(session, values)
    spoken = words.isascii() and words.isalnum()
    digits = words.isdigit()
    in_index = dialect.name != "postgresql"
    found = _indexed(session, dialect, count, values) if in_index else []
    for villages in (False, True):
        if not in_index:
            found += _lettered(dialect, count, villages).rows(session, values)
        if spoken and not (digits and len(words) > CODE_LENGTH):
            found += _spoken(dialect, count, villages, digits).rows(session, values)
        if len({row.code for row in found if villages or row.level != "village"}) >= limit:
            break
    return found


def _indexed(
    session: Session, dialect: Dialect, count: int | None, values: Mapping[str, Any]
) -> list[Any]:
    """Return the likeliest by name from SQLite's index, counties and villages at once.

    Fewer than wanted are all there are. Otherwise those that begin with the words may stand
    behind shorter names that only contain them, and are asked for themselves.
    """
    found = list(_phrased(dialect, count, begins=False).rows(session, values))
    if len(found) >= values["limit"]:
        found += _phrased(dialect, count, begins=True).rows(session, values)
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


def in_ranges(count: int | None) -> list[ColumnElement[bool]]:
    """Return the condition that the code lies in one of `count` ranges; none for the nation."""
    if count is None:
        return []
    parts = (Division.code.between(_text(f"first_{i}"), _text(f"last_{i}")) for i in range(count))
    return [or_(false(), *parts)]


def _text(name: str) -> ColumnElement[str]:
    return bindparam(name, type_=Text())


def like(column: ColumnElement[str] | InstrumentedAttribute[str], name: str) -> ColumnElement[bool]:
    """Return a condition: the column is like the parameter of that name (`said`)."""
    return column.like(_text(name), escape="/")


def _wanted(count: int | None) -> Select[Any]:
    return select(*COLUMNS).where(Division.valid_to.is_(None), *in_ranges(count))


@lru_cache(KEPT)
def _whole(dialect: Dialect, count: int | None) -> Prepared:
    """Return the likeliest of a few prefectures in order, by looking at each division."""
    words, name = _text("words"), func.lower(Division.name)
    spelt = (name, Division.pinyin, Division.initials, Division.code)
    starts = or_(*(like(column, "starting") for column in spelt))
    exact = or_(name == words, Division.initials == words, Division.pinyin == words)
    chosen = (
        _wanted(count)
        .where(or_(starts, like(name, "holding")))
        .order_by(
            case((Division.level == "village", 1), else_=0),
            case((exact, 0), (starts, 1), else_=2),
            func.length(Division.name),
            Division.code,
        )
    )
    return Prepared(chosen.limit(_LIMIT), dialect)


@lru_cache(KEPT)
def _phrased(dialect: Dialect, count: int | None, *, begins: bool) -> Prepared:
    """Return the first of SQLite's index whose name begins with, or has, the words."""
    match = NAMES.c[NAMES.name].op("MATCH")(_text("beginning" if begins else "phrase"))
    # The scope is asked of the index's own number: a division outside is not even looked up.
    number = number_in_index()
    near = [
        number.between(bindparam(f"low_{i}"), bindparam(f"high_{i}")) for i in range(count or 0)
    ]
    fits = like(func.lower(Division.name), "starting" if begins else "holding")
    chosen = (
        select(*COLUMNS)
        .select_from(NAMES.join(Division, Division.code == code_in_index()))
        .where(match, fits, Division.valid_to.is_(None))
        .order_by(NAMES.c.rowid)
    )
    scoped = chosen if count is None else chosen.where(or_(false(), *near))
    return Prepared(scoped.limit(_LIMIT), dialect)


@lru_cache(KEPT)
def _lettered(dialect: Dialect, count: int | None, villages: bool) -> Prepared:  # noqa: FBT001
    """Return PostgreSQL's likeliest whose name begins with the words, and those that have them."""
    name, village = func.lower(Division.name), Division.level == "village"
    held = func.string_to_array(name, None).op("@>")(bindparam("letters", type_=ARRAY(Text())))
    order = (village, func.length(Division.name), Division.code)
    chosen = _wanted(count).where(village if villages else not_(village)).order_by(*order)
    return _together(
        dialect,
        [chosen.where(like(name, "starting")), chosen.where(like(name, "holding"), held)],
    )


@lru_cache(KEPT)
def _spoken(
    dialect: Dialect,
    count: int | None,
    villages: bool,  # noqa: FBT001
    digits: bool,  # noqa: FBT001
) -> Prepared:
    """Return the divisions whose pinyin, or initials, or code (digits) begin with the words."""
    words = _text("words")
    exact = or_(Division.pinyin == words, Division.initials == words)
    order = (case((exact, 0), else_=1), func.length(Division.name), Division.code)
    chosen = _wanted(count).order_by(*order)
    if digits:
        # Said so that no index on the level is tried: the code's own finds them.
        kind = not_(Division.level.in_(_LEVELS)) if villages else Division.level != "village"
        code = Division.code.between(_text("lowest"), _text("highest"))
        return _together(dialect, [chosen.where(kind, code)])
    kind = Division.level.in_(_VILLAGE if villages else _LEVELS)
    begun = (_begins(column, dialect) for column in (Division.pinyin, Division.initials))
    return _together(dialect, [chosen.where(kind, begins) for begins in begun])


def _begins(column: InstrumentedAttribute[str], dialect: Dialect) -> ColumnElement[bool]:
    """Return a condition that an index can answer: the column begins with the (ASCII) words."""
    if dialect.name == "postgresql":
        return like(column, "starting")
    return and_(column >= _text("words"), column < _text("beyond"))


def _together(dialect: Dialect, parts: Sequence[Select[Any]]) -> Prepared:
    limited = [select(part.limit(_LIMIT).subquery()) for part in parts]
    return Prepared(union_all(*limited), dialect)
