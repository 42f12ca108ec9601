"""Registers many families at once from rows staged elsewhere: one statement a table."""

from typing import Any

from sqlalchemy import ColumnElement, Subquery, literal
from sqlalchemy.orm import Session

from relief.core.ledger import Stamp
from relief.db.changes import note_change
from relief.db.copying import copy_rows
from relief.households.service import ROOM
from relief.households.tables import Household, HouseholdNow, Identity, Person

Values = dict[str, ColumnElement[Any]]
_FAMILY = ("household_id", "division_code", "members", "family_type")
_PERSON = ("household_id", "head", "id_number", "phone", "address", "card")


def register_staged(session: Session, stamp: Stamp, staged: Subquery) -> None:
    """Write the families of checked rows to ledger, projection, persons and identities.

    `staged` has a row a family: household_id, command, division_code, members, family_type,
    digest, head, id_number, phone, address, card. The caller has checked them as `register` does.

    Raises:
        sqlalchemy.exc.IntegrityError: a family was registered in between; nothing is kept when
            the caller rolls back.
    """
    copy_rows(session, Household, _entries(staged, stamp))
    copy_rows(session, Identity, _columns(staged, ("digest", "household_id")))
    copy_rows(session, Person, _persons(staged, stamp))
    copy_rows(session, HouseholdNow, _now(staged, stamp))
    note_change(session, ROOM)


def _columns(staged: Subquery, names: tuple[str, ...]) -> Values:
    return {name: staged.c[name] for name in names}


def _entries(staged: Subquery, stamp: Stamp) -> Values:
    return _columns(staged, _FAMILY) | {
        "id": staged.c.household_id,
        "reason": literal(""),
        "recorded_at": _at(stamp),
        "recorded_by": literal(stamp.recorded_by),
        "source": literal(stamp.source),
        "command_id": staged.c.command,
    }


def _persons(staged: Subquery, stamp: Stamp) -> Values:
    return _columns(staged, _PERSON) | {
        "version": literal(1),
        "entered_at": _at(stamp),
        "entered_by": literal(stamp.recorded_by),
    }


def _now(staged: Subquery, stamp: Stamp) -> Values:
    return _columns(staged, _FAMILY) | {
        "entry_id": staged.c.household_id,
        "generated": literal(value=False),
        "changed_at": _at(stamp),
    }


def _at(stamp: Stamp) -> ColumnElement[Any]:
    return literal(stamp.recorded_at, Household.recorded_at.type)
