"""Reads of divisions and their people; each one statement or two."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from relief.core.division_code import chain
from relief.core.scope import CodeRange
from relief.geography.name_search import candidates
from relief.geography.name_statements import COLUMNS
from relief.geography.rows import DivisionRow, PopulationRow
from relief.geography.tables import Division, Population

MOST_FOUND = 50
_FACTS = len(COLUMNS)


def divisions(session: Session, codes: Iterable[str]) -> dict[str, DivisionRow]:
    """Return the divisions of these codes by code; an unknown code is left out."""
    rows = session.execute(select(*COLUMNS).where(Division.code.in_(set(codes))))
    return {row.code: DivisionRow(*row) for row in rows}


def every_code(session: Session) -> frozenset[str]:
    """Return the code of every division this desk has, closed ones too."""
    return frozenset(session.scalars(select(Division.code)))


def valid_codes(session: Session, codes: Iterable[str]) -> frozenset[str]:
    """Return those of the codes that are divisions today."""
    wanted = select(Division.code).where(Division.code.in_(set(codes)), is_valid())
    return frozenset(session.scalars(wanted))


@dataclass(frozen=True, slots=True)
class Validity:
    """From and to which day a division is valid; `valid_to` None is today, `valid_from` 待核."""

    valid_from: date | None
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Return whether the division was valid on a day; an unknown beginning counts as before."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)


def validity(session: Session, codes: Iterable[str]) -> dict[str, Validity]:
    """Return from and to which day each of the divisions is valid."""
    rows = session.execute(
        select(Division.code, Division.valid_from, Division.valid_to).where(
            Division.code.in_(set(codes))
        )
    )
    return {code: Validity(begun, ended) for code, begun, ended in rows}


def chains(session: Session, codes: Iterable[str]) -> dict[str, tuple[DivisionRow, ...]]:
    """Return the divisions each one lies in, from the province down to itself.

    省 › 地 › 县 › 乡 › 村, in one statement; what the desk does not have is left out.
    """
    asked = sorted(set(codes))
    around = {code: chain(code) for code in asked}
    known = divisions(session, {outer for outers in around.values() for outer in outers})
    return {
        code: tuple(known[outer] for outer in outers if outer in known)
        for code, outers in around.items()
    }


def children(session: Session, code: str) -> list[DivisionRow]:
    """Return the divisions directly within one and valid today, in the order of codes."""
    return _under(session, [code])


def townships_of(
    session: Session, counties: Sequence[str], since: date | None = None
) -> list[DivisionRow]:
    """Return the townships of these counties, in the order of codes.

    Those valid today; with `since`, also those closed after that day: an incident that began
    before keeps the rows its figures stand in.
    """
    return [row for row in _under(session, counties, since) if row.level == "township"]


def villages_of(
    session: Session, townships: Sequence[str], since: date | None = None
) -> dict[str, list[DivisionRow]]:
    """Return the villages by township, in the order of codes; every township asked for is a key.

    `since` as in `townships_of`.
    """
    found: dict[str, list[DivisionRow]] = {code: [] for code in townships}
    for row in _under(session, townships, since):
        found[row.parent_code].append(row)
    return found


def _under(session: Session, codes: Iterable[str], since: date | None = None) -> list[DivisionRow]:
    rows = session.execute(
        select(*COLUMNS)
        .where(Division.parent_code.in_(set(codes)), is_valid(since))
        .order_by(Division.code)
    )
    return [DivisionRow(*row) for row in rows]


def search(
    session: Session, text: str, ranges: Sequence[CodeRange], limit: int = MOST_FOUND
) -> list[DivisionRow]:
    """Return divisions within `ranges` by name, pinyin, initials or code, the likeliest first.

    A former name or code said in full comes first and says so (`former`). A name that is or begins
    so comes before one that contains it; counties and townships come before villages; then the
    shorter name; ties by code. Closed divisions are left out. A text without a letter or digit
    finds nothing.
    """
    words = "".join(text.split()).lower()
    if not any(letter.isalnum() for letter in words):
        return []
    now: dict[str, DivisionRow] = {}
    formers: list[tuple[int, str, str, bool, DivisionRow]] = []
    for found in candidates(session, words, ranges, limit):
        row = DivisionRow(*found[:_FACTS])
        name, code, pinyin, initials, key = found[_FACTS:]
        if key is None:
            now[row.code] = row
        else:
            whole = words in {name.lower(), code, pinyin, initials}
            formers.append((len(name), row.code, key, whole, replace(row, former=name or code)))
    likeliest = sorted(now.values(), key=lambda row: _likeliness(row, words))
    formers.sort(key=lambda former: former[:3])
    called = [row for *_order, whole, row in formers if whole]
    holding = [row for *_order, whole, row in formers if not whole]
    listed = {row.code: row for row in (*called, *likeliest, *holding)}
    return list(listed.values())[:limit]


def _likeliness(row: DivisionRow, words: str) -> tuple[bool, int, int, str]:
    said = (row.name.lower(), row.pinyin, row.initials)
    if words in said:
        rank = 0
    else:
        rank = 1 if any(word.startswith(words) for word in (*said, row.code)) else 2
    return row.level == "village", rank, len(row.name), row.code


def is_valid(since: date | None = None) -> ColumnElement[bool]:
    """Return a condition: the division is valid today, or was on some day from `since` on."""
    if since is None:
        return Division.valid_to.is_(None)
    # What an update opened and took back again was never valid on any day.
    was = or_(Division.valid_from.is_(None), Division.valid_from < Division.valid_to)
    return or_(Division.valid_to.is_(None), and_(Division.valid_to > since, was))


def within_ranges(
    column: InstrumentedAttribute[str], ranges: Sequence[CodeRange]
) -> ColumnElement[bool]:
    """Return a condition: the code lies in one of the inclusive ranges; never with no range."""
    return or_(false(), *(column.between(first, last) for first, last in ranges))


def populations(session: Session, codes: Iterable[str]) -> dict[str, PopulationRow]:
    """Return how many people live in each division; one without a figure is left out (待核)."""
    columns = (Population.people, Population.quality, Population.source, Population.kind)
    rows = session.execute(
        select(Population.division_code, *columns, Population.year).where(
            Population.division_code.in_(set(codes))
        )
    )
    return {row[0]: PopulationRow(*row[1:]) for row in rows}
