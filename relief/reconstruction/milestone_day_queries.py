"""On which day how many of the cases counted reached each milestone: the curve under the counts."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, func, select
from sqlalchemy.orm import Session

from relief.core.scope import CodeRange
from relief.geography.queries import within_ranges
from relief.reconstruction.rows import MilestoneDay
from relief.reconstruction.stages import MILESTONES, reached, stages_from
from relief.reconstruction.standing_queries import last_entry, open_sides
from relief.reconstruction.tables import CaseEntry


def milestone_days(
    session: Session,
    incident_id: str,
    ranges: Sequence[CodeRange],
    *,
    as_of: date,
    at: datetime | None,
) -> tuple[MilestoneDay, ...]:
    """Return on which day how many of the cases counted in `milestones` reached each, by day.

    The days of a milestone add up to its count. One that the mode skips is reached on the day of
    the next. One statement.
    """
    firsts = _first_days(incident_id, ranges, as_of, at)
    days: dict[tuple[date, int], int] = {}
    for row in session.execute(firsts):
        stage, cases = row[0], row[-1]
        for place, milestone in enumerate(MILESTONES):
            if reached(stage, milestone):
                key = (row[1 + place], place)
                days[key] = days.get(key, 0) + cases
    return tuple(MilestoneDay(on, MILESTONES[place], days[on, place]) for on, place in sorted(days))


def _first_days(
    incident_id: str, ranges: Sequence[CodeRange], as_of: date, at: datetime | None
) -> Select[Any]:
    last = (
        select(CaseEntry.case_id, CaseEntry.stage)
        .where(
            CaseEntry.incident_id == incident_id,
            within_ranges(CaseEntry.division_code, ranges),
            open_sides(CaseEntry.side),
            CaseEntry.stage.in_(stages_from(MILESTONES[0])),
            *last_entry(at=at, as_of=as_of),
        )
        .subquery()
    )
    firsts = [_first_day(milestone).label(milestone) for milestone in MILESTONES]
    known: list[ColumnElement[bool]] = [CaseEntry.counts_on <= as_of]
    if at is not None:
        known.append(CaseEntry.recorded_at <= at)
    each = (
        select(last.c.stage, *firsts)
        .join(CaseEntry, CaseEntry.case_id == last.c.case_id)
        .where(*known)
        .group_by(last.c.case_id, last.c.stage)
        .subquery()
    )
    return select(*each.c, func.count(type_=Integer)).group_by(*each.c)


def _first_day(milestone: str) -> ColumnElement[date | None]:
    come = and_(CaseEntry.stage.in_(stages_from(milestone)), CaseEntry.side == "")
    return func.min(case((come, CaseEntry.counts_on)))
