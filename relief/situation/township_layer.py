"""Townships with the latest official figures of an incident, as GIS programs get them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shapely.geometry import Point
from sqlalchemy.orm import Session

from relief.core.scope import Scope
from relief.geography.place_queries import places
from relief.geography.rows import PlaceRow
from relief.incidents.queries import IncidentRow
from relief.situation.picture import FIVE_FIGURES, Row
from relief.situation.queries import picture


@dataclass(frozen=True, slots=True)
class TownshipFeature:
    """A township: its figures, and its seat where a position is known.

    Fields:
        facts: by column; a figure nobody has released, or released as 待核, is None.
        as_of: the latest 截至 of its official figures, None without any.
    """

    code: str
    facts: dict[str, Any]
    as_of: datetime | None
    point: Point | None


def township_features(
    session: Session, scope: Scope, incident: IncidentRow, at: datetime
) -> tuple[TownshipFeature, ...]:
    """Return the incident's townships within scope at the desk's present, by code.

    Statements do not grow with the townships. Only released figures are here: drafts, telephone
    slips and the press never are.
    """
    rows = picture(session, scope, incident, at=at, replay=False, by="township").rows
    seats = {seat.division_code: seat for seat in places(session, ("township",), scope.ranges())}
    return tuple(_feature(row, seats.get(row.code), incident) for row in rows)


def _feature(row: Row, seat: PlaceRow | None, incident: IncidentRow) -> TownshipFeature:
    official = {code: row.cells[code].official for code in FIVE_FIGURES}
    known = [word for word in official.values() if word is not None]
    as_of = max((word.as_of for word in known), default=None)
    facts: dict[str, Any] = {
        "code": row.code,
        "name": row.name,
        "county": row.county_name,
        "incident": incident.slug,
        "zone": row.zone.label,
        "zone_basis": row.zone.basis,
    }
    for code, word in official.items():
        facts[code] = int(word.value) if word is not None and word.value is not None else None
    facts["reporter"] = max(known, key=lambda word: word.as_of).reporter if known else None
    facts["as_of"] = as_of.isoformat() if as_of else None
    facts["people"] = row.people
    facts["people_estimated"] = row.people_estimated
    facts["position"] = seat.quality if seat else None
    facts["demo"] = incident.demo
    return TownshipFeature(row.code, facts, as_of, Point(seat.lon, seat.lat) if seat else None)
