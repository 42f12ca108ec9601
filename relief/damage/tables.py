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
    photos: Mapped[int] = mapped_column(default=0)  # sent beside this desk, as somebody counted
    photos_reason: Mapped[str] = mapped_column(default="")  # why there are fewer than are due
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


class ReportPhoto(LedgerLine, Base):
    """A photo that goes with one version of a report; the next version names it anew."""

    __tablename__ = "damage_report_photo"
    report_id: Mapped[str] = mapped_column(ForeignKey("damage_report.id"))
    place: Mapped[int]
    file_sha256: Mapped[str]
    __table_args__ = ledger_args(UniqueConstraint("report_id", "file_sha256"))


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


class OfficeNow(Base):
    """Projection: where an office stands with its reports in an incident."""

    __tablename__ = "damage_office_now"
    incident_id: Mapped[str] = mapped_column(primary_key=True)
    division_code: Mapped[str] = mapped_column(primary_key=True)
    releases: Mapped[int]
    last_report_id: Mapped[str | None]  # of the release with the latest 截至
    last_as_of: Mapped[datetime | None]
    last_kind: Mapped[str | None]
    released_at: Mapped[datetime | None]  # when a report was last released
    final_at: Mapped[datetime | None]  # when its final report was first released
    draft_id: Mapped[str | None]  # its open draft


class Stability(LedgerEntry, Base):
    """灾情稳定: an office declares the disaster stable in its division, or takes it back."""

    __tablename__ = "damage_stability"
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"))
    division_code: Mapped[str]
    stable: Mapped[bool]  # False: taken back
    occurred_at: Mapped[datetime]  # since when
    reason: Mapped[str]
    document: Mapped[str]
    follows: Mapped[str]  # the entry before, "" for the first: two at once cannot both follow it
    __table_args__ = ledger_args(
        UniqueConstraint("incident_id", "division_code", "follows"),
        Index("ix_damage_stability_incident", "incident_id", "recorded_at"),
    )


class StableNow(Base):
    """Projection: the last word on stability of each division; false where it was taken back."""

    __tablename__ = "damage_stable_now"
    incident_id: Mapped[str] = mapped_column(primary_key=True)
    division_code: Mapped[str] = mapped_column(primary_key=True)
    stable: Mapped[bool]
    since: Mapped[datetime]
    entry_id: Mapped[str]
