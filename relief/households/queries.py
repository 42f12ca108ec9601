"""Reads of families: never a whole name, an ID number or a telephone (see `service.look`)."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relief.households.identity_number import masked as masked_number
from relief.households.persons import masked
from relief.households.rows import HouseholdRow, MaskedPerson
from relief.households.tables import HouseholdNow, Identity, Person


def households(session: Session, ids: Iterable[str]) -> dict[str, HouseholdRow]:
    """Return families by id, in whatever division: for callers that have checked the scope."""
    found = session.scalars(select(HouseholdNow).where(HouseholdNow.household_id.in_(set(ids))))
    return {row.household_id: household_row(row) for row in found}


def household_row(row: HouseholdNow) -> HouseholdRow:
    """Return the projection's row as the room gives it out."""
    return HouseholdRow(
        row.household_id,
        row.division_code,
        row.members,
        row.family_type,
        row.generated,
        row.entry_id,
    )


def masked_persons(session: Session, ids: Iterable[str]) -> dict[str, MaskedPerson]:
    """Return who heads each family as screens may show it; one erased is left out."""
    last = (
        select(Person.household_id, func.max(Person.version).label("version"))
        .where(Person.household_id.in_(set(ids)))
        .group_by(Person.household_id)
        .subquery()
    )
    found = session.execute(
        select(Person.household_id, Person.head, Person.id_number, Person.phone, Person.card).join(
            last,
            (last.c.household_id == Person.household_id) & (last.c.version == Person.version),
        )
    )
    return {
        row.household_id: MaskedPerson(
            masked(row.head), masked_number(row.id_number), bool(row.phone), bool(row.card)
        )
        for row in found
    }


def masked_names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Return the heads' names as screens and boards show them: surname and circles."""
    wanted = set(ids)
    known = masked_persons(session, wanted)
    return {i: known[i].name if i in known else masked("") for i in wanted}


def known_digests(session: Session, digests: Iterable[str]) -> dict[str, HouseholdRow]:
    """Return the families these digests belong to, by digest, in whatever division."""
    found = session.execute(
        select(Identity.digest, HouseholdNow)
        .join(HouseholdNow, HouseholdNow.household_id == Identity.household_id)
        .where(Identity.digest.in_(set(digests)))
    )
    return {digest: household_row(row) for digest, row in found}
