"""When each township and village was last heard from, folded from the call log."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, delete, exists, select, true, union_all
from sqlalchemy.orm import Session, aliased

from relief.alerts.slip import heard_divisions
from relief.alerts.tables import Call, CallVillage, HeardNow
from relief.db.projections import Projection, Row
from relief.db.upsert import upsert


def stands(at: datetime | None = None) -> ColumnElement[bool]:
    """Return the condition that a call was known at `at` and nothing had corrected it by then."""
    later = aliased(Call)
    corrected = select(later.id).where(later.corrects == Call.id)
    if at is None:
        return ~exists(corrected)
    return (Call.recorded_at <= at) & ~exists(corrected.where(later.recorded_at <= at))


def derive_heard(
    session: Session, incident_id: str | None = None, at: datetime | None = None
) -> list[Row]:
    """Return the rows of `alerts_heard_now` as the ledger has them: the later `heard_at` wins.

    Calls of the same minute are ordered by their id.
    """
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    of_incident = Call.incident_id == incident_id if incident_id else true()
    for row in session.execute(_spoken(stands(at) & of_incident)):
        for division in heard_divisions(row.division, ()) if row.own else (row.division,):
            key = (row.incident_id, division)
            known = latest.get(key)
            if known is None or (known["heard_at"], known["call_id"]) < (row.at, row.id):
                latest[key] = {
                    "incident_id": row.incident_id,
                    "division_code": division,
                    "call_id": row.id,
                    "heard_at": row.at,
                }
    return [latest[key] for key in sorted(latest)]


def _spoken(condition: ColumnElement[bool]) -> Select[Any]:
    """Return every division a call named: its own, and each village spoken for."""
    own = select(
        Call.incident_id,
        Call.id,
        Call.occurred_at.label("at"),
        Call.division_code.label("division"),
        true().label("own"),
    ).where(condition)
    villages = (
        select(
            Call.incident_id,
            Call.id,
            Call.occurred_at.label("at"),
            CallVillage.division_code.label("division"),
            (~true()).label("own"),
        )
        .join(CallVillage, CallVillage.call_id == Call.id)
        .where(condition)
    )
    return select(union_all(own, villages).subquery())


def move_heard(session: Session, call: Call, villages: Iterable[str]) -> None:
    """Move the projection by one new call; an older call entered late moves nothing back."""
    divisions = heard_divisions(call.division_code, tuple(villages))
    kept = select(HeardNow.division_code, HeardNow.heard_at, HeardNow.call_id).where(
        HeardNow.incident_id == call.incident_id, HeardNow.division_code.in_(divisions)
    )
    known = {row.division_code: row for row in session.execute(kept)}
    rows = [
        {
            "incident_id": call.incident_id,
            "division_code": division,
            "call_id": call.id,
            "heard_at": call.occurred_at,
        }
        for division in divisions
        if division not in known
        or (known[division].heard_at, known[division].call_id) < (call.occurred_at, call.id)
    ]
    upsert(session, HeardNow, rows)


def refold_heard(session: Session, incident_id: str) -> None:
    """Write the incident's rows anew: a correction can take a division's last call away."""
    session.execute(delete(HeardNow).where(HeardNow.incident_id == incident_id))
    upsert(session, HeardNow, derive_heard(session, incident_id))


PROJECTIONS: tuple[Projection, ...] = (Projection(cast("Table", HeardNow.__table__), derive_heard),)
