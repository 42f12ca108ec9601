"""The house ledger 因灾倒塌损坏住房户一览表: houses as reported, and how they were graded."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, ledger_args

ROOMS_FIT = (
    "rooms > 0 AND rooms_collapsed >= 0 AND rooms_severe >= 0 AND rooms_general >= 0 "
    "AND rooms_collapsed + rooms_severe + rooms_general <= rooms"
)
GRADES_KNOWN = "grade IN ('collapsed','severe','general')"


class House(LedgerEntry, Base):
    """One household's house in one incident, as the village reported it, or as corrected.

    `house_id` is the first entry's own id; a withdrawn house was no house of this ledger.
    """

    __tablename__ = "damage_house"
    house_id: Mapped[str] = mapped_column(index=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"))
    household_id: Mapped[str] = mapped_column(ForeignKey("households_household.id"))
    division_code: Mapped[str]  # the village
    structure: Mapped[str]  # a code of grading.toml
    rooms: Mapped[int]  # natural rooms 自然间
    rooms_collapsed: Mapped[int]
    rooms_severe: Mapped[int]
    rooms_general: Mapped[int]
    occurred_on: Mapped[date]
    sole_dwelling: Mapped[bool]
    excluded: Mapped[str]  # a code of grading.toml's exclusions, empty for none
    withdrawn: Mapped[bool]
    reason: Mapped[str]  # why it was corrected or withdrawn, empty for the first entry
    __table_args__ = ledger_args(
        CheckConstraint(ROOMS_FIT, name="rooms_fit"),
        Index("uq_damage_house_corrects", "corrects", unique=True),
        Index("ix_damage_house_incident", "incident_id", "division_code", "recorded_at"),
    )


class HouseGrading(LedgerEntry, Base):
    """A grading of a house; each entry is followed once, so of two graders one is told."""

    __tablename__ = "damage_house_grading"
    house_id: Mapped[str] = mapped_column(ForeignKey("damage_house.id"), index=True)
    incident_id: Mapped[str]
    division_code: Mapped[str]
    grade: Mapped[str]
    appraisal: Mapped[str | None]  # A to D of the safety appraisal; evidence, not a synonym
    rooms_collapsed: Mapped[int]
    rooms_severe: Mapped[int]
    rooms_general: Mapped[int]
    sole_dwelling: Mapped[bool]
    excluded: Mapped[str]
    reason: Mapped[str]
    follows: Mapped[str] = mapped_column(unique=True)  # the grading before, or the house itself
    __table_args__ = ledger_args(
        CheckConstraint(GRADES_KNOWN, name="grade"),
        CheckConstraint("appraisal IS NULL OR appraisal IN ('A','B','C','D')", name="appraisal"),
        Index("ix_damage_house_grading_incident", "incident_id", "division_code", "recorded_at"),
    )


class HouseNow(Base):
    """Projection: each house as it stands; without a grade it is 待核."""

    __tablename__ = "damage_house_now"
    house_id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(unique=True)  # the last grading, or the house's entry
    facts_id: Mapped[str]  # the last entry about the house itself
    incident_id: Mapped[str]
    household_id: Mapped[str]
    division_code: Mapped[str]
    structure: Mapped[str]
    rooms: Mapped[int]
    rooms_collapsed: Mapped[int]
    rooms_severe: Mapped[int]
    rooms_general: Mapped[int]
    grade: Mapped[str | None]
    appraisal: Mapped[str | None]
    sole_dwelling: Mapped[bool]
    excluded: Mapped[str]
    occurred_on: Mapped[date]
    generated: Mapped[bool]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    __table_args__ = (
        CheckConstraint(ROOMS_FIT, name="rooms_fit"),
        CheckConstraint(f"grade IS NULL OR {GRADES_KNOWN}", name="grade"),
        Index("ix_damage_house_now_incident", "incident_id", "division_code", "grade"),
        Index("ix_damage_house_now_household", "household_id"),
        Index(
            "uq_damage_house_now_sole",
            "incident_id",
            "household_id",
            unique=True,
            sqlite_where=text("sole_dwelling"),
            postgresql_where=text("sole_dwelling"),
        ),
    )
