"""The number the page asks for every two seconds: what has changed since N.

A change is noted with the transaction that makes it. On PostgreSQL a lower id may commit later, so
the row is written last, under a lock held to the commit: numbers appear in the order of commits.
"""

from sqlalchemy import Integer, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from relief.db.base import Base

_KEY = "changed_topics"
_LOCK_NUMBER = 7_101


class Change(Base):
    """One committed transaction that changed something a page shows."""

    __tablename__ = "db_change"
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    topics: Mapped[str]


def note_change(session: Session, topic: str) -> None:
    """Note that this transaction changes `topic` (a room's name), to be numbered at its end."""
    session.info.setdefault(_KEY, set()).add(topic)


def record_change_number(session: Session) -> None:
    """Write the transaction's one change row, if anything was noted; called just before commit."""
    topics = session.info.pop(_KEY, None)
    if not topics:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK_NUMBER})
    session.add(Change(topics=" ".join(sorted(topics))))
    session.flush()


def latest_change(session: Session) -> int:
    """Return the number of the last committed change, 0 when there is none."""
    return session.scalar(select(func.max(Change.number))) or 0


def topics_since(session: Session, number: int) -> list[str]:
    """Return the rooms that changed after `number`, sorted."""
    rows = session.scalars(select(Change.topics).where(Change.number > number))
    return sorted({topic for row in rows for topic in row.split()})
