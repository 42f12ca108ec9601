"""Forgets failed sign-ins that no longer count for the throttle."""

from relief.bootstrap import Desk
from relief.offices.accounts import forget_old_attempts

EVERY_S = 600


def run(desk: Desk) -> int:
    """Delete the attempts older than the throttle's window; return how many."""
    with desk.database.write() as session:
        return forget_old_attempts(session)
