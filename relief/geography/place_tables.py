"""Places: a ledger of what is known about each, and files of them on their way in."""

from datetime import date, datetime
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from relief.core.identity import new_id
from relief.db.base import Base, LedgerEntry, ledger_args
from relief.db.geometry import Geometry


class PlaceEntry(LedgerEntry, Base):
    """All that is known of one place from here on; the entry that none corrects stands."""

    __tablename__ = "geography_place_entry"
    place_id: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    division_code: Mapped[str] = mapped_column(ForeignKey("geography_division.code"))
    quality: Mapped[str]
    origin: Mapped[str]  # where the position comes from; `source` is where the entry does
    surveyed_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    generated: Mapped[bool]
    note: Mapped[str]  # the reason of a correction
    geometry: Mapped[BaseGeometry] = mapped_column(Geometry("POINT", indexed=False))
    __table_args__ = ledger_args(
        CheckConstraint("quality IN ('surveyed','gazetteer','indicative')", name="quality"),
        # One chain a place: of two that correct the same entry, the second loses.
        UniqueConstraint("corrects"),
        Index(
            "uq_geography_place_entry_first",
            "place_id",
            unique=True,
            sqlite_where=text("corrects IS NULL"),
            postgresql_where=text("corrects IS NULL"),
        ),
        Index("ix_geography_place_entry_place", "place_id", "recorded_at", "id"),
    )


class PlaceBatch(Base):
    """One file of places, imported or being imported; the second run of it finds this row."""

    __tablename__ = "geography_place_batch"
    command_id: Mapped[str] = mapped_column(primary_key=True)
    file_name: Mapped[str]
    division_code: Mapped[str]  # the office that imports
    state: Mapped[str]
    rows: Mapped[int]
    staged: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime]
    begun_by: Mapped[str]
    __table_args__ = (
        CheckConstraint("state IN ('staging','moved','discarded')", name="state"),
        CheckConstraint("staged >= 0 AND staged <= rows", name="staged_fit"),
    )


class StagedPlace(Base):
    """One checked row of a batch, with the id its entry will have; deleted when it is moved."""

    __tablename__ = "geography_place_staged"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    batch: Mapped[str] = mapped_column(ForeignKey("geography_place_batch.command_id"))
    row: Mapped[int]
    verdict: Mapped[str]  # "good", "wrong", or "same": it stands so already
    marks: Mapped[list[Any]]  # what refuses the row, else what was read otherwise: cell, zh, en
    warnings: Mapped[list[Any]]  # what the importer has to confirm
    noted: Mapped[bool]  # it has marks or warnings
    place_id: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    division_code: Mapped[str]
    quality: Mapped[str]
    origin: Mapped[str]
    surveyed_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    note: Mapped[str]
    corrects: Mapped[str | None]
    geometry: Mapped[BaseGeometry | None] = mapped_column(Geometry("POINT", indexed=False))
    __table_args__ = (
        UniqueConstraint("batch", "row"),
        CheckConstraint("verdict IN ('good','wrong','same')", name="verdict"),
    )
