"""Gives back the reservations of orders that were not dispatched by their term."""

from relief.bootstrap import Desk, now_in
from relief.delivery.services.lapse import expire_due

EVERY_S = 60


def run(desk: Desk) -> int:
    """Expire what is due; return how many orders."""
    with desk.database.write() as session:
        return expire_due(session, now_in(session))
