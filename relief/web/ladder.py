"""The ladder of four tiers: due, started, when, by whom, document."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from relief.response.decisions import RESPONSES
from relief.response.ladder import ladder
from relief.web.auth import needs
from relief.web.context import desk, moment, scope
from relief.web.incident_page import open_incident, page

blueprint = Blueprint("ladder", __name__)


@blueprint.get("/i/<slug>/ladder")
@needs("response.view")
def show(slug: str) -> ResponseReturnValue:
    """Show every tier's responses, as this desk knows or knew them."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        rows = ladder(session, scope(), incident, hour.at if hour.replay else None)
        return page("response/ladder.html", session, incident, rows=rows, response_names=RESPONSES)
