"""Plans of allocation: frozen inputs, lines with their reasons, changes of lines, approval."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, LedgerLine, ledger_args


class Plan(LedgerEntry, Base):
    """A plan as it was calculated, with everything it rests on; `division_code` is its desk's."""

    __tablename__ = "allocation_plan"
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"))
    division_code: Mapped[str]
    number: Mapped[int]  # of the incident, from 1
    days: Mapped[int]
    season: Mapped[str]
    standard: Mapped[str]
    inputs: Mapped[dict[str, Any]]  # needs by township, stock by depot, who goes first
    outcome: Mapped[dict[str, Any]]  # fills, what stays open and why, cost
    stock_digest: Mapped[str]  # of the stock it was made on
    __table_args__ = ledger_args(
        UniqueConstraint("incident_id", "number"),
        Index("ix_allocation_plan_incident", "incident_id", "division_code", "recorded_at"),
    )


class PlanLine(LedgerLine, Base):
    """Units of an item from a depot to a township, and why."""

    __tablename__ = "allocation_line"
    plan_id: Mapped[str] = mapped_column(ForeignKey("allocation_plan.id"))
    depot: Mapped[str]  # place id in geography
    division_code: Mapped[str]  # the township
    item: Mapped[str]
    units: Mapped[int]
    reasons: Mapped[list[Any]]
    __table_args__ = ledger_args(
        UniqueConstraint("plan_id", "depot", "division_code", "item"),
        CheckConstraint("units > 0", name="units_above_zero"),
    )


class LineChange(LedgerEntry, Base):
    """A person's other number for a line, with the reason; 0 strikes the line out."""

    __tablename__ = "allocation_line_change"
    plan_id: Mapped[str] = mapped_column(ForeignKey("allocation_plan.id"), index=True)
    depot: Mapped[str]
    division_code: Mapped[str]
    item: Mapped[str]
    units: Mapped[int]
    reason: Mapped[str]
    follows: Mapped[str] = mapped_column(unique=True)  # the line, or the change before
    __table_args__ = ledger_args(CheckConstraint("units >= 0", name="never_below_zero"))


class Approval(LedgerEntry, Base):
    """Another person approved the plan; a plan is approved once."""

    __tablename__ = "allocation_approval"
    plan_id: Mapped[str] = mapped_column(ForeignKey("allocation_plan.id"), unique=True)
    division_code: Mapped[str]
    __table_args__ = ledger_args()


class PlanNow(Base):
    """Projection: where each plan stands."""

    __tablename__ = "allocation_plan_now"
    plan_id: Mapped[str] = mapped_column(primary_key=True)
    incident_id: Mapped[str]
    division_code: Mapped[str]
    state: Mapped[str]  # "made" or "approved"
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    __table_args__ = (
        CheckConstraint("state IN ('made','approved')", name="state"),
        Index("ix_allocation_plan_now_incident", "incident_id", "division_code"),
    )


class LineNow(Base):
    """Projection: the units of each line as they stand after its changes."""

    __tablename__ = "allocation_line_now"
    plan_id: Mapped[str] = mapped_column(primary_key=True)
    depot: Mapped[str] = mapped_column(primary_key=True)
    division_code: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    units: Mapped[int]
    last_id: Mapped[str]  # the line, or its last change
    __table_args__ = (CheckConstraint("units >= 0", name="never_below_zero"),)
