"""The demo's password as the tests keep it: a real argon2 hash that costs little to verify.

A hash names its own cost. The desk's costs a quarter of a second; tests sign in a thousand times.
"""

from argon2 import PasswordHasher
from sqlalchemy import update
from sqlalchemy.orm import Session

from relief.demo.accounts import PASSWORD
from relief.offices.tables import Account

_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def give_everybody_the_demo_password(session: Session) -> None:
    """Set every account's password to the demo's."""
    session.execute(update(Account).values(password_hash=_CHEAP))
