"""灾情稳定: where and since when the disaster is declared stable, now or as known at an hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, Table, exists, select
from sqlalchemy.orm import Session, aliased

from relief.damage.tables import Stability, StableNow
from relief.db.projections import Projection, Row
from relief.offices.queries import account_names


@dataclass(frozen=True, slots=True)
class NewStability:
    """A declaration, or its withdrawal.

    Fields:
        division: the office's own: a county, a prefecture, a province.
        stable: False takes the declaration back.
        occurred_at: since when, aware; for a withdrawal, from when it no longer holds.
        reason: what it rests on; never empty.
        document: its number where there is one.
    """

    incident_id: str
    division: str
    stable: bool
    occurred_at: datetime
    reason: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class StabilityRow:
    """An entry as the page shows it; `generated` where it was made for the demo."""

    id: str
    division: str
    stable: bool
    occurred_at: datetime
    reason: str
    document: str
    recorded_at: datetime
    recorded_by: str
    generated: bool


def stable_since(
    session: Session, incident_id: str, at: datetime | None = None
) -> dict[str, datetime]:
    """Return since when each division is declared stable, as known at `at`; others are absent."""
    if at is None:
        now = select(StableNow.division_code, StableNow.since).where(
            StableNow.incident_id == incident_id, StableNow.stable
        )
        return {row.division_code: row.since for row in session.execute(now)}
    rows = session.scalars(_last(incident_id, at))
    return {row.division_code: row.occurred_at for row in rows if row.stable}


def stability_history(
    session: Session, incident_id: str, division: str, at: datetime | None = None
) -> tuple[StabilityRow, ...]:
    """Return a division's declarations and withdrawals, the latest first."""
    chosen = select(Stability).where(
        Stability.incident_id == incident_id, Stability.division_code == division
    )
    if at is not None:
        chosen = chosen.where(Stability.recorded_at <= at)
    rows = session.scalars(chosen.order_by(Stability.recorded_at.desc(), Stability.id.desc())).all()
    names = account_names(session, {row.recorded_by for row in rows}) if rows else {}
    return tuple(_row(row, names) for row in rows)


def now_row(entry: Stability) -> dict[str, Any]:
    """Return the projection's row of the last entry of a division."""
    return {
        "incident_id": entry.incident_id,
        "division_code": entry.division_code,
        "stable": entry.stable,
        "since": entry.occurred_at,
        "entry_id": entry.id,
    }


def _last(incident_id: str | None, at: datetime | None) -> Select[Stability]:
    later = aliased(Stability)
    follows = exists().where(
        later.follows == Stability.id, *(() if at is None else (later.recorded_at <= at,))
    )
    last = select(Stability).where(~follows)
    if at is not None:
        last = last.where(Stability.recorded_at <= at)
    return last if incident_id is None else last.where(Stability.incident_id == incident_id)


def _row(entry: Stability, names: dict[str, str]) -> StabilityRow:
    return StabilityRow(
        id=entry.id,
        division=entry.division_code,
        stable=entry.stable,
        occurred_at=entry.occurred_at,
        reason=entry.reason,
        document=entry.document,
        recorded_at=entry.recorded_at,
        recorded_by=names[entry.recorded_by],
        generated=entry.source == "generated",
    )


def _derive(session: Session) -> Iterable[Row]:
    return [now_row(entry) for entry in session.scalars(_last(None, None))]


PROJECTION = Projection(cast("Table", StableNow.__table__), _derive)
