"""Alerts, their messages, what became of these, the rungs climbed and the answers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, LedgerLine, ledger_args


class Alert(LedgerEntry, Base):
    """An alert as issued: it leaves after a count-down in which it can be stopped."""

    __tablename__ = "alerts_alert"
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"))
    office_division: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    # Machine time: the seconds in which it can be stopped are real, whatever the desk's clock says.
    held_until: Mapped[datetime]
    __table_args__ = ledger_args(Index("ix_alerts_alert_incident", "incident_id", "recorded_at"))


class AlertDivision(LedgerLine, Base):
    """A division the alert calls."""

    __tablename__ = "alerts_alert_division"
    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts_alert.id"))
    division_code: Mapped[str]
    __table_args__ = ledger_args(
        UniqueConstraint("alert_id", "division_code"),
        Index("ix_alerts_alert_division_code", "division_code"),
    )


class AlertEnd(LedgerEntry, Base):
    """How the count-down ended: released or stopped, once (of the two at once one wins)."""

    __tablename__ = "alerts_alert_end"
    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts_alert.id"), unique=True)
    what: Mapped[str]
    __table_args__ = ledger_args(CheckConstraint("what IN ('released','stopped')", name="what"))


class RungEntry(LedgerEntry, Base):
    """A division of an alert reached a rung of the ladder; each rung once."""

    __tablename__ = "alerts_rung"
    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts_alert.id"))
    division_code: Mapped[str]
    rung: Mapped[int]  # one above the last when no rung is left
    outcome: Mapped[str]
    person_id: Mapped[str | None]  # who is asked first on this rung
    waits_until: Mapped[datetime | None]  # the desk's clock; None: there is nothing to climb to
    __table_args__ = ledger_args(
        UniqueConstraint("alert_id", "division_code", "rung"),
        CheckConstraint("outcome IN ('reached','exhausted','no_responsible')", name="outcome"),
    )


class Message(LedgerEntry, Base):
    """One thing to be carried to one person: the outbox. Its id is the gateway's idempotency key.

    The text is the alert's, the number is looked up when it is sent (law 12).
    """

    __tablename__ = "alerts_message"
    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts_alert.id"), index=True)
    division_code: Mapped[str]
    rung: Mapped[int]
    channel: Mapped[str]
    person_id: Mapped[str | None]  # None: somebody goes there
    __table_args__ = ledger_args(
        CheckConstraint("channel IN ('sms','voice','phone','visit')", name="channel")
    )


class MessageEvent(LedgerEntry, Base):
    """What became of a message; numbered, so that of two at once one wins."""

    __tablename__ = "alerts_message_event"
    message_id: Mapped[str] = mapped_column(ForeignKey("alerts_message.id"))
    number: Mapped[int]
    what: Mapped[str]  # the state it was found in, or the outcome of a call
    state: Mapped[str]  # the message's state after it
    attempt: Mapped[int]  # how often it was tried until then
    provider_id: Mapped[str]  # as the gateway knows it, empty before it does
    code: Mapped[str]  # the provider's word, or the fault
    __table_args__ = ledger_args(UniqueConstraint("message_id", "number"))


class AnswerEntry(LedgerEntry, Base):
    """Somebody answered for a division; the first answer counts, later ones are further words."""

    __tablename__ = "alerts_answer"
    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts_alert.id"))
    incident_id: Mapped[str]
    division_code: Mapped[str]
    person_id: Mapped[str | None]
    how: Mapped[str]
    on_behalf: Mapped[bool]
    first_of: Mapped[str | None] = mapped_column(unique=True)  # "ALERT:DIVISION" of the first one
    __table_args__ = ledger_args(
        Index("ix_alerts_answer_alert", "alert_id", "division_code"),
        Index("ix_alerts_answer_incident", "incident_id", "division_code", "recorded_at"),
    )


class AnswerWords(Base):
    """What was said: personal data, erasable, never in the ledger."""

    __tablename__ = "alerts_answer_words"
    answer_id: Mapped[str] = mapped_column(ForeignKey("alerts_answer.id"), primary_key=True)
    words: Mapped[str]


class MessageNow(Base):
    """Projection: where each message stands."""

    __tablename__ = "alerts_message_now"
    message_id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str]
    number: Mapped[int]
    alert_id: Mapped[str]
    incident_id: Mapped[str]
    division_code: Mapped[str]
    rung: Mapped[int]
    channel: Mapped[str]
    person_id: Mapped[str | None]
    state: Mapped[str]
    attempt: Mapped[int]
    provider_id: Mapped[str]
    changed_at: Mapped[datetime]
    __table_args__ = (
        Index("ix_alerts_message_now_state", "state", "channel"),
        Index("ix_alerts_message_now_alert", "alert_id", "division_code"),
        Index("ix_alerts_message_now_provider", "provider_id"),
    )


class DivisionNow(Base):
    """Projection: where each division of an alert stands."""

    __tablename__ = "alerts_division_now"
    alert_id: Mapped[str] = mapped_column(primary_key=True)
    division_code: Mapped[str] = mapped_column(primary_key=True)
    incident_id: Mapped[str]
    state: Mapped[str]
    rung: Mapped[int]  # 0 while held
    person_id: Mapped[str | None]
    waits_until: Mapped[datetime | None]
    answer_id: Mapped[str | None]
    __table_args__ = (
        CheckConstraint(
            "state IN ('held','waiting','answered','exhausted','stopped','no_responsible')",
            name="state",
        ),
        Index("ix_alerts_division_now_due", "state", "waits_until"),
        Index("ix_alerts_division_now_incident", "incident_id", "division_code"),
    )


class Lease(Base):
    """Who is sending a message just now (machine time): not a fact, only a claim that lapses."""

    __tablename__ = "alerts_lease"
    message_id: Mapped[str] = mapped_column(primary_key=True)
    first_at: Mapped[datetime]  # when the first try began: what a gateway is asked about since
    until: Mapped[datetime]
