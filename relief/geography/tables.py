"""Divisions, boundaries and places; hazard footprints are in `footprint_tables`."""

from datetime import date

from shapely.geometry.base import BaseGeometry
from sqlalchemy import CheckConstraint, ForeignKey, Index
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
