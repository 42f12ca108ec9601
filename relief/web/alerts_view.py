"""What the pages of alerts show: who would get what, and how long an alert can still be stopped."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from relief.alerts.queries import masked
from relief.alerts.roll_call import under_footprint
from relief.core.clock import SystemClock, beijing
from relief.core.division_code import at_level
from relief.core.scope import Scope
from relief.geography.footprint_queries import zones_of
from relief.geography.queries import divisions, townships_of
from relief.incidents.ground import first_day
from relief.incidents.queries import IncidentRow
from relief.offices.roster import Responsible, phones, responsibles


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked first, with his number masked."""

    person: Responsible
    phone: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """A township an alert can call, and who is asked first.

    Fields:
        zone: its label as published, empty while 待核.
        asked: who is asked first; None when the roster names nobody.
    """

    code: str
    name: str
    county_name: str
    zone: str
    chosen: bool
    asked: Asked | None


def recipients(
    session: Session,
    scope: Scope,
    incident: IncidentRow,
    on: date,
    chosen: Collection[str] | None = None,
) -> tuple[Recipient, ...]:
    """Return the townships within scope, the hardest struck first, then by code.

    Args:
        session: open for reading.
        scope: no township outside it is listed.
        incident: its counties and footprint.
        on: the day of the roster.
        chosen: townships marked; None marks those named for the footprint's highest zone.
    """
    struck = townships_of(session, incident.counties, first_day(incident))
    rows = [row for row in struck if scope.covers(row.code)]
    codes = [row.code for row in rows]
    zones = zones_of(session, incident.footprint_id, codes)
    ranks = {code: zones[code].rank or 0 for code in under_footprint(codes, zones)}
    if chosen is None:
        highest = max(ranks.values(), default=0)
        chosen = {code for code, rank in ranks.items() if rank == highest}
    first = first_asked(session, codes, on)
    names = divisions(session, {at_level(code, "county") for code in codes})
    listed = [
        Recipient(
            code=row.code,
            name=row.name,
            county_name=names[county].name
            if (county := at_level(row.code, "county")) in names
            else "",
            zone=zones[row.code].label or "" if row.code in ranks else "",
            chosen=row.code in chosen,
            asked=first.get(row.code),
        )
        for row in rows
    ]
    return tuple(sorted(listed, key=lambda row: (-ranks.get(row.code, 0), row.code)))


def first_asked(session: Session, codes: Collection[str], on: date) -> dict[str, Asked]:
    """Return who is asked first in each division on a day; one without anybody is left out."""
    first = {code: held[0] for code, held in responsibles(session, codes, on).items() if held}
    numbers = phones(session, {person.person_id for person in first.values()})
    return {
        code: Asked(person, masked(numbers.get(person.person_id, "")))
        for code, person in first.items()
    }


def day_of(at: datetime) -> date:
    """Return the Beijing day of an hour: the roster's day."""
    return beijing(at).date()


def seconds_left(held_until: datetime) -> int:
    """Return the whole seconds in which an alert can still be stopped, 0 when they are over.

    They are the machine's own: a person needs them, also where the desk's clock stands still.
    """
    left = (held_until - SystemClock().now()).total_seconds()
    return max(0, int(left) + (left > int(left)))
