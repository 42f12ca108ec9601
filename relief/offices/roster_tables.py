"""Responsible persons (责任人) of divisions: who answers at night, and the erasable persons."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, ledger_args


class Responsible(LedgerEntry, Base):
    """From a day on, who holds a rank of a division; without a person the rank is vacant.

    It holds until the next entry of the same division and rank begins.
    """

    __tablename__ = "offices_responsible"
    division_code: Mapped[str]
    rank: Mapped[int]  # 1 first, 2 deputy, 3 …: the order in which they are alerted
    post: Mapped[str]
    post_en: Mapped[str]
    person_id: Mapped[str | None] = mapped_column(index=True)
    valid_from: Mapped[date]
    __table_args__ = ledger_args(
        CheckConstraint("rank > 0", name="rank_above_zero"),
        Index("ix_offices_responsible_division", "division_code", "rank", "valid_from"),
    )


class Leave(LedgerEntry, Base):
    """Days on which a person is away (both included); a day back before the first takes it back."""

    __tablename__ = "offices_leave"
    person_id: Mapped[str] = mapped_column(index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    __table_args__ = ledger_args(Index("uq_offices_leave_corrects", "corrects", unique=True))


class Person(Base):
    """A person's name and number: personal data, versioned, erasable, never in a ledger."""

    __tablename__ = "offices_person"
    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(index=True)  # +86…, as `offices/phone.py` writes it
    generated: Mapped[bool]  # made up for the demo: the number cannot be rung
