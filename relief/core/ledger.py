"""What every ledger entry carries besides its own facts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from relief.core.identity import new_id

Precision = Literal["minute", "day", "unknown"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who wrote an entry, when this desk learnt it, and from where.

    Fields:
        recorded_at: aware UTC of the injected clock.
        recorded_by: account id.
        source: where the fact comes from: a source id, a telephone slip, a file.
        command_id: client-made id; the second entry with the same one is the first one's answer.
    """

    recorded_at: datetime
    recorded_by: str
    source: str
    command_id: str

    @classmethod
    def make(
        cls, at: datetime, by: str, source: str = "desk", command_id: str | None = None
    ) -> "Stamp":
        """Return a stamp; without a client-made command id it gets a new one."""
        return cls(at, by, source, command_id or new_id())
