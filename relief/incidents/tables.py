"""Incidents and the counties they struck."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base
from relief.geography.footprint_tables import Footprint


class Incident(Base):
    """One disaster process (一次灾害过程)."""

    __tablename__ = "incidents_incident"
    id: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    hazard: Mapped[str]  # "earthquake", "flood" … as the plans name branches
    occurred_at: Mapped[datetime]
    magnitude: Mapped[str | None]
    lon: Mapped[str | None]  # decimal text, degrees, WGS84
    lat: Mapped[str | None]
    depth_km: Mapped[str | None]
    footprint_id: Mapped[str | None] = mapped_column(ForeignKey(Footprint.id))
    source: Mapped[str]
    demo: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="open")
    __table_args__ = (CheckConstraint("state IN ('open','closed')", name="state"),)


class IncidentDivision(Base):
    """A county the incident struck; its townships are the rows of the desk's table."""

    __tablename__ = "incidents_division"
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"), primary_key=True)
    division_code: Mapped[str] = mapped_column(
        ForeignKey("geography_division.code"), primary_key=True
    )
