"""People of divisions: a ledger of what was keyed or loaded; `geography_population` is its now."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, ledger_args


class PopulationEntry(LedgerEntry, Base):
    """How many people a division has from here on; the entry that none corrects stands."""

    __tablename__ = "geography_population_entry"
    division_code: Mapped[str] = mapped_column(ForeignKey("geography_division.code"))
    people: Mapped[int | None]  # None: the figure was taken back, nothing stands (待核)
    kind: Mapped[str]  # "resident", "registered", or empty: the source does not say (待核)
    year: Mapped[int | None]  # the year the figure is of, None unknown
    quality: Mapped[str]
    origin: Mapped[str]  # who says so; `source` is where the entry comes from
    note: Mapped[str]  # the reason of a correction
    __table_args__ = ledger_args(
        CheckConstraint("people >= 0", name="people_are_not_negative"),
        CheckConstraint("quality IN ('published','estimate')", name="quality"),
        CheckConstraint("kind IN ('resident','registered','')", name="kind"),
        # One chain a division: of two that correct the same entry, the second loses.
        UniqueConstraint("corrects"),
        Index(
            "uq_geography_population_entry_first",
            "division_code",
            unique=True,
            sqlite_where=text("corrects IS NULL"),
            postgresql_where=text("corrects IS NULL"),
        ),
        Index("ix_geography_population_entry_division", "division_code", "recorded_at", "id"),
    )
