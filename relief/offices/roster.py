"""Reads of the roster: who answers for a division, in the order in which they are asked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from relief.core.wording import Bilingual
from relief.offices import roster_tables as tables


@dataclass(frozen=True, slots=True)
class Responsible:
    """A person who answers for a division (责任人).

    Fields:
        rank: 1 first, 2 deputy, 3 ….
        on_leave: away on the day asked about: asked after all who are there.
        generated: made up for the demo (示例); the number cannot be rung.
        entry_id: the roster entry that says so.
    """

    person_id: str
    division_code: str
    rank: int
    post: str
    post_en: str
    name: str
    on_leave: bool
    generated: bool
    entry_id: str = ""
    valid_from: date = date.min

    @property
    def title(self) -> Bilingual:
        """Return the post in both languages; without an English one the Chinese stands."""
        return Bilingual(self.post, self.post_en or self.post)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person's latest name and number (personal data)."""

    id: str
    name: str
    phone: str
    generated: bool


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """Days on which a person is away, both included."""

    id: str
    person_id: str
    from_on: date
    to_on: date


def responsibles(
    session: Session, codes: Collection[str], on: date
) -> dict[str, tuple[Responsible, ...]]:
    """Return who answers for each division on a day: by rank, who is on leave last.

    Every code asked for is a key; a vacant rank and an erased person are left out.
    """
    found: dict[str, list[Responsible]] = {code: [] for code in codes}
    standing = standing_entries(session, codes, on).values()
    known = people(session, {row.person_id for row in standing if row.person_id})
    away = _on_leave(session, known, on)
    for row in standing:
        person = known.get(row.person_id or "")
        if person is not None:
            found[row.division_code].append(_responsible(row, person, away))
    return {
        code: tuple(sorted(rows, key=lambda row: (row.on_leave, row.rank)))
        for code, rows in found.items()
    }


def people(session: Session, person_ids: Iterable[str | None]) -> dict[str, PersonRow]:
    """Return the latest version of each person by id; an erased one is left out."""
    wanted = {person_id for person_id in person_ids if person_id}
    if not wanted:
        return {}
    rows = session.scalars(
        select(tables.Person)
        .where(tables.Person.id.in_(wanted))
        .order_by(tables.Person.id, tables.Person.version)
    )
    return {row.id: PersonRow(row.id, row.name, row.phone, row.generated) for row in rows}


def phones(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """Return numbers by person id; who shows one unmasked writes it into the audit log."""
    return {row.id: row.phone for row in people(session, person_ids).values()}


def people_with_phone(session: Session, phone: str) -> frozenset[str]:
    """Return the ids of the persons whose number, as it stands now, is this one."""
    ids = session.scalars(select(tables.Person.id).where(tables.Person.phone == phone)).all()
    return frozenset(row.id for row in people(session, ids).values() if row.phone == phone)


def divisions_of(session: Session, person_ids: Collection[str], on: date) -> frozenset[str]:
    """Return the divisions these persons answer for on a day."""
    held = divisions_held(session, person_ids)
    return frozenset(
        code
        for code, rows in responsibles(session, held, on).items()
        if any(row.person_id in person_ids for row in rows)
    )


def leaves(session: Session, person_ids: Collection[str], since: date) -> tuple[LeaveRow, ...]:
    """Return the leaves that end on or after a day, by person and first day."""
    later = aliased(tables.Leave)
    rows = session.scalars(
        select(tables.Leave)
        .outerjoin(later, later.corrects == tables.Leave.id)
        .where(
            later.id.is_(None),
            tables.Leave.person_id.in_(person_ids),
            tables.Leave.to_on >= since,
            tables.Leave.to_on >= tables.Leave.from_on,
        )
        .order_by(tables.Leave.person_id, tables.Leave.from_on, tables.Leave.id)
    )
    return tuple(LeaveRow(row.id, row.person_id, row.from_on, row.to_on) for row in rows)


def divisions_held(session: Session, person_ids: Collection[str]) -> frozenset[str]:
    """Return the divisions these persons ever answered for."""
    entry = tables.Responsible
    return frozenset(
        session.scalars(select(entry.division_code).where(entry.person_id.in_(person_ids)))
    )


def standing_entries(
    session: Session, codes: Collection[str], on: date
) -> dict[tuple[str, int], tables.Responsible]:
    """Return the entry in force for each division and rank: the last to begin by then."""
    entry = tables.Responsible
    rows = session.scalars(
        select(entry)
        .where(entry.division_code.in_(codes), entry.valid_from <= on)
        .order_by(entry.division_code, entry.rank, entry.valid_from, entry.recorded_at, entry.id)
    )
    return {(row.division_code, row.rank): row for row in rows}


def _on_leave(session: Session, person_ids: Collection[str], on: date) -> frozenset[str]:
    return frozenset(row.person_id for row in leaves(session, person_ids, on) if row.from_on <= on)


def _responsible(row: tables.Responsible, person: PersonRow, away: frozenset[str]) -> Responsible:
    return Responsible(
        person.id,
        row.division_code,
        row.rank,
        row.post,
        row.post_en,
        person.name,
        person.id in away,
        person.generated,
        row.id,
        row.valid_from,
    )
