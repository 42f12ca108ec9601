"""The outbox: claimed with a lease, sent by id while no transaction is open, then recorded.

Law 8: what a crash leaves behind is a message in state `sending` whose lease lapses. Its next
sender gives the gateway the same id; a gateway that cannot tell two of them apart is asked first
what it took, and where it cannot say, the message is shown as “may have gone out” and not repeated.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from relief.alerts.alert import BY_GATEWAY, IN_OUTBOX, Channel, MessageState
from relief.alerts.alert_tables import Alert, DivisionNow, Lease, MessageNow
from relief.alerts.ports import Gateway, GatewayAway, GatewayRefused, GatewayUnsure
from relief.alerts.services.outbox import Step, locked, step_messages
from relief.alerts.services.release import CLOCK, alerts_due
from relief.core.clock import SystemClock
from relief.core.ledger import Stamp
from relief.db.turn import take_turn
from relief.db.upsert import upsert
from relief.offices.phone import may_be_rung
from relief.offices.roster import people, people_with_phone

LEASE = timedelta(seconds=60)
"""Longer than a gateway may take to answer (adapters wait at most 20 s)."""

MOST_TRIES = 8
"""After so many deaths in the middle, or questions without an answer, people decide."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 5, 300
_NEEDLESS = Step("needless", "needless")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message leased to its sender.

    Fields:
        to: the number, empty when the person was erased.
        again: somebody had begun to send it; since: when he began (machine time).
        known: ids under which the gateway took other messages to this number.
    """

    message_id: str
    channel: Channel
    to: str
    text: str
    generated: bool
    attempt: int
    again: bool
    since: datetime
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Carried:
    """What the gateway said, to be recorded."""

    message_id: str
    attempt: int
    state: MessageState
    provider_id: str = ""
    code: str = ""


def claim(session: Session, at: datetime, lease: timedelta = LEASE) -> Claimed | None:
    """Return the message due the longest, leased to the caller, None when nothing is due.

    The ledger says the desk's present `at`; leases run on the machine's clock.
    """
    # One claims at a time: what is read below is then what the last one committed.
    take_turn(session, "alerts:outbox")
    while row := _due(session):
        again, attempt = row.state != "queued", row.attempt + 1
        stamp = _stamp(at, "send", attempt)
        if again and attempt > MOST_TRIES:
            step_messages(session, stamp, [row], Step("unsure", "unsure", attempt))
            _end_lease(session, row.message_id)
            continue
        if not step_messages(session, stamp, [row], Step("sending", "sending", attempt)):
            return None
        return _claimed(session, row, again=again, since=_lease(session, row.message_id, lease))
    return None


def carry(gateway: Gateway, claimed: Claimed, callback: str) -> Carried:
    """Return what came of sending the message; called while no transaction is open.

    Generated persons and numbers that cannot exist never reach a gateway that leaves the house.
    """
    message_id, attempt = claimed.message_id, claimed.attempt
    if fault := _unreachable(gateway, claimed):
        return Carried(message_id, attempt, "failed", code=fault)
    try:
        provider_id = _asked_back(gateway, claimed) or _sent(gateway, claimed, callback)
    except GatewayRefused as error:
        return Carried(message_id, attempt, "failed", code=f"{error.code} {error.words}".strip())
    except GatewayAway as error:
        return Carried(message_id, attempt, "queued", code=error.words)
    except GatewayUnsure as error:
        return Carried(message_id, attempt, "unsure", code=error.words)
    return Carried(message_id, attempt, "sent", provider_id)


def record(session: Session, at: datetime, carried: Carried) -> bool:
    """Write down what the gateway said; return whether the message has gone out."""
    (row,) = locked(session, MessageNow.message_id == carried.message_id)
    if carried.attempt != row.attempt and carried.state != "sent":
        return False  # the lease lapsed and somebody else is at it: his word counts
    stamp = _stamp(at, carried.state, carried.attempt)
    step = Step(carried.state, carried.state, None, carried.provider_id, carried.code)
    step_messages(session, stamp, [row], step)
    if row.state == "queued" and _is_answered(session, row):
        step_messages(session, _stamp(at, "needless", carried.attempt), [row], _NEEDLESS)
    if row.state not in IN_OUTBOX:
        _end_lease(session, row.message_id)
    else:
        pause = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (carried.attempt - 1))
        _lease(session, row.message_id, timedelta(seconds=pause))
    return carried.state == "sent"


def _stamp(at: datetime, deed: str, attempt: int) -> Stamp:
    """Return the stamp of a deed of one attempt: the same message cannot be stepped twice by it."""
    return Stamp(at, CLOCK, "job", f"{deed}:{attempt}")


def _is_answered(session: Session, row: MessageNow) -> bool:
    """Return whether the division answered while the gateway was away."""
    now = session.get(DivisionNow, (row.alert_id, row.division_code))
    return now is not None and now.answer_id is not None


def _unreachable(gateway: Gateway, claimed: Claimed) -> str:
    if not claimed.to:
        return "no_number"
    impossible = claimed.generated or not may_be_rung(claimed.to)
    return "impossible_number" if gateway.leaves_the_house and impossible else ""


def _asked_back(gateway: Gateway, claimed: Claimed) -> str:
    """Return the id of what an earlier sender got out, empty when certainly nothing went."""
    if not claimed.again or gateway.tells_apart:
        return ""
    found = gateway.find(
        channel=claimed.channel, to=claimed.to, text=claimed.text, since=claimed.since
    )
    unknown = [sent.provider_id for sent in found if sent.provider_id not in claimed.known]
    return unknown[0] if unknown else ""


def _sent(gateway: Gateway, claimed: Claimed, callback: str) -> str:
    return gateway.send(
        message_id=claimed.message_id,
        channel=claimed.channel,
        to=claimed.to,
        text=claimed.text,
        callback=callback,
    ).provider_id


def is_any_due(session: Session) -> bool:
    """Return whether a sender would find something: an alert to release, a message to send."""
    message = session.scalar(select(MessageNow.message_id).where(*_is_due()).limit(1))
    return message is not None or bool(alerts_due(session, 1))


def _is_due() -> tuple[ColumnElement[bool], ...]:
    leased = select(Lease.message_id).where(
        Lease.message_id == MessageNow.message_id, Lease.until > SystemClock().now()
    )
    return (
        MessageNow.state.in_(IN_OUTBOX),
        MessageNow.channel.in_(BY_GATEWAY),
        or_(MessageNow.state != "unsure", MessageNow.attempt < MOST_TRIES),
        ~leased.exists(),
    )


def _due(session: Session) -> MessageNow | None:
    return session.scalar(
        select(MessageNow)
        .where(*_is_due())
        .order_by(MessageNow.message_id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def _claimed(session: Session, row: MessageNow, *, again: bool, since: datetime) -> Claimed:
    person = people(session, [row.person_id]).get(row.person_id or "")
    phone = person.phone if person else ""
    same = people_with_phone(session, phone) if again else frozenset()
    known = select(MessageNow.provider_id).where(
        MessageNow.person_id.in_(same),
        MessageNow.provider_id != "",
        MessageNow.message_id != row.message_id,
    )
    return Claimed(
        message_id=row.message_id,
        channel=cast("Channel", row.channel),
        to=phone,
        text=session.scalars(select(Alert.text).where(Alert.id == row.alert_id)).one(),
        generated=person.generated if person else False,
        attempt=row.attempt,
        again=again,
        since=since,
        known=frozenset(session.scalars(known)),
    )


def _lease(session: Session, message_id: str, length: timedelta) -> datetime:
    """Lease the message from now on; return when its first sender began."""
    now = SystemClock().now()
    first = session.scalar(select(Lease.first_at).where(Lease.message_id == message_id)) or now
    upsert(session, Lease, [{"message_id": message_id, "first_at": first, "until": now + length}])
    return first


def _end_lease(session: Session, message_id: str) -> None:
    session.execute(delete(Lease).where(Lease.message_id == message_id))
