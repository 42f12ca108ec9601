"""The double-entry stock ledger, and its balance by day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, ledger_args


class Move(LedgerEntry, Base):
    """Units of an item and batch that went from one place to another."""

    __tablename__ = "supplies_move"
    incident_id: Mapped[str | None] = mapped_column(ForeignKey("incidents_incident.id"))
    kind: Mapped[str]
    item: Mapped[str]
    batch: Mapped[str]
    units: Mapped[int]
    from_place: Mapped[str]
    from_division: Mapped[str]
    to_place: Mapped[str]
    division_code: Mapped[str]  # of the place it went to
    occurred_at: Mapped[datetime]
    on_date: Mapped[date]  # the Beijing day of occurred_at
    order_id: Mapped[str]
    reason: Mapped[str]
    __table_args__ = ledger_args(
        CheckConstraint("units > 0", name="units_above_zero"),
        Index("ix_supplies_move_incident", "incident_id", "division_code", "recorded_at"),
        Index("ix_supplies_move_order", "order_id"),
        Index("ix_supplies_move_from", "from_place", "item"),
        Index("ix_supplies_move_to", "to_place", "item"),
    )


class Balance(Base):
    """Projection: what stands at a place at the end of each day on which something moved there.

    Never below zero on any day; the database refuses it (law 5). Outside places have no rows.
    """

    __tablename__ = "supplies_balance"
    place: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    batch: Mapped[str] = mapped_column(primary_key=True)
    on_date: Mapped[date] = mapped_column(primary_key=True)
    units: Mapped[int]
    kind: Mapped[str]  # of the place
    division_code: Mapped[str]
    __table_args__ = (
        CheckConstraint("units >= 0", name="never_below_zero"),
        Index("ix_supplies_balance_kind", "kind", "division_code"),
    )
