"""A closed incident takes nothing new: one check and one wording for every room."""

from sqlalchemy.orm import Session

from relief.core.errors import NotFound, Refused
from relief.core.wording import Bilingual
from relief.incidents.queries import IncidentRow, find_incident

_OPEN = "open"


def require_open(session: Session, incident_id: str) -> IncidentRow:
    """Return the incident while it is open.

    Raises:
        NotFound: no such incident.
        Refused: it is closed.
    """
    incident = find_incident(session, incident_id)
    if incident is None:
        raise NotFound("灾害事件 incident", incident_id)
    if refusal := closed(incident):
        raise refusal
    return incident


def closed(incident: IncidentRow) -> Refused | None:
    """Return the refusal of anything new when the incident is closed, None while it is open."""
    if incident.state == _OPEN:
        return None
    return Refused(
        Bilingual(
            f"“{incident.name}”已结束，只能查看，不能再办理；未作任何改动",
            f"“{incident.name_en or incident.name}” is closed and can only be read; "
            "nothing was changed",
        ),
        "incident",
    )
