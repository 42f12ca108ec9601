"""One at a time: writers of the same thing wait for each other until the transaction's end."""

from sqlalchemy import text
from sqlalchemy.orm import Session


def take_turn(session: Session, subject: str) -> None:
    """Wait until no other transaction writes `subject`, and hold it to this one's end.

    On SQLite a unit that may write is alone from its BEGIN IMMEDIATE; on PostgreSQL an advisory
    lock of the transaction makes it so, and what is read after it is what the winner committed.
    """
    if session.get_bind().dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:subject, 0))")
        session.execute(lock, {"subject": subject})
