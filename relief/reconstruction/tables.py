"""Cases, the entries they took, inspections, and why a house is not rebuilt for."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, ledger_args


class Case(LedgerEntry, Base):
    """A house case; one a house and incident, whatever becomes of it."""

    __tablename__ = "reconstruction_case"
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"))
    house_id: Mapped[str] = mapped_column(ForeignKey("damage_house.id"))
    household_id: Mapped[str] = mapped_column(ForeignKey("households_household.id"))
    division_code: Mapped[str]  # the village
    county_code: Mapped[str]
    number: Mapped[int]  # counted a county and incident
    temporary_site: Mapped[str]  # place id in geography, empty for "with relatives"
    temporary_division: Mapped[str]  # the township of the site, or of the relatives
    people: Mapped[int]  # of the family there; 0: no temporary place
    __table_args__ = ledger_args(
        UniqueConstraint("incident_id", "house_id"),
        UniqueConstraint("incident_id", "county_code", "number"),
        CheckConstraint("people >= 0", name="never_below_zero"),
    )


class CaseEntry(LedgerEntry, Base):
    """Something that happened to a case, with where the case stands after it.

    Each entry carries the whole standing, so that the last one known at an hour, or of what
    happened by a day, says all. Each is followed once, so of two officers one is told.
    """

    __tablename__ = "reconstruction_entry"
    case_id: Mapped[str] = mapped_column(ForeignKey("reconstruction_case.id"))
    seq: Mapped[int]  # 1, 2, 3 … of the case
    incident_id: Mapped[str]
    division_code: Mapped[str]  # the village
    kind: Mapped[str]
    stage: Mapped[str]
    side: Mapped[str]  # empty for none
    stage_on: Mapped[date]  # the day of the stage it stands at
    mode: Mapped[str]
    responsible_id: Mapped[str]
    early_on: Mapped[date | None]  # the day the family was seen moved in before acceptance
    freed_on: Mapped[date | None]  # the day its temporary place was freed
    freed: Mapped[int]  # people the register had there and let go by this entry
    occurred_on: Mapped[date]
    precision: Mapped[str]
    counts_on: Mapped[date]  # the day from which it counts: never before the entry it follows
    until: Mapped[date | None]  # of a posting, its last day
    reason: Mapped[str]
    target: Mapped[str]
    evidence: Mapped[list[Any]]  # digests of kept files
    follows: Mapped[str] = mapped_column(unique=True)  # the entry before, or "case:ID"
    __table_args__ = ledger_args(
        UniqueConstraint("case_id", "seq"),
        CheckConstraint("kind IN ('opened','step','too_early','mode','responsible')", name="kind"),
        CheckConstraint("precision IN ('day','unknown')", name="precision"),
        Index("ix_reconstruction_entry_incident", "incident_id", "counts_on"),
    )


class Visit(LedgerEntry, Base):
    """A visit to the building, and what was found."""

    __tablename__ = "reconstruction_visit"
    case_id: Mapped[str] = mapped_column(ForeignKey("reconstruction_case.id"), index=True)
    division_code: Mapped[str]
    kind: Mapped[str]
    visited_on: Mapped[date]
    result: Mapped[str]
    finding: Mapped[str]
    inspector_id: Mapped[str]
    photo: Mapped[str]  # digest of a kept file, empty for none
    __table_args__ = ledger_args(
        CheckConstraint("kind IN ('foundation','structure','acceptance','revisit')", name="kind"),
        CheckConstraint("result IN ('passed','rework')", name="result"),
    )


class Why(LedgerEntry, Base):
    """Why a house is not rebuilt for, or that the reason given before no longer holds."""

    __tablename__ = "reconstruction_why"
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"))
    house_id: Mapped[str] = mapped_column(ForeignKey("damage_house.id"))
    division_code: Mapped[str]
    code: Mapped[str]  # of reasons.toml, empty: taken back
    words: Mapped[str]
    said_on: Mapped[date]
    follows: Mapped[str] = mapped_column(unique=True)  # the entry before, or "house:ID"
    __table_args__ = ledger_args(
        Index("ix_reconstruction_why_incident", "incident_id", "house_id"),
    )


class Person(Base):
    """A person in charge of cases, or who inspects them. Erasable; ledgers hold the id alone."""

    __tablename__ = "reconstruction_person"
    id: Mapped[str] = mapped_column(primary_key=True)
    county_code: Mapped[str]
    name: Mapped[str]
    generated: Mapped[bool]
    __table_args__ = (UniqueConstraint("county_code", "name"),)


class CaseNow(Base):
    """Projection: where each case stands."""

    __tablename__ = "reconstruction_case_now"
    case_id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(unique=True)
    incident_id: Mapped[str]
    household_id: Mapped[str]
    division_code: Mapped[str]
    stage: Mapped[str]
    side: Mapped[str]
    mode: Mapped[str]
    early_on: Mapped[date | None]
    counts_on: Mapped[date]
    generated: Mapped[bool]
    changed_at: Mapped[datetime]
    __table_args__ = (
        Index("ix_reconstruction_case_now_incident", "incident_id", "division_code"),
        # A family has one open case an incident; a closed one leaves the place to another house.
        Index(
            "uq_reconstruction_case_now_open",
            "incident_id",
            "household_id",
            unique=True,
            sqlite_where=text("side IN ('','objection')"),
            postgresql_where=text("side IN ('','objection')"),
        ),
    )


class WhyNow(Base):
    """Projection: why each house is not rebuilt for, as it stands."""

    __tablename__ = "reconstruction_why_now"
    house_id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(unique=True)
    incident_id: Mapped[str] = mapped_column(index=True)
    division_code: Mapped[str]
    code: Mapped[str]
    said_on: Mapped[date]
    changed_at: Mapped[datetime]
