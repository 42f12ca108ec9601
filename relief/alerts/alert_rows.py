"""Alerts as they are read: the list, one alert by division, a call to make, what happened."""

from dataclasses import dataclass
from datetime import datetime

from relief.alerts.alert import AlertKind, AlertState, Channel, DivisionStateName, How
from relief.alerts.alert_events import EventRow
from relief.core.wording import Bilingual


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """Which alerts a list shows: of a kind, those that call a division; empty is all."""

    kind: str = ""
    division: str = ""


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert of the list; the counts are of the divisions within the reader's scope.

    Fields:
        held_until: machine time: when the count-down ends.
        issued_by: the account's name.
        answered: divisions that answered.
        climbing: divisions still waited for that are above the first rung.
        failed: divisions no rung reached, or without anybody on the roster.
        generated: made for the demo (示例).
    """

    id: str
    incident_id: str
    kind: AlertKind
    text: str
    office_division: str
    issued_at: datetime
    issued_by: str
    held_until: datetime
    divisions: int
    answered: int
    climbing: int
    failed: int
    state: AlertState
    generated: bool


@dataclass(frozen=True, slots=True)
class DivisionState:
    """Where one division of an alert stands.

    Fields:
        rung: 0 while held; rung_name is `—` then.
        person_id, person_name, post: who is asked first on this rung, empty for nobody.
        answered_by: the person of the roster, else the account that wrote it down.
        next_climb_at: the desk's clock; None when nothing more is tried.
        events: what happened, oldest first.
    """

    code: str
    state: DivisionStateName
    rung: int
    rung_name: Bilingual
    person_id: str
    person_name: str
    post: Bilingual
    generated: bool
    answered_at: datetime | None
    answered_by: str
    how: How | None
    on_behalf: bool
    next_climb_at: datetime | None
    events: tuple[EventRow, ...]


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert and its divisions within scope, in the order of codes."""

    row: AlertRow
    divisions: tuple[DivisionState, ...]


@dataclass(frozen=True, slots=True)
class CallTask:
    """A number to dial, or somebody to send.

    Fields:
        person_id, person_name, post: empty for a visit.
        attempts: how often it was dialled.
        since: when it came into the list (the desk's clock).
    """

    message_id: str
    alert_id: str
    division: str
    channel: Channel
    person_id: str
    person_name: str
    post: Bilingual
    generated: bool
    rung: int
    rung_name: Bilingual
    attempts: int
    since: datetime
