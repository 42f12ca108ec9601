"""Proposals, decisions taken here or received, late signatures, and the level in force."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, ledger_args


class Proposal(LedgerEntry, Base):
    """The office proposes a level (0: end the response) with the evidence frozen as it stood."""

    __tablename__ = "response_proposal"
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"))
    division_code: Mapped[str]  # the tier: nation, province, prefecture, county
    subject_code: Mapped[str]  # the division the figures are about (a province, for the nation)
    response: Mapped[str]  # "relief" or "earthquake", "flood" …: separate, each with its level
    plan_id: Mapped[str]
    level: Mapped[int]
    basis: Mapped[str]
    reason: Mapped[str]
    decider: Mapped[str]  # the post the plan names for this level
    evidence: Mapped[dict[str, Any]]
    __table_args__ = ledger_args(
        CheckConstraint("level BETWEEN 0 AND 4", name="level"),
        CheckConstraint("basis IN ('threshold','discretion','superior','linkage')", name="basis"),
        Index("ix_response_proposal_incident", "incident_id", "recorded_at"),
    )


class Decision(LedgerEntry, Base):
    """A level decided on a proposal, or recorded as received from the office that decided it."""

    __tablename__ = "response_decision"
    proposal_id: Mapped[str | None] = mapped_column(ForeignKey("response_proposal.id"), unique=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"))
    division_code: Mapped[str]
    subject_code: Mapped[str]
    response: Mapped[str]
    level: Mapped[int]
    accepted: Mapped[bool]  # False: the decider turned the proposal down
    received: Mapped[bool]
    decided_by: Mapped[str]  # the post, as the document or the account names it
    form: Mapped[str]  # "written", "telephone"
    document: Mapped[str]
    reason: Mapped[str]
    occurred_at: Mapped[datetime]
    occurred_precision: Mapped[str]
    follows: Mapped[str]  # the decision that was in force before: two at once cannot both follow it
    __table_args__ = ledger_args(
        CheckConstraint("level BETWEEN 0 AND 4", name="level"),
        CheckConstraint("form IN ('written','telephone')", name="form"),
        CheckConstraint("occurred_precision IN ('minute','day','unknown')", name="precision"),
        UniqueConstraint("incident_id", "division_code", "response", "follows"),
    )


class Signature(LedgerEntry, Base):
    """The paper that follows a spoken decision (补签)."""

    __tablename__ = "response_signature"
    decision_id: Mapped[str] = mapped_column(ForeignKey("response_decision.id"), unique=True)
    document: Mapped[str]
    file_sha256: Mapped[str]
    __table_args__ = ledger_args()


class LevelNow(Base):
    """Projection: the level in force per tier and response."""

    __tablename__ = "response_level_now"
    incident_id: Mapped[str] = mapped_column(primary_key=True)
    division_code: Mapped[str] = mapped_column(primary_key=True)
    response: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int]
    decision_id: Mapped[str]
    since: Mapped[datetime]
