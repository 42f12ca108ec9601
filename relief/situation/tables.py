"""Briefs (快报) as issued: number, cut-off, content frozen."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, ledger_args


class Brief(LedgerEntry, Base):
    """快报 第N期 of one office in one incident; the files are made from `content` alone."""

    __tablename__ = "situation_brief"
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"))
    division_code: Mapped[str]
    number: Mapped[int]
    as_of: Mapped[datetime]
    content: Mapped[dict[str, Any]]
    __table_args__ = ledger_args(UniqueConstraint("incident_id", "division_code", "number"))
