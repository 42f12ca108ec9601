"""Who came to and left the places where the resettled sleep: numbers, never persons."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, ledger_args


class Capacity(LedgerEntry, Base):
    """How many people a site holds, as found there; the latest entry stands."""

    __tablename__ = "shelters_capacity"
    site: Mapped[str] = mapped_column(index=True)  # place id in geography
    division_code: Mapped[str]
    people: Mapped[int]
    __table_args__ = ledger_args(CheckConstraint("people >= 0", name="never_below_zero"))


class Placement(LedgerEntry, Base):
    """People who moved into, and out of, one site, or in with relatives in a township."""

    __tablename__ = "shelters_placement"
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"))
    site: Mapped[str]  # place id in geography, empty for "with relatives"
    division_code: Mapped[str]  # the township
    people_in: Mapped[int]
    people_out: Mapped[int]
    occurred_at: Mapped[datetime]
    note: Mapped[str]
    __table_args__ = ledger_args(
        CheckConstraint("people_in >= 0 AND people_out >= 0", name="never_below_zero"),
        CheckConstraint("people_in + people_out > 0", name="somebody_moved"),
        Index("ix_shelters_placement_incident", "incident_id", "division_code", "recorded_at"),
    )


class OccupancyNow(Base):
    """Projection: how many people are at each site, or with relatives in each township."""

    __tablename__ = "shelters_occupancy_now"
    incident_id: Mapped[str] = mapped_column(primary_key=True)
    division_code: Mapped[str] = mapped_column(primary_key=True)
    site: Mapped[str] = mapped_column(primary_key=True)
    people: Mapped[int]
    generated: Mapped[bool]  # every entry was made for the demo (示例)
    changed_at: Mapped[datetime]
    __table_args__ = (CheckConstraint("people >= 0", name="never_below_zero"),)
