"""The injected clock: nothing in a room asks the machine for the time."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


class Clock(Protocol):
    """Says what time it is on this desk."""

    def now(self) -> datetime:
        """Return the desk's present as aware UTC."""


class SystemClock:
    """The machine's own time, for a real desk and for the audit log."""

    def now(self) -> datetime:
        """Return the machine's time as aware UTC, cut to the millisecond the database keeps."""
        at = datetime.now(UTC)
        return at.replace(microsecond=at.microsecond // 1000 * 1000)


class FixedClock:
    """A clock that stands still until it is set forward: demo, drills and tests."""

    def __init__(self, at: datetime) -> None:
        """Start at `at`, an aware time."""
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the time the clock was set to."""
        return self._at

    def advance_to(self, at: datetime) -> None:
        """Set the clock forward; a time before the present leaves it where it is."""
        self._at = max(self._at, at.astimezone(UTC))


def beijing(at: datetime) -> datetime:
    """Return the same instant in Beijing time."""
    return at.astimezone(BEIJING)


_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def parse_time(text: str) -> datetime:
    """Return aware UTC for an ISO time; without an offset it is Beijing time.

    Raises:
        ValueError: the text is no ISO 8601 time, or of a year no disaster of this desk lies in.
    """
    at = datetime.fromisoformat(text.strip())
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        message = f"{at.year} is no year of this desk"
        raise ValueError(message)
    return (at if at.tzinfo else at.replace(tzinfo=BEIJING)).astimezone(UTC)
