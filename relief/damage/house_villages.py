"""The villages a desk may record houses in: those of the incident within its scope."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from relief.core.scope import Scope
from relief.core.sheets import Choice
from relief.core.wording import Bilingual
from relief.geography.queries import townships_of, villages_of
from relief.geography.row_divisions import RowDivisions
from relief.incidents.queries import find_incident

_OF_OFFICE = Bilingual("填报单位和本次灾害的村里", "a village of this office and incident")


@dataclass(frozen=True, slots=True)
class VillageRow:
    """A village and the name of its township; pinyin and initials are for typing."""

    code: str
    name: str
    township: str
    pinyin: str
    initials: str


def villages_in_scope(session: Session, scope: Scope, incident_id: str) -> tuple[VillageRow, ...]:
    """Return the incident's villages that the scope covers, in the order of codes."""
    incident = find_incident(session, incident_id)
    towns = {
        row.code: row.name for row in townships_of(session, incident.counties if incident else ())
    }
    near = [code for code in towns if scope.covers(code) or _within(scope, code)]
    return tuple(
        VillageRow(row.code, row.name, towns[township], row.pinyin, row.initials)
        for township, rows in villages_of(session, near).items()
        for row in rows
        if scope.covers(row.code)
    )


def names_of(villages: Sequence[VillageRow]) -> RowDivisions:
    """Return the villages by code and by name, with and without their township."""
    return RowDivisions({row.code: (row.township, row.name) for row in villages}, _OF_OFFICE)


def choices_of(villages: Sequence[VillageRow]) -> tuple[Choice, ...]:
    """Return the villages as a workbook's lists name them: township and village in one word."""
    return tuple(Choice(row.code, f"{row.township}{row.name}") for row in villages)


def _within(scope: Scope, township: str) -> bool:
    """Return whether a single village of the township is what the scope covers."""
    own = township.rstrip("0")
    return any(prefix.startswith(own) for prefix in scope.prefixes)
