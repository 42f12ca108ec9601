"""Divisions, boundaries, places and hazard footprints."""

from datetime import date
from decimal import Decimal

from shapely.geometry.base import BaseGeometry
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base
from relief.db.geometry import Geometry


class Division(Base):
    """A division of the statistical code table, valid from one day to another."""

    __tablename__ = "geography_division"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    level: Mapped[str]
    parent_code: Mapped[str] = mapped_column(index=True)
    pinyin: Mapped[str]
    initials: Mapped[str] = mapped_column(index=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    __table_args__ = (CheckConstraint("length(code) = 12", name="code_is_12_digits"),)


class Population(Base):
    """People of a division, as published or estimated; never added to reported figures."""

    __tablename__ = "geography_population"
    division_code: Mapped[str] = mapped_column(
        ForeignKey("geography_division.code"), primary_key=True
    )
    people: Mapped[int]
    quality: Mapped[str]  # "published" or "estimate" (估算)
    source: Mapped[str]


class Boundary(Base):
    """A division's polygon in CGCS2000/WGS84; read at set-up, to county level only."""

    __tablename__ = "geography_boundary"
    fid: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    division_code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    level: Mapped[str]
    source: Mapped[str]
    geometry: Mapped[BaseGeometry] = mapped_column(Geometry("MULTIPOLYGON"))


class Place(Base):
    """A point that matters: a township's seat, a village, a depot, a resettlement site."""

    __tablename__ = "geography_place"
    fid: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # "township", "village", "depot", "site"
    name: Mapped[str]
    division_code: Mapped[str] = mapped_column(ForeignKey("geography_division.code"))
    quality: Mapped[str]  # "surveyed", "gazetteer", "indicative" (示意坐标)
    source: Mapped[str]
    generated: Mapped[bool]  # 示例: made for the demo, never published
    geometry: Mapped[BaseGeometry] = mapped_column(Geometry("POINT"))
    __table_args__ = (Index("ix_geography_place_kind_division", "kind", "division_code"),)


class Footprint(Base):
    """Where a hazard struck, as one version of one publisher."""

    __tablename__ = "geography_footprint"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    hazard: Mapped[str]
    source: Mapped[str]


class FootprintZone(Base):
    """One zone of a footprint: its shape by geometry (an estimate may say so) and its area."""

    __tablename__ = "geography_footprint_zone"
    fid: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    footprint_id: Mapped[str] = mapped_column(ForeignKey("geography_footprint.id"))
    rank: Mapped[int]  # 8 for Ⅷ: the greater struck harder
    label: Mapped[str]
    area_km2: Mapped[Decimal | None]  # as published
    quality: Mapped[str]  # "published" or "estimate" (估算)
    source: Mapped[str]
    geometry: Mapped[BaseGeometry] = mapped_column(Geometry("MULTIPOLYGON"))
    __table_args__ = (UniqueConstraint("footprint_id", "rank"),)


class FootprintListed(Base):
    """A division the publisher named for a zone; outranks geometry (law 13)."""

    __tablename__ = "geography_footprint_listed"
    footprint_id: Mapped[str] = mapped_column(
        ForeignKey("geography_footprint.id"), primary_key=True
    )
    division_code: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[int]
    published_name: Mapped[str]
    source: Mapped[str]


class FootprintCount(Base):
    """How many townships of a county the publisher counted in a zone without naming them."""

    __tablename__ = "geography_footprint_count"
    footprint_id: Mapped[str] = mapped_column(
        ForeignKey("geography_footprint.id"), primary_key=True
    )
    division_code: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    townships: Mapped[int]
    source: Mapped[str]
