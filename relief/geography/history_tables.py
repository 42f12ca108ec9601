"""What divisions were called before, and the yearly updates that were reviewed and applied."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from relief.core.identity import new_id
from relief.db.base import Base


class Former(Base):
    """An earlier code or name of a division; dates that nobody knows are empty (待核)."""

    __tablename__ = "geography_former"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    division_code: Mapped[str] = mapped_column(ForeignKey("geography_division.code"), index=True)
    former_code: Mapped[str] = mapped_column(index=True)  # empty: the code stayed
    former_name: Mapped[str] = mapped_column(index=True)  # empty: the name stayed
    pinyin: Mapped[str]
    initials: Mapped[str]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    reason: Mapped[str]
    source: Mapped[str]
    update_id: Mapped[str | None]  # the yearly update that wrote it; None was keyed by the desk
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    __table_args__ = (
        UniqueConstraint("division_code", "former_code", "former_name"),
        CheckConstraint("former_code <> '' OR former_name <> ''", name="says_something"),
        CheckConstraint("length(former_code) IN (0, 12)", name="code_is_12_digits"),
        CheckConstraint(
            "valid_from IS NULL OR valid_until IS NULL OR valid_from <= valid_until",
            name="from_before_until",
        ),
    )


class Update(Base):
    """A newer code table laid beside the desk's own, to be reviewed line by line."""

    __tablename__ = "geography_update"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    source: Mapped[str]  # the file's name
    sha256: Mapped[str]
    cut_off: Mapped[date]
    provinces: Mapped[str]  # two digits each, a space between
    state: Mapped[str]
    filed_at: Mapped[datetime]
    filed_by: Mapped[str]
    decided_at: Mapped[datetime | None]  # applied, discarded or taken back
    decided_by: Mapped[str | None]
    applied_at: Mapped[datetime | None]
    applied_by: Mapped[str | None]
    __table_args__ = (
        CheckConstraint(
            "state IN ('staged','applied','discarded','taken_back')", name="state_is_known"
        ),
    )


class UpdateLine(Base):
    """One difference between the two tables, what the reviewer said, what was done."""

    __tablename__ = "geography_update_line"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    update_id: Mapped[str] = mapped_column(ForeignKey("geography_update.id"))
    kind: Mapped[str]
    level: Mapped[str]
    code: Mapped[str]  # whose scope the line lies in: the newer code, else the older
    old_code: Mapped[str]  # empty: new
    old_name: Mapped[str]
    new_code: Mapped[str]  # empty: closed
    new_name: Mapped[str]
    pinyin: Mapped[str]  # of the newer name
    initials: Mapped[str]
    successor: Mapped[str]  # of a closed division: proposed, or named by the reviewer
    why: Mapped[str]  # of a proposal
    verdict: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("update_id", "kind", "old_code", "new_code"),
        CheckConstraint(
            "kind IN ('new','closed','merged','renamed','recoded')", name="kind_is_known"
        ),
        CheckConstraint("verdict IN ('open','accepted','rejected')", name="verdict_is_known"),
        CheckConstraint("kind <> 'merged' OR successor <> ''", name="a_merger_has_a_successor"),
        Index("ix_geography_update_line_list", "update_id", "kind", "code"),
    )
