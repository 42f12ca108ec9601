"""Reads of incidents and the counties they struck."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from relief.core.division_code import LEVEL_LENGTHS, pad
from relief.core.scope import Scope
from relief.incidents.tables import Incident, IncidentDivision


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One disaster process.

    Fields:
        occurred_at: aware UTC.
        magnitude, lon, lat, depth_km: decimal text, None unknown; degrees are WGS84.
        demo: True for the demo's own incident, where generated data may decide (law 13).
        counties: 12-digit codes of the counties struck, ascending.
    """

    id: str
    slug: str
    name: str
    name_en: str
    hazard: str
    occurred_at: datetime
    magnitude: str | None
    lon: str | None
    lat: str | None
    depth_km: str | None
    footprint_id: str | None
    source: str
    demo: bool
    state: str
    counties: tuple[str, ...]


def find_incident(session: Session, slug_or_id: str) -> IncidentRow | None:
    """Return the incident of this slug or id, None when there is none."""
    named = or_(Incident.slug == slug_or_id, Incident.id == slug_or_id)
    found = _rows(session, named)
    return found[0] if found else None


def list_incidents(session: Session, scope: Scope | None = None) -> list[IncidentRow]:
    """Return the incidents that struck a county within the scope, the latest first.

    A township's scope reaches the incidents of its county; without a scope all are listed.
    """
    if scope is None:
        return _rows(session)
    struck = select(IncidentDivision.incident_id).where(_reached(scope))
    return _rows(session, Incident.id.in_(struck))


def _reached(scope: Scope) -> ColumnElement[bool]:
    length = LEVEL_LENGTHS["county"]
    counties = [pad(prefix[:length]) for prefix in scope.prefixes if len(prefix) > length]
    code = IncidentDivision.division_code
    return or_(
        code.in_(counties),
        *(code.between(first, last) for first, last in scope.ranges()),
    )


def _rows(session: Session, *conditions: ColumnElement[bool]) -> list[IncidentRow]:
    incidents = session.scalars(
        select(Incident)
        .where(*conditions)
        .order_by(Incident.occurred_at.desc(), Incident.id.desc())
    ).all()
    counties = _counties(session, [incident.id for incident in incidents])
    return [_row(incident, counties.get(incident.id, ())) for incident in incidents]


def _counties(session: Session, incident_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    rows = session.execute(
        select(IncidentDivision.incident_id, IncidentDivision.division_code)
        .where(IncidentDivision.incident_id.in_(incident_ids))
        .order_by(IncidentDivision.division_code)
    )
    found: dict[str, tuple[str, ...]] = {}
    for incident_id, code in rows:
        found[incident_id] = (*found.get(incident_id, ()), code)
    return found


def _row(incident: Incident, counties: tuple[str, ...]) -> IncidentRow:
    return IncidentRow(
        id=incident.id,
        slug=incident.slug,
        name=incident.name,
        name_en=incident.name_en,
        hazard=incident.hazard,
        occurred_at=incident.occurred_at,
        magnitude=incident.magnitude,
        lon=incident.lon,
        lat=incident.lat,
        depth_km=incident.depth_km,
        footprint_id=incident.footprint_id,
        source=incident.source,
        demo=incident.demo,
        state=incident.state,
        counties=counties,
    )
