"""Writing messages and their steps: the ledger and the projection in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from relief.alerts.alert import NEXT_MESSAGE, Channel, MessageState
from relief.alerts.alert_projections import message_now_row
from relief.alerts.alert_tables import Message, MessageEvent, MessageNow
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.db.append import append
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.upsert import upsert

TOPIC = "alerts"
_MOST_ROWS = 1_000  # a statement's values are limited on both databases


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message of an alert to one person of a division."""

    division: str
    rung: int
    channel: Channel
    person_id: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """What became of messages.

    Fields:
        what: the word of the event: a state, or the outcome of a call.
        state: where it puts a message; one that cannot go there stays where it is.
        attempt: how many tries that makes; None leaves it.
        provider_id: as the gateway knows it; empty leaves it.
    """

    what: str
    state: MessageState
    attempt: int | None = None
    provider_id: str = ""
    code: str = ""


def write_messages(
    session: Session,
    stamp: Stamp,
    of: tuple[str, str],
    new: Sequence[NewMessage],
    state: MessageState,
) -> None:
    """Append messages of an alert (`of`: its id and its incident's) and their first event.

    They are `held` before the count-down's end and `queued` after it.
    """
    alert_id, incident_id = of
    messages = [_message(stamp, alert_id, number, wish) for number, wish in enumerate(new)]
    events = [_first_event(stamp, message, state) for message in messages]
    session.add_all(messages)
    session.flush()
    session.add_all(events)
    session.flush()
    pairs = zip(messages, events, strict=True)
    rows = [message_now_row(incident_id, message, event) for message, event in pairs]
    for start in range(0, len(rows), _MOST_ROWS):
        upsert(session, MessageNow, rows[start : start + _MOST_ROWS])
    note_change(session, TOPIC)


def locked(session: Session, *conditions: ColumnElement[bool]) -> list[MessageNow]:
    """Return where messages stand, held to the transaction's end, in the order of ids."""
    rows = session.scalars(
        select(MessageNow)
        .where(*conditions)
        .order_by(MessageNow.message_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(rows)


def step_messages(
    session: Session, stamp: Stamp, rows: Sequence[MessageNow], step: Step
) -> list[str]:
    """Return the ids of the events appended, one a message; the rows have been locked.

    A command steps a message once: the same one again appends nothing for it.
    """
    events = [_event(stamp, row, step) for row in rows]
    if not events or not append(session, *events):
        return []
    for row, event in zip(rows, events, strict=True):
        row.event_id, row.number, row.state = event.id, event.number, event.state
        row.attempt, row.provider_id = event.attempt, event.provider_id
        row.changed_at = event.recorded_at
    session.flush()
    note_change(session, TOPIC)
    return [event.id for event in events]


def state_after(before: str, wanted: MessageState) -> str:
    """Return the state a message is in after hearing `wanted`: late news moves nothing back."""
    return wanted if wanted in NEXT_MESSAGE[before] else before


def _message(stamp: Stamp, alert_id: str, number: int, wish: NewMessage) -> Message:
    return Message(
        **{**stamped(stamp), "command_id": f"{stamp.command_id}:message:{number}"},
        id=new_id(),
        alert_id=alert_id,
        division_code=wish.division,
        rung=wish.rung,
        channel=wish.channel,
        person_id=wish.person_id,
    )


def _first_event(stamp: Stamp, message: Message, state: MessageState) -> MessageEvent:
    return MessageEvent(
        **{**stamped(stamp), "command_id": f"{stamp.command_id}:{message.id}"},
        id=new_id(),
        message_id=message.id,
        number=0,
        what=state,
        state=state,
        attempt=0,
        provider_id="",
        code="",
    )


def _event(stamp: Stamp, row: MessageNow, step: Step) -> MessageEvent:
    return MessageEvent(
        **{**stamped(stamp), "command_id": f"{stamp.command_id}:{row.message_id}"},
        id=new_id(),
        message_id=row.message_id,
        number=row.number + 1,
        what=step.what,
        state=state_after(row.state, step.state),
        attempt=row.attempt if step.attempt is None else step.attempt,
        provider_id=row.provider_id or step.provider_id,
        code=step.code,
    )
