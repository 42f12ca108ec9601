"""Personal access tokens: what a GIS program signs in with; only their digests are kept."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from relief.core.identity import new_id
from relief.db.base import Base


class AccessToken(Base):
    """A token of one account; times are the machine's, as those of sessions are.

    `session_version` is the account's when the token was made: a new password or a disabled account
    ends the token as it ends the sessions.
    """

    __tablename__ = "offices_access_token"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    command_id: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("offices_account.id"), index=True)
    session_version: Mapped[int]
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)  # SHA-256 of the secret, hex
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name_length"),
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
        CheckConstraint("expires_at > created_at", name="expires_after_it_was_made"),
    )
