"""Entitlements, the instalments they are paid in, milestones reached, and payments; whole fen."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, LedgerLine, ledger_args


class Entitlement(LedgerEntry, Base):
    """What a case is entitled to, as approved, as entered by document, or as cancelled.

    `root_id` is the approval it belongs to: a later one begins anew. Each entry is followed once.
    """

    __tablename__ = "aid_entitlement"
    root_id: Mapped[str] = mapped_column(index=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"))
    subject: Mapped[str] = mapped_column(index=True)  # the case's id, to the right of this room
    division_code: Mapped[str]
    mode: Mapped[str]
    standard: Mapped[str]  # empty for an amount by document, or none known
    total_fen: Mapped[int | None] = mapped_column(BigInteger)  # NULL is 待核
    loan_fen: Mapped[int | None] = mapped_column(BigInteger)
    document: Mapped[str]
    amount_source: Mapped[str]  # a source id, empty where the amount is 待核 or by document
    verified: Mapped[bool]
    cancelled: Mapped[bool]
    reason: Mapped[str]
    follows: Mapped[str] = mapped_column(unique=True)  # the entry before, or "subject:SUBJECT"
    __table_args__ = ledger_args(
        CheckConstraint("total_fen IS NULL OR total_fen > 0", name="above_zero"),
    )


class Instalment(LedgerLine, Base):
    """A part of an entitlement and the milestone that releases it."""

    __tablename__ = "aid_instalment"
    entitlement_id: Mapped[str] = mapped_column(ForeignKey("aid_entitlement.id"))
    position: Mapped[int]
    milestone: Mapped[str]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = ledger_args(
        UniqueConstraint("entitlement_id", "milestone"),
        CheckConstraint("amount_fen > 0", name="above_zero"),
    )


class Release(LedgerEntry, Base):
    """A milestone reached under an approval: each releases once."""

    __tablename__ = "aid_release"
    root_id: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    milestone: Mapped[str]
    reached_on: Mapped[date]
    __table_args__ = ledger_args(UniqueConstraint("root_id", "milestone"))


class Payment(LedgerEntry, Base):
    """An instalment paid, or sent back by the bank; each entry is followed once."""

    __tablename__ = "aid_payment"
    instalment_id: Mapped[str] = mapped_column(ForeignKey("aid_instalment.id"), index=True)
    subject: Mapped[str] = mapped_column(index=True)
    division_code: Mapped[str]
    state: Mapped[str]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    paid_on: Mapped[date]  # of "returned": the day it came back
    document: Mapped[str]
    reason: Mapped[str]
    follows: Mapped[str] = mapped_column(unique=True)  # the payment before, or "instalment:ID"
    __table_args__ = ledger_args(
        CheckConstraint("state IN ('paid','returned')", name="state"),
        CheckConstraint("amount_fen > 0", name="above_zero"),
    )


class InstalmentNow(Base):
    """Projection: where each instalment stands."""

    __tablename__ = "aid_instalment_now"
    instalment_id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
    incident_id: Mapped[str]
    division_code: Mapped[str]
    position: Mapped[int]
    milestone: Mapped[str]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str]
    released_on: Mapped[date | None]
    paid_on: Mapped[date | None]
    document: Mapped[str]
    entry_id: Mapped[str]  # the payment, release or entitlement it stands by
    generated: Mapped[bool]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    __table_args__ = (
        CheckConstraint(
            "state IN ('planned','released','paid','returned','cancelled')", name="state"
        ),
        CheckConstraint("amount_fen > 0", name="above_zero"),
        Index("ix_aid_instalment_now_incident", "incident_id", "state", "division_code"),
    )
