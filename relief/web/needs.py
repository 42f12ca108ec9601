"""Needs and shortfalls by township, and who sleeps tonight without tent and stove."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from relief.allocation.need_queries import need_position
from relief.allocation.plan_order import read_wish
from relief.allocation.township_needs import DEFAULT_DAYS, DEFAULT_STANDARD, season_at
from relief.needs.catalogue import load_standard, standard_ids
from relief.web.auth import needs
from relief.web.context import desk, moment, scope
from relief.web.goods_view import items
from relief.web.incident_page import open_incident, page
from relief.web.language import say
from relief.web.needs_view import needs_screen

blueprint = Blueprint("needs", __name__)


@blueprint.get("/i/<slug>/needs")
@needs("needs.view")
def index(slug: str) -> ResponseReturnValue:
    """Show what every township in scope needs, has, is being sent, and lacks."""
    args = request.args
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        wish = read_wish(
            args.get("days") or str(DEFAULT_DAYS),
            args.get("season") or season_at(hour.at),
            args.get("standard") or DEFAULT_STANDARD,
        )
        position = need_position(session, scope(), incident, wish, hour.at if hour.replay else None)
        return page(
            "needs/index.html",
            session,
            incident,
            screen=needs_screen(position),
            items=items(),
            first=frozenset(args.getlist("first")),
            standards=[(name, say(load_standard(name).name)) for name in standard_ids()],
        )
