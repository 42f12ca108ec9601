"""Processes that send, climb, stop and answer against each other, and are killed."""

from datetime import timedelta
from multiprocessing.synchronize import Barrier

from sqlalchemy import select
from sqlalchemy.orm import configure_mappers

from relief.alerts.alert import Answer
from relief.alerts.alert_tables import DivisionNow
from relief.alerts.ports import Gateway
from relief.alerts.service import record_call
from relief.alerts.services.answer import answer
from relief.alerts.services.climb import climb_due
from relief.alerts.services.release import release_alert, stop_alert
from relief.alerts.slip import CallSlip
from relief.core.errors import ReliefError
from relief.core.scope import Scope
from relief.db.session import Database
from tests.alerts.seats import TOWNSHIPS, Desk, at, later, send_all
from tests.support.gateway_server import KeyedGateway, twilio_at

SHORT = timedelta(seconds=0.3)
"""A lease in tests: nobody waits a minute for a process that was killed."""

configure_mappers()  # once, in the process the others are forked from
PRELOAD = ["tests.alerts.senders", "twilio.rest", "psycopg"]


def gateway(kind: str, url: str) -> Gateway:
    if kind == "keyed":
        return KeyedGateway(url)
    return twilio_at(url)


def send(url: str, kind: str, gateway_url: str, gate: Barrier) -> None:
    """Send what is due until nothing is, or until killed."""
    database = Database(url)
    used = gateway(kind, gateway_url)
    gate.wait()
    send_all(database, used, lease=SHORT)
    database.dispose()


def send_with_a_long_lease(url: str, kind: str, gateway_url: str, gate: Barrier) -> None:
    database = Database(url)
    used = gateway(kind, gateway_url)
    gate.wait()
    send_all(database, used)
    database.dispose()


def end(url: str, what: str, officer: Scope, alerts: list[str], gate: Barrier, said) -> None:
    """Release or stop each alert at the same moment as a rival; say what came of it."""
    database = Database(url)
    for alert_id in alerts:
        gate.wait()
        try:
            with database.write() as session:
                if what == "stopped":
                    stop_alert(session, officer, later(1), alert_id)
                else:
                    release_alert(session, later(1), alert_id)
            said.put((alert_id, what))
        except ReliefError as error:
            said.put((alert_id, type(error).__name__))
    database.dispose()


def climb(url: str, rounds: int, gate: Barrier, said) -> None:
    """Climb all that is due, as often as the clock says, at the same moment as a rival."""
    database = Database(url)
    for number in range(rounds):
        gate.wait()
        with database.write() as session:
            said.put(climb_due(session, at(5 * (number + 1))))
    database.dispose()


def respond(url: str, officer: Scope, alerts: list[str], gate: Barrier, said) -> None:
    """Answer each alert's divisions at the same moment as a rival."""
    database = Database(url)
    for alert_id in alerts:
        gate.wait()
        with database.write() as session:
            codes = session.scalars(
                select(DivisionNow.division_code).where(DivisionNow.alert_id == alert_id)
            ).all()
            for code in codes:
                answer(session, officer, later(1), Answer(alert_id, code, "desk", on_behalf=True))
        said.put(alert_id)
    database.dispose()


def ring(url: str, seat: Desk, rounds: int, gate: Barrier) -> None:
    """Record calls of the same townships at the same moment as somebody answers for them."""
    database = Database(url)
    for number in range(rounds):
        gate.wait()
        for code in TOWNSHIPS:
            with database.write() as session:
                slip = CallSlip(seat.incident, code, at(number / 60), words="来电")
                record_call(session, seat.officer, later(2), slip)
    database.dispose()
