"""When the next report is due, from the clocks of `clocks.toml` (DOMAIN 3.2). Pure."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from relief.core.clock import BEIJING, beijing
from relief.core.division_code import LEVELS
from relief.core.sources import load_sources
from relief.core.wording import Bilingual
from relief.core.work_calendar import add_working_days

Kind = Literal["initial", "follow_up", "final"]
Trigger = Literal["occurrence", "receipt", "daily", "stable"]
CLOCKS_FILE = Path(__file__).with_name("clocks.toml")
_DAYS_END = time(23, 59)


@dataclass(frozen=True, slots=True)
class ReportClock:
    """One deadline of one tier.

    Fields:
        tier: the level of the division that owes the report.
        offset: time allowed after the trigger; None for the others.
        hour: Beijing hour of a daily clock; None for the others.
        days, working_days: calendar or working days allowed, to the end of the last one.
        counts_for: how long before a daily hour a word is that hour's report.
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
    days: int | None = None
    working_days: int | None = None
    counts_for: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Reported:
    """What is known of one office's reports when its next one is asked for; times aware.

    Fields:
        last_at: when it was last heard from, or last released; None: never.
        stable_at: since when the disaster is declared stable there; None: it is not.
        received_at: when the last of the final reports below arrived; None: not all have.
        final_at: when its final report was released; None: not yet.
    """

    last_at: datetime | None = None
    stable_at: datetime | None = None
    received_at: datetime | None = None
    final_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DueTime:
    """What is due next by which clock, aware UTC.

    Fields:
        without_notice: years counted through whose work calendar this desk does not have.
    """

    clock: ReportClock
    at: datetime
    without_notice: tuple[int, ...] = field(default=())


@cache
def load_clocks(path: Path = CLOCKS_FILE) -> Mapping[str, ReportClock]:
    """Return the clocks by id, in the order of the file.

    Raises:
        ValueError: a clock without a listed source, with an unknown tier, kind or trigger, or
            without the time its trigger needs.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    if data["daily"]["source"] not in load_sources():
        msg = f"daily: source {data['daily']['source']!r} is not listed"
        raise ValueError(msg)
    counts_for = timedelta(minutes=data["daily"]["counts_for_minutes"])
    return MappingProxyType({row["id"]: _clock(row, counts_for) for row in data["clock"]})


def next_report(
    tier: str,
    reported: Reported,
    *,
    occurred_at: datetime,
    clocks: Mapping[str, ReportClock] | None = None,
) -> DueTime | None:
    """Return the next report a division of `tier` owes, None when it owes none or no clock fits.

    Args:
        tier: level of the division, such as "township".
        reported: what is known of its reports.
        occurred_at: when the disaster occurred, aware.
        clocks: the loaded clocks; by default those of the desk.

    Before anything was heard the initial report is due, its offset after the occurrence;
    afterwards the follow-up, at the daily hour whose report the last word is not. Once the
    disaster is stable the daily clock stands still and the final report's runs; below the tiers
    that verify nothing more is due. After the final report nothing is.
    """
    known = (clocks if clocks is not None else load_clocks()).values()
    own = [clock for clock in known if clock.tier == tier]
    final = [clock for clock in own if clock.kind == "final"]
    if reported.final_at is not None or (reported.stable_at is not None and not final):
        return None
    if reported.last_at is None:
        return _initial(own, occurred_at)
    if reported.stable_at is not None:
        return _final(final, reported)
    return _follow_up(own, reported.last_at)


def minutes_left(due_at: datetime, at: datetime) -> int:
    """Return whole minutes from `at` to `due_at`, negative when overdue (never rounded to 0)."""
    seconds = int((due_at - at).total_seconds())
    return seconds // 60


def _initial(clocks: Iterable[ReportClock], occurred_at: datetime) -> DueTime | None:
    for clock in clocks:
        if clock.kind == "initial" and clock.trigger == "occurrence" and clock.offset is not None:
            return DueTime(clock, occurred_at + clock.offset)
    return None


def _follow_up(clocks: Iterable[ReportClock], last_at: datetime) -> DueTime | None:
    for clock in clocks:
        if clock.kind == "follow_up" and clock.hour is not None:
            return DueTime(clock, _daily_after(last_at + clock.counts_for, clock.hour))
    return None


def _final(clocks: Iterable[ReportClock], reported: Reported) -> DueTime | None:
    began = {"stable": reported.stable_at, "receipt": reported.received_at}
    running = [
        _days_after(clock, since) for clock in clocks if (since := began[clock.trigger]) is not None
    ]
    return min(running, key=lambda due: due.at, default=None)


def _days_after(clock: ReportClock, since: datetime) -> DueTime:
    day = beijing(since).date()
    missing: tuple[int, ...] = ()
    if clock.working_days is not None:
        counted = add_working_days(day, clock.working_days)
        day, missing = counted.day, counted.without_notice
    else:
        day += timedelta(days=clock.days or 0)
    end = datetime.combine(day, _DAYS_END, BEIJING)
    return DueTime(clock, end.astimezone(since.tzinfo), missing)


def _daily_after(last_at: datetime, hour: time) -> datetime:
    day = beijing(last_at)
    due = datetime.combine(day.date(), hour, BEIJING)
    due = due if due > day else due + timedelta(days=1)
    return due.astimezone(last_at.tzinfo)


def _clock(row: dict[str, Any], counts_for: timedelta) -> ReportClock:
    known = row["tier"] in LEVELS and row["kind"] in get_args(Kind)
    final = row["kind"] == "final"
    if not known or row["trigger"] not in get_args(Trigger) or (row["trigger"] == "stable") > final:
        msg = f"clock {row['id']!r}: unknown tier, kind or trigger"
        raise ValueError(msg)
    if row["source"] not in load_sources():
        msg = f"clock {row['id']!r}: source {row['source']!r} is not listed"
        raise ValueError(msg)
    if final and ("days" in row) == ("working_days" in row):
        msg = f"clock {row['id']!r}: either days or working_days"
        raise ValueError(msg)
    daily = row["trigger"] == "daily"
    return ReportClock(
        id=row["id"],
        tier=row["tier"],
        kind=row["kind"],
        trigger=row["trigger"],
        offset=None if daily or final else timedelta(minutes=row["minutes"]),
        hour=time.fromisoformat(row["hour"]) if daily else None,
        source=row["source"],
        verified=row["verified"],
        name=Bilingual(row["zh"], row["en"]),
        days=row.get("days"),
        working_days=row.get("working_days"),
        counts_for=counts_for if daily else timedelta(0),
    )
