"""How many cases reached each milestone, in a fixed number of statements over any number of cases.

Two switches, never mixed (DESIGN law 1): `as_of` is what had happened by the end of a day, `at`
what this desk had recorded by an hour (None: now, as later corrected).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from relief.core.division_code import at_level
from relief.core.scope import CodeRange
from relief.damage.house_projections import derive_houses
from relief.damage.house_tables import HouseNow
from relief.geography.queries import within_ranges
from relief.reconstruction.case_rows import slug_of
from relief.reconstruction.catalogue import deadline_for
from relief.reconstruction.rows import MilestoneCount
from relief.reconstruction.stages import CLOSED, MILESTONES, rank, reached
from relief.reconstruction.standing_queries import (
    houses_with_case,
    houses_with_reason,
    last_entry,
    needs_work,
)
from relief.reconstruction.tables import CaseEntry, CaseNow

By = Literal["township", "village"]
_NO_CASE = ""


@dataclass(frozen=True, slots=True)
class _Group:
    """Cases alike in all that counts: how many, and whether all are generated."""

    village: str
    mode: str
    stage: str
    side: str
    early: bool
    cases: int
    generated: bool


@dataclass(frozen=True, slots=True)
class _Houses:
    """Houses of a village without a case: in need and unexplained, or explained."""

    village: str
    explained: bool
    houses: int
    generated: bool


def milestones(  # noqa: PLR0913 (two switches, and two ways to look)
    session: Session,
    incident_id: str,
    ranges: Sequence[CodeRange],
    *,
    as_of: date,
    at: datetime | None,
    by: By = "township",
) -> tuple[MilestoneCount, ...]:
    """Return the counts by division and mode, in the order of codes; mode "" are houses without.

    A case counts in need while it is open, whatever its stage, and with it a graded house that
    needs work and has neither case nor reason. What is rejected, withdrawn, transferred or
    explained is not in need.
    """
    slug = slug_of(session, incident_id)
    counts: dict[tuple[str, str], MilestoneCount] = {}
    for group in _groups(session, incident_id, ranges, as_of, at):
        _add(counts, _counted(group, slug, as_of, by))
    for houses in _houses(session, incident_id, ranges, as_of, at):
        _add(counts, _uncased(houses, by))
    return tuple(counts[key] for key in sorted(counts, key=lambda key: (key[0], key[1])))


def _groups(
    session: Session,
    incident_id: str,
    ranges: Sequence[CodeRange],
    as_of: date,
    at: datetime | None,
) -> Iterable[_Group]:
    if at is None:
        # Who has gone on since that day is read from the ledger; the others stand as they stood.
        yield from _read(session, _standing_now(incident_id, ranges, as_of))
        ledger = _from_ledger(incident_id, ranges, as_of, None)
        yield from _read(session, ledger.where(CaseNow.counts_on > as_of))
    else:
        yield from _read(session, _from_ledger(incident_id, ranges, as_of, at))


_Columns = Select[str, str, str, str, int, int, int]


def _standing_now(incident_id: str, ranges: Sequence[CodeRange], as_of: date) -> _Columns:
    early = case((CaseNow.early_on <= as_of, 1), else_=0)
    made = func.min(case((CaseNow.generated.is_(True), 1), else_=0))
    keys = (CaseNow.division_code, CaseNow.mode, CaseNow.stage, CaseNow.side, early)
    return (
        select(*keys, func.count(), made)
        .where(
            CaseNow.incident_id == incident_id,
            CaseNow.counts_on <= as_of,
            within_ranges(CaseNow.division_code, ranges),
        )
        .group_by(*keys)
    )


def _from_ledger(
    incident_id: str, ranges: Sequence[CodeRange], as_of: date, at: datetime | None
) -> _Columns:
    early = case((CaseEntry.early_on <= as_of, 1), else_=0)
    made = func.min(case((CaseNow.generated.is_(True), 1), else_=0))
    keys = (CaseEntry.division_code, CaseEntry.mode, CaseEntry.stage, CaseEntry.side, early)
    return (
        select(*keys, func.count(), made)
        .join(CaseNow, CaseNow.case_id == CaseEntry.case_id)
        .where(
            CaseNow.incident_id == incident_id,
            within_ranges(CaseNow.division_code, ranges),
            *last_entry(at=at, as_of=as_of),
        )
        .group_by(*keys)
    )


def _read(session: Session, chosen: _Columns) -> Iterable[_Group]:
    for village, mode, stage, side, early, cases, made in session.execute(chosen):
        yield _Group(village, mode, stage, side, bool(early), cases, bool(made))


def _houses(
    session: Session,
    incident_id: str,
    ranges: Sequence[CodeRange],
    as_of: date,
    at: datetime | None,
) -> Iterable[_Houses]:
    cased = houses_with_case(incident_id, as_of=as_of, at=at)
    said = houses_with_reason(incident_id, as_of=as_of, at=at)
    if at is not None:
        yield from _houses_then(
            derive_houses(session, incident_id, at),
            ranges,
            as_of,
            set(session.scalars(cased)),
            set(session.scalars(said)),
        )
        return
    explained = case((and_(needs_work(), HouseNow.house_id.not_in(said)), 0), else_=1)
    made = func.min(case((HouseNow.generated.is_(True), 1), else_=0))
    rows = session.execute(
        select(HouseNow.division_code, explained, func.count(), made)
        .where(
            HouseNow.incident_id == incident_id,
            within_ranges(HouseNow.division_code, ranges),
            HouseNow.grade.is_not(None),
            HouseNow.occurred_on <= as_of,
            HouseNow.house_id.not_in(cased),
        )
        .group_by(HouseNow.division_code, explained)
    )
    for village, why, houses, generated in rows:
        yield _Houses(village, bool(why), houses, bool(generated))


def _houses_then(
    rows: Iterable[Mapping[str, object]],
    ranges: Sequence[CodeRange],
    as_of: date,
    cased: set[str],
    said: set[str],
) -> Iterable[_Houses]:
    """Yield each house of the ledger as it read at an hour."""
    for row in rows:
        village, house, on = str(row["division_code"]), str(row["house_id"]), row["occurred_on"]
        inside = any(low <= village <= high for low, high in ranges)
        if not inside or row["grade"] is None or house in cased:
            continue
        if isinstance(on, date) and on > as_of:
            continue
        explained = not row["sole_dwelling"] or row["excluded"] != "" or house in said
        yield _Houses(village, explained, 1, bool(row["generated"]))


def _counted(group: _Group, slug: str, as_of: date, by: By) -> MilestoneCount:
    division = at_level(group.village, by)
    empty = _empty(division, group.mode, generated=group.generated)
    if group.side in CLOSED:
        return replace(empty, explained=group.cases)
    rule = deadline_for(slug, group.mode, group.village)
    late = rule is not None and rule.due_on < as_of and rank(group.stage) < rank(rule.milestone)
    come = {name: group.cases if reached(group.stage, name) else 0 for name in MILESTONES}
    return MilestoneCount(
        division,
        group.mode,
        group.cases,
        **come,
        too_early=group.cases if group.early and not come["moved_in"] else 0,
        overdue=group.cases if late else 0,
        generated=group.generated,
    )


def _uncased(houses: _Houses, by: By) -> MilestoneCount:
    empty = _empty(at_level(houses.village, by), _NO_CASE, generated=houses.generated)
    if houses.explained:
        return replace(empty, explained=houses.houses)
    return replace(empty, need=houses.houses, unexplained=houses.houses)


def _empty(division: str, mode: str, *, generated: bool) -> MilestoneCount:
    return MilestoneCount(division, mode, 0, 0, 0, 0, 0, 0, 0, 0, generated=generated)


_COUNTS = tuple(
    field.name
    for field in fields(MilestoneCount)
    if field.name not in {"division_code", "mode", "generated"}
)


def _add(counts: dict[tuple[str, str], MilestoneCount], more: MilestoneCount) -> None:
    key = (more.division_code, more.mode)
    known = counts.get(key)
    if known is None:
        counts[key] = more
        return
    sums = {name: getattr(known, name) + getattr(more, name) for name in _COUNTS}
    counts[key] = replace(known, **sums, generated=known.generated and more.generated)
