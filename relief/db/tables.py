"""Tables of the floor itself: work, files, audit, and the desk's few settings."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from relief.core.identity import new_id
from relief.db.base import Base, ledger_args


class Work(Base):
    """A long task: what, for whom, how far, and its result or reasons. The row is the truth."""

    __tablename__ = "db_work"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    command_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    asked_by: Mapped[str]
    division_code: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]  # machine time: leases outlive a demo's clock
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting','running','done','refused','failed','cancelled')", name="state"
        ),
        Index("ix_db_work_state_asked_at", "state", "asked_at"),
    )


class StoredFile(Base):
    """A file kept once under its SHA-256; the bytes lie in `DATA/files`."""

    __tablename__ = "db_file"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    division_code: Mapped[str]  # whose file it is: read only within scope
    stored_by: Mapped[str]
    stored_at: Mapped[datetime]
    position: Mapped[str | None]  # "lon,lat" a photo's camera told; cut out of the bytes


class Setting(Base):
    """A named value of this desk: the demo clock, the demo's stop."""

    __tablename__ = "db_setting"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class AuditRow(Base):
    """Who did or looked at what, in machine time; written with its cause, never updated."""

    __tablename__ = "db_audit"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    account_id: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]
    __table_args__ = ledger_args()


class AuditSeal(Base):
    """A link of the hash chain over a batch of audit rows."""

    __tablename__ = "db_audit_seal"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    previous: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime]
    __table_args__ = ledger_args()


class AuditSealed(Base):
    """Which seal covers an audit row; each row is sealed once."""

    __tablename__ = "db_audit_sealed"
    audit_number: Mapped[int] = mapped_column(
        ForeignKey("db_audit.number"), primary_key=True, autoincrement=False
    )
    seal_number: Mapped[int] = mapped_column(ForeignKey("db_audit_seal.number"), index=True)
    __table_args__ = ledger_args()
