"""Writes the demo's house ledger as the replay comes to it: recorded, and later graded."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.division_code import at_level
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.damage.house_tables import House
from relief.damage.houses import Grading, NewHouse
from relief.damage.services.houses import grade_houses, record_houses
from relief.db.append import commands_done, find_by_command
from relief.demo.calls import GENERATED
from relief.demo.houses import VISITED_TOGETHER, DemoHouse, demo_houses
from relief.demo.incident import new_incident
from relief.demo.places import JISHISHAN
from relief.demo.shelters import townships
from relief.geography.queries import villages_of
from relief.geography.rows import DivisionRow
from relief.households.rows import NewHousehold
from relief.households.service import register_all
from relief.offices.queries import scope_of
from relief.offices.tables import Account

Write = Callable[[], object]
_RECORDERS = ("jishishan", "minhe")
_GRADERS = ("jishishan-rebuild", "minhe")


def house_entries(session: Session, incident_id: str) -> list[tuple[datetime, Write]]:
    """Return what the desks learn of houses, each with its hour and the call that writes it.

    Houses of one visit are recorded, and graded, together.
    """
    accounts = session.scalars(select(Account).where(Account.demo.is_(True))).all()
    wanted = {*_RECORDERS, *_GRADERS}
    people = {a.username: scope_of(session, a) for a in accounts if a.username in wanted}
    if not wanted <= people.keys():
        return []
    villages = villages_of(session, townships())
    entries: list[tuple[datetime, Write]] = []
    for visit in _visits(demo_houses()):
        writer = _Writer(session, people, incident_id, villages[visit[0].township])
        entries.append((visit[0].recorded_at, partial(writer.record, visit)))
        graded = [house for house in visit if house.graded_at is not None]
        at = next(house.graded_at for house in graded if house.graded_at is not None)
        entries.append((at, partial(writer.grade, graded, at)))
    return entries


def house_id_of(session: Session, key: str) -> str | None:
    """Return the id of a generated house by its key, None before the replay has written it."""
    return find_by_command(session, House, f"demo:house:{key}")


def _visits(houses: Sequence[DemoHouse]) -> Iterator[Sequence[DemoHouse]]:
    for start in range(0, len(houses), VISITED_TOGETHER):
        yield houses[start : start + VISITED_TOGETHER]


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes houses of one township, whose villages these are."""

    session: Session
    people: Mapping[str, Scope]
    incident_id: str
    villages: Sequence[DivisionRow]

    def record(self, houses: Sequence[DemoHouse]) -> None:
        who = self.people[_desk(houses[0], _RECORDERS)]
        at = houses[0].recorded_at
        places = [self.villages[house.village % len(self.villages)].code for house in houses]
        families = [
            (_stamp(at, who, "household", house), _family(house, village))
            for house, village in zip(houses, places, strict=True)
        ]
        ids = register_all(self.session, who, families)
        rows = zip(houses, places, ids, strict=True)
        new = [
            (_stamp(at, who, "house", house), _new(house, self.incident_id, household, village))
            for house, village, household in rows
        ]
        record_houses(self.session, who, new)

    def grade(self, houses: Sequence[DemoHouse], at: datetime) -> None:
        who = self.people[_desk(houses[0], _GRADERS)]
        ids = commands_done(self.session, House, [f"demo:house:{house.key}" for house in houses])
        known = [house for house in houses if f"demo:house:{house.key}" in ids]
        wishes = [
            (_stamp(at, who, "grade", house), ids[f"demo:house:{house.key}"], _graded(house))
            for house in known
        ]
        grade_houses(self.session, who, wishes)


def _stamp(at: datetime, who: Scope, deed: str, house: DemoHouse) -> Stamp:
    return Stamp(at, who.account_id, GENERATED, f"demo:{deed}:{house.key}")


def _graded(house: DemoHouse) -> Grading:
    _rooms, collapsed, severe, general = house.rooms
    return Grading(
        house.grade or "general",
        house.appraisal,
        collapsed,
        severe,
        general,
        house.sole_dwelling,
        excluded=house.excluded,
    )


def _desk(house: DemoHouse, names: tuple[str, str]) -> str:
    return names[0 if at_level(house.township, "county") == JISHISHAN else 1]


def _family(house: DemoHouse, village: str) -> NewHousehold:
    return NewHousehold(
        village,
        house.members,
        house.family_type,
        house.head,
        house.id_number,
        house.phone,
        house.address,
        house.card,
    )


def _new(house: DemoHouse, incident_id: str, household_id: str, village: str) -> NewHouse:
    return NewHouse(
        incident_id,
        household_id,
        village,
        house.structure,
        *house.rooms,
        occurred_on=beijing(new_incident().occurred_at).date(),
        sole_dwelling=house.sole_dwelling,
        excluded=house.excluded,
    )
