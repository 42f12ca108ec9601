"""The work calendar: which days are worked, from the State Council's notice of each year."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from relief.core.sources import FaultyDataError, load_sources

CALENDAR_FILE = Path(__file__).with_name("work_days.toml")
_DAY = timedelta(days=1)
_SATURDAY = 5
_BETWEEN = ".."


@dataclass(frozen=True, slots=True)
class Year:
    """One year's notice: the days taken off the week and the weekend days that are worked."""

    off: frozenset[date]
    work: frozenset[date]
    source: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A day counted in working days.

    Fields:
        without_notice: years the count went through whose notice this desk does not have; there
            Monday to Friday were taken as working days.
    """

    day: date
    without_notice: tuple[int, ...]


@cache
def load_calendar(path: Path = CALENDAR_FILE) -> Mapping[int, Year]:
    """Return the notices by year.

    Raises:
        FaultyDataError: a year without a listed source, or a day of another year.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    years = {}
    for name, row in data.items():
        if row.get("source") not in load_sources():
            raise FaultyDataError(path.name, f"{name}: a year without a listed source")
        year = Year(frozenset(_days(row["off"])), frozenset(_days(row["work"])), row["source"])
        if any(day.year != int(name) for day in year.off | year.work):
            raise FaultyDataError(path.name, f"{name}: a day of another year")
        years[int(name)] = year
    return MappingProxyType(years)


def is_working_day(day: date, calendar: Mapping[int, Year] | None = None) -> bool:
    """Return whether a day is worked; in a year without its notice Monday to Friday are."""
    year = (load_calendar() if calendar is None else calendar).get(day.year)
    if year is not None and day in year.work:
        return True
    if year is not None and day in year.off:
        return False
    return day.weekday() < _SATURDAY


def add_working_days(
    start: date, count: int, calendar: Mapping[int, Year] | None = None
) -> Counted:
    """Return the last of `count` working days after `start`, which itself is not counted.

    Raises:
        ValueError: a count below 1.
    """
    if count < 1:
        msg = f"{count} working days: at least one is counted"
        raise ValueError(msg)
    known = load_calendar() if calendar is None else calendar
    day, left, missing = start, count, set()
    while left:
        day += _DAY
        if day.year not in known:
            missing.add(day.year)
        left -= is_working_day(day, known)
    return Counted(day, tuple(sorted(missing)))


def _days(spans: list[str]) -> Iterator[date]:
    for span in spans:
        first, _, last = span.partition(_BETWEEN)
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
        while day <= end:
            yield day
            day += _DAY
