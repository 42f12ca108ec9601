"""The statements a search for a division is made of, each built and compiled once."""

from collections.abc import Sequence
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
    cast,
    false,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from relief.db.prepared import Prepared
from relief.geography.history_tables import Former
from relief.geography.name_index import NAMES, code_in_index, number_in_index
from relief.geography.tables import Division

COLUMNS: tuple[InstrumentedAttribute[Any], ...] = (
    Division.code,
    Division.name,
    Division.level,
    Division.parent_code,
    Division.pinyin,
    Division.initials,
)
FORMER: tuple[InstrumentedAttribute[Any], ...] = (
    Former.former_name,
    Former.former_code,
    Former.pinyin,
    Former.initials,
    Former.id,
)
POSTGRESQL = "postgresql"
_VILLAGE: list[ColumnElement[str]] = [literal_column("'village'")]
_LEVELS: list[ColumnElement[str]] = [
    literal_column(f"'{each}'") for each in ("province", "prefecture", "county", "township")
]
_LIMIT: ColumnElement[int] = bindparam("limit")
_KEPT = 128
"""How many compiled statements of a kind are kept."""
FEW_FROM = 2
"""Letters from which a sound narrows the nation down further than a province does."""


def _in_ranges(
    code: ColumnElement[str] | InstrumentedAttribute[str], count: int
) -> ColumnElement[bool]:
    parts = (code.between(_text(f"first_{i}"), _text(f"last_{i}")) for i in range(count))
    return or_(false(), *parts)


def _text(name: str) -> ColumnElement[str]:
    return bindparam(name, type_=Text())


def _like(
    column: ColumnElement[str] | InstrumentedAttribute[str], name: str
) -> ColumnElement[bool]:
    """Return a condition: the column is like the parameter of that name (`said`)."""
    return column.like(_text(name), escape="/")


def _standing(count: int | None) -> list[ColumnElement[bool]]:
    """Return the conditions that a division is today's and within scope; None is the nation."""
    within = [] if count is None else [_in_ranges(Division.code, count)]
    return [Division.valid_to.is_(None), *within]


def _wanted(count: int | None) -> Select[*tuple[Any, ...]]:
    return select(*COLUMNS).where(*_standing(count))


def _with_formers(
    dialect: Dialect,
    count: int | None,
    *parts: Select[*tuple[Any, ...]],
    sounds: bool,
) -> Prepared:
    """Return the statement of all parts and of what was called so before, in one journey."""
    holds = [_holding(dialect, func.lower(Former.former_name))]
    if sounds:
        holds += [_like(column, "starting") for column in (Former.pinyin, Former.initials)]
        holds.append(_like(Former.former_code, "starting"))
    former = (
        select(*COLUMNS, *FORMER)
        .join(Former, Former.division_code == Division.code)
        .where(*_standing(count), or_(*holds))
        .order_by(func.length(Former.former_name), Division.code, Former.id)
    )
    return _together(dialect, parts, former.limit(_LIMIT))


def _holding(dialect: Dialect, name: ColumnElement[str]) -> ColumnElement[bool]:
    # A quarter of the time of LIKE on SQLite, which prepares its pattern anew.
    within = func.strpos if dialect.name == POSTGRESQL else func.instr
    return within(name, _text("words")) > 0


@lru_cache(_KEPT)
def whole(dialect: Dialect, count: int | None, sounds: bool) -> Prepared:  # noqa: FBT001
    """Return the likeliest of a few prefectures in order, by looking at each division."""
    words, name = _text("words"), func.lower(Division.name)
    spelt = (name, Division.pinyin, Division.initials, Division.code)
    starts = or_(*(_like(column, "starting") for column in spelt))
    exact = or_(name == words, Division.initials == words, Division.pinyin == words)
    chosen = (
        _wanted(count)
        .where(or_(starts, _like(name, "holding")))
        .order_by(
            case((Division.level == "village", 1), else_=0),
            case((exact, 0), (starts, 1), else_=2),
            func.length(Division.name),
            Division.code,
        )
    )
    return _with_formers(dialect, count, chosen, sounds=sounds)


@lru_cache(_KEPT)
def phrased(dialect: Dialect, count: int | None, sounds: bool) -> Prepared:  # noqa: FBT001
    """Return the first of SQLite's index whose name has the words, and the former ones."""
    holds = _holding(dialect, func.lower(Division.name))
    return _with_formers(dialect, count, _in_index(count, "phrase", holds), sounds=sounds)


@lru_cache(_KEPT)
def beginning(dialect: Dialect, count: int | None) -> Prepared:
    """Return the first of SQLite's index whose name begins with the words."""
    begins = func.instr(func.lower(Division.name), _text("words")) == 1
    return _together(dialect, [_in_index(count, "beginning", begins)])


def _in_index(
    count: int | None, phrase: str, fits: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    match = NAMES.c[NAMES.name].op("MATCH")(_text(phrase))
    # The scope is asked of the index's own number: a division outside is not even looked up.
    number = number_in_index()
    near = [
        number.between(bindparam(f"low_{i}"), bindparam(f"high_{i}")) for i in range(count or 0)
    ]
    chosen = (
        select(*COLUMNS)
        .select_from(NAMES.join(Division, Division.code == code_in_index()))
        .where(match, fits, Division.valid_to.is_(None))
        .order_by(NAMES.c.rowid)
    )
    return chosen if count is None else chosen.where(or_(false(), *near))


@lru_cache(_KEPT)
def lettered(
    dialect: Dialect,
    count: int | None,
    villages: bool,  # noqa: FBT001
    sounds: bool,  # noqa: FBT001
) -> Prepared:
    """Return PostgreSQL's likeliest whose name begins with the words, and those that have them."""
    name, village = func.lower(Division.name), Division.level == "village"
    held = func.string_to_array(name, None).op("@>")(bindparam("letters", type_=ARRAY(Text())))
    order = (village, func.length(Division.name), Division.code)
    chosen = _wanted(count).where(village if villages else not_(village)).order_by(*order)
    parts = chosen.where(_like(name, "starting")), chosen.where(_like(name, "holding"), held)
    if villages:
        return _together(dialect, parts)
    return _with_formers(dialect, count, *parts, sounds=sounds)


@lru_cache(_KEPT)
def spoken(
    dialect: Dialect,
    count: int | None,
    villages: bool,  # noqa: FBT001
    digits: bool,  # noqa: FBT001
    few: bool,  # noqa: FBT001
) -> Prepared:
    """Return the divisions whose pinyin, or initials, or code (digits) begin with the words.

    `few` says that the sound is known of fewer divisions than a province has.
    """
    words = _text("words")
    exact = or_(Division.pinyin == words, Division.initials == words)
    order = (case((exact, 0), else_=1), func.length(Division.name), Division.code)
    chosen = _wanted(count if digits or not few else None).order_by(*order)
    if few and not digits and count is not None:
        # The plus keeps SQLite from reading the whole province by its codes.
        plus = "" if dialect.name == POSTGRESQL else "+"
        code: ColumnElement[str] = literal_column(f"{plus}{Division.__tablename__}.code", Text)
        chosen = chosen.where(_in_ranges(code, count))
    if digits:
        # Said so that no index on the level is tried: the code's own finds them.
        kind = not_(Division.level.in_(_LEVELS)) if villages else Division.level != "village"
        begun_code = Division.code.between(_text("lowest"), _text("highest"))
        return _together(dialect, [chosen.where(kind, begun_code)])
    kind = Division.level.in_(_VILLAGE if villages else _LEVELS)
    begun = (_begins(column, dialect) for column in (Division.pinyin, Division.initials))
    return _together(dialect, [chosen.where(kind, begins) for begins in begun])


def _begins(column: InstrumentedAttribute[str], dialect: Dialect) -> ColumnElement[bool]:
    """Return a condition that an index can answer: the column begins with the (ASCII) words."""
    if dialect.name == POSTGRESQL:
        return _like(column, "starting")
    return and_(column >= _text("words"), column < _text("beyond"))


def _together(
    dialect: Dialect,
    parts: Sequence[Select[*tuple[Any, ...]]],
    *further: Select[*tuple[Any, ...]],
) -> Prepared:
    never = [cast(null(), Text).label(f"former_{column.key}") for column in FORMER]
    limited = [part.limit(_LIMIT).subquery() for part in parts]
    now = [select(*part.c, *never) for part in limited]
    return Prepared(union_all(*now, *(select(part.subquery()) for part in further)), dialect)
