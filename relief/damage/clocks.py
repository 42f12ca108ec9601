"""When the next report is due, from the clocks of `clocks.toml` (DOMAIN 3.2). Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from relief.core.clock import BEIJING, beijing
from relief.core.division_code import LEVELS
from relief.core.sources import load_sources
from relief.core.wording import Bilingual

Kind = Literal["initial", "follow_up"]
Trigger = Literal["occurrence", "receipt", "daily"]
CLOCKS_FILE = Path(__file__).with_name("clocks.toml")


@dataclass(frozen=True, slots=True)
class ReportClock:
    """One deadline of one tier.

    Fields:
        tier: the level of the division that owes the report.
        offset: time allowed after the trigger; None for a daily clock.
        hour: Beijing hour of a daily clock; None for the others.
        source: id in `relief/sources.toml`.
        verified: False where the text read is another county's or an older one.
    """

    id: str
    tier: str
    kind: Kind
    trigger: Trigger
    offset: timedelta | None
    hour: time | None
    source: str
    verified: bool
    name: Bilingual


@dataclass(frozen=True, slots=True)
class DueTime:
    """What is due next by which clock, aware UTC."""

    clock: ReportClock
    at: datetime


@cache
def load_clocks(path: Path = CLOCKS_FILE) -> Mapping[str, ReportClock]:
    """Return the clocks by id, in the order of the file.

    Raises:
        ValueError: a clock without a listed source, with an unknown tier, kind or trigger, or
            without the time its trigger needs.
    """
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["clock"]
    return MappingProxyType({row["id"]: _clock(row) for row in rows})


def next_report(
    tier: str,
    *,
    occurred_at: datetime,
    last_at: datetime | None,
    clocks: Mapping[str, ReportClock] | None = None,
) -> DueTime | None:
    """Return the next report a division of `tier` owes, None when no clock is known for it.

    Args:
        tier: level of the division, such as "township".
        occurred_at: when the disaster occurred, aware.
        last_at: when the division was last heard from, or last released; None: never.
        clocks: the loaded clocks; by default those of the desk.

    Before anything was heard the initial report is due, its offset after the occurrence;
    afterwards the follow-up, at the daily hour that follows the last word.
    """
    wanted = "initial" if last_at is None else "follow_up"
    for clock in (clocks if clocks is not None else load_clocks()).values():
        if (clock.tier, clock.kind) != (tier, wanted):
            continue
        if clock.offset is not None and clock.trigger == "occurrence":
            return DueTime(clock, occurred_at + clock.offset)
        if clock.hour is not None and last_at is not None:
            return DueTime(clock, _daily_after(last_at, clock.hour))
    return None


def minutes_left(due_at: datetime, at: datetime) -> int:
    """Return whole minutes from `at` to `due_at`, negative when overdue (never rounded to 0)."""
    seconds = int((due_at - at).total_seconds())
    return seconds // 60


def _daily_after(last_at: datetime, hour: time) -> datetime:
    day = beijing(last_at)
    due = datetime.combine(day.date(), hour, BEIJING)
    due = due if due > day else due + timedelta(days=1)
    return due.astimezone(last_at.tzinfo)


def _clock(row: dict[str, Any]) -> ReportClock:
    known = row["tier"] in LEVELS and row["kind"] in get_args(Kind)
    if not known or row["trigger"] not in get_args(Trigger):
        msg = f"clock {row['id']!r}: unknown tier, kind or trigger"
        raise ValueError(msg)
    if row["source"] not in load_sources():
        msg = f"clock {row['id']!r}: source {row['source']!r} is not listed"
        raise ValueError(msg)
    daily = row["trigger"] == "daily"
    return ReportClock(
        id=row["id"],
        tier=row["tier"],
        kind=row["kind"],
        trigger=row["trigger"],
        offset=None if daily else timedelta(minutes=row["minutes"]),
        hour=time.fromisoformat(row["hour"]) if daily else None,
        source=row["source"],
        verified=row["verified"],
        name=Bilingual(row["zh"], row["en"]),
    )
