"""Reads of cases: lists, what is overdue, houses without a case, why a house has none."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy import case as choose
from sqlalchemy.orm import Session

from relief.core.division_code import prefix_of
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import Scope, range_of
from relief.damage.house_queries import houses_by_id
from relief.damage.house_tables import HouseNow
from relief.damage.houses import HouseRow
from relief.geography.queries import within_ranges
from relief.offices.queries import account_names
from relief.reconstruction.case_rows import Found, case_rows, slug_of
from relief.reconstruction.case_view import case
from relief.reconstruction.milestone_day_queries import milestone_days
from relief.reconstruction.milestone_queries import milestones
from relief.reconstruction.projections import GENERATED
from relief.reconstruction.rows import CaseFilter, CaseRow, OverdueRow, WhyRow
from relief.reconstruction.stages import SIDES
from relief.reconstruction.standing_queries import (
    due_on,
    open_sides,
    overdue_on,
    standing,
    unexplained_houses,
)
from relief.reconstruction.tables import Case, CaseEntry, Person, Why, WhyNow

__all__ = ["case", "cases", "milestone_days", "milestones", "overdue", "unexplained", "whys"]
EVERY = 0
"""The page that holds everything."""
_DONE = ("moved_in", "archived")


def cases(  # noqa: PLR0913 (today and the hour are two things)
    session: Session,
    scope: Scope,
    incident_id: str,
    wanted: CaseFilter,
    page: int,
    *,
    today: date,
    at: datetime | None = None,
) -> Page[CaseRow]:
    """Return a page of the cases within scope: overdue ones first, then by what is due next.

    Cases without a known deadline follow, then those closed or done; ties by number. `at` is what
    the desk knew then, None now.
    """
    slug = slug_of(session, incident_id)
    late, due = overdue_on(slug, today), due_on(slug)
    chosen = standing(at=at).where(
        Case.incident_id == incident_id,
        within_ranges(Case.division_code, scope.ranges()),
        *_conditions(wanted, late),
    )
    done = or_(CaseEntry.stage.in_(_DONE), ~open_sides(CaseEntry.side))
    order = choose((late, 0), (done, 2), else_=1)
    listed = chosen.order_by(order, due.is_(None), due, Case.county_code, Case.number)
    found, number, pages, total = _page(session, chosen, listed, page)
    return Page(tuple(case_rows(session, found, today)), number, pages, total)


def overdue(  # noqa: PLR0913 (the day and the hour are two things)
    session: Session,
    scope: Scope,
    incident_id: str,
    *,
    as_of: date,
    page: int,
    at: datetime | None = None,
) -> Page[OverdueRow]:
    """Return a page of the cases past their deadline on a day, the longest first; 0 is all.

    What had happened by that day counts, as known at `at` (None: now).
    """
    slug = slug_of(session, incident_id)
    chosen = standing(at=at, as_of=as_of).where(
        Case.incident_id == incident_id,
        within_ranges(Case.division_code, scope.ranges()),
        overdue_on(slug, as_of),
    )
    listed = chosen.order_by(due_on(slug), Case.division_code, Case.number)
    found, number, pages, total = _page(session, chosen, listed, page)
    rows = case_rows(session, found, as_of)
    return Page(tuple(_overdue(row) for row in rows), number, pages, total)


def unexplained(session: Session, scope: Scope, incident_id: str, page: int) -> Page[HouseRow]:
    """Return a page of the houses that need work and have neither case nor reason, by village."""
    chosen = select(HouseNow.house_id).where(unexplained_houses(incident_id, scope.ranges()))
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    number = max(1, min(page, pages_for(total)))
    listed = chosen.order_by(HouseNow.division_code, HouseNow.house_id).limit(PAGE_SIZE)
    ids = session.scalars(listed.offset((number - 1) * PAGE_SIZE)).all()
    rows = houses_by_id(session, ids)
    return Page(tuple(rows[house_id] for house_id in ids), number, pages_for(total), total)


def whys(session: Session, houses: Collection[str]) -> dict[str, WhyRow]:
    """Return why houses are not rebuilt for, by house; one taken back is left out."""
    found = session.scalars(
        select(Why)
        .join(WhyNow, WhyNow.entry_id == Why.id)
        .where(WhyNow.house_id.in_(set(houses)), WhyNow.code != "")
    ).all()
    names = account_names(session, {why.recorded_by for why in found})
    return {
        why.house_id: WhyRow(
            why.id,
            why.house_id,
            why.code,
            why.words,
            why.recorded_at,
            names[why.recorded_by],
            why.source == GENERATED,
        )
        for why in found
    }


def _conditions(wanted: CaseFilter, late: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.division:
        inside = range_of(prefix_of(wanted.division))
        conditions.append(within_ranges(Case.division_code, [inside]))
    if wanted.stage in SIDES:
        conditions.append(CaseEntry.side == wanted.stage)
    elif wanted.stage:
        conditions.append(and_(CaseEntry.stage == wanted.stage, CaseEntry.side == ""))
    if wanted.mode:
        conditions.append(CaseEntry.mode == wanted.mode)
    if wanted.overdue:
        conditions.append(late)
    if wanted.too_early:
        conditions.append(CaseEntry.early_on.is_not(None))
    if words := wanted.text.strip():
        conditions.append(_named(words))
    return conditions


def _named(words: str) -> ColumnElement[bool]:
    people = select(Person.id).where(Person.name.contains(words, autoescape=True))
    named = CaseEntry.responsible_id.in_(people)
    county, _dash, number = words.rpartition("-")
    if not (number.isascii() and number.isdigit()):
        return named
    own = Case.number == int(number)
    return or_(named, and_(own, Case.county_code.startswith(county)) if county else own)


def _page(
    session: Session,
    chosen: Select[Case, CaseEntry],
    listed: Select[Case, CaseEntry],
    page: int,
) -> tuple[Found, int, int, int]:
    if page == EVERY:
        found = [(row[0], row[1]) for row in session.execute(listed)]
        return found, 1, 1, len(found)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    number = max(1, min(page, pages_for(total)))
    rows = session.execute(listed.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return [(row[0], row[1]) for row in rows], number, pages_for(total), total


def _overdue(row: CaseRow) -> OverdueRow:
    due, days = row.due_on, row.days_over
    return OverdueRow(
        case_id=row.id,
        number=row.number,
        division_code=row.division_code,
        household_id=row.household_id,
        mode=row.mode,
        stage=row.stage,
        due_on=due or date.max,  # an overdue case has both: its deadline made it one
        days_over=days or 0,
        responsible=row.responsible,
    )
