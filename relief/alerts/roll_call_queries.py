"""The roll call as a page reads it: filtered, ordered, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from relief.alerts.neighbours import Neighbour, beyond, neighbours_of
from relief.alerts.queries import heard
from relief.alerts.roll_call import (
    RollTownship,
    RollVillage,
    by_people,
    call_roll,
    people_of,
    townships_by_silence,
    under_footprint,
)
from relief.core.division_code import at_level, prefix_of
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import Scope
from relief.geography.footprint_queries import zones_of
from relief.geography.queries import divisions, populations
from relief.geography.rows import DivisionRow
from relief.incidents.ground import Ground, ground_of, villages_struck
from relief.incidents.queries import IncidentRow

Shown = Literal["silent", "heard", "all"]


@dataclass(frozen=True, slots=True)
class RollFilter:
    """Which villages a page lists: of a county, of a township, silent or heard; empty is all."""

    county: str = ""
    township: str = ""
    shown: Shown = "silent"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a roll has come.

    Fields:
        heard, of: villages.
        silent_people: who live in the silent ones; None is 待核. estimated: 估算.
    """

    heard: int
    of: int
    silent_people: int | None
    estimated: bool

    @property
    def silent(self) -> int:
        """Return how many villages nobody has spoken for."""
        return self.of - self.heard


@dataclass(frozen=True, slots=True)
class RollGroup:
    """A township of the page: its whole tally, and the villages this page lists of it."""

    code: str
    name: str
    county_name: str
    tally: Tally
    villages: tuple[RollVillage, ...]


@dataclass(frozen=True, slots=True)
class RollCall:
    """One page of the roll.

    Fields:
        tally: of the whole scope; chosen: of what the filter's county and township leave.
        listed: the villages of this page, in the order of `groups`.
        townships: all of the scope's, in the order of their codes, for the filter.
        neighbours: struck townships of other desks, in the order of their codes.
    """

    tally: Tally
    chosen: Tally
    listed: Page[RollVillage]
    groups: tuple[RollGroup, ...]
    townships: tuple[RollTownship, ...]
    counties: tuple[DivisionRow, ...]
    neighbours: tuple[Neighbour, ...]


def roll_call(
    session: Session,
    scope: Scope,
    incident: IncidentRow,
    wanted: RollFilter,
    at: datetime | None = None,
) -> RollCall:
    """Return a page of the roll within scope: silent villages by people, grouped by township.

    Args:
        session: open for reading; the statements do not grow with the villages.
        scope: its villages are counted and listed, its neighbours' townships only named.
        incident: its footprint's published list says which townships are on the roll.
        wanted: what is listed; `tally` counts the whole scope all the same.
        at: as this desk knew it then (a replay); None is now.
    """
    ground = ground_of(session, incident)
    rows = ground.rows
    zones = zones_of(session, incident.footprint_id, [row.code for row in rows], at)
    struck = set(under_footprint((row.code for row in rows), zones))
    named = [row for row in rows if row.code in struck]
    own = [row for row in named if scope.covers(row.code)]
    roll = _roll(session, incident, ground, own, at)
    names = divisions(session, {at_level(row.code, "county") for row in named})
    return _page(
        roll,
        _chosen(roll, wanted),
        wanted,
        names,
        neighbours_of(session, beyond(scope, named), names),
    )


def tally_of(villages: Sequence[RollVillage]) -> Tally:
    """Return how far the roll of these villages has come."""
    silent = [village for village in villages if village.silent]
    return Tally(
        heard=len(villages) - len(silent),
        of=len(villages),
        silent_people=people_of(silent),
        estimated=any(village.estimated for village in silent),
    )


def _roll(
    session: Session,
    incident: IncidentRow,
    ground: Ground,
    own: Sequence[DivisionRow],
    at: datetime | None,
) -> tuple[RollTownship, ...]:
    villages = villages_struck(session, ground, [row.code for row in own])
    codes = [row.code for rows in villages.values() for row in rows]
    spoken = ground.heard(heard(session, incident.id, at))
    return call_roll(own, villages, spoken, populations(session, codes))


def _chosen(roll: Sequence[RollTownship], wanted: RollFilter) -> tuple[RollTownship, ...]:
    within = prefix_of(wanted.county) if wanted.county else ""
    return tuple(
        row for row in roll if row.code.startswith(within) and wanted.township in {"", row.code}
    )


def _page(
    roll: Sequence[RollTownship],
    chosen: Sequence[RollTownship],
    wanted: RollFilter,
    names: dict[str, DivisionRow],
    neighbours: tuple[Neighbour, ...],
) -> RollCall:
    ordered = [
        village
        for township in townships_by_silence(chosen)
        for village in by_people(v for v in township.villages if _is_shown(v, wanted.shown))
    ]
    pages = pages_for(len(ordered))
    number = min(max(wanted.page, 1), pages)
    listed = tuple(ordered[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    own_counties = {at_level(row.code, "county") for row in roll}
    return RollCall(
        tally=tally_of([v for row in roll for v in row.villages]),
        chosen=tally_of([v for row in chosen for v in row.villages]),
        listed=Page(listed, number, pages, len(ordered)),
        groups=_groups(listed, {row.code: row for row in chosen}, names),
        townships=tuple(roll),
        counties=tuple(names[code] for code in sorted(own_counties & names.keys())),
        neighbours=neighbours,
    )


def _is_shown(village: RollVillage, shown: Shown) -> bool:
    return shown == "all" or village.silent == (shown == "silent")


def _groups(
    listed: Sequence[RollVillage],
    townships: dict[str, RollTownship],
    names: dict[str, DivisionRow],
) -> tuple[RollGroup, ...]:
    by_township: dict[str, list[RollVillage]] = {}
    for village in listed:
        by_township.setdefault(village.township, []).append(village)
    return tuple(
        RollGroup(
            code=code,
            name=townships[code].name,
            county_name=_name(names, at_level(code, "county")),
            tally=tally_of(townships[code].villages),
            villages=tuple(villages),
        )
        for code, villages in by_township.items()
    )


def _name(names: dict[str, DivisionRow], code: str) -> str:
    return names[code].name if code in names else code
