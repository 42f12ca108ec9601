"""Appending to a ledger: the same command twice is one entry, of two rivals one wins."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from relief.db.base import Base, LedgerEntry


def find_by_command(session: Session, table: type[LedgerEntry], command_id: str) -> str | None:
    """Return the id of the entry a command has already written to `table`, None when it has not."""
    return session.scalar(select(table.id).where(table.command_id == command_id))


def commands_done(
    session: Session, table: type[LedgerEntry], commands: Iterable[str]
) -> dict[str, str]:
    """Return the ids of the entries that these commands have written to `table`, by command."""
    rows = session.execute(
        select(table.command_id, table.id).where(table.command_id.in_(set(commands)))
    )
    return {row.command_id: row.id for row in rows}


def append(session: Session, *entries: Base) -> bool:
    """Write the entries and return True; False when a unique constraint says somebody was first.

    A savepoint keeps the transaction usable after the refusal: PostgreSQL gives up on a transaction
    whose statement failed, and the caller still has to read who won.
    """
    try:
        with session.begin_nested():
            session.add_all(entries)
            session.flush()
    except IntegrityError:
        return False
    return True
