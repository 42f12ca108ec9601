"""What yearly updates made of divisions since a day: closed, merged, recoded, opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from relief.core.scope import CodeRange
from relief.geography.history_tables import Update, UpdateLine
from relief.geography.queries import within_ranges


@dataclass(frozen=True, slots=True)
class Succession:
    """One applied line of an update.

    Fields:
        old: the code that was closed on the day, empty for a new division.
        new: the code that took it in or replaced it, empty where nothing did.
        opened: whether `new` was opened by this line, and was not a division before.
    """

    on: date
    old: str
    new: str
    opened: bool


def successions(session: Session, day: date, ranges: Sequence[CodeRange]) -> tuple[Succession, ...]:
    """Return what became of the divisions in the ranges in updates after a day, earliest first."""
    named = (UpdateLine.old_code, UpdateLine.new_code, UpdateLine.successor)
    old, new = (within_ranges(column, ranges) for column in named[:2])
    rows = session.execute(
        select(Update.cut_off, UpdateLine.kind, *named)
        .join(Update, Update.id == UpdateLine.update_id)
        .where(
            Update.state == "applied",
            Update.cut_off > day,
            UpdateLine.verdict == "accepted",
            UpdateLine.undone_at.is_(None),
            UpdateLine.kind != "renamed",
            or_(old, new),
        )
        .order_by(Update.cut_off, UpdateLine.id)
    )
    return tuple(
        Succession(on, old, new or successor, kind in {"new", "recoded"})
        for on, kind, old, new, successor in rows
    )
