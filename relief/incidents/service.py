"""Opens an incident, and adds counties that turn out to be struck as well."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.division_code import check, level_of
from relief.core.errors import NotFound, Refused
from relief.core.identity import new_id
from relief.core.wording import Bilingual
from relief.incidents.tables import Incident, IncidentDivision


@dataclass(frozen=True, slots=True)
class NewIncident:
    """An incident to be opened.

    Fields:
        slug: the name in addresses and on the command line.
        hazard: as the plans name their branches: "earthquake", "flood" …
        occurred_at: aware.
        counties: 12-digit codes of the counties struck.
        magnitude, lon, lat, depth_km: decimal text, None unknown; degrees are WGS84.
        source: id of `relief/sources.toml`, or "desk".
    """

    slug: str
    name: str
    name_en: str
    hazard: str
    occurred_at: datetime
    counties: tuple[str, ...]
    source: str
    magnitude: str | None = None
    lon: str | None = None
    lat: str | None = None
    depth_km: str | None = None
    footprint_id: str | None = None
    demo: bool = False
    id: str | None = None


def open_incident(session: Session, new: NewIncident) -> str:
    """Return the id of the incident of this slug, opened now unless it was already.

    An incident that is known keeps its facts; counties not yet listed are added.

    Raises:
        Refused: a division that is not a county.
        InvalidDivisionCode: a code that is not twelve digits.
    """
    _refuse_other_levels(new.counties)
    known = session.scalar(select(Incident.id).where(Incident.slug == new.slug))
    if known is None:
        known = new.id or new_id()
        session.add(_incident(known, new))
        session.flush()
    add_counties(session, known, new.counties)
    return known


def add_counties(session: Session, incident_id: str, counties: Iterable[str]) -> int:
    """Add counties to an incident and return how many were new.

    Raises:
        NotFound: no such incident.
        Refused: a division that is not a county.
    """
    wanted = set(counties)
    _refuse_other_levels(wanted)
    if session.get(Incident, incident_id) is None:
        raise NotFound(kind="灾害事件 incident", key=incident_id)
    listed = set(
        session.scalars(
            select(IncidentDivision.division_code).where(
                IncidentDivision.incident_id == incident_id
            )
        )
    )
    added = sorted(wanted - listed)
    session.add_all(IncidentDivision(incident_id=incident_id, division_code=c) for c in added)
    session.flush()
    return len(added)


def _incident(incident_id: str, new: NewIncident) -> Incident:
    return Incident(
        id=incident_id,
        slug=new.slug,
        name=new.name,
        name_en=new.name_en,
        hazard=new.hazard,
        occurred_at=new.occurred_at,
        magnitude=new.magnitude,
        lon=new.lon,
        lat=new.lat,
        depth_km=new.depth_km,
        footprint_id=new.footprint_id,
        source=new.source,
        demo=new.demo,
    )


def _refuse_other_levels(codes: Iterable[str]) -> None:
    for code in sorted(codes):
        if level_of(check(code)) != "county":
            raise Refused(
                Bilingual(
                    f"事件登记到县：{code} 不是县级区划",
                    f"An incident lists counties: {code} is not one",
                ),
                "counties",
            )
