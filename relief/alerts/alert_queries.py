"""Reads of alerts: the list, one alert by division, and the calls to make."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from relief.alerts.alert import (
    AlertKind,
    AlertState,
)
from relief.alerts.alert_calls import call_list, open_calls
from relief.alerts.alert_events import EventRow
from relief.alerts.alert_projections import division_rows
from relief.alerts.alert_rows import (
    AlertFilter,
    AlertRow,
    AlertView,
    CallTask,
    DivisionState,
)
from relief.alerts.alert_standing import division_states, rung_name
from relief.alerts.alert_tables import Alert, AlertDivision
from relief.core.errors import NotFound
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import Scope
from relief.db.projections import Row
from relief.geography.queries import within_ranges
from relief.offices.queries import account_names

__all__ = [
    "AlertFilter",
    "AlertRow",
    "AlertView",
    "CallTask",
    "DivisionState",
    "EventRow",
    "alert",
    "alerts",
    "call_list",
    "open_calls",
    "rung_name",
]
GENERATED = "generated"
KIND = "叫应 alert"
_EVERYTHING = AlertFilter()


def alerts(  # noqa: PLR0913 (the hour and the filter belong to every list)
    session: Session,
    scope: Scope,
    incident_id: str,
    page: int = 1,
    at: datetime | None = None,
    *,
    wanted: AlertFilter = _EVERYTHING,
) -> Page[AlertRow]:
    """Return the alerts that call a division within scope, the latest first, as known at `at`."""
    conditions = [
        Alert.incident_id == incident_id,
        _reaches(scope),
        _known(at),
        _wanted(wanted),
    ]
    total = session.scalar(select(func.count()).select_from(Alert).where(*conditions)) or 0
    number = max(1, min(page, pages_for(total)))
    listed = session.scalars(
        select(Alert)
        .where(*conditions)
        .order_by(Alert.recorded_at.desc(), Alert.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    by_alert: dict[str, list[Row]] = {entry.id: [] for entry in listed}
    for row in division_rows(session, list(by_alert), at):
        if scope.covers(row["division_code"]):
            by_alert[row["alert_id"]].append(row)
    names = account_names(session, {entry.recorded_by for entry in listed})
    items = tuple(_alert_row(entry, by_alert[entry.id], names) for entry in listed)
    return Page(items, number, pages_for(total), total)


def alert(session: Session, scope: Scope, alert_id: str, at: datetime | None = None) -> AlertView:
    """Return one alert by division, as known at `at`.

    Raises:
        NotFound: no such alert, or it calls nobody within scope.
    """
    entry = session.scalar(select(Alert).where(Alert.id == alert_id, _reaches(scope), _known(at)))
    if entry is None:
        raise NotFound(KIND, alert_id)
    rows = [r for r in division_rows(session, [alert_id], at) if scope.covers(r["division_code"])]
    names = account_names(session, {entry.recorded_by})
    return AlertView(_alert_row(entry, rows, names), division_states(session, entry, rows, at))


def _known(at: datetime | None) -> ColumnElement[bool]:
    return true() if at is None else Alert.recorded_at <= at


def _wanted(wanted: AlertFilter) -> ColumnElement[bool]:
    of_kind = Alert.kind == wanted.kind if wanted.kind else true()
    if not wanted.division:
        return of_kind
    called = select(AlertDivision.id).where(
        AlertDivision.alert_id == Alert.id, AlertDivision.division_code == wanted.division
    )
    return of_kind & called.exists()


def _reaches(scope: Scope) -> ColumnElement[bool]:
    return (
        select(AlertDivision.id)
        .where(
            AlertDivision.alert_id == Alert.id,
            within_ranges(AlertDivision.division_code, scope.ranges()),
        )
        .exists()
    )


def _alert_row(entry: Alert, rows: Sequence[Row], names: Mapping[str, str]) -> AlertRow:
    states = [row["state"] for row in rows]
    return AlertRow(
        id=entry.id,
        incident_id=entry.incident_id,
        kind=cast("AlertKind", entry.kind),
        text=entry.text,
        office_division=entry.office_division,
        issued_at=entry.recorded_at,
        issued_by=names[entry.recorded_by],
        held_until=entry.held_until,
        divisions=len(rows),
        answered=states.count("answered"),
        climbing=sum(1 for row in rows if row["state"] == "waiting" and row["rung"] > 1),
        failed=states.count("exhausted") + states.count("no_responsible"),
        state=_alert_state(states),
        generated=entry.source == GENERATED,
    )


def _alert_state(states: Sequence[str]) -> AlertState:
    if "held" in states:
        return "held"
    if "stopped" in states:
        return "stopped"
    return "answered" if set(states) == {"answered"} else "calling"
