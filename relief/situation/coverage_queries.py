"""Reads of coverage: four counting statements and the names, however many divisions there are."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from relief.core.division_code import (
    CODE_LENGTH,
    LEVEL_LENGTHS,
    Level,
    pad,
)
from relief.core.scope import CodeRange, range_of
from relief.geography.queries import divisions
from relief.geography.tables import Division, Place, Population
from relief.offices.roster_tables import Person, Responsible
from relief.situation.coverage import CoverageRow, Known

LEVELS = ("township", "village")
QUALITIES = ("surveyed", "gazetteer", "indicative")
# The column that holds the code, and what to count.
_Coded = tuple[InstrumentedAttribute[str], Select[Any]]


def coverage(
    session: Session, ranges: Sequence[CodeRange], by: Level, on: date
) -> list[CoverageRow]:
    """Return what is known of the townships and villages in the ranges, by divisions of a level.

    Args:
        session: open for reading; five statements.
        ranges: code ranges, inclusive.
        by: the level of the rows.
        on: the day of the roster.
    """
    found: dict[tuple[str, str], dict[str, int]] = {}
    digits = LEVEL_LENGTHS[by]
    for key, level, fact, count in _facts(session, ranges, digits, on):
        row = found.setdefault((key, level), {})
        row[fact] = row.get(fact, 0) + count
    prefixes = sorted({key for key, _level in found})
    names = divisions(session, [pad(prefix) for prefix in prefixes])
    rows = []
    for prefix in prefixes:
        code = pad(prefix)
        known = [Known(**found.get((prefix, level), {})) for level in LEVELS]
        rows.append(CoverageRow(code, names[code].name if code in names else code, *known))
    return rows


def _facts(
    session: Session, ranges: Sequence[CodeRange], digits: int, on: date
) -> list[tuple[str, str, str, int]]:
    totals = {(level, "total"): _divisions_of(level) for level in LEVELS}
    places = {(kind, good): _placed(kind, good) for kind in LEVELS for good in QUALITIES}
    people = {(level, "people"): _peopled(level) for level in LEVELS}
    facts: list[tuple[str, str, str, int]] = []
    for counted in (totals, places, people):
        facts += _counts(session, ranges, digits, counted)
    return facts + _answered(session, ranges, digits, on)


def _counts(
    session: Session,
    ranges: Sequence[CodeRange],
    digits: int,
    counted: Mapping[tuple[str, str], _Coded],
) -> list[tuple[str, str, str, int]]:
    """Return how many of each lie under each prefix.

    A count a prefix walks a stretch of an index; grouping by part of a code sorts all of them.
    """
    keys = _prefixes(ranges, digits)
    rest = CODE_LENGTH - digits
    bounds = (keys.c.key + "0" * rest, keys.c.key + "9" * rest)
    counts = [
        found.where(code.between(*bounds), _checked(code, ranges)).correlate(keys).scalar_subquery()
        for code, found in counted.values()
    ]
    rows = session.execute(select(keys.c.key, *counts).where(keys.c.key.is_not(None)))
    return [
        (row[0], *names, count)
        for row in rows
        for names, count in zip(counted, row[1:], strict=True)
        if count
    ]


def _prefixes(ranges: Sequence[CodeRange], digits: int) -> CTE:
    """Return the prefixes that divisions have, leaping from each to the next; the last is null."""
    lowest = min((first for first, _last in ranges), default="")
    highest = max((last for _first, last in ranges), default="")

    def first(after: ColumnElement[bool]) -> ColumnElement[str]:
        codes = select(Division.code).where(
            after, Division.code <= highest, _checked(Division.code, ranges)
        )
        return func.substr(codes.order_by(Division.code).limit(1).scalar_subquery(), 1, digits)

    begun = select(first(Division.code >= lowest).label("key")).cte("prefixes", recursive=True)
    beyond = Division.code > begun.c.key + "9" * (CODE_LENGTH - digits)
    return begun.union_all(select(first(beyond)).where(begun.c.key.is_not(None)))


def _checked(
    code: ColumnElement[str] | InstrumentedAttribute[str], ranges: Sequence[CodeRange]
) -> ColumnElement[bool]:
    """Return that a code lies in the ranges, asked of each row and never of an index.

    SQLite walks an index between one pair of bounds: given the ranges beside a prefix it may
    take the ranges, and walk the whole nation once a prefix.
    """
    if range_of("") in ranges:
        return true()
    return or_(false(), *(code.concat("").between(first, last) for first, last in ranges))


def _divisions_of(level: str) -> _Coded:
    found = select(func.count()).where(Division.level == level, Division.valid_to.is_(None))
    return Division.code, found.select_from(Division)


def _placed(level: str, quality: str) -> _Coded:
    found = select(func.count()).select_from(Place)
    return Place.division_code, found.where(
        Place.kind == level, Place.quality == quality, Place.ended_on.is_(None)
    )


def _peopled(level: str) -> _Coded:
    stands = select(1).where(
        Division.code == Population.division_code,
        Division.level == level,
        Division.valid_to.is_(None),
    )
    found = select(func.count()).select_from(Population).where(stands.exists())
    return Population.division_code, found


def _answered(
    session: Session, ranges: Sequence[CodeRange], digits: int, on: date
) -> list[tuple[str, str, str, int]]:
    """Return how many have whom, led by the roster: it is short where the divisions are many."""
    held = standing(on).subquery()
    level = select(Division.level).where(
        Division.code == held.c.division_code,
        Division.level.in_(LEVELS),
        Division.valid_to.is_(None),
    )
    posts = (
        select(held, level.scalar_subquery().label("level"))
        .where(_checked(held.c.division_code, ranges))
        .subquery()
    )
    key = func.substr(posts.c.division_code, 1, digits)
    code = func.count(func.distinct(posts.c.division_code))
    rows = session.execute(
        select(key, posts.c.level, code.filter(posts.c.rank == 1), code.filter(posts.c.rank > 1))
        .where(posts.c.level.is_not(None))
        .group_by(key, posts.c.level)
    ).all()
    firsts = [(row[0], row[1], "official", row[2]) for row in rows]
    return firsts + [(row[0], row[1], "deputy", row[3]) for row in rows]


def standing(on: date) -> Select[str, int]:
    """Return the divisions and orders that a reachable person holds on a day."""
    entry, later, person = aliased(Responsible), aliased(Responsible), aliased(Person)
    follows = select(1).where(
        later.division_code == entry.division_code,
        later.rank == entry.rank,
        later.valid_from <= on,
        tuple_(later.valid_from, later.recorded_at, later.id)
        > tuple_(entry.valid_from, entry.recorded_at, entry.id),
    )
    reachable = select(1).where(person.id == entry.person_id, person.phone != "")
    return select(entry.division_code, entry.rank).where(
        entry.valid_from <= on, ~follows.exists(), reachable.exists()
    )
