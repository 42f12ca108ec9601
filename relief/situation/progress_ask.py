"""Which progress is asked for: as of which day, as known by when, by which divisions. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast, get_args

from relief.core.clock import BEIJING, beijing
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.situation.progress import By

_LAST_INSTANT = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class ProgressAsk:
    """A settled question, within what the desk knows.

    Fields:
        as_of: the day; what happened by its end counts.
        known_at: what was recorded by this hour counts, aware UTC.
        ledger_at: the same hour for the ledgers, None where the desk's present is meant.
        corrected: what was recorded after `as_of` counts too.
        replay: the desk is wound back to `known_at`.
    """

    as_of: date
    known_at: datetime
    ledger_at: datetime | None
    corrected: bool
    replay: bool
    by: By | None


def settle(  # noqa: PLR0913 (what may be asked about a day)
    on: date | None,
    *,
    at: datetime,
    replay: bool,
    since: datetime,
    by: str = "",
    corrected: bool = False,
) -> ProgressAsk:
    """Return the question about a day, never later than the desk's hour.

    By default a day is read as it was known at its own end ("as of T means what this desk knew at
    T"); `corrected` reads it as known now.

    Args:
        on: the day asked for, None for the desk's own.
        at: the desk's present, or the hour wound back to, aware UTC.
        replay: whether it is wound back.
        corrected: count what was recorded after the day, too.
        since: when the disaster struck; an earlier day is refused.
        by: "county", "township", "village", or empty for the default of the scope.

    Raises:
        Refused: a day before the disaster, or no such rows.
    """
    today = beijing(at).date()
    day = min(on or today, today)
    if day < beijing(since).date():
        raise Refused(
            Bilingual(
                f"{day:%Y-%m-%d} 早于灾害发生日 {beijing(since):%Y-%m-%d}",
                f"{day:%Y-%m-%d} is before the disaster of {beijing(since):%Y-%m-%d}",
            ),
            "on",
        )
    known = at if corrected or day == today else min(end_of(day), at)
    present = known == at and not replay
    return ProgressAsk(day, known, None if present else known, corrected, replay, _by(by))


def end_of(day: date) -> datetime:
    """Return the last instant of a Beijing day as the database keeps it."""
    return datetime.combine(day + timedelta(days=1), time(), BEIJING) - _LAST_INSTANT


def read_day(text: str) -> date | None:
    """Return the day of a form, None for none.

    Raises:
        Refused: the text is no day.
    """
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Refused(
            Bilingual(f"日期“{text}”无法识别，应为 年-月-日", f"“{text}” is not a day"), "on"
        ) from None


def _by(text: str) -> By | None:
    if not text:
        return None
    if text in get_args(By):
        return cast("By", text)
    raise Refused(
        Bilingual(
            f"没有按“{text}”的报告：可选 county、township、village",
            f"A report is by county, township or village, not “{text}”",
        ),
        "by",
    )
