"""A former code or name finds today's division, and says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from sqlalchemy import Dialect, bindparam, func, or_, select
from sqlalchemy.orm import Session

from relief.core.scope import CodeRange, range_of
from relief.db.prepared import Prepared
from relief.geography.history_tables import Former
from relief.geography.name_search import COLUMNS, KEPT, in_ranges, like, range_values, said
from relief.geography.rows import DivisionRow
from relief.geography.tables import Division

MOST_STEPS = 8
"""How many recodings in a row are followed."""


@dataclass(frozen=True, slots=True)
class FormerRow:
    """What a division was called before; a day nobody knows is None (待核)."""

    id: str
    division_code: str
    former_code: str
    former_name: str
    valid_from: date | None
    valid_until: date | None
    reason: str
    source: str
    keyed: bool


def formers(session: Session, codes: Iterable[str]) -> dict[str, list[FormerRow]]:
    """Return the former codes and names by division, the latest first; unknown days last."""
    rows = session.scalars(
        select(Former)
        .where(Former.division_code.in_(set(codes)))
        .order_by(Former.division_code, Former.valid_until.desc(), Former.id)
    )
    found: dict[str, list[FormerRow]] = {}
    for row in rows:
        found.setdefault(row.division_code, []).append(_row(row))
    return found


def today_of(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Return the code of today by former code, for those of `codes` that are not valid any more.

    A code recoded twice is followed to its end; one that leads nowhere is left out.
    """
    leads: dict[str, str] = {}
    asked = set(codes)
    for _ in range(MOST_STEPS):
        valid = select(Division.code).where(Division.code.in_(asked), Division.valid_to.is_(None))
        open_codes = asked - set(session.scalars(valid)) - leads.keys()
        if not open_codes:
            break
        rows = session.execute(
            select(Former.former_code, Former.division_code)
            .where(Former.former_code.in_(open_codes))
            .order_by(Former.recorded_at, Former.id)
        )
        found = {former: today for former, today in rows if former != today}
        if not found:
            break
        leads |= found
        asked = set(found.values())
    return {code: end for code in set(codes) if (end := _follow(leads, code)) != code}


def _follow(leads: dict[str, str], code: str) -> str:
    seen = {code}
    while (following := leads.get(code)) is not None and following not in seen:
        seen.add(following)
        code = following
    return code


def former_matches(
    session: Session, words: str, ranges: Sequence[CodeRange], limit: int
) -> tuple[list[DivisionRow], list[DivisionRow]]:
    """Return today's divisions whose former name or code is `words`, and those that contain it."""
    count = None if range_of("") in ranges else len(ranges)
    sounds = words.isascii()
    dialect = session.get_bind().dialect
    values = {**said(words), **range_values(ranges), "limit": limit}
    rows = _matches(dialect, count, sounds).rows(session, values)
    whole: list[DivisionRow] = []
    part: list[DivisionRow] = []
    for found in rows:
        former_name, code, pinyin, initials = found[len(COLUMNS) :]
        exact = words in {former_name.lower(), code, pinyin, initials}
        row = replace(DivisionRow(*found[: len(COLUMNS)]), former=former_name or code)
        (whole if exact else part).append(row)
    return whole, part


@lru_cache(KEPT)
def _matches(dialect: Dialect, count: int | None, sounds: bool) -> Prepared:  # noqa: FBT001
    holds = [like(func.lower(Former.former_name), "holding")]
    if sounds:
        spelt = (Former.pinyin, Former.initials, Former.former_code)
        holds += [like(column, "starting") for column in spelt]
    chosen = (
        select(*COLUMNS, Former.former_name, Former.former_code, Former.pinyin, Former.initials)
        .join(Former, Former.division_code == Division.code)
        .where(Division.valid_to.is_(None), *in_ranges(count), or_(*holds))
        .order_by(func.length(Former.former_name), Division.code, Former.id)
        .limit(bindparam("limit"))
    )
    return Prepared(chosen, dialect)


def _row(row: Former) -> FormerRow:
    return FormerRow(
        row.id,
        row.division_code,
        row.former_code,
        row.former_name,
        row.valid_from,
        row.valid_until,
        row.reason,
        row.source,
        keyed=row.update_id is None,
    )
