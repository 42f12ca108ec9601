"""What the alerts ask of a township: the side of the one who answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import case, exists, select
from sqlalchemy.orm import Session

from relief.alerts.alert import AlertKind
from relief.alerts.alert_tables import Alert, AnswerEntry, DivisionNow
from relief.core.scope import Scope
from relief.geography.queries import within_ranges

MOST_ASKS = 20
_ASKING = ("waiting", "exhausted", "no_responsible")


@dataclass(frozen=True, slots=True)
class AskRow:
    """An alert that asks, or asked, a township within scope.

    Fields:
        answer_by: when it climbs past the one it asks now (the desk's clock); None: it does not.
        answered_at: None while nobody has answered.
        generated: made for the demo (示例).
    """

    alert_id: str
    division: str
    kind: AlertKind
    text: str
    office_division: str
    issued_at: datetime
    answer_by: datetime | None
    answered_at: datetime | None
    generated: bool


def asks(session: Session, scope: Scope, incident_id: str) -> tuple[AskRow, ...]:
    """Return the last alerts that call a division within scope: unanswered first, then newest.

    What is still held, or was stopped before it left, asks nobody.
    """
    answered = case((DivisionNow.state == "answered", 1), else_=0)
    rows = session.execute(
        select(Alert, DivisionNow, AnswerEntry.recorded_at)
        .join(DivisionNow, DivisionNow.alert_id == Alert.id)
        .outerjoin(AnswerEntry, AnswerEntry.id == DivisionNow.answer_id)
        .where(
            DivisionNow.incident_id == incident_id,
            DivisionNow.state.in_((*_ASKING, "answered")),
            within_ranges(DivisionNow.division_code, scope.ranges()),
        )
        .order_by(answered, Alert.recorded_at.desc(), Alert.id.desc(), DivisionNow.division_code)
        .limit(MOST_ASKS)
    )
    return tuple(_row(*row) for row in rows)


def is_asked(session: Session, scope: Scope, incident_id: str) -> bool:
    """Return whether an alert waits for this person's own answer: a township's, not a desk's."""
    if not scope.may("alerts.answer") or scope.may("alerts.issue"):
        return False
    waiting = exists().where(
        DivisionNow.incident_id == incident_id,
        DivisionNow.state.in_(_ASKING),
        within_ranges(DivisionNow.division_code, scope.ranges()),
    )
    return bool(session.scalar(select(waiting)))


def _row(entry: Alert, now: DivisionNow, answered_at: datetime | None) -> AskRow:
    return AskRow(
        alert_id=entry.id,
        division=now.division_code,
        kind=cast("AlertKind", entry.kind),
        text=entry.text,
        office_division=entry.office_division,
        issued_at=entry.recorded_at,
        answer_by=now.waits_until,
        answered_at=answered_at,
        generated=entry.source == "generated",
    )
