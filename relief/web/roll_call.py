"""点名: every village under the footprint, heard or silent, until none is left."""

from typing import get_args

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from relief.alerts.roll_call_queries import RollFilter, Shown, roll_call
from relief.core.division_code import CODE_LENGTH
from relief.web.auth import needs
from relief.web.context import desk, moment, scope
from relief.web.goods_view import page_number
from relief.web.incident_page import open_incident, page

blueprint = Blueprint("roll_call", __name__, url_prefix="/i/<slug>/roll-call")
LISTINGS: tuple[Shown, ...] = get_args(Shown)


@blueprint.get("")
@needs("alerts.view")
def show(slug: str) -> ResponseReturnValue:
    """Show the roll, silent villages by people; the list alone when the page asks again."""
    wanted = _wanted()
    with desk().database.read() as session:
        incident, hour = open_incident(session, slug), moment(session)
        roll = roll_call(session, scope(), incident, wanted, hour.at if hour.replay else None)
        context = {"roll": roll, "wanted": wanted, "listings": LISTINGS}
        if request.headers.get("HX-Request") == "true":
            return render_template("alerts/roll.html", incident=incident, moment=hour, **context)
        return page("alerts/roll_call.html", session, incident, **context)


def _wanted() -> RollFilter:
    args = request.args
    shown = args.get("shown", "")
    return RollFilter(
        county=_digits(args.get("county", "")),
        township=_digits(args.get("township", "")),
        shown=next((known for known in LISTINGS if known == shown), "silent"),
        page=page_number(),
    )


def _digits(code: str) -> str:
    """Return the code when it could be one; a filter that is no code filters nothing."""
    return code if len(code) == CODE_LENGTH and code.isascii() and code.isdigit() else ""
