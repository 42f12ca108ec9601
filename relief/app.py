"""The web application: every blueprint, its guards and its headers."""

import secrets
from datetime import timedelta
from importlib import import_module

from flask import Flask, Response
from flask_compress import Compress
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from relief.bootstrap import Desk
from relief.db.files import LARGEST_FILE_BYTES
from relief.settings import ROOT
from relief.web.auth import guard
from relief.web.context import DESK
from relief.web.errors import answer_errors
from relief.web.language import use_languages
from relief.web.page import use_page_context
from relief.web.translations.catalogue import compile_catalogue

BLUEPRINTS = (
    "sessions",
    "health",
    "hooks",
    "desk",
    "layers",
    "map_feed",
    "footprint",
    "footprint_new",
    "shortfall",
    "calls",
    "roll_call",
    "alerts",
    "call_list",
    "answers",
    "roster",
    "reports",
    "stability",
    "imports",
    "levels",
    "ladder",
    "tasks",
    "stock",
    "orders",
    "receipts",
    "sites",
    "houses",
    "households",
    "house_imports",
    "places",
    "place_imports",
    "needs",
    "plans",
    "rebuilding",
    "rebuilding_deeds",
    "board",
    "payments",
    "briefs",
    "progress",
    "tokens",
    "gis",
    "ogc.routes",
    "coverage",
    "population",
    "work",
    "clock",
    "jobs",
    "divisions",
    "division_updates",
    "admin",
    "styleguide",
)
# Machines post there: each view checks the sender's signature instead.
WITHOUT_FORM_TOKEN = frozenset({"hooks"})
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
# A form and its file: the file's limit and some room for the fields beside it.
_FORM_ROOM_BYTES = 64 * 1024


def create_app(desk: Desk) -> Flask:
    """Return the application that serves `desk`."""
    app = Flask("relief.web", template_folder=str(ROOT / "templates"))
    app.config.update(
        SECRET_KEY=secret_key(desk),
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=desk.settings.behind_tls,
        COMPRESS_ALGORITHM=["gzip"],
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        MAX_CONTENT_LENGTH=LARGEST_FILE_BYTES + _FORM_ROOM_BYTES,
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=None,  # asked again each time, answered 304: no stale script
    )
    app.jinja_env.undefined = StrictUndefined
    app.extensions[DESK] = desk
    if desk.settings.behind_tls:  # the proxy says who asks, and that he asked over TLS
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    compile_catalogue()
    Compress(app)
    form_tokens = CSRFProtect(app)
    use_languages(app)
    guard(app)
    answer_errors(app)
    use_page_context(app)
    for name in BLUEPRINTS:
        blueprint = import_module(f"relief.web.{name}").blueprint
        app.register_blueprint(blueprint)
        if name in WITHOUT_FORM_TOKEN:
            form_tokens.exempt(blueprint)
    app.after_request(_headers)
    return app


def secret_key(desk: Desk) -> str:
    """Return the session key of this desk, made once with mode 0600."""
    path = desk.settings.secret_path
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return path.read_text(encoding="ascii")


def _headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"
    return response
