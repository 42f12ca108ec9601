"""The map's layer of shortfalls: what every township lacks, and for how many days food lasts."""

import json

from flask import Blueprint, Response

from relief.allocation.need_queries import need_position
from relief.allocation.township_needs import default_wish
from relief.web.auth import needs
from relief.web.context import desk, moment, scope
from relief.web.geojson import answer
from relief.web.incident_page import open_incident
from relief.web.shortfall_view import feed

blueprint = Blueprint("shortfall", __name__)


@blueprint.get("/i/<slug>/layers/shortfall.json")
@needs("needs.view")
def layer(slug: str) -> Response:
    """Answer with the figures of the page of needs, fetched when the map is asked for them."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        at = hour.at if hour.replay else None
        position = need_position(session, scope(), incident, default_wish(hour.at), at)
    body = json.dumps(feed(position), ensure_ascii=False, separators=(",", ":"))
    return answer(body, "application/json")
