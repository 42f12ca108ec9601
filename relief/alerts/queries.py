"""Reads of the call log: who was heard, what was said, and the log itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from relief.alerts.projections import derive_heard, stands
from relief.alerts.slip import GENERATED
from relief.alerts.tables import Call, CallFigure, CallPerson, CallVillage, HeardNow
from relief.core.division_code import prefix_of
from relief.core.errors import NotFound
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import Scope, range_of
from relief.geography.queries import divisions
from relief.offices.queries import account_names

WORDS_KEPT = 2
"""How many spoken values a division and figure are given: the last, and the one before."""


@dataclass(frozen=True, slots=True)
class HeardRow:
    """When a division was last heard from, and in which call."""

    heard_at: datetime
    call_id: str


@dataclass(frozen=True, slots=True)
class SpokenFigure:
    """A figure as spoken in one call; None is 待核."""

    call_id: str
    division: str
    indicator: str
    value: Decimal | None
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class CallFilter:
    """What the log shows: one division and all within it, a text in names or words, an hour.

    Fields:
        at: leaves out what this desk learnt later (a replay); None is everything.
    """

    division: str = ""
    text: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallRow:
    """One slip of the log.

    Fields:
        phone: masked but for the first three and the last two digits (law 12).
        figures: those asked, None is 待核.
        villages: names of the villages spoken for.
        corrects: id of the slip this one replaced; corrected_by: of the one that replaced it.
        generated: made for the demo, never spoken (示例).
    """

    id: str
    division: str
    division_name: str
    occurred_at: datetime
    recorded_at: datetime
    recorded_by: str
    caller: str
    phone: str
    words: str
    figures: dict[str, Decimal | None]
    villages: tuple[str, ...]
    village_codes: tuple[str, ...]
    corrects: str | None
    corrected_by: str | None
    generated: bool


def heard(session: Session, incident_id: str, at: datetime | None = None) -> dict[str, HeardRow]:
    """Return when each township and village was last heard from, as known at `at`."""
    if at is not None:
        rows = derive_heard(session, incident_id, at)
        return {r["division_code"]: HeardRow(r["heard_at"], r["call_id"]) for r in rows}
    now = session.scalars(select(HeardNow).where(HeardNow.incident_id == incident_id))
    return {row.division_code: HeardRow(row.heard_at, row.call_id) for row in now}


def call_figures(
    session: Session, incident_id: str, at: datetime | None = None
) -> list[SpokenFigure]:
    """Return the last spoken value of every division and figure, and the one before it.

    Ordered by division, figure and then newest first; the later call wins, not the later entry.
    Corrected slips do not count.
    """
    newest = (Call.occurred_at.desc(), Call.recorded_at.desc(), Call.id.desc())
    place = func.row_number().over(
        partition_by=(Call.division_code, CallFigure.indicator), order_by=newest
    )
    spoken = (
        select(
            Call.id,
            Call.division_code,
            CallFigure.indicator,
            CallFigure.value,
            Call.occurred_at,
            Call.recorded_at,
            place.label("place"),
        )
        .join(CallFigure, CallFigure.call_id == Call.id)
        .where(Call.incident_id == incident_id, stands(at))
        .subquery()
    )
    c = spoken.c
    kept = (
        select(c.id, c.division_code, c.indicator, c.value, c.occurred_at, c.recorded_at)
        .where(c.place <= WORDS_KEPT)
        .order_by(c.division_code, c.indicator, c.place)
    )
    return [SpokenFigure(*row) for row in session.execute(kept).all()]


def call_log(
    session: Session, scope: Scope, incident_id: str, wanted: CallFilter, page: int
) -> Page[CallRow]:
    """Return a page of the log within scope, newest call first."""
    condition = _wanted(scope, incident_id, wanted)
    total = session.scalar(
        select(func.count())
        .select_from(Call)
        .outerjoin(CallPerson, CallPerson.call_id == Call.id)
        .where(*condition)
    )
    pages = pages_for(total or 0)
    number = min(max(page, 1), pages)
    listed = (
        _rows(wanted.at)
        .where(*condition)
        .order_by(Call.occurred_at.desc(), Call.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page(_call_rows(session, listed, unmasked=False), number, pages, total or 0)


def call(session: Session, scope: Scope, call_id: str, *, unmasked: bool = False) -> CallRow:
    """Return one slip; the caller of an unmasked look writes it into the audit log.

    Raises:
        NotFound: no such slip within scope.
    """
    rows = _call_rows(session, _rows().where(Call.id == call_id), unmasked=unmasked)
    if not rows or not scope.covers(rows[0].division):
        raise NotFound(kind="电话单 call", key=call_id)
    return rows[0]


def generated_calls(session: Session, incident_id: str) -> frozenset[str]:
    """Return the ids of the slips made for the demo; what rests on them is marked 示例."""
    made = select(Call.id).where(Call.incident_id == incident_id, Call.source == GENERATED)
    return frozenset(session.scalars(made))


def masked(phone: str) -> str:
    """Return a phone number with its middle hidden; a short one is hidden whole."""
    shown_first, shown_last = 3, 2
    hidden = len(phone) - shown_first - shown_last
    if hidden < shown_first:
        return "*" * len(phone)
    return f"{phone[:shown_first]}{'*' * hidden}{phone[-shown_last:]}"


def _wanted(scope: Scope, incident_id: str, wanted: CallFilter) -> list[ColumnElement[bool]]:
    ranges = [Call.division_code.between(*ends) for ends in scope.ranges()]
    condition = [Call.incident_id == incident_id, or_(*ranges)]
    if wanted.division:
        condition.append(Call.division_code.between(*range_of(prefix_of(wanted.division))))
    if wanted.at is not None:
        condition.append(Call.recorded_at <= wanted.at)
    if wanted.text:
        text = wanted.text
        condition.append(
            CallPerson.words.contains(text, autoescape=True)
            | CallPerson.caller.contains(text, autoescape=True)
        )
    return condition


def _rows(at: datetime | None = None) -> Select[Call, CallPerson, str]:
    later = aliased(Call)
    corrected = select(later.id).where(later.corrects == Call.id)
    if at is not None:
        corrected = corrected.where(later.recorded_at <= at)
    return select(Call, CallPerson, corrected.scalar_subquery()).outerjoin(
        CallPerson, CallPerson.call_id == Call.id
    )


def _call_rows(
    session: Session, statement: Select[Call, CallPerson, str], *, unmasked: bool
) -> tuple[CallRow, ...]:
    found = session.execute(statement).all()
    ids = [row[0].id for row in found]
    figures = _figures(session, ids)
    villages = _villages(session, ids)
    codes = {row[0].division_code for row in found} | {c for v in villages.values() for c in v}
    names = {code: row.name for code, row in divisions(session, sorted(codes)).items()}
    people = account_names(session, {row[0].recorded_by for row in found})
    return tuple(
        CallRow(
            id=entry.id,
            division=entry.division_code,
            division_name=names.get(entry.division_code, entry.division_code),
            occurred_at=entry.occurred_at,
            recorded_at=entry.recorded_at,
            recorded_by=people[entry.recorded_by],
            caller=person.caller if person else "",
            phone=(person.phone if unmasked else masked(person.phone)) if person else "",
            words=person.words if person else "",
            figures=figures.get(entry.id, {}),
            villages=tuple(names.get(code, code) for code in villages.get(entry.id, ())),
            village_codes=tuple(villages.get(entry.id, ())),
            corrects=entry.corrects,
            corrected_by=corrected,
            generated=entry.source == GENERATED,
        )
        for entry, person, corrected in found
    )


def _figures(session: Session, ids: Sequence[str]) -> dict[str, dict[str, Decimal | None]]:
    found: dict[str, dict[str, Decimal | None]] = {}
    lines = select(CallFigure).where(CallFigure.call_id.in_(ids))
    for line in session.scalars(lines):
        found.setdefault(line.call_id, {})[line.indicator] = line.value
    return found


def _villages(session: Session, ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    lines = select(CallVillage).where(CallVillage.call_id.in_(ids))
    for line in session.scalars(lines.order_by(CallVillage.division_code)):
        found.setdefault(line.call_id, []).append(line.division_code)
    return found
