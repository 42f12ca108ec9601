"""Reads of divisions and their people; each one statement or two."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, case, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from relief.core.scope import CodeRange
from relief.geography.rows import DivisionRow, PopulationRow
from relief.geography.tables import Division, Population

MOST_FOUND = 50
_COLUMNS = (
    Division.code,
    Division.name,
    Division.level,
    Division.parent_code,
    Division.pinyin,
    Division.initials,
)


def divisions(session: Session, codes: Iterable[str]) -> dict[str, DivisionRow]:
    """Return the divisions of these codes by code; an unknown code is left out."""
    rows = session.execute(select(*_COLUMNS).where(Division.code.in_(set(codes))))
    return {row.code: DivisionRow(*row) for row in rows}


def children(session: Session, code: str) -> list[DivisionRow]:
    """Return the divisions directly within one, in the order of codes."""
    return _under(session, [code])


def townships_of(session: Session, counties: Sequence[str]) -> list[DivisionRow]:
    """Return the townships of these counties, in the order of codes."""
    return [row for row in _under(session, counties) if row.level == "township"]


def villages_of(session: Session, townships: Sequence[str]) -> dict[str, list[DivisionRow]]:
    """Return the villages by township, in the order of codes; every township asked for is a key."""
    found: dict[str, list[DivisionRow]] = {code: [] for code in townships}
    for row in _under(session, townships):
        found[row.parent_code].append(row)
    return found


def _under(session: Session, codes: Iterable[str]) -> list[DivisionRow]:
    rows = session.execute(
        select(*_COLUMNS).where(Division.parent_code.in_(set(codes))).order_by(Division.code)
    )
    return [DivisionRow(*row) for row in rows]


def search(
    session: Session, text: str, ranges: Sequence[CodeRange], limit: int = MOST_FOUND
) -> list[DivisionRow]:
    """Return divisions within `ranges` by name, pinyin, initials or code, the likeliest first.

    A name that begins so comes before one that contains it; counties and townships come before
    villages; ties by code. An empty text finds nothing.
    """
    words = "".join(text.split()).lower()
    if not words:
        return []
    begins = or_(
        Division.name.startswith(words, autoescape=True),
        Division.pinyin.startswith(words, autoescape=True),
        Division.initials.startswith(words, autoescape=True),
        Division.code.startswith(words, autoescape=True),
    )
    exact = or_(Division.name == words, Division.initials == words, Division.pinyin == words)
    rows = session.execute(
        select(*_COLUMNS)
        .where(
            within_ranges(Division.code, ranges),
            or_(begins, Division.name.contains(words, autoescape=True)),
        )
        .order_by(
            case((Division.level == "village", 1), else_=0),
            case((exact, 0), (begins, 1), else_=2),
            func.length(Division.name),
            Division.code,
        )
        .limit(limit)
    )
    return [DivisionRow(*row) for row in rows]


def within_ranges(
    column: InstrumentedAttribute[str], ranges: Sequence[CodeRange]
) -> ColumnElement[bool]:
    """Return a condition: the code lies in one of the inclusive ranges; never with no range."""
    return or_(false(), *(column.between(first, last) for first, last in ranges))


def populations(session: Session, codes: Iterable[str]) -> dict[str, PopulationRow]:
    """Return how many people live in each division; one without a figure is left out (待核)."""
    rows = session.execute(
        select(
            Population.division_code, Population.people, Population.quality, Population.source
        ).where(Population.division_code.in_(set(codes)))
    )
    return {row.division_code: PopulationRow(row.people, row.quality, row.source) for row in rows}
