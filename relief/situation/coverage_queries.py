"""Reads of coverage: four grouped statements and the names, however many divisions there are."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true, tuple_
from sqlalchemy.orm import Session, aliased

from relief.core.division_code import LEVEL_LENGTHS, Level, at_level, pad, prefix_of
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import CodeRange, range_of
from relief.geography.queries import divisions, within_ranges
from relief.geography.tables import Division, Place, Population
from relief.offices.roster_tables import Person, Responsible
from relief.situation.coverage import CoverageRow, Gap, GapFilter, GapRow, Known

LEVELS = ("township", "village")


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
    own = _own(ranges)
    key = func.substr(Division.code, 1, digits)
    facts = [
        (*row[:2], "total", row[2])
        for row in session.execute(
            select(key, Division.level, func.count()).where(*own).group_by(key, Division.level)
        )
    ]
    placed = func.substr(Place.division_code, 1, digits)
    places = session.execute(
        select(placed, Place.kind, Place.quality, func.count())
        .where(
            within_ranges(Place.division_code, ranges),
            Place.kind.in_(LEVELS),
            Place.ended_on.is_(None),
        )
        .group_by(placed, Place.kind, Place.quality)
    )
    facts += [(row[0], row[1], row[2], row[3]) for row in places]
    counted = select(key, Division.level, func.count()).where(*own).group_by(key, Division.level)
    peopled = counted.join(Population, Population.division_code == Division.code)
    facts += [(*row[:2], "people", row[2]) for row in session.execute(peopled)]
    return facts + _answered(session, own, key, on)


def _answered(
    session: Session, own: Sequence[ColumnElement[bool]], key: Any, on: date
) -> list[tuple[str, str, str, int]]:
    held = _standing(on).subquery()
    first = func.count(func.distinct(held.c.division_code)).filter(held.c.rank == 1)
    others = func.count(func.distinct(held.c.division_code)).filter(held.c.rank > 1)
    rows = session.execute(
        select(key, Division.level, first, others)
        .join(held, held.c.division_code == Division.code)
        .where(*own)
        .group_by(key, Division.level)
    ).all()
    firsts = [(row[0], row[1], "official", row[2]) for row in rows]
    return firsts + [(row[0], row[1], "deputy", row[3]) for row in rows]


def _standing(on: date) -> Select[str, int]:
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


def _own(ranges: Sequence[CodeRange]) -> list[ColumnElement[bool]]:
    return [
        within_ranges(Division.code, ranges),
        Division.level.in_(LEVELS),
        Division.valid_to.is_(None),
    ]


# --- the list to work off


def gap_page(
    session: Session, ranges: Sequence[CodeRange], wanted: GapFilter, on: date, page: int
) -> Page[GapRow]:
    """Return a page of the divisions that lack what is asked for, by code; three statements."""
    conditions = _lacking(ranges, wanted, on)
    total = session.scalar(select(func.count()).select_from(Division).where(*conditions)) or 0
    number = min(max(page, 1), pages_for(total))
    rows = gap_rows(session, ranges, wanted, on, PAGE_SIZE, (number - 1) * PAGE_SIZE)
    return Page(rows, number, pages_for(total), total)


def gap_rows(  # noqa: PLR0913, PLR0917 (a stretch of the list, as a page or a sheet asks for it)
    session: Session,
    ranges: Sequence[CodeRange],
    wanted: GapFilter,
    on: date,
    limit: int,
    offset: int = 0,
) -> tuple[GapRow, ...]:
    """Return divisions that lack what is asked for, by code, with what they have."""
    place = aliased(Place)
    peopled = select(1).where(Population.division_code == Division.code).exists()
    statement = (
        select(
            Division.code,
            Division.name,
            Division.level,
            place.quality,
            place.id,
            peopled,
            _answers(on, first=True),
            _answers(on, first=False),
        )
        .outerjoin(place, _at(place))
        .where(*_lacking(ranges, wanted, on))
        .order_by(Division.code)
    )
    rows = session.execute(statement.limit(limit).offset(offset)).all()
    counties = divisions(session, {at_level(row[0], "county") for row in rows})
    return tuple(_gap(row, counties) for row in rows)


def _gap(row: Any, counties: Any) -> GapRow:
    county = counties.get(at_level(row[0], "county"))
    name = county.name if county else ""
    return GapRow(row[0], row[1], row[2], name, row[3], row[4], *map(bool, row[5:8]))


def _at(place: Any) -> ColumnElement[bool]:
    return and_(
        place.kind == Division.level,
        place.division_code == Division.code,
        place.ended_on.is_(None),
    )


def _lacking(ranges: Sequence[CodeRange], wanted: GapFilter, on: date) -> list[ColumnElement[bool]]:
    inside = range_of(prefix_of(wanted.within)) if wanted.within else range_of("")
    words = "".join(wanted.text.split())
    return [
        within_ranges(Division.code, ranges),
        Division.code.between(*inside),
        Division.level == wanted.level,
        Division.valid_to.is_(None),
        Division.name.contains(words, autoescape=True) if words else true(),
        _gap_condition(wanted.gap, on),
    ]


def _gap_condition(gap: Gap, on: date) -> ColumnElement[bool]:
    place = aliased(Place)
    if gap == "position":
        return ~select(1).where(_at(place)).exists()
    if gap == "real_position":
        return ~select(1).where(_at(place), place.quality != "indicative").exists()
    if gap == "people":
        return ~select(1).where(Population.division_code == Division.code).exists()
    return ~_answers(on, first=gap == "official")


def _answers(on: date, *, first: bool) -> ColumnElement[bool]:
    held = _standing(on).subquery()
    order = held.c.rank == 1 if first else held.c.rank > 1
    return Division.code.in_(select(held.c.division_code).where(order))
