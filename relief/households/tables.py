"""Households in a ledger without names; the persons in erasable tables beside it (law 12)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, ledger_args


class Household(LedgerEntry, Base):
    """A family as registered, or as corrected; `household_id` is the first entry's own id."""

    __tablename__ = "households_household"
    household_id: Mapped[str] = mapped_column(index=True)
    division_code: Mapped[str]  # the village
    members: Mapped[int]
    family_type: Mapped[str]  # a code of families.toml
    reason: Mapped[str]  # why it was corrected, empty for the first entry
    __table_args__ = ledger_args(
        CheckConstraint("members > 0", name="somebody_lives_there"),
        Index("uq_households_household_corrects", "corrects", unique=True),
    )


class HouseholdNow(Base):
    """Projection: each family as it stands."""

    __tablename__ = "households_household_now"
    household_id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(unique=True)
    division_code: Mapped[str] = mapped_column(index=True)
    members: Mapped[int]
    family_type: Mapped[str]
    generated: Mapped[bool]  # made for the demo (示例)
    changed_at: Mapped[datetime]


class Person(Base):
    """A version of who heads a household and how to reach him. Erasable; the last version stands.

    Empty text is not known (待核), never "has none".
    """

    __tablename__ = "households_person"
    household_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    head: Mapped[str]
    id_number: Mapped[str]  # 公民身份号码 of the head
    phone: Mapped[str]
    address: Mapped[str]  # 村组地址
    card: Mapped[str]  # 一卡通账号
    entered_at: Mapped[datetime]
    entered_by: Mapped[str]


class Identity(Base):
    """What tells two households apart: digest of the ID number, or of village, name and address.

    The primary key is what two desks that register one family at the same time lose against.
    Erased with the person.
    """

    __tablename__ = "households_identity"
    digest: Mapped[str] = mapped_column(primary_key=True)
    household_id: Mapped[str] = mapped_column(index=True)
