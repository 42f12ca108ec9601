"""Nobody answered in time: the division climbs to the next rung of the ladder."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from relief.alerts.alert import BY_GATEWAY
from relief.alerts.alert_tables import DivisionNow, MessageNow
from relief.alerts.catalogue import load_ladder
from relief.alerts.climbing import Reached, next_rung
from relief.alerts.services.divisions import locked_divisions, rung_entry
from relief.alerts.services.issue import messages_of
from relief.alerts.services.outbox import write_messages
from relief.alerts.services.release import CLOCK
from relief.core.clock import beijing
from relief.core.ledger import Stamp
from relief.db.changes import note_change
from relief.incidents.queries import list_incidents
from relief.offices.roster import responsibles

MOST_AT_ONCE = 100


def climb_due(session: Session, at: datetime) -> int:
    """Return how many divisions climbed whose wait is over by the desk's clock, at most 100.

    A division whose last rung is over is `exhausted`: nothing more is tried, the screen says so. In
    a closed incident nobody climbs. Twice climbs once: each rung is reached once.
    """
    due = locked_divisions(session, *_is_due(session, at), limit=MOST_AT_ONCE)
    if not due:
        return 0
    reached = _next_rungs(session, due, at)
    for row, step in zip(due, reached, strict=True):
        session.add(rung_entry(_stamp(at, row, step), row.alert_id, row.division_code, step))
        row.state = "waiting" if step.outcome == "reached" else step.outcome
        row.rung, row.person_id, row.waits_until = step.rung, step.person_id, step.waits_until(at)
    session.flush()
    _write_messages(session, due, reached, at)
    note_change(session, "alerts")
    return len(due)


def is_any_due(session: Session, at: datetime) -> bool:
    """Return whether somebody's wait is over by the desk's clock."""
    return (
        session.scalar(select(DivisionNow.alert_id).where(*_is_due(session, at)).limit(1))
        is not None
    )


def _is_due(session: Session, at: datetime) -> tuple[ColumnElement[bool], ...]:
    open_ones = [row.id for row in list_incidents(session) if row.state == "open"]
    return (
        DivisionNow.state == "waiting",
        DivisionNow.waits_until <= at,
        DivisionNow.incident_id.in_(open_ones),
    )


def _next_rungs(session: Session, due: Sequence[DivisionNow], at: datetime) -> list[Reached]:
    ladder = load_ladder()
    roster = responsibles(session, {row.division_code for row in due}, beijing(at).date())
    listed = _in_call_list(session, due)
    return [
        next_rung(
            ladder,
            roster[row.division_code],
            after=row.rung,
            in_call_list=listed[row.alert_id, row.division_code],
        )
        for row in due
    ]


def _in_call_list(
    session: Session, due: Sequence[DivisionNow]
) -> Mapping[tuple[str, str], set[str | None]]:
    found: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    rows = session.execute(
        select(MessageNow.alert_id, MessageNow.division_code, MessageNow.person_id).where(
            MessageNow.alert_id.in_({row.alert_id for row in due}),
            MessageNow.state == "queued",
            MessageNow.channel.not_in(BY_GATEWAY),
        )
    )
    for row in rows:
        found[row.alert_id, row.division_code].add(row.person_id)
    return found


def _write_messages(
    session: Session, due: Sequence[DivisionNow], reached: Sequence[Reached], at: datetime
) -> None:
    for row, step in zip(due, reached, strict=True):
        if step.messages:
            stamp = _stamp(at, row, step)
            new = messages_of(row.division_code, step)
            write_messages(session, stamp, (row.alert_id, row.incident_id), new, "queued")


def _stamp(at: datetime, row: DivisionNow, step: Reached) -> Stamp:
    command = f"climb:{row.alert_id}:{row.division_code}:{step.rung}"
    return Stamp(at, CLOCK, "job", command)
