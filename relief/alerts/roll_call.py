"""点名 roll call: which villages under the footprint were heard from. Pure; the one rule for it.

The strip, the desk's table, the brief and the roll-call page all count with this module, so that
they cannot show different numbers.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from relief.geography.rows import DivisionRow, PopulationRow, ZoneRow

ESTIMATE = "estimate"
PUBLISHED = "published"


class Heard(Protocol):
    """When a division was last heard from."""

    @property
    def heard_at(self) -> datetime:
        """Return the hour, aware UTC."""


@dataclass(frozen=True, slots=True)
class RollVillage:
    """One village of the roll.

    Fields:
        people: who live there; None is 待核. estimated: they are an estimate (估算).
        heard_at: when somebody last spoke for it by name; None while it is silent.
    """

    code: str
    name: str
    township: str
    people: int | None
    estimated: bool
    heard_at: datetime | None

    @property
    def silent(self) -> bool:
        """Return whether nobody has spoken for it yet."""
        return self.heard_at is None


@dataclass(frozen=True, slots=True)
class RollTownship:
    """A township of the roll and its villages, in the order of their codes."""

    code: str
    name: str
    villages: tuple[RollVillage, ...]

    @property
    def silent(self) -> tuple[RollVillage, ...]:
        """Return the villages nobody has spoken for."""
        return tuple(village for village in self.villages if village.silent)


def under_footprint(codes: Iterable[str], zones: Mapping[str, ZoneRow]) -> list[str]:
    """Return the townships the footprint's publisher named for a zone, in the order given.

    An estimated shape never decides (DESIGN, law 13): a township it covers is not on the roll.
    """
    return [code for code in codes if code in zones and zones[code].basis == PUBLISHED]


def call_roll(
    townships: Iterable[DivisionRow],
    villages: Mapping[str, Sequence[DivisionRow]],
    heard: Mapping[str, Heard],
    people: Mapping[str, PopulationRow],
) -> tuple[RollTownship, ...]:
    """Return the roll of the townships that have villages in it, in the order given.

    A village is silent until somebody speaks for it by name: a call about its township, or its
    township's answer to an alert, does not.
    """
    return tuple(
        RollTownship(row.code, row.name, _villages(row.code, villages[row.code], heard, people))
        for row in townships
        if villages.get(row.code)
    )


def people_of(villages: Collection[RollVillage]) -> int | None:
    """Return the people of these villages; None when a term is unknown (待核), 0 of none."""
    known = [village.people for village in villages if village.people is not None]
    return sum(known) if len(known) == len(villages) else None


def by_people(villages: Iterable[RollVillage]) -> tuple[RollVillage, ...]:
    """Return the villages with the most people first.

    A village whose people are unknown comes before all: it cannot be said to be small. Ties are
    broken by code.
    """
    return tuple(sorted(villages, key=lambda village: (*_weight(village.people), village.code)))


def townships_by_silence(roll: Iterable[RollTownship]) -> tuple[RollTownship, ...]:
    """Return the townships with the most people in silent villages first, ties by code."""
    return tuple(sorted(roll, key=lambda row: (*_weight(people_of(row.silent)), row.code)))


def _weight(people: int | None) -> tuple[bool, int]:
    return people is not None, -(people or 0)


def _villages(
    township: str,
    rows: Sequence[DivisionRow],
    heard: Mapping[str, Heard],
    people: Mapping[str, PopulationRow],
) -> tuple[RollVillage, ...]:
    return tuple(
        RollVillage(
            code=row.code,
            name=row.name,
            township=township,
            people=people[row.code].people if row.code in people else None,
            estimated=row.code in people and people[row.code].quality == ESTIMATE,
            heard_at=heard[row.code].heard_at if row.code in heard else None,
        )
        for row in rows
    )
