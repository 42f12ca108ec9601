"""A former code or name finds today's division, and says so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.geography.history_tables import Former
from relief.geography.row_divisions import Leads, RowDivisions
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

    A code recoded twice is followed to its end; one that leads nowhere is left out, and of two that
    a former code became the one recorded last is meant.
    """
    asked = set(codes)
    trail = {former: into[-1:] for former, into in _trail(session, asked).items()}
    found = {code: _all_ends(trail, [code]) for code in asked if code in trail}
    return {code: ends[0] for code, ends in found.items() if ends}


def leads_of(session: Session, codes: Iterable[str], names: Iterable[str] = ()) -> Leads:
    """Return where former codes and names lead today.

    One statement for all names and one for all codes, and one more for each further recoding.
    """
    asked, said = set(codes), _named(session, set(names))
    trail = _trail(session, asked | {code for into in said.values() for code in into})
    return Leads(
        {code: ends for code in asked if code in trail and (ends := _all_ends(trail, [code]))},
        {name: _all_ends(trail, into) for name, into in said.items()},
    )


def with_leads(
    session: Session, names: RowDivisions, rows: Iterable[tuple[str, str]]
) -> RowDivisions:
    """Return the divisions a file may name, knowing where its former codes and names lead.

    `rows` are the file's, each a code and a name, empty where it says none.
    """
    return replace(names, leads=leads_of(session, *names.unknown(rows)))


def _named(session: Session, names: set[str]) -> dict[str, list[str]]:
    """Return the divisions that each former name was written for."""
    found: dict[str, list[str]] = {}
    if names:
        rows = session.execute(
            select(Former.former_name, Former.division_code)
            .where(Former.former_name.in_(names))
            .order_by(Former.recorded_at, Former.id)
        )
        for name, code in rows:
            found.setdefault(name, []).append(code)
    return found


def _trail(session: Session, codes: set[str]) -> dict[str, list[str]]:
    """Return what each of the codes that is not valid today became, step by step to its end."""
    trail: dict[str, list[str]] = {}
    asked = codes
    today = select(Division.code).where(
        Division.code == Former.former_code, Division.valid_to.is_(None)
    )
    for _ in range(MOST_STEPS):
        if not asked:
            break
        rows = session.execute(
            select(Former.former_code, Former.division_code)
            .where(
                Former.former_code.in_(asked),
                Former.former_code != Former.division_code,
                ~today.exists(),
            )
            .order_by(Former.recorded_at, Former.id)
        )
        found: dict[str, list[str]] = {}
        for former, into in rows:
            found.setdefault(former, []).append(into)
        trail |= found
        asked = {code for into in found.values() for code in into} - trail.keys()
    return trail


def _all_ends(trail: Mapping[str, Sequence[str]], codes: Iterable[str]) -> tuple[str, ...]:
    """Return every code that the codes lead to; one that leads on is no end."""
    ends: set[str] = set()
    seen: set[str] = set()
    left = list(codes)
    while left:
        code = left.pop()
        if code not in seen:
            seen.add(code)
            left += trail.get(code, ())
            ends |= set() if code in trail else {code}
    return tuple(sorted(ends))


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
