"""An import of the house ledger on its way: the batch, and its rows until they are moved.

No ledger: staged rows hold names and numbers, and are deleted when they are moved or discarded.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from relief.core.identity import new_id
from relief.db.base import Base


class HouseBatch(Base):
    """One file, imported or being imported; the second run of the file finds this row."""

    __tablename__ = "damage_house_batch"
    command_id: Mapped[str] = mapped_column(primary_key=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents_incident.id"))
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


class StagedHouse(Base):
    """One checked row of a batch, with the ids its entries will have."""

    __tablename__ = "damage_house_staged"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    batch: Mapped[str] = mapped_column(ForeignKey("damage_house_batch.command_id"))
    row: Mapped[int]
    verdict: Mapped[str]  # "good", "wrong", or "same": it stands in the ledger already
    marks: Mapped[list[Any]]  # why it is wrong, else what was read otherwise than it stands
    household_id: Mapped[str]
    new_household: Mapped[bool]
    house_id: Mapped[str]
    grading_id: Mapped[str]  # empty without a grade
    digest: Mapped[str]
    division_code: Mapped[str]
    members: Mapped[int]
    family_type: Mapped[str]
    head: Mapped[str]
    id_number: Mapped[str]
    phone: Mapped[str]
    address: Mapped[str]
    card: Mapped[str]
    structure: Mapped[str]
    rooms: Mapped[int]
    rooms_collapsed: Mapped[int]
    rooms_severe: Mapped[int]
    rooms_general: Mapped[int]
    occurred_on: Mapped[date]
    sole_dwelling: Mapped[bool]
    excluded: Mapped[str]
    grade: Mapped[str]  # empty without a grade
    appraisal: Mapped[str | None]
    reason: Mapped[str]
    __table_args__ = (
        UniqueConstraint("batch", "row"),
        CheckConstraint("verdict IN ('good','wrong','same')", name="verdict"),
    )
