"""The roster as a page reads it: division by division, with those that have nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, exists, func, or_, select, true, tuple_
from sqlalchemy.orm import Session, aliased

from relief.core.division_code import at_level
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import Scope
from relief.geography.queries import divisions, within_ranges
from relief.geography.tables import Division
from relief.offices import roster_tables as tables
from relief.offices.roster import LeaveRow, Responsible, leaves, responsibles

Shown = Literal["all", "named", "missing"]


@dataclass(frozen=True, slots=True)
class RosterFilter:
    """Which divisions: by name, pinyin, initials or code; with or without somebody named."""

    text: str = ""
    shown: Shown = "all"
    page: int = 1


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A division and who answers for it, in the order in which they are asked.

    Fields:
        leaves: of its persons, those that end on or after the day.
    """

    code: str
    name: str
    county_name: str
    people: tuple[Responsible, ...]
    leaves: tuple[LeaveRow, ...]


def roster_page(session: Session, scope: Scope, wanted: RosterFilter, on: date) -> Page[RosterLine]:
    """Return the townships within scope, and every other division that has a roster, by code.

    Args:
        session: open for reading; the statements do not grow with the divisions.
        scope: nobody outside it is listed.
        wanted: a text in names, and whether somebody is named.
        on: the day of the roster.
    """
    listed = _listed(scope, wanted, on)
    total = session.scalar(select(func.count()).select_from(Division).where(*listed)) or 0
    number = min(max(wanted.page, 1), pages_for(total))
    rows = session.execute(
        select(Division.code, Division.name)
        .where(*listed)
        .order_by(Division.code)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    items = _lines(session, [(row.code, row.name) for row in rows], on)
    return Page(items, number, pages_for(total), total)


def _listed(scope: Scope, wanted: RosterFilter, on: date) -> list[ColumnElement[bool]]:
    on_roster = exists().where(tables.Responsible.division_code == Division.code)
    conditions = [
        within_ranges(Division.code, scope.ranges()),
        or_(Division.level == "township", on_roster),
        _holds(wanted.text),
    ]
    if wanted.shown != "all":
        named = _named(on)
        conditions.append(named if wanted.shown == "named" else ~named)
    return conditions


def _holds(text: str) -> ColumnElement[bool]:
    word = "".join(text.split()).lower()
    if not word:
        return true()
    return or_(
        Division.name.contains(word, autoescape=True),
        Division.pinyin.startswith(word, autoescape=True),
        Division.initials.startswith(word, autoescape=True),
        Division.code.startswith(word, autoescape=True),
    )


def _named(on: date) -> ColumnElement[bool]:
    """Return the condition that somebody holds a rank of the division on the day."""
    entry, later = aliased(tables.Responsible), aliased(tables.Responsible)
    follows = exists().where(
        later.division_code == entry.division_code,
        later.rank == entry.rank,
        later.valid_from <= on,
        tuple_(later.valid_from, later.recorded_at, later.id)
        > tuple_(entry.valid_from, entry.recorded_at, entry.id),
    )
    return exists().where(
        entry.division_code == Division.code,
        entry.valid_from <= on,
        entry.person_id.is_not(None),
        ~follows,
    )


def _lines(session: Session, rows: Sequence[tuple[str, str]], on: date) -> tuple[RosterLine, ...]:
    held = responsibles(session, [code for code, _name in rows], on)
    persons = {person.person_id for people in held.values() for person in people}
    away: dict[str, list[LeaveRow]] = {}
    for leave in leaves(session, persons, on):
        away.setdefault(leave.person_id, []).append(leave)
    counties = divisions(session, {at_level(code, "county") for code, _name in rows})
    return tuple(
        RosterLine(
            code=code,
            name=name,
            county_name=counties[county].name
            if (county := at_level(code, "county")) in counties and county != code
            else "",
            people=held[code],
            leaves=tuple(row for person in held[code] for row in away.get(person.person_id, ())),
        )
        for code, name in rows
    )
