"""When each township and village was last heard from, folded from calls and from answers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, delete, exists, select, true, union_all
from sqlalchemy.orm import Session, aliased

from relief.alerts.alert_projections import PROJECTIONS as ALERT_PROJECTIONS
from relief.alerts.alert_tables import AnswerEntry
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
    """Return the rows of `alerts_heard_now` as the ledgers have them: the later `heard_at` wins.

    Calls and answers of the same minute are ordered by their id.
    """
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    of_incident = Call.incident_id == incident_id if incident_id else true()
    calls = session.execute(_spoken(stands(at) & of_incident))
    for row in (*calls, *session.execute(_answered(incident_id, at))):
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


def _answered(
    incident_id: str | None, at: datetime | None
) -> Select[str, str, datetime, str, bool]:
    """Return the divisions that answered an alert: heard when the answer came."""
    of_incident = AnswerEntry.incident_id == incident_id if incident_id else true()
    known = AnswerEntry.recorded_at <= at if at is not None else true()
    return select(
        AnswerEntry.incident_id,
        AnswerEntry.id,
        AnswerEntry.recorded_at.label("at"),
        AnswerEntry.division_code.label("division"),
        true().label("own"),
    ).where(of_incident, known)


def heard_turn(incident_id: str) -> str:
    """Return the subject of the turn in which an incident's rows are moved: one at a time."""
    return f"alerts:{incident_id}"


def move_heard(session: Session, call: Call, villages: Iterable[str]) -> None:
    """Move the projection by one new call; an older call entered late moves nothing back."""
    divisions = heard_divisions(call.division_code, tuple(villages))
    _move(session, call.incident_id, divisions, (call.occurred_at, call.id))


def move_heard_by_answer(session: Session, answer: AnswerEntry) -> None:
    """Move the projection by one answer: its township is heard, none of its villages is."""
    divisions = heard_divisions(answer.division_code, ())
    _move(session, answer.incident_id, divisions, (answer.recorded_at, answer.id))


def _move(
    session: Session, incident_id: str, divisions: tuple[str, ...], last: tuple[datetime, str]
) -> None:
    kept = select(HeardNow.division_code, HeardNow.heard_at, HeardNow.call_id).where(
        HeardNow.incident_id == incident_id, HeardNow.division_code.in_(divisions)
    )
    known = {row.division_code: (row.heard_at, row.call_id) for row in session.execute(kept)}
    rows = [
        {
            "incident_id": incident_id,
            "division_code": division,
            "call_id": last[1],
            "heard_at": last[0],
        }
        for division in divisions
        if division not in known or known[division] < last
    ]
    upsert(session, HeardNow, rows)


def refold_heard(session: Session, incident_id: str) -> None:
    """Write the incident's rows anew: a correction can take a division's last call away."""
    session.execute(delete(HeardNow).where(HeardNow.incident_id == incident_id))
    upsert(session, HeardNow, derive_heard(session, incident_id))


PROJECTIONS: tuple[Projection, ...] = (
    Projection(cast("Table", HeardNow.__table__), derive_heard),
    *ALERT_PROJECTIONS,
)
