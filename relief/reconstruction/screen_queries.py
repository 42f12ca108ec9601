"""Reads the screens make besides lists: cases by stage, what hangs in a village, names of cases."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, aliased

from relief.core.scope import Scope
from relief.geography.queries import within_ranges
from relief.reconstruction.case_rows import slug_of
from relief.reconstruction.numbers import case_number
from relief.reconstruction.services.standing import mode_of
from relief.reconstruction.stages import Mode
from relief.reconstruction.standing_queries import overdue_on, standing
from relief.reconstruction.tables import Case, CaseEntry, CaseNow

_POSTED = "publicised"


@dataclass(frozen=True, slots=True)
class StateCounts:
    """The cases within scope by where they stand.

    Fields:
        stages: cases in no side state, by stage; sides: the others, by side state.
        overdue: past the deadline of their way, in whatever state; too_early: flagged so.
    """

    stages: Mapping[str, int]
    sides: Mapping[str, int]
    overdue: int
    too_early: int

    @property
    def total(self) -> int:
        """Return how many cases there are."""
        return sum(self.stages.values()) + sum(self.sides.values())


@dataclass(frozen=True, slots=True)
class CaseName:
    """What other lists call a case by."""

    case_id: str
    number: str
    household_id: str
    division_code: str
    mode: Mode


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A case as it hangs in the village (公示榜).

    Fields:
        posted_on, until: first and last day of the posting; until None is 待核.
    """

    name: CaseName
    house_id: str
    posted_on: date
    until: date | None
    generated: bool


def state_counts(
    session: Session, scope: Scope, incident_id: str, *, today: date, at: datetime | None = None
) -> StateCounts:
    """Return the cases within scope by where they stand, as known at `at`; None is now."""
    late = overdue_on(slug_of(session, incident_id), today)
    chosen = (
        standing(at=at)
        .where(
            Case.incident_id == incident_id,
            within_ranges(Case.division_code, scope.ranges()),
        )
        .with_only_columns(
            CaseEntry.stage,
            CaseEntry.side,
            func.count(),
            func.sum(case((late, 1), else_=0)),
            func.sum(case((CaseEntry.early_on.is_not(None), 1), else_=0)),
            maintain_column_froms=True,
        )
        .group_by(CaseEntry.stage, CaseEntry.side)
    )
    stages: dict[str, int] = {}
    sides: dict[str, int] = {}
    overdue = too_early = 0
    for stage, side, count, over, early in session.execute(chosen):
        if side:
            sides[side] = sides.get(side, 0) + count
        else:
            stages[stage] = count
        overdue += int(over)
        too_early += int(early)
    return StateCounts(stages, sides, overdue, too_early)


def cases_by_id(session: Session, ids: Collection[str]) -> dict[str, CaseName]:
    """Return what cases are called by, whatever division: for callers that have checked it."""
    rows = session.execute(
        select(Case, CaseNow.mode).join(CaseNow, CaseNow.case_id == Case.id).where(Case.id.in_(ids))
    )
    return {own.id: _name(own, mode) for own, mode in rows}


def board(session: Session, scope: Scope, incident_id: str, village: str) -> tuple[BoardRow, ...]:
    """Return what hangs in a village today: its cases in publicity, by number; one statement."""
    chosen = _posted(scope, incident_id).where(CaseNow.division_code == village)
    rows = session.execute(chosen.order_by(Case.number))
    return tuple(
        BoardRow(_name(own, mode), own.house_id, posted_on, until, generated)
        for own, mode, generated, posted_on, until in rows
    )


def board_villages(session: Session, scope: Scope, incident_id: str) -> tuple[tuple[str, int], ...]:
    """Return the villages within scope where something hangs, and how many cases."""
    rows = session.execute(
        select(CaseNow.division_code, func.count())
        .where(
            CaseNow.incident_id == incident_id,
            CaseNow.stage == _POSTED,
            CaseNow.side == "",
            within_ranges(CaseNow.division_code, scope.ranges()),
        )
        .group_by(CaseNow.division_code)
        .order_by(CaseNow.division_code)
    )
    return tuple((code, count) for code, count in rows)


def _posted(scope: Scope, incident_id: str) -> Select[Case, str, bool, date, date | None]:
    posted = aliased(CaseEntry)
    later = (
        select(func.max(posted.seq))
        .where(
            posted.case_id == CaseNow.case_id,
            posted.kind == "step",
            posted.stage == _POSTED,
            posted.side == "",
        )
        .correlate(CaseNow)
        .scalar_subquery()
    )
    return (
        select(Case, CaseNow.mode, CaseNow.generated, CaseEntry.occurred_on, CaseEntry.until)
        .join(CaseNow, CaseNow.case_id == Case.id)
        .join(CaseEntry, (CaseEntry.case_id == Case.id) & (CaseEntry.seq == later))
        .where(
            CaseNow.incident_id == incident_id,
            CaseNow.stage == _POSTED,
            CaseNow.side == "",
            within_ranges(CaseNow.division_code, scope.ranges()),
        )
    )


def _name(own: Case, mode: str) -> CaseName:
    return CaseName(
        case_id=own.id,
        number=case_number(own.county_code, own.number),
        household_id=own.household_id,
        division_code=own.division_code,
        mode=mode_of(mode),
    )
