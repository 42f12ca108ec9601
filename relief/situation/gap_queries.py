"""Reads of what is not known yet: a list to work off, whose cost follows the area asked about."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    except_,
    func,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from relief.core.division_code import (
    at_level,
    prefix_of,
)
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import CodeRange, range_of
from relief.geography.queries import divisions, within_ranges
from relief.geography.tables import Division, Place, Population
from relief.situation.coverage import GapFilter, GapRow
from relief.situation.coverage_queries import standing


def gap_page(
    session: Session, ranges: Sequence[CodeRange], wanted: GapFilter, on: date, page: int
) -> Page[GapRow]:
    """Return a page of the divisions that lack what is asked for, by code; three statements."""
    lacking = _lacking(ranges, wanted, on).subquery()
    total = session.scalar(select(func.count()).select_from(lacking)) or 0
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
    stretch = _lacking(ranges, wanted, on).limit(limit).offset(offset).subquery()
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
        .join(stretch, stretch.c.code == Division.code)
        .outerjoin(place, _at(place))
        .order_by(Division.code)
    )
    rows = session.execute(statement).all()
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


def _lacking(ranges: Sequence[CodeRange], wanted: GapFilter, on: date) -> CompoundSelect[str]:
    """Return the codes that lack it, in order.

    Both sides come out of an index in order, so one walk along the two of them finds the rest;
    asking for each of 620,000 villages whether it has a place takes longer.
    """
    words = "".join(wanted.text.split())
    all_of_them = select(Division.code.label("code")).where(
        *_inside(Division.code, ranges, wanted),
        Division.level == wanted.level,
        Division.valid_to.is_(None),
        Division.name.contains(words, autoescape=True) if words else true(),
    )
    lacking: CompoundSelect[str] = except_(all_of_them, _having(ranges, wanted, on))
    return lacking.order_by(lacking.selected_columns.code)


def _inside(
    code: InstrumentedAttribute[str], ranges: Sequence[CodeRange], wanted: GapFilter
) -> list[ColumnElement[bool]]:
    within = [code.between(*range_of(prefix_of(wanted.within)))] if wanted.within else []
    return [within_ranges(code, ranges), *within]


def _having(ranges: Sequence[CodeRange], wanted: GapFilter, on: date) -> Select[str]:
    if wanted.gap == "people":
        code = Population.division_code
        return select(code).where(*_inside(code, ranges, wanted))
    if wanted.gap in {"official", "deputy"}:
        return _held(on, first=wanted.gap == "official")
    real = Place.quality != "indicative" if wanted.gap == "real_position" else true()
    return select(Place.division_code).where(
        *_inside(Place.division_code, ranges, wanted),
        Place.kind == wanted.level,
        Place.ended_on.is_(None),
        real,
    )


def _answers(on: date, *, first: bool) -> ColumnElement[bool]:
    return Division.code.in_(_held(on, first=first))


def _held(on: date, *, first: bool) -> Select[str]:
    held = standing(on).subquery()
    return select(held.c.division_code).where(held.c.rank == 1 if first else held.c.rank > 1)
