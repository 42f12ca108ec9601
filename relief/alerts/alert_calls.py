"""Reads of the call list: what the desk's own people have to dial or to see to."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from relief.alerts.alert import BY_GATEWAY, Channel
from relief.alerts.alert_rows import CallTask
from relief.alerts.alert_standing import NO_POST, posts_of, rung_name
from relief.alerts.alert_tables import Message, MessageNow
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.geography.queries import within_ranges
from relief.offices.roster import PersonRow, people


def call_list(session: Session, scope: Scope, incident_id: str) -> tuple[CallTask, ...]:
    """Return what the desk's own people have to dial or to see to, in the order to be dialled.

    Fewest attempts first; then the highest rung (silent the longest); then who came first.
    """
    found = session.execute(
        select(MessageNow, Message.recorded_at)
        .join(Message, Message.id == MessageNow.message_id)
        .where(*_to_be_called(scope, incident_id))
        .order_by(
            MessageNow.attempt, MessageNow.rung.desc(), Message.recorded_at, MessageNow.message_id
        )
    ).all()
    known = people(session, {row.MessageNow.person_id for row in found})
    today = {row.recorded_at for row in found}
    posts = posts_of(session, {r.MessageNow.division_code for r in found}, max(today, default=None))
    return tuple(_task(row.MessageNow, row.recorded_at, known, posts) for row in found)


def open_calls(session: Session, scope: Scope, incident_id: str) -> int:
    """Return how many calls the desk still has to make."""
    counted = select(func.count()).select_from(MessageNow)
    return session.scalar(counted.where(*_to_be_called(scope, incident_id))) or 0


def _to_be_called(scope: Scope, incident_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        MessageNow.incident_id == incident_id,
        MessageNow.state == "queued",
        MessageNow.channel.not_in(BY_GATEWAY),
        within_ranges(MessageNow.division_code, scope.ranges()),
    )


def _task(
    row: MessageNow,
    since: datetime,
    known: Mapping[str, PersonRow],
    posts: Mapping[tuple[str, str], Bilingual],
) -> CallTask:
    person_id = row.person_id or ""
    person = known.get(person_id)
    return CallTask(
        message_id=row.message_id,
        alert_id=row.alert_id,
        division=row.division_code,
        channel=cast("Channel", row.channel),
        person_id=person_id,
        person_name=person.name if person else "",
        post=posts.get((row.division_code, person_id), NO_POST),
        generated=person.generated if person else False,
        rung=row.rung,
        rung_name=rung_name(row.rung),
        attempts=row.attempt,
        since=since,
    )
