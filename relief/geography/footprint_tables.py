"""Hazard footprints: what was published when, version by version, and the version in force now.

A version and its parts never change (DESIGN, law 1): a better map is a further version.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, ledger_args
from relief.db.geometry import Geometry

_VERSION = "geography_footprint_version.id"


class Footprint(Base):
    """Where a hazard struck; its shapes and lists are those of its versions."""

    __tablename__ = "geography_footprint"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    hazard: Mapped[str]
    source: Mapped[str]


class FootprintVersion(LedgerEntry, Base):
    """A footprint as one publisher gave it at one hour.

    `follows` is the version it was made against, empty for the first: two people who publish at
    once lose against its uniqueness. `corrects` names the same version where that one was wrong.
    """

    __tablename__ = "geography_footprint_version"
    footprint_id: Mapped[str] = mapped_column(ForeignKey("geography_footprint.id"))
    number: Mapped[int]
    follows: Mapped[str]
    publisher: Mapped[str]  # who drew or released it, in his own words
    as_of: Mapped[datetime | None]  # the hour it states, None unknown
    way: Mapped[str]  # loaded, drawn, imported, made, restored
    note: Mapped[str]
    digest: Mapped[str]  # of the content: the same content twice is one version
    __table_args__ = ledger_args(
        UniqueConstraint("footprint_id", "follows"),
        UniqueConstraint("footprint_id", "number"),
        CheckConstraint("number > 0", name="counted_from_one"),
        CheckConstraint("(number = 1) = (follows = '')", name="the_first_follows_nothing"),
        CheckConstraint("corrects IS NULL OR corrects = follows", name="corrects_what_it_follows"),
        CheckConstraint("way IN ('loaded','drawn','imported','made','restored')", name="way"),
        Index("ix_geography_footprint_version_known", "footprint_id", "recorded_at"),
    )


class FootprintNow(Base):
    """Projection: the version of each footprint that is in force."""

    __tablename__ = "geography_footprint_now"
    footprint_id: Mapped[str] = mapped_column(primary_key=True)
    version_id: Mapped[str] = mapped_column(unique=True)
    number: Mapped[int]


class FootprintZone(Base):
    """One zone of a version: its shape by geometry (an estimate may say so) and its area."""

    __tablename__ = "geography_footprint_zone"
    fid: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    version_id: Mapped[str] = mapped_column(ForeignKey(_VERSION))
    rank: Mapped[int]  # 8 for Ⅷ: the greater struck harder
    label: Mapped[str]
    area_km2: Mapped[Decimal | None]  # as published
    quality: Mapped[str]  # "published" or "estimate" (估算)
    source: Mapped[str]
    geometry: Mapped[BaseGeometry] = mapped_column(Geometry("MULTIPOLYGON"))
    __table_args__ = ledger_args(
        UniqueConstraint("version_id", "rank"),
        CheckConstraint("quality IN ('published','estimate')", name="quality"),
    )


class FootprintListed(Base):
    """A division the publisher named for a zone; outranks geometry (law 13)."""

    __tablename__ = "geography_footprint_listed"
    version_id: Mapped[str] = mapped_column(ForeignKey(_VERSION), primary_key=True)
    division_code: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[int]
    published_name: Mapped[str]
    source: Mapped[str]
    __table_args__ = ledger_args()


class FootprintCount(Base):
    """How many townships of a county the publisher counted in a zone without naming them."""

    __tablename__ = "geography_footprint_count"
    version_id: Mapped[str] = mapped_column(ForeignKey(_VERSION), primary_key=True)
    division_code: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    townships: Mapped[int]
    source: Mapped[str]
    __table_args__ = ledger_args()


class FootprintDraft(Base):
    """A footprint being looked at before it is kept: shapes and what was found about them.

    Seen by its maker alone, and swept away after some days; nothing decides by it.
    """

    __tablename__ = "geography_footprint_draft"
    id: Mapped[str] = mapped_column(primary_key=True)
    command_id: Mapped[str] = mapped_column(unique=True)
    incident_id: Mapped[str]
    made_by: Mapped[str] = mapped_column(index=True)
    made_at: Mapped[datetime]
    content: Mapped[dict[str, Any]]
