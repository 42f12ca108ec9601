"""Across the desk's border: struck townships that another desk has to call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from relief.alerts.roll_call import under_footprint
from relief.core.division_code import at_level, prefix_of
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.geography.footprint_queries import zones_of
from relief.geography.queries import divisions, townships_of
from relief.geography.rows import DivisionRow
from relief.incidents.ground import first_day
from relief.incidents.queries import IncidentRow
from relief.offices.desks import desks_for


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A struck township across the desk's border: not its own to count, nor to act on."""

    code: str
    name: str
    county: str
    county_name: str
    desk: Bilingual | None


def neighbours(session: Session, scope: Scope, incident: IncidentRow) -> tuple[Neighbour, ...]:
    """Return the townships named for a zone that other desks call, in the order of their codes."""
    rows = townships_of(session, incident.counties, first_day(incident))
    zones = zones_of(session, incident.footprint_id, [row.code for row in rows])
    struck = set(under_footprint((row.code for row in rows), zones))
    across = beyond(scope, [row for row in rows if row.code in struck])
    if not across:
        return ()
    names = divisions(session, {at_level(row.code, "county") for row in across})
    return neighbours_of(session, across, names)


def beyond(scope: Scope, named: Sequence[DivisionRow]) -> tuple[DivisionRow, ...]:
    """Return the townships whose county lies wholly outside the scope."""
    return tuple(row for row in named if not _touches(scope, at_level(row.code, "county")))


def neighbours_of(
    session: Session, across: Sequence[DivisionRow], names: Mapping[str, DivisionRow]
) -> tuple[Neighbour, ...]:
    """Return the townships `across` with the desk each belongs to; `names` holds their counties."""
    counties = {at_level(row.code, "county") for row in across}
    desks = desks_for(session, counties) if counties else {}
    return tuple(
        Neighbour(
            code=row.code,
            name=row.name,
            county=(county := at_level(row.code, "county")),
            county_name=names[county].name if county in names else county,
            desk=desks[county].name if county in desks else None,
        )
        for row in across
    )


def _touches(scope: Scope, county: str) -> bool:
    own = prefix_of(county)
    return any(own.startswith(p) or p.startswith(own) for p in scope.prefixes)
