"""The desk's screen of one moment: the picture, the strip, and the briefs issued."""

from datetime import datetime

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from relief.allocation.township_needs import default_wish
from relief.core.errors import NotFound
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import Scope
from relief.incidents.queries import IncidentRow
from relief.offices.queries import account_names
from relief.situation.brief import BriefContent, IssuedBrief, content_from_json
from relief.situation.cells import FigureBook
from relief.situation.deadlines import all_dues
from relief.situation.facts import Facts, read_facts
from relief.situation.picture import Picture, Strip
from relief.situation.silence import silent_townships
from relief.situation.strip import build_strip
from relief.situation.table import By, default_by, own_total, rows, totals_by
from relief.situation.tables import Brief
from relief.situation.ticks import ticks


def picture(  # noqa: PLR0913 (the hour and the view belong to every screen)
    session: Session,
    scope: Scope,
    incident: IncidentRow,
    *,
    at: datetime,
    replay: bool,
    by: str | None = None,
) -> Picture:
    """Return the whole screen as of one moment, as far as `scope` may see.

    Args:
        session: open for reading; at most 20 statements, however many townships there are.
        scope: rows are its townships (or counties), drafts and slips its own.
        incident: loaded with `open_incident`.
        at: `moment(session).at`: the desk's present, or the hour wound back to (aware UTC).
        replay: `moment(session).replay`; True reads only what was recorded by `at`.
        by: "township", "county", or None for the scope's default: counties when it holds more than
            one county of the incident, else townships. Anything else is the default too.

    Minutes left are computed here, from `at`.
    """
    facts = read_facts(session, scope, incident, at=at, replay=replay)
    return build_picture(session, facts, by)


def build_picture(session: Session, facts: Facts, by: str | None = None) -> Picture:
    """Return the picture of facts already read; one more statement, for the ticks."""
    book = FigureBook.of(facts.figures, facts.scope)
    silent, dues = silent_townships(facts), all_dues(facts)
    chosen, wish = _by(by, facts), default_wish(facts.at)
    return Picture(
        at=facts.at,
        replay=facts.replay,
        by=chosen,
        rows=rows(facts, book, wish, chosen),
        totals=own_total(facts, book),
        strip=build_strip(facts, silent=silent, dues=dues),
        ticks=ticks(session, facts),
        wish=wish,
        totals_by=totals_by(facts, book),
        silent=silent,
        dues=dues,
        ground=facts.ground.notes(),
        closed=frozenset(facts.ground.closed),
    )


def strip(
    session: Session, scope: Scope, incident: IncidentRow, *, at: datetime, replay: bool
) -> Strip:
    """Return the line on top of every screen; arguments as for `picture`."""
    return build_strip(read_facts(session, scope, incident, at=at, replay=replay))


def issued_briefs(
    session: Session, scope: Scope, incident_id: str, page: int, at: datetime | None = None
) -> Page[IssuedBrief]:
    """Return the briefs of the scope's offices, newest first; with `at` those issued by then."""
    query = select(Brief).where(Brief.incident_id == incident_id)
    if at is not None:
        query = query.where(Brief.recorded_at <= at)
    query = query.where(_within(scope))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    newest = query.order_by(Brief.recorded_at.desc(), Brief.id.desc())
    found = session.scalars(newest.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    names = account_names(session, {row.recorded_by for row in found})
    items = tuple(_issued(row, names[row.recorded_by]) for row in found)
    return Page(items, page, pages_for(total), total)


def brief(session: Session, scope: Scope, brief_id: str) -> IssuedBrief:
    """Return one issued brief.

    Raises:
        NotFound: no such brief within the scope.
    """
    row = session.get(Brief, brief_id)
    if row is None or not scope.covers(row.division_code):
        raise NotFound(kind="快报 brief", key=brief_id)
    return _issued(row, account_names(session, {row.recorded_by})[row.recorded_by])


def last_brief(
    session: Session, incident_id: str, division: str, at: datetime | None = None
) -> tuple[str, BriefContent] | None:
    """Return id and content of the office's last brief (with `at`: issued by then), else None."""
    query = select(Brief).where(Brief.incident_id == incident_id, Brief.division_code == division)
    if at is not None:
        query = query.where(Brief.recorded_at <= at)
    row = session.scalar(query.order_by(Brief.number.desc()).limit(1))
    return (row.id, content_from_json(row.content)) if row else None


def _by(by: str | None, facts: Facts) -> By:
    if by == "township":
        return "township"
    return "county" if by == "county" else default_by(facts)


def _within(scope: Scope) -> ColumnElement[bool]:
    ranges = [Brief.division_code.between(first, last) for first, last in scope.ranges()]
    return or_(false(), *ranges)


def _issued(row: Brief, by: str) -> IssuedBrief:
    return IssuedBrief(
        id=row.id,
        number=row.number,
        division=row.division_code,
        as_of=row.as_of,
        issued_at=row.recorded_at,
        issued_by=by,
        content=content_from_json(row.content),
    )
