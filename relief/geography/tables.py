"""Divisions, boundaries and places; hazard footprints are in `footprint_tables`."""

from datetime import date

from shapely.geometry.base import BaseGeometry
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base
from relief.db.geometry import Geometry

# LIKE 'begins%' uses an index on PostgreSQL only when it compares byte by byte.
_BEGINS = {"pinyin": "text_pattern_ops", "initials": "text_pattern_ops"}


class Division(Base):
    """A division of the statistical code table, valid from one day to another.

    A row stays when its division is closed (`valid_to`): ledgers name its code for good.
    """

    __tablename__ = "geography_division"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    level: Mapped[str]
    parent_code: Mapped[str] = mapped_column(index=True)
    pinyin: Mapped[str]
    initials: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    __table_args__ = (
        CheckConstraint("length(code) = 12", name="code_is_12_digits"),
        # Coverage counts and lists every village of the nation from the index alone.
        Index("ix_geography_division_level_code", "level", "code", "valid_to", "name"),
        Index("ix_geography_division_level_pinyin", "level", "pinyin", postgresql_ops=_BEGINS),
        Index("ix_geography_division_level_initials", "level", "initials", postgresql_ops=_BEGINS),
    )


class Population(Base):
    """People of a division now: the projection of `geography_population_entry`.

    As published or estimated; never added to reported figures.
    """

    __tablename__ = "geography_population"
    division_code: Mapped[str] = mapped_column(
        ForeignKey("geography_division.code"), primary_key=True
    )
    people: Mapped[int]
    kind: Mapped[str] = mapped_column(default="")  # whose: resident, registered, empty unknown
    year: Mapped[int | None]
    quality: Mapped[str]  # "published" or "estimate" (估算)
    source: Mapped[str]
    entry_id: Mapped[str | None]  # the ledger's entry that says so


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
    """A point that matters, as it stands now: the projection of `geography_place_entry`.

    The id is the public id of the thing it positions (house, depot, site …) where it has one.
    """

    __tablename__ = "geography_place"
    fid: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # "township", "village", "depot", "site", "shelter", "house", "road"
    name: Mapped[str]
    division_code: Mapped[str] = mapped_column(ForeignKey("geography_division.code"))
    quality: Mapped[str]  # "surveyed", "gazetteer", "indicative" (示意坐标)
    source: Mapped[str]
    generated: Mapped[bool]  # 示例: made for the demo, never published
    geometry: Mapped[BaseGeometry] = mapped_column(Geometry("POINT"))
    surveyed_on: Mapped[date | None]
    ended_on: Mapped[date | None]  # road open again, shelter closed
    entry_id: Mapped[str | None]  # the ledger's entry that says so
    __table_args__ = (
        # The last two let coverage be counted from the index alone.
        Index("ix_geography_place_kind_division", "kind", "division_code", "ended_on", "quality"),
        # The list in its order, fifty of a county's at once however many the nation has.
        Index("ix_geography_place_listed", "division_code", "kind", "id", "ended_on"),
    )
