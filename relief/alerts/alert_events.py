"""What happened to each division of an alert, in order: the evidence of 叫应."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from relief.alerts.alert_tables import (
    Alert,
    AlertEnd,
    AnswerEntry,
    AnswerWords,
    Message,
    MessageEvent,
    RungEntry,
)
from relief.db.base import LedgerEntry


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thing that happened.

    Fields:
        what: a key of `alert.EVENTS`.
        who: the person it went to or came from, empty where it concerns nobody.
        words: what was said, or the provider's code.
        by: the account or job that wrote it down.
        channel: of a message, empty for the rest.
        rung: the rung it belongs to, 0 for the alert as a whole.
    """

    at: datetime
    what: str
    who: str
    words: str
    by: str
    channel: str = ""
    rung: int = 0
    entry_id: str = ""


def events_of(
    session: Session, entry: Alert, codes: Sequence[str], at: datetime | None
) -> dict[str, list[EventRow]]:
    """Return the events by division, oldest first; `who` and `by` hold ids."""
    whole = _whole(session, entry, at)
    found = {code: list(whole) for code in codes}
    parts = (
        _rungs(session, entry, at),
        _messages(session, entry, at),
        _answers(session, entry, at),
    )
    for code, event in (pair for part in parts for pair in part):
        if code in found:
            found[code].append(event)
    for rows in found.values():
        rows.sort(key=lambda row: (row.at, row.entry_id))
    return found


def _whole(session: Session, entry: Alert, at: datetime | None) -> list[EventRow]:
    ends = session.scalars(select(AlertEnd).where(AlertEnd.alert_id == entry.id, _by(AlertEnd, at)))
    issued = EventRow(entry.recorded_at, "issued", "", "", entry.recorded_by, entry_id=entry.id)
    return [
        issued,
        *(EventRow(e.recorded_at, e.what, "", "", e.recorded_by, entry_id=e.id) for e in ends),
    ]


def _rungs(session: Session, entry: Alert, at: datetime | None) -> list[tuple[str, EventRow]]:
    """Return the climbs; reaching the first rung is the release itself."""
    rows = session.scalars(
        select(RungEntry).where(RungEntry.alert_id == entry.id, _by(RungEntry, at))
    )
    found = []
    for row in rows:
        if row.outcome == "reached" and row.rung == 1:
            continue
        what = "climbed" if row.outcome == "reached" else row.outcome
        who = row.person_id or ""
        event = EventRow(row.recorded_at, what, who, "", row.recorded_by, "", row.rung, row.id)
        found.append((row.division_code, event))
    return found


def _messages(session: Session, entry: Alert, at: datetime | None) -> list[tuple[str, EventRow]]:
    """Return what became of the messages; their waiting is no event of its own."""
    rows = session.execute(
        select(Message, MessageEvent)
        .join(MessageEvent, MessageEvent.message_id == Message.id)
        .where(
            Message.alert_id == entry.id,
            _by(MessageEvent, at),
            MessageEvent.what.not_in(("held", "queued", "sending", "needless", "stopped")),
        )
    )
    return [
        (
            message.division_code,
            EventRow(
                event.recorded_at,
                f"{'call' if message.channel in {'phone', 'visit'} else 'message'}_{event.what}",
                message.person_id or "",
                event.code,
                event.recorded_by,
                message.channel,
                message.rung,
                event.id,
            ),
        )
        for message, event in rows
    ]


def _answers(session: Session, entry: Alert, at: datetime | None) -> list[tuple[str, EventRow]]:
    rows = session.execute(
        select(AnswerEntry, AnswerWords.words)
        .outerjoin(AnswerWords, AnswerWords.answer_id == AnswerEntry.id)
        .where(AnswerEntry.alert_id == entry.id, _by(AnswerEntry, at))
    )
    return [
        (
            row.division_code,
            EventRow(
                row.recorded_at,
                "answered" if row.first_of else "further_words",
                row.person_id or "",
                words or "",
                row.recorded_by,
                entry_id=row.id,
            ),
        )
        for row, words in rows
    ]


def _by(entry: type[LedgerEntry], at: datetime | None) -> ColumnElement[bool]:
    return true() if at is None else entry.recorded_at <= at
