"""Passwords, by argon2 as the library sets it (RFC 9106)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
_HASHER = PasswordHasher()
# Verifying against this costs as much as a real account, so a name cannot be guessed by the clock.
_NOBODY = _HASHER.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return the argon2id hash that is stored."""
    return _HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Return whether the password belongs to the stored hash; None costs the same and is False."""
    try:
        _HASHER.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
