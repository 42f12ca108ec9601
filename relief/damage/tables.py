"""Situation reports 初报/续报/核报, their figures, and their release."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, LedgerLine, ledger_args


class Report(LedgerEntry, Base):
    """One version of a situation report. A draft is corrected by a later version (`corrects`)."""

    __tablename__ = "damage_report"
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"))
    division_code: Mapped[str]  # the office that reports: a county, a province
    kind: Mapped[str]
    as_of: Mapped[datetime]
    drafted_from: Mapped[str]  # "calls", "workbook", "typed", "published"
    note: Mapped[str]
    photos: Mapped[int] = mapped_column(default=0)
    __table_args__ = ledger_args(
        CheckConstraint("kind IN ('initial','follow_up','final','zero')", name="kind"),
        Index("ix_damage_report_incident", "incident_id", "division_code", "recorded_at"),
        Index("uq_damage_report_corrects", "corrects", unique=True),
    )


class ReportFigure(LedgerLine, Base):
    """One figure of a report; NULL is 待核. A division without a line was not asked."""

    __tablename__ = "damage_report_figure"
    report_id: Mapped[str] = mapped_column(ForeignKey("damage_report.id"))
    division_code: Mapped[str]
    indicator: Mapped[str]
    value: Mapped[Decimal | None]
    origin: Mapped[str]  # "call:ID", "cell:D7", "typed", a source id
    explanation: Mapped[str]
    __table_args__ = ledger_args(UniqueConstraint("report_id", "division_code", "indicator"))


class Release(LedgerEntry, Base):
    """A report left the house by a leader's word: the n-th of its office in this incident."""

    __tablename__ = "damage_release"
    report_id: Mapped[str] = mapped_column(ForeignKey("damage_report.id"), unique=True)
    incident_id: Mapped[str]
    division_code: Mapped[str]
    number: Mapped[int]
    word: Mapped[str]  # "spoken", "signed", "published"
    leader: Mapped[str]  # the post whose word it was
    __table_args__ = ledger_args(UniqueConstraint("incident_id", "division_code", "number"))


class FigureNow(Base):
    """Projection: the last value each source gave for a division; sources are never added."""

    __tablename__ = "damage_figure_now"
    incident_id: Mapped[str] = mapped_column(primary_key=True)
    division_code: Mapped[str] = mapped_column(primary_key=True)
    reporter: Mapped[str] = mapped_column(primary_key=True)  # the office; "draft:CODE" its draft
    indicator: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Decimal | None]
    previous_value: Mapped[Decimal | None]  # what the same office released before
    entry_id: Mapped[str]  # the report
    as_of: Mapped[datetime]
    recorded_at: Mapped[datetime]
    origin: Mapped[str]  # where the report has it from
    __table_args__ = (CheckConstraint("value IS NULL OR value >= 0", name="not_negative"),)
