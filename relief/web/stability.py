"""灾情稳定 on the reports page: declared by the duty leader, taken back with a reason."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.bootstrap import now_in
from relief.damage.services.stability import declare
from relief.damage.stability import (
    NewStability,
    StabilityRow,
    stability_history,
)
from relief.geography.queries import divisions
from relief.incidents.queries import IncidentRow
from relief.offices.queries import office_of
from relief.situation.facts import Facts
from relief.web.auth import needs
from relief.web.context import desk, scope, stamp
from relief.web.incident_page import open_incident
from relief.web.typed import typed_time

blueprint = Blueprint("stability", __name__, url_prefix="/i/<slug>/stable")


@dataclass(frozen=True, slots=True)
class StabilityView:
    """Stability as the reports page shows it.

    Fields:
        own: the office's own division, empty where it declares nothing.
        since: since when it is stable, None while it is not.
        history: its declarations and withdrawals, the latest first.
        others: the other divisions declared stable that the desk may see, by name.
    """

    own: str
    since: datetime | None
    history: tuple[StabilityRow, ...]
    others: tuple[tuple[str, datetime], ...]


def stability_view(
    session: Session, incident: IncidentRow, office: str, facts: Facts
) -> StabilityView:
    """Return what the reports page shows of stability; `office` reports here, empty for none."""
    since, at = facts.stable, facts.at if facts.replay else None
    names = divisions(session, since.keys()) if since else {}
    return StabilityView(
        own=office,
        since=since.get(office),
        history=stability_history(session, incident.id, office, at) if office else (),
        others=tuple(
            (names[code].name if code in names else code, began)
            for code, began in sorted(since.items())
            if code != office and scope().covers(code)
        ),
    )


@blueprint.post("")
@needs("damage.stable")
def declare_stable(slug: str) -> ResponseReturnValue:
    """Declare the office's division stable, or take it back."""
    form = request.form
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        new = NewStability(
            incident_id=incident.id,
            division=office_of(session, scope().account_id).division,
            stable=form.get("stable") == "1",
            occurred_at=typed_time(form.get("occurred_at", ""), now_in(session), "occurred_at"),
            reason=form.get("reason", ""),
            document=form.get("document", ""),
        )
        declare(session, scope(), stamp(session), new)
    return redirect(url_for("reports.index", slug=slug) + "#stable")
