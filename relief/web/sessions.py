"""Signing in and out, and the language switch."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from relief.core.errors import Refused
from relief.offices.accounts import sign_in as sign_in_account
from relief.offices.queries import demo_sign_ins, find_scope
from relief.web.auth import Person, needs, public
from relief.web.context import desk
from relief.web.language import LANGUAGES, remember, say

blueprint = Blueprint("sessions", __name__)
LONGEST = timedelta(hours=12)


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Show the sign-in page."""
    return _sign_in_page("", "")


@blueprint.post("/sign-in")
@public
def sign_in_submitted() -> ResponseReturnValue:
    """Open a session, or say what was wrong and keep the name typed."""
    username = request.form.get("username", "").strip()
    address = request.remote_addr or ""
    refusal: Refused | None = None
    with desk().database.write() as transaction:
        try:
            done = sign_in_account(transaction, username, request.form.get("password", ""), address)
        except Refused as error:  # the failed attempt is committed, so that it counts
            refusal = error
        else:
            scope = find_scope(transaction, done.session_id)
    if refusal is not None:
        return _sign_in_page(say(refusal), username), 403
    session.permanent = True
    if scope is not None:
        login_user(Person(done.session_id, scope))
    return redirect(_own_page(request.args.get("next", "")))


@blueprint.post("/sign-out")
@needs("self")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    logout_user()
    return redirect(url_for("sessions.sign_in"))


@blueprint.post("/language")
@public
def language() -> ResponseReturnValue:
    """Switch the interface between Chinese and English and return to the page."""
    remember(request.form.get("language", LANGUAGES[0]))
    return redirect(_own_page(request.form.get("next", "")))


def _sign_in_page(error: str, username: str) -> str:
    with desk().database.read() as transaction:
        offered = demo_sign_ins(transaction)
    return render_template(
        "offices/sign_in.html", error=error, username=username, demo_accounts=offered
    )


def _own_page(target: str) -> str:
    # Only a path of this desk: a full address in `next` would send people elsewhere.
    parts = urlsplit(target)
    inside = target.startswith("/") and not target.startswith("//") and not parts.netloc
    return target if inside and "\\" not in target else url_for("desk.home")
