"""A page of one incident: found within scope, shown under its strip."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from sqlalchemy.orm import Session

from relief.core.division_code import prefix_of
from relief.core.errors import NotFound
from relief.incidents.queries import IncidentRow, find_incident
from relief.situation.facts import Facts
from relief.situation.picture import Strip
from relief.situation.queries import strip
from relief.situation.strip import build_strip
from relief.web.context import Moment, moment, scope


def open_incident(session: Session, slug: str) -> IncidentRow:
    """Return the incident when it touches the person's divisions.

    Raises:
        NotFound: no such incident, or none of its counties lies within scope.
    """
    incident = find_incident(session, slug)
    if incident is None or not _touches(incident):
        raise NotFound("灾害事件 incident", slug)
    return incident


def page(template: str, session: Session, incident: IncidentRow, **context: Any) -> str:
    """Return the template rendered with the incident, the hour and the strip."""
    return render_template(template, **incident_context(session, incident), **context)


def page_of_facts(facts: Facts, template: str, session: Session, **context: Any) -> str:
    """Return the template as `page` does, with the strip built from facts already read."""
    shared = _shared(facts.incident, moment(session), build_strip(facts))
    return render_template(template, **shared, **context)


def incident_context(session: Session, incident: IncidentRow) -> Mapping[str, Any]:
    """Return what base.html shows on every page of an incident."""
    hour = moment(session)
    return _shared(
        incident, hour, strip(session, scope(), incident, at=hour.at, replay=hour.replay)
    )


def _shared(incident: IncidentRow, hour: Moment, shown: Strip) -> Mapping[str, Any]:
    return {"incident": incident, "moment": hour, "strip": shown}


def _touches(incident: IncidentRow) -> bool:
    # A desk above or below a struck county belongs to the incident; its queries are scoped anyway.
    return any(
        county.startswith(own) or own.startswith(prefix_of(county))
        for county in incident.counties
        for own in scope().prefixes
    )
