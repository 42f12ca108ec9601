"""What every template may use: who asks, what he may do, forms' tokens, the desk's present."""

from functools import cache
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from werkzeug.routing import BuildError

from relief.core.identity import new_id
from relief.core.scope import Scope
from relief.settings import ROOT
from relief.web.field_words import field_said
from relief.web.language import LANGUAGES

STATIC = ROOT / "relief" / "web" / "static"


def use_page_context(app: Flask) -> None:
    """Give every template of `app` the shared names."""
    app.context_processor(shared)
    app.jinja_env.filters["field_said"] = field_said


def shared() -> dict[str, Any]:
    """Return the names every template may use."""
    person: Scope | None = g.get("scope")
    return {
        "scope": person,
        "may": person.may if person else (lambda _action: False),
        "languages": LANGUAGES,
        "language": str(get_locale() or LANGUAGES[0]),
        "new_command_id": new_id,
        "csrf_token": generate_csrf,
        "static_url": static_url,
        "endpoint_exists": endpoint_exists,
        "here": request.full_path.rstrip("?"),
    }


def static_url(name: str) -> str:
    """Return the address of a static file with its age, so that a new version is fetched."""
    return url_for("static", filename=name, v=_version(name))


def endpoint_exists(endpoint: str, **values: Any) -> bool:
    """Return whether a link to `endpoint` can be built."""
    try:
        url_for(endpoint, **values)
    except BuildError:
        return False
    return True


@cache
def _version(name: str) -> str:
    path = STATIC / name
    return f"{int(path.stat().st_mtime):x}" if path.exists() else "0"
