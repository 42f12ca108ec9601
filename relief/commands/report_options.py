"""What the papers' commands share: their options, the account they speak for, their hour."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from relief.core.errors import NotFound, Refused
from relief.core.wording import Bilingual

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from relief.core.scope import Scope

SCHEMA = 1
INCIDENT = click.option("--incident", required=True, metavar="ID", help="Id or slug.")
FORMAT = click.option(
    "--format", "form", required=True, type=click.Choice(["pdf", "docx", "xlsx", "json"])
)
LANGUAGE = click.option(
    "--language", type=click.Choice(["zh_Hans", "en"]), default="zh_Hans", show_default=True
)
OUT = click.argument("out", metavar="OUT", type=click.Path(dir_okay=False, allow_dash=True))


def hour(text: str | None) -> datetime | None:
    """Return the hour asked for, None for none.

    Raises:
        Refused: the text is no time.
    """
    from relief.core.clock import parse_time

    try:
        return parse_time(text) if text else None
    except ValueError:
        raise Refused(
            Bilingual(f"时间“{text}”无法识别", f"“{text}” is not a time"), "as_of"
        ) from None


def acting(
    session: "Session", username: str | None, action: str, *, widest: bool = False
) -> "Scope":
    """Return the account named, else the first (or the widest) that may do the action.

    Raises:
        NotFound: no such account, or it is disabled.
    """
    from relief.core.scope import Scope
    from relief.offices.queries import accounts_within
    from relief.offices.roles import load_rules

    everywhere = Scope("", "", ("",))
    rows = sorted(accounts_within(session, everywhere), key=lambda row: row.id)
    if widest:
        rows.sort(key=lambda row: min((len(prefix) for prefix in row.prefixes), default=0))
    for row in rows:
        scope = Scope(
            row.id,
            row.display_name,
            row.prefixes,
            row.roles,
            load_rules().actions_of(row.roles),
        )
        wanted = row.username == username if username else scope.may(action)
        if wanted and not row.disabled:
            return scope
    raise NotFound(kind="账号 account", key=username or action)
