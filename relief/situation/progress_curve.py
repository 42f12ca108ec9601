"""The cumulated curve of rebuilding, week by week. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from relief.situation.progress import CurvePoint, DayCount

WEEK = timedelta(days=7)


def curve(days: Iterable[DayCount], as_of: date) -> tuple[CurvePoint, ...]:
    """Return a point a week up to `as_of`, from the week before the first milestone.

    The weeks are counted back from `as_of`, so that the last point is the table's own day; nothing
    reached yet gives no curve.
    """
    reached = sorted((day for day in days if day.on <= as_of), key=lambda day: day.on)
    if not reached:
        return ()
    points: list[CurvePoint] = []
    sums = {"started": 0, "completed": 0, "moved_in": 0}
    at = 0
    for on in _weeks(reached[0].on, as_of):
        while at < len(reached) and reached[at].on <= on:
            day = reached[at]
            if day.milestone in sums:
                sums[day.milestone] += day.households
            at += 1
        points.append(CurvePoint(on, **sums))
    return tuple(points)


def _weeks(first: date, last: date) -> list[date]:
    count = -(-((last - first).days + 1) // WEEK.days)
    return [last - WEEK * back for back in range(count, -1, -1)]
