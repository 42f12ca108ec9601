"""The selects the room's reads are made of: cases as they stood, what is due, houses in need."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    case,
    exists,
    false,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from relief.core.scope import CodeRange, range_of
from relief.damage.house_tables import HouseNow
from relief.geography.queries import within_ranges
from relief.reconstruction.catalogue import Deadline, load_deadlines
from relief.reconstruction.stages import CLOSED, STAGES, rank
from relief.reconstruction.tables import Case, CaseEntry, CaseNow, Why, WhyNow

_Text = InstrumentedAttribute[str]
_End = TypeVar("_End", date, datetime)
_Conditions = tuple[ColumnElement[bool], ...]


def standing(*, at: datetime | None = None, as_of: date | None = None) -> Select[Case, CaseEntry]:
    """Select each case with the entry it stood by: now, as known at `at`, as happened by `as_of`.

    An entry never counts before the one it follows, so that the last of what was known and had
    happened is the one that nothing known and happened follows.
    """
    both = select(Case, CaseEntry).join(CaseEntry, CaseEntry.case_id == Case.id)
    if at is None and as_of is None:
        return both.join(CaseNow, CaseNow.entry_id == CaseEntry.id)
    return both.where(*last_entry(at=at, as_of=as_of))


def last_entry(
    *, at: datetime | None = None, as_of: date | None = None
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions by which an entry is the last known at `at` and happened by `as_of`."""
    later = aliased(CaseEntry)
    followed = exists().where(
        later.follows == CaseEntry.id,
        *_until(later.recorded_at, at),
        *_until(later.counts_on, as_of),
    )
    own = (*_until(CaseEntry.recorded_at, at), *_until(CaseEntry.counts_on, as_of))
    return (*own, ~followed)


def open_sides(side: _Text) -> ColumnElement[bool]:
    """Return that a case is not closed."""
    return side.not_in(sorted(CLOSED))


def rules_of(slug: str) -> list[Deadline]:
    """Return the deadlines of an incident, those past first."""
    return sorted((r for r in load_deadlines() if r.incident == slug), key=lambda r: r.due_on)


def due_on(slug: str) -> ColumnElement[date | None]:
    """Return the day an entry's case is due, NULL where none is known."""
    rules = [(_under(rule), literal(rule.due_on, Date())) for rule in rules_of(slug)]
    return case(*rules, else_=null()) if rules else literal(None, Date())


def overdue_on(slug: str, day: date) -> ColumnElement[bool]:
    """Return that an entry's case is past its deadline on a day and not done."""
    late = [
        and_(_under(rule), CaseEntry.stage.in_(_before(rule.milestone)))
        for rule in rules_of(slug)
        if rule.due_on < day
    ]
    return and_(or_(*late), open_sides(CaseEntry.side)) if late else false()


def needs_work() -> ColumnElement[bool]:
    """Return that a house of the ledger is graded, the family's only home, and not excluded."""
    return and_(
        HouseNow.grade.is_not(None), HouseNow.sole_dwelling.is_(True), HouseNow.excluded == ""
    )


def unexplained_houses(incident_id: str, ranges: Sequence[CodeRange]) -> ColumnElement[bool]:
    """Return that a house needs work and has neither case nor reason, as of now."""
    return and_(
        HouseNow.incident_id == incident_id,
        within_ranges(HouseNow.division_code, ranges),
        needs_work(),
        ~exists().where(Case.incident_id == incident_id, Case.house_id == HouseNow.house_id),
        ~exists().where(WhyNow.house_id == HouseNow.house_id, WhyNow.code != ""),
    )


def houses_with_case(incident_id: str, *, as_of: date, at: datetime | None) -> Select[str]:
    """Select the houses whose case had begun by `as_of`, as known at `at`."""
    return (
        select(Case.house_id)
        .join(CaseEntry, and_(CaseEntry.case_id == Case.id, CaseEntry.seq == 1))
        .where(
            Case.incident_id == incident_id,
            CaseEntry.counts_on <= as_of,
            *_until(CaseEntry.recorded_at, at),
        )
    )


def houses_with_reason(incident_id: str, *, as_of: date, at: datetime | None) -> Select[str]:
    """Select the houses for which a reason stood on `as_of`, as known at `at`."""
    later = aliased(Why)
    followed = exists().where(
        later.follows == Why.id, later.said_on <= as_of, *_until(later.recorded_at, at)
    )
    return select(Why.house_id).where(
        Why.incident_id == incident_id,
        Why.said_on <= as_of,
        *_until(Why.recorded_at, at),
        Why.code != "",
        ~followed,
    )


def _until(column: InstrumentedAttribute[_End], end: _End | None) -> _Conditions:
    return () if end is None else (column <= end,)


def _under(rule: Deadline) -> ColumnElement[bool]:
    ranges = [range_of(prefix) for prefix in rule.divisions]
    return and_(CaseEntry.mode == rule.mode, within_ranges(CaseEntry.division_code, ranges))


def _before(milestone: str) -> list[str]:
    return [stage for stage in STAGES if rank(stage) < rank(milestone)]
