"""Passwords, by argon2 as the library sets it (RFC 9106)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """Return the argon2id hash that is stored."""
    return _HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Return whether the password belongs to the stored hash; None costs the same and is False."""
    try:
        _HASHER.verify(stored or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def _nobody() -> str:
    # Verifying against this costs as much as a real account: no name is guessed by the clock.
    return _HASHER.hash("nobody has this password")
