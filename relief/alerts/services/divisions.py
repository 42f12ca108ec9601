"""Where the divisions of alerts stand: locked, and written after each deed."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from relief.alerts.alert_tables import DivisionNow, RungEntry
from relief.alerts.climbing import Reached
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.db.base import stamped
from relief.db.projections import Row
from relief.db.upsert import upsert

_MOST_ROWS = 1_000  # a statement's values are limited on both databases


def keep_divisions(session: Session, rows: Sequence[Row]) -> None:
    """Write rows of the projection as the ledger now has them."""
    for start in range(0, len(rows), _MOST_ROWS):
        upsert(session, DivisionNow, rows[start : start + _MOST_ROWS])


def locked_divisions(
    session: Session, *conditions: ColumnElement[bool], limit: int | None = None
) -> list[DivisionNow]:
    """Return divisions of alerts, held to the transaction's end; with `limit` the free ones."""
    rows = session.scalars(
        select(DivisionNow)
        .where(*conditions)
        .order_by(DivisionNow.alert_id, DivisionNow.division_code)
        .limit(limit)
        .with_for_update(skip_locked=limit is not None)
        .execution_options(populate_existing=True)
    )
    return list(rows)


def rung_entry(stamp: Stamp, alert_id: str, division: str, reached: Reached) -> RungEntry:
    """Return the ledger entry of a division that came to a rung at the stamp's hour."""
    return RungEntry(
        **{**stamped(stamp), "command_id": f"{stamp.command_id}:{alert_id}:{division}"},
        id=new_id(),
        alert_id=alert_id,
        division_code=division,
        rung=reached.rung,
        outcome=reached.outcome,
        person_id=reached.person_id,
        waits_until=reached.waits_until(stamp.recorded_at),
    )
