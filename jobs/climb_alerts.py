"""Divisions that did not answer in time climb to the next rung of the ladder."""

from relief.alerts.services.climb import climb_due, is_any_due
from relief.bootstrap import Desk, now_in

EVERY_S = 2


def run(desk: Desk) -> int:
    """Return how many divisions climbed, by the desk's own clock."""
    with desk.database.read() as session:
        if not is_any_due(session, now_in(session)):
            return 0
    with desk.database.write() as session:
        return climb_due(session, now_in(session))
