"""The villages a desk may record houses in: those of the incident within its scope."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from relief.core.scope import Scope
from relief.core.sheets import Choice
from relief.core.wording import Bilingual
from relief.damage.house_queries import divisions_with_houses
from relief.geography.queries import townships_of, villages_of
from relief.geography.row_divisions import RowDivisions
from relief.incidents.ground import first_day
from relief.incidents.queries import find_incident

_OF_OFFICE = Bilingual("填报单位和本次灾害的村里", "a village of this office and incident")


@dataclass(frozen=True, slots=True)
class VillageRow:
    """A village and the name of its township; pinyin and initials are for typing.

    `closed` since the disaster struck, it is listed for the houses recorded in it.
    """

    code: str
    name: str
    township: str
    pinyin: str
    initials: str
    closed: bool = False


def villages_in_scope(session: Session, scope: Scope, incident_id: str) -> tuple[VillageRow, ...]:
    """Return the incident's villages that the scope covers, in the order of codes.

    They are today's, and those closed since the disaster struck that have a house in its ledger.
    """
    incident = find_incident(session, incident_id)
    if incident is None:
        return ()
    day = first_day(incident)
    towns = {row.code: row.name for row in townships_of(session, incident.counties, day)}
    near = [code for code in towns if scope.covers(code) or _within(scope, code)]
    listed = villages_of(session, near, day)
    today = {row.code for rows in villages_of(session, near).values() for row in rows}
    held = divisions_with_houses(session, incident_id)
    return tuple(
        VillageRow(
            row.code, row.name, towns[township], row.pinyin, row.initials, row.code not in today
        )
        for township, rows in listed.items()
        for row in rows
        if scope.covers(row.code) and (row.code in today or row.code in held)
    )


def names_of(villages: Sequence[VillageRow]) -> RowDivisions:
    """Return the villages by code and by name, with and without their township."""
    named = {row.code: (row.township, row.name) for row in villages}
    return RowDivisions(named, _OF_OFFICE, frozenset(row.code for row in villages if row.closed))


def choices_of(villages: Sequence[VillageRow]) -> tuple[Choice, ...]:
    """Return the villages as a workbook's lists name them: township and village in one word."""
    return tuple(Choice(row.code, f"{row.township}{row.name}") for row in villages)


def _within(scope: Scope, township: str) -> bool:
    """Return whether a single village of the township is what the scope covers."""
    own = township.rstrip("0")
    return any(prefix.startswith(own) for prefix in scope.prefixes)
