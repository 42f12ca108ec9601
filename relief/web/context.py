"""What every view needs of the request: the desk, who asks, and the hour asked about."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app, g, request
from sqlalchemy.orm import Session

from relief.bootstrap import Desk, now_in
from relief.core.clock import parse_time
from relief.core.errors import Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual

DESK = "relief_desk"


@dataclass(frozen=True, slots=True)
class Moment:
    """The hour a page speaks of.

    Fields:
        at: aware UTC.
        replay: True when wound back; typing and sending are then off.
    """

    at: datetime
    replay: bool


def desk() -> Desk:
    """Return the desk this application serves."""
    return cast("Desk", current_app.extensions[DESK])


def scope() -> Scope:
    """Return the signed-in person's scope, set before every request."""
    return cast("Scope", g.scope)


def moment(session: Session) -> Moment:
    """Return the hour asked for with `?at=`, never later than the desk's present.

    Raises:
        Refused: the parameter is no time.
    """
    present = now_in(session)
    asked = request.args.get("at", "")
    if not asked:
        return Moment(present, replay=False)
    try:
        at = parse_time(asked.replace(" ", "+"))
    except ValueError:
        raise Refused(
            Bilingual(f"时间“{asked}”无法识别", f"“{asked}” is not a time"), "at"
        ) from None
    return Moment(at, replay=True) if at < present else Moment(present, replay=False)


def stamp(session: Session, source: str = "desk") -> Stamp:
    """Return the stamp of what this request writes; its command id is the form's own."""
    command = request.form.get("command_id") or None
    return Stamp.make(now_in(session), scope().account_id, source, command)
