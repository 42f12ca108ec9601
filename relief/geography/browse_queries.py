"""What the pages of divisions show: a division, its chain, what lies within, what it was before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from relief.core.division_code import chain, prefix_of
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import CodeRange, range_of
from relief.geography.former_queries import FormerRow, formers
from relief.geography.queries import Validity, chains, is_valid, validity, within_ranges
from relief.geography.rows import DivisionRow
from relief.geography.tables import Division


@dataclass(frozen=True, slots=True)
class Entry:
    """A division in a list.

    Fields:
        chain: from the province down to itself.
        within: how many divisions lie directly within it today.
    """

    row: DivisionRow
    chain: tuple[DivisionRow, ...]
    validity: Validity
    former: tuple[FormerRow, ...]
    within: int


def entries(session: Session, rows: Sequence[DivisionRow]) -> list[Entry]:
    """Return the rows with all that is shown of them, in four statements."""
    codes = [row.code for row in rows]
    around, days = chains(session, codes), validity(session, codes)
    past, inner = formers(session, codes), count_within(session, codes)
    return [
        Entry(
            row,
            around[row.code],
            days[row.code],
            tuple(past.get(row.code, ())),
            inner.get(row.code, 0),
        )
        for row in rows
    ]


def children_page(
    session: Session, code: str, ranges: Sequence[CodeRange], page: int
) -> Page[DivisionRow]:
    """Return a page of the divisions directly within one that lie in the scope, or lead to it."""
    meant = and_(Division.parent_code == code, is_valid(), _leads_to(ranges))
    total = session.scalar(select(func.count()).select_from(Division).where(meant)) or 0
    number = max(1, min(page, pages_for(total)))
    rows = session.execute(
        select(
            Division.code,
            Division.name,
            Division.level,
            Division.parent_code,
            Division.pinyin,
            Division.initials,
        )
        .where(meant)
        .order_by(Division.code)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    items = tuple(DivisionRow(*row) for row in rows)
    return Page(items, number, pages_for(total), total)


def count_within(session: Session, codes: Iterable[str]) -> Mapping[str, int]:
    """Return how many divisions lie directly within each today; one without any is left out."""
    rows = session.execute(
        select(Division.parent_code, func.count().label("within"))
        .where(Division.parent_code.in_(set(codes)), is_valid())
        .group_by(Division.parent_code)
    )
    return {row.parent_code: row.within for row in rows}


def is_on_the_way(code: str, ranges: Sequence[CodeRange]) -> bool:
    """Return whether a division lies in the scope, or a part of the scope in it."""
    own_first, own_last = range_of(prefix_of(code))
    return any(first <= own_last and own_first <= last for first, last in ranges)


def _leads_to(ranges: Sequence[CodeRange]) -> ColumnElement[bool]:
    """Return the same as a condition: in the scope, or one of those the scope lies in."""
    outer = {step for first, _last in ranges for step in chain(first)}
    return or_(within_ranges(Division.code, ranges), Division.code.in_(outer))
