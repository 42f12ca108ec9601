"""Lets alerts leave whose count-down is over, and sends what is due, one message at a time."""

from relief.alerts.services.deliver import carry, claim, is_any_due, record
from relief.alerts.services.release import release_due
from relief.bootstrap import Desk, alert_gateway, now_in

EVERY_S = 2
MOST_A_TICK = 100


def run(desk: Desk) -> int:
    """Return how many messages went out: those taken at this tick, until the gateway is away."""
    with desk.database.read() as session:
        if not is_any_due(session):
            return 0
    with desk.database.write() as session:
        release_due(session, now_in(session))
    outcomes = [send_one(desk)]
    while len(outcomes) < MOST_A_TICK and outcomes[-1] not in {None, "queued"}:
        outcomes.append(send_one(desk))
    return outcomes.count("sent")


def send_one(desk: Desk) -> str | None:
    """Return the state a due message came to, None when none is due.

    The network is called while no transaction is open (law 8).
    """
    gateway = alert_gateway(desk)
    with desk.database.write() as session:
        claimed = claim(session, now_in(session))
    if claimed is None:
        return None
    carried = carry(gateway, claimed, desk.settings.public_url)
    with desk.database.write() as session:
        record(session, now_in(session), carried)
    return carried.state
