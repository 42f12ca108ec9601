"""Authorities, accounts with roles and scopes, and tasks."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from relief.db.base import Base, LedgerEntry, ledger_args


class Authority(Base):
    """An office or department that acts for a division."""

    __tablename__ = "offices_authority"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    division_code: Mapped[str]


class Account(Base):
    """A person who signs in. `session_version` grows when sessions must end."""

    __tablename__ = "offices_account"
    id: Mapped[str] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    post: Mapped[str]  # the title he signs with, as the plan names it: 秘书长, 副主任 …
    post_en: Mapped[str]
    authority_id: Mapped[str] = mapped_column(ForeignKey("offices_authority.id"))
    password_hash: Mapped[str]
    session_version: Mapped[int] = mapped_column(default=1)
    disabled: Mapped[bool] = mapped_column(default=False)
    demo: Mapped[bool] = mapped_column(default=False)


class AccountRole(Base):
    """A role of `roles.toml` held by an account."""

    __tablename__ = "offices_account_role"
    account_id: Mapped[str] = mapped_column(ForeignKey("offices_account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class AccountScope(Base):
    """A division prefix an account answers for; empty text is the whole country."""

    __tablename__ = "offices_account_scope"
    account_id: Mapped[str] = mapped_column(ForeignKey("offices_account.id"), primary_key=True)
    prefix: Mapped[str] = mapped_column(primary_key=True)


class SignInAttempt(Base):
    """A failed sign-in, kept for the throttle (machine time, not the desk's)."""

    __tablename__ = "offices_sign_in_attempt"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str]  # "account:NAME" or "address:IP"
    at: Mapped[datetime]
    __table_args__ = (Index("ix_offices_sign_in_attempt_key_at", "key", "at"),)


class TaskEntry(LedgerEntry, Base):
    """A step of a task: assigned, accepted, handed over, done with evidence, or reopened."""

    __tablename__ = "offices_task_entry"
    task_id: Mapped[str] = mapped_column(index=True)
    state: Mapped[str]
    incident_id: Mapped[str]
    division_code: Mapped[str]
    subject: Mapped[str]  # what it belongs to: "response_decision:ID"
    title_zh: Mapped[str]
    title_en: Mapped[str]
    owner: Mapped[str]  # the department or post that answers for it
    owner_en: Mapped[str]
    due_at: Mapped[datetime | None]
    evidence: Mapped[str]
    follows: Mapped[str]  # entry id of the step before; unique, so two at once cannot both step
    __table_args__ = ledger_args(Index("uq_offices_task_entry_follows", "follows", unique=True))


class TaskNow(Base):
    """Projection: where each task stands."""

    __tablename__ = "offices_task_now"
    task_id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str]
    state: Mapped[str]
    incident_id: Mapped[str]
    division_code: Mapped[str]
    subject: Mapped[str]
    title_zh: Mapped[str]
    title_en: Mapped[str]
    owner: Mapped[str]
    owner_en: Mapped[str]
    due_at: Mapped[datetime | None]
    evidence: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    __table_args__ = (
        CheckConstraint("state IN ('assigned','accepted','done')", name="state"),
        Index("ix_offices_task_now_incident", "incident_id", "division_code", "state"),
    )
