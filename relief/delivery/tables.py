"""Dispatch orders, their goods, and the steps they took."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, LedgerLine, ledger_args


class Order(LedgerEntry, Base):
    """Goods to go from one depot to one township; `division_code` is the destination."""

    __tablename__ = "delivery_order"
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"))
    number: Mapped[int]
    origin: Mapped[str]  # the depot's place id in geography
    origin_division: Mapped[str]
    division_code: Mapped[str]
    push: Mapped[bool]  # sent without figures of need (「先去两百顶」)
    plan_line: Mapped[str]  # the line of the allocation plan, empty for none
    office: Mapped[str]  # the authority that orders; its keeper is another's
    note: Mapped[str]
    valid_until: Mapped[datetime | None]  # not dispatched by then, the reservation expires
    __table_args__ = ledger_args(
        UniqueConstraint("incident_id", "number"),
        Index("ix_delivery_order_incident", "incident_id", "division_code", "recorded_at"),
    )


class OrderLine(LedgerLine, Base):
    """How many units of an item are ordered."""

    __tablename__ = "delivery_order_line"
    order_id: Mapped[str] = mapped_column(ForeignKey("delivery_order.id"))
    item: Mapped[str]
    units: Mapped[int]
    __table_args__ = ledger_args(
        UniqueConstraint("order_id", "item"), CheckConstraint("units > 0", name="units_above_zero")
    )


class Step(LedgerEntry, Base):
    """A step of an order; each step is followed once."""

    __tablename__ = "delivery_step"
    order_id: Mapped[str] = mapped_column(ForeignKey("delivery_order.id"), index=True)
    state: Mapped[str]
    reason: Mapped[str]
    vehicle: Mapped[str]  # the plate, where goods leave; no names and no phones (law 12)
    occurred_at: Mapped[datetime]
    follows: Mapped[str] = mapped_column(unique=True)  # the step before, or "new:ORDER"
    __table_args__ = ledger_args()


class OrderNow(Base):
    """Projection: where each order stands."""

    __tablename__ = "delivery_order_now"
    order_id: Mapped[str] = mapped_column(primary_key=True)
    step_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    incident_id: Mapped[str]
    origin_division: Mapped[str]
    division_code: Mapped[str]
    valid_until: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    __table_args__ = (
        Index("ix_delivery_order_now_incident", "incident_id", "state", "division_code"),
    )
