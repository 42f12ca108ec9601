"""访问令牌: a person's own tokens for GIS programs: made and shown once, listed, revoked."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from relief.core.errors import Refused
from relief.offices.token_queries import own_tokens
from relief.offices.tokens import LONGEST_DAYS, MadeToken, make_token, revoke_token
from relief.web.auth import needs
from relief.web.context import desk, scope

blueprint = Blueprint("tokens", __name__)
DAYS = (30, 90, 180, 365)
_NO_DAYS = 0


@blueprint.get("/tokens")
@needs("gis.read")
def index() -> ResponseReturnValue:
    """Show the person's tokens and the form for a new one."""
    return _page()


@blueprint.post("/tokens")
@needs("gis.read")
def make() -> ResponseReturnValue:
    """Make a token and show it, this once; nothing of it is kept but its digest."""
    try:
        with desk().database.write() as session:
            made = make_token(
                session,
                scope(),
                name=request.form.get("name", ""),
                days=_days(),
                command_id=request.form.get("command_id", ""),
            )
    except Refused as error:
        return _page(refused=error), 422
    return _page(made)


@blueprint.post("/tokens/<token_id>/revoke")
@needs("gis.read")
def revoke(token_id: str) -> ResponseReturnValue:
    """End a token of one's own."""
    with desk().database.write() as session:
        revoke_token(session, scope(), token_id)
    return redirect(url_for("tokens.index"))


def _page(made: MadeToken | None = None, refused: Refused | None = None) -> str:
    text = request.args.get("q", "").strip()
    with desk().database.read() as session:
        listed = own_tokens(session, scope(), text=text, page=request.args.get("page", 1, type=int))
    return render_template(
        "offices/tokens.html",
        listed=listed,
        text=text,
        made=made,
        reasons=[refused] if refused else [],
        name=request.form.get("name", "") if refused else "",
        days=DAYS,
        longest=LONGEST_DAYS,
        service=url_for("ogc.landing", _external=True),
    )


def _days() -> int:
    typed = request.form.get("days", "")
    return int(typed) if typed.isascii() and typed.isdigit() else _NO_DAYS
