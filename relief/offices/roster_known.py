"""What the roster says already of posts and numbers that are about to be entered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relief.core.identity import new_id
from relief.offices import roster_tables as tables
from relief.offices.phone import roster_phone
from relief.offices.roster import PersonRow, people, standing_entries
from relief.offices.roster_faults import NewResponsible

Post = tuple[str, int]
"""A division and a rank."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the roster says already of the posts and numbers that are entered.

    Fields:
        held: who holds a post on the day the new entry begins.
        by_number: known persons by name and number.
        versions: how many versions a person has.
    """

    held: Mapping[Post, tuple[tables.Responsible, PersonRow | None]]
    by_number: Mapping[tuple[str, str], PersonRow]
    versions: Mapping[str, int]
    generated: bool

    @classmethod
    def read(cls, session: Session, new: Sequence[NewResponsible], *, generated: bool) -> "Known":
        """Return what is known of the posts and the numbers of `new`, in a few statements."""
        codes = {row.division for row in new}
        entries: dict[Post, tables.Responsible] = {}
        for day in {row.valid_from for row in new}:  # an import states one day, or few
            on_day = standing_entries(session, codes, day)
            entries |= {
                (row.division, row.rank): on_day[row.division, row.rank]
                for row in new
                if row.valid_from == day and (row.division, row.rank) in on_day
            }
        numbers = {roster_phone(row.phone, generated=generated) for row in new}
        same = session.scalars(select(tables.Person.id).where(tables.Person.phone.in_(numbers)))
        ids = {entry.person_id for entry in entries.values()} | set(same)
        known = people(session, ids)
        versions = session.execute(
            select(tables.Person.id, func.max(tables.Person.version).label("version"))
            .where(tables.Person.id.in_(known))
            .group_by(tables.Person.id)
        )
        return cls(
            {post: (entry, known.get(entry.person_id or "")) for post, entry in entries.items()},
            {(row.name, row.phone): row for row in known.values()},
            {row.id: row.version for row in versions},
            generated,
        )

    def stands(self, row: NewResponsible) -> bool:
        """Return whether the roster says exactly this already."""
        entry, person = self.held.get((row.division, row.rank), (None, None))
        if entry is None or person is None:
            return False
        said = (entry.post, entry.post_en, person.name, person.phone, person.generated)
        return said == (
            row.post.strip(),
            row.post_en.strip(),
            row.name.strip(),
            self._number(row),
            self.generated,
        )

    def persons_for(self, rows: Sequence[NewResponsible]) -> dict[Post, PersonRow]:
        """Return each post's person: a known one, the holder with a new number, or a new one."""
        found: dict[Post, PersonRow] = {}
        made: dict[tuple[str, str], PersonRow] = dict(self.by_number)
        for row in rows:
            name, number = row.name.strip(), self._number(row)
            _entry_held, holder = self.held.get((row.division, row.rank), (None, None))
            same = holder.id if holder is not None and holder.name == name else new_id()
            person = made.setdefault((name, number), PersonRow(same, name, number, self.generated))
            found[row.division, row.rank] = person
        return found

    def new_versions(self, persons: Iterable[PersonRow]) -> list[tables.Person]:
        """Return the rows to be written for those whose name or number is not the one kept."""
        kept = set(self.by_number.values())
        return [
            tables.Person(
                id=person.id,
                version=self.versions.get(person.id, 0) + 1,
                name=person.name,
                phone=person.phone,
                generated=person.generated,
            )
            for person in dict.fromkeys(persons)
            if person not in kept
        ]

    def _number(self, row: NewResponsible) -> str:
        return roster_phone(row.phone, generated=self.generated)
