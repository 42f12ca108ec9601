"""Who may see which page: denied unless the route names an action the person's role allows."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user

from relief.core.errors import OutOfScope
from relief.core.scope import Scope
from relief.offices.queries import find_scope
from relief.web.bearer import caller
from relief.web.context import desk

View = TypeVar("View", bound=Callable[..., Any])
_ACTION = "required_action"
_BY_TOKEN = "by_token"  # noqa: S105 (the name of a mark)
PUBLIC = "public"
SIGNED = "signed"


def needs(action: str) -> Callable[[View], View]:
    """Mark a view with the action of `roles.toml` it takes; a view without a mark is denied."""

    def mark(view: View) -> View:
        setattr(view, _ACTION, action)
        return view

    return mark


def public(view: View) -> View:
    """Mark a view that needs no sign-in: the sign-in page itself, health, static files."""
    setattr(view, _ACTION, PUBLIC)
    return view


def signed(view: View) -> View:
    """Mark a view for machines: its guard is the sender's signature, checked by the view itself."""
    setattr(view, _ACTION, SIGNED)
    return view


def by_token(action: str) -> Callable[[View], View]:
    """Mark a view for programs: a personal token opens it when its owner may do the action.

    A token opens no other view, and a session none of these.
    """

    def mark(view: View) -> View:
        setattr(view, _BY_TOKEN, True)
        return needs(action)(view)

    return mark


def takes_token(app: Flask, endpoint: str | None) -> bool:
    """Return whether an endpoint is for programs that call with a personal token."""
    return getattr(app.view_functions.get(endpoint or ""), _BY_TOKEN, False)


def action_of(app: Flask, endpoint: str | None) -> str | None:
    """Return the action an endpoint takes, None when it declares none."""
    if endpoint == "static":
        return PUBLIC
    return getattr(app.view_functions.get(endpoint or ""), _ACTION, None)


class Person(UserMixin):  # type: ignore[misc]
    """The signed-in account as Flask-Login keeps it; the id carries the session's version."""

    def __init__(self, session_id: str, scope: Scope) -> None:
        """Keep the session id (`ACCOUNT:VERSION`) and the scope."""
        self.id = session_id
        self.scope = scope


def guard(app: Flask) -> None:
    """Give the application its sign-in and deny every route by default."""
    manager = LoginManager(app)
    manager.session_protection = "strong"

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(session_id: str) -> Person | None:
        with desk().database.read() as session:
            scope = find_scope(session, session_id)
        return Person(session_id, scope) if scope else None

    @app.before_request
    def deny_by_default() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None  # no such page: the 404 says so
        action = action_of(app, request.endpoint)
        if action in {PUBLIC, SIGNED}:
            return None
        if takes_token(app, request.endpoint):
            return _by_token(action or "")
        if not current_user.is_authenticated:
            return redirect(url_for("sessions.sign_in", next=request.full_path))
        g.scope = current_user.scope
        if action is None or not g.scope.may(action):
            raise OutOfScope(action or "")
        return None


def _by_token(action: str) -> ResponseReturnValue | None:
    found = caller(action)
    if isinstance(found, Scope):
        g.scope = found
        return None
    return found
