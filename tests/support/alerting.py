"""Alerts that leave and climb in a test as the worker makes them: nobody waits ten real seconds."""

from datetime import timedelta

from sqlalchemy import select

from jobs import climb_alerts, send_alerts
from relief.alerts.alert_tables import Alert, AlertEnd
from relief.alerts.services.release import release_alert
from relief.bootstrap import Desk, now_in
from relief.demo.stops import set_clock
from tests.make import stamp


def leave(desk: Desk) -> int:
    """Let every held alert leave, its count-down being over; return how many messages went out."""
    ended = select(AlertEnd.alert_id)
    with desk.database.write() as session:
        for alert_id in session.scalars(select(Alert.id).where(Alert.id.not_in(ended))).all():
            release_alert(session, stamp(now_in(session), by="clock"), alert_id)
    return send_alerts.run(desk)


def later(desk: Desk, minutes: int) -> int:
    """Set the desk's clock on and return how many divisions climbed."""
    with desk.database.write() as session:
        set_clock(session, now_in(session) + timedelta(minutes=minutes))
    climbed = climb_alerts.run(desk)
    send_alerts.run(desk)
    return climbed
