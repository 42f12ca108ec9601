"""Chinese first, English beside it: the language of a request and the wording of a reason."""

from datetime import datetime
from decimal import Decimal

from flask import Flask, request, session
from flask_babel import Babel, get_locale
from flask_babel import gettext as _

from relief.core.clock import beijing
from relief.core.errors import ReliefError
from relief.core.wording import Bilingual

LANGUAGES = ("zh_Hans", "en")
_KEY = "language"


def use_languages(app: Flask) -> None:
    """Give the application its two languages and the filters templates use."""
    app.config["BABEL_DEFAULT_LOCALE"] = LANGUAGES[0]
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Shanghai"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=chosen)
    app.jinja_env.filters.update(
        number=number, clock=clock_time, day=day_time, second=second_time, say=say
    )


def chosen() -> str:
    """Return the language switched to, else Chinese."""
    value = session.get(_KEY) or request.args.get("language") or LANGUAGES[0]
    return value if value in LANGUAGES else LANGUAGES[0]


def remember(language: str) -> None:
    """Keep the language for the session when it is one of ours."""
    if language in LANGUAGES:
        session[_KEY] = language


def say(reason: ReliefError | Bilingual) -> str:
    """Return the reason in the language of the request."""
    wording = reason.wording() if isinstance(reason, ReliefError) else reason
    return wording.in_language(str(get_locale() or LANGUAGES[0]))


def number(value: Decimal | int | None) -> str:
    """Return thousands separated; None is 待核, never 0 and never blank."""
    if value is None:
        return str(_("待核"))
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def clock_time(at: datetime | None) -> str:
    """Return Beijing `HH:MM`; None is 待核."""
    return f"{beijing(at):%H:%M}" if at else str(_("待核"))


def day_time(at: datetime | None) -> str:
    """Return Beijing `YYYY-MM-DD HH:MM`; None is 待核."""
    return f"{beijing(at):%Y-%m-%d %H:%M}" if at else str(_("待核"))


def second_time(at: datetime | None) -> str:
    """Return Beijing `MM-DD HH:MM:SS`, for what the machine itself did; None is 待核."""
    return f"{beijing(at):%m-%d %H:%M:%S}" if at else str(_("待核"))
