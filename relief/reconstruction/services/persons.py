"""Names of persons in charge and of inspectors, kept apart from the ledger (law 12)."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.errors import Refused
from relief.core.identity import new_id
from relief.core.wording import Bilingual
from relief.db.turn import take_turn
from relief.reconstruction.tables import Person

MOST_LETTERS = 60


def person_ids(
    session: Session, county: str, names: Iterable[str], *, generated: bool
) -> dict[str, str]:
    """Return the ids of these names in a county; a name not known yet is entered.

    Raises:
        Refused: an empty name, or a very long one.
    """
    wanted = {said: " ".join(said.split()) for said in names}
    for name in wanted.values():
        if not 1 <= len(name) <= MOST_LETTERS:
            raise Refused(
                Bilingual(
                    f"请填责任人姓名，最多 {MOST_LETTERS} 个字",
                    f"Name the person in charge, at most {MOST_LETTERS} characters",
                ),
                "responsible",
            )
    known = _known(session, county, wanted.values())
    if set(wanted.values()) - known.keys():
        take_turn(session, f"reconstruction-person|{county}")
        known = _known(session, county, wanted.values())
        for name in sorted(set(wanted.values()) - known.keys()):
            person = Person(id=new_id(), county_code=county, name=name, generated=generated)
            session.add(person)
            known[name] = person.id
        session.flush()
    return {said: known[name] for said, name in wanted.items()}


def person_names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Return the names by id; an erased one is left out."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(set(ids))))
    return {row.id: row.name for row in rows}


def _known(session: Session, county: str, names: Collection[str]) -> dict[str, str]:
    rows = session.execute(
        select(Person.name, Person.id).where(
            Person.county_code == county, Person.name.in_(set(names))
        )
    )
    return {row.name: row.id for row in rows}
