"""Where messages and divisions of alerts stand, derived from their ledgers."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, select, true
from sqlalchemy.orm import Session, aliased

from relief.alerts.alert_tables import (
    Alert,
    AlertDivision,
    AlertEnd,
    AnswerEntry,
    DivisionNow,
    Message,
    MessageEvent,
    MessageNow,
    RungEntry,
)
from relief.db.base import LedgerEntry
from relief.db.projections import Projection, Row


def message_now_row(incident_id: str, message: Message, event: MessageEvent) -> dict[str, Any]:
    """Return the projection's row of a message after this event."""
    return {
        "message_id": message.id,
        "event_id": event.id,
        "number": event.number,
        "alert_id": message.alert_id,
        "incident_id": incident_id,
        "division_code": message.division_code,
        "rung": message.rung,
        "channel": message.channel,
        "person_id": message.person_id,
        "state": event.state,
        "attempt": event.attempt,
        "provider_id": event.provider_id,
        "changed_at": event.recorded_at,
    }


def message_rows(
    session: Session, alert_ids: Collection[str] | None = None, at: datetime | None = None
) -> list[Row]:
    """Return where messages stood at `at`, as the ledger has them, by id."""
    later = aliased(MessageEvent)
    is_later = (later.message_id == MessageEvent.message_id) & (later.number > MessageEvent.number)
    found = session.execute(
        select(Alert.incident_id, Message, MessageEvent)
        .join(Message, Message.alert_id == Alert.id)
        .join(MessageEvent, MessageEvent.message_id == Message.id)
        .outerjoin(later, is_later & _by(later, at))
        .where(_of(Alert.id, alert_ids), _by(MessageEvent, at), later.id.is_(None))
        .order_by(Message.id)
    )
    return [message_now_row(*row) for row in found]


def division_rows(
    session: Session, alert_ids: Collection[str] | None = None, at: datetime | None = None
) -> list[Row]:
    """Return where divisions of alerts stood at `at`, as the ledger has them, by alert and code."""
    ends = _ends(session, alert_ids, at)
    rungs = _last_rungs(session, alert_ids, at)
    answers = _first_answers(session, alert_ids, at)
    called = session.execute(
        select(Alert.id, Alert.incident_id, AlertDivision.division_code)
        .join(AlertDivision, AlertDivision.alert_id == Alert.id)
        .where(_of(Alert.id, alert_ids), _by(Alert, at))
        .order_by(Alert.id, AlertDivision.division_code)
    )
    found: list[Row] = []
    for row in called:
        key = (row.id, row.division_code)
        standing = _standing(ends.get(row.id), rungs.get(key), answers.get(key))
        names = {"alert_id": row.id, "division_code": row.division_code}
        found.append({**names, "incident_id": row.incident_id, **standing})
    return found


def _standing(end: str | None, rung: RungEntry | None, answer_id: str | None) -> dict[str, Any]:
    if rung is None:
        state = "stopped" if end == "stopped" else "held"
        nothing = {"rung": 0, "person_id": None, "waits_until": None, "answer_id": None}
        return {"state": state, **nothing}
    state = "waiting" if rung.outcome == "reached" else rung.outcome
    return {
        "state": "answered" if answer_id else state,
        "rung": rung.rung,
        "person_id": rung.person_id,
        "waits_until": None if answer_id else rung.waits_until,
        "answer_id": answer_id,
    }


def _ends(
    session: Session, alert_ids: Collection[str] | None, at: datetime | None
) -> dict[str, str]:
    rows = session.execute(
        select(AlertEnd.alert_id, AlertEnd.what).where(
            _of(AlertEnd.alert_id, alert_ids), _by(AlertEnd, at)
        )
    )
    return {row.alert_id: row.what for row in rows}


def _last_rungs(
    session: Session, alert_ids: Collection[str] | None, at: datetime | None
) -> dict[tuple[str, str], RungEntry]:
    rows = session.scalars(
        select(RungEntry)
        .where(_of(RungEntry.alert_id, alert_ids), _by(RungEntry, at))
        .order_by(RungEntry.rung)
    )
    return {(row.alert_id, row.division_code): row for row in rows}


def _first_answers(
    session: Session, alert_ids: Collection[str] | None, at: datetime | None
) -> dict[tuple[str, str], str]:
    rows = session.execute(
        select(AnswerEntry.alert_id, AnswerEntry.division_code, AnswerEntry.id).where(
            _of(AnswerEntry.alert_id, alert_ids),
            _by(AnswerEntry, at),
            AnswerEntry.first_of.is_not(None),
        )
    )
    return {(row.alert_id, row.division_code): row.id for row in rows}


def _of(column: Any, alert_ids: Collection[str] | None) -> ColumnElement[bool]:
    return true() if alert_ids is None else column.in_(alert_ids)


def _by(entry: type[LedgerEntry], at: datetime | None) -> ColumnElement[bool]:
    return true() if at is None else entry.recorded_at <= at


def _messages_now(session: Session) -> Iterable[Row]:
    return message_rows(session)


def _divisions_now(session: Session) -> Iterable[Row]:
    return division_rows(session)


PROJECTIONS: tuple[Projection, ...] = (
    Projection(cast("Table", MessageNow.__table__), _messages_now),
    Projection(cast("Table", DivisionNow.__table__), _divisions_now),
)
