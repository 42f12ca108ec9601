"""The call log: slips, the figures spoken, the villages heard, and the erasable words."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, LedgerLine, ledger_args


class Call(LedgerEntry, Base):
    """One telephone slip. Names and words stand in `alerts_call_person`, which can be erased."""

    __tablename__ = "alerts_call"
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"))
    division_code: Mapped[str]  # the township (or village) spoken of
    occurred_at: Mapped[datetime]  # when the telephone rang
    __table_args__ = ledger_args(
        Index("ix_alerts_call_incident", "incident_id", "division_code", "recorded_at"),
        Index("uq_alerts_call_corrects", "corrects", unique=True),
    )


class CallFigure(LedgerLine, Base):
    """One of the five figures as spoken; NULL is 待核: asked and not known."""

    __tablename__ = "alerts_call_figure"
    call_id: Mapped[str] = mapped_column(ForeignKey("alerts_call.id"), index=True)
    indicator: Mapped[str]
    value: Mapped[Decimal | None]
    __table_args__ = ledger_args()


class CallVillage(LedgerLine, Base):
    """A village the caller spoke for: heard from, no longer silent."""

    __tablename__ = "alerts_call_village"
    call_id: Mapped[str] = mapped_column(ForeignKey("alerts_call.id"), index=True)
    division_code: Mapped[str]
    __table_args__ = ledger_args()


class CallPerson(Base):
    """Who called and the words as spoken: personal data, erasable, never in the ledger."""

    __tablename__ = "alerts_call_person"
    call_id: Mapped[str] = mapped_column(ForeignKey("alerts_call.id"), primary_key=True)
    caller: Mapped[str]
    phone: Mapped[str]
    words: Mapped[str]


class HeardNow(Base):
    """Projection: when a township or village was last heard from."""

    __tablename__ = "alerts_heard_now"
    incident_id: Mapped[str] = mapped_column(primary_key=True)
    division_code: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str]
    heard_at: Mapped[datetime]
