"""The demo's house ledger: 240 generated households of the twelve zone-Ⅷ townships (示例).

The official form is per household and nothing of that kind was published: families, houses, grades
and rooms are made from a fixed seed. Names are a surname and the words 示例, telephones have a form
that no network connects, ID numbers a day of birth of which nobody is alive.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random

from relief.core.clock import parse_time
from relief.damage.houses import Grade
from relief.demo.positions import dice
from relief.demo.shelters import townships
from relief.households.identity_number import check_character
from relief.offices.phone import generated_phone

HOUSEHOLDS_A_TOWNSHIP = 20
VISITED_TOGETHER = 5
"""So many households of a township are recorded, and graded, in one visit."""

_RECORDED_FROM = parse_time("2023-12-22T09:00+08:00")
_RECORDED_APART = timedelta(days=6)
_GRADED_FROM = parse_time("2024-01-11T09:00+08:00")
_GRADED_APART = timedelta(days=2)
_TOWNSHIPS_APART = timedelta(minutes=11)
_SURNAMES = ("马", "韩", "祁", "冶", "陈", "王", "李", "张", "何", "丁")
_FAMILIES = (
    *("general",) * 9,
    *("minimum_living",) * 4,
    *("out_of_poverty",) * 3,
    *("watched",) * 2,
    "near_minimum",
    "disabled",
    "destitute",
)
_STRUCTURES = (*("earth_wood",) * 5, *("brick_wood",) * 4, "brick_concrete")
# What becomes of the twenty: repairs are by far the most, as published for the whole event (E5).
_HINTS: tuple[tuple[Grade, str], ...] = (
    *((("general"), "repair"),) * 12,
    *((("severe"), "in_place"),) * 2,
    (("severe"), "resettlement_site"),
    *((("collapsed"), "in_place"),) * 2,
    *((("collapsed"), "resettlement_site"),) * 2,
    (("collapsed"), "relocated"),
)
_PURCHASES = 4
"""In every fourth township the last family buys a house instead of building elsewhere."""

_OPEN, _SECOND = 3, 5
"""In every third township one house is still to be graded, in every fifth one is a second home."""


@dataclass(frozen=True, slots=True)
class DemoHouse:
    """One generated household and its house.

    Fields:
        key: "TOWNSHIP:N"; `demo:household:KEY`, `demo:house:KEY` and `demo:grade:KEY` are the
            command ids of its entries.
        village: the n-th village of the township, from 0, counted round.
        rooms: in all, collapsed, severe, general.
        grade: None is never graded in the demo (待核).
        mode_hint: how it is rebuilt: repair, in_place, resettlement_site, relocated, purchase;
            empty where nothing is built (not graded, or not the family's only home).
        recorded_at, graded_at: aware UTC; graded_at is None without a grade.
    """

    key: str
    township: str
    village: int
    members: int
    family_type: str
    head: str
    id_number: str
    phone: str
    address: str
    card: str
    structure: str
    rooms: tuple[int, int, int, int]
    grade: Grade | None
    appraisal: str | None
    sole_dwelling: bool
    excluded: str
    mode_hint: str
    recorded_at: datetime
    graded_at: datetime | None


@cache
def demo_houses() -> tuple[DemoHouse, ...]:
    """Return the 240 in the order of townships and numbers; always the same."""
    return tuple(
        _house(place, township, number)
        for place, township in enumerate(townships())
        for number in range(1, HOUSEHOLDS_A_TOWNSHIP + 1)
    )


def demo_houses_by_key() -> Mapping[str, DemoHouse]:
    """Return the same by key."""
    return {house.key: house for house in demo_houses()}


def _house(place: int, township: str, number: int) -> DemoHouse:
    key = f"{township}:{number}"
    die = dice(f"house:{key}")
    grade, hint = _HINTS[number - 1]
    ungraded = number == 1 and place % _OPEN == 0
    second = number == 2 and place % _SECOND == 0  # noqa: PLR2004 (the second of the twenty)
    if number == HOUSEHOLDS_A_TOWNSHIP and place % _PURCHASES == 0:
        hint = "purchase"
    late, visit = _TOWNSHIPS_APART * place, (number - 1) // VISITED_TOGETHER
    return DemoHouse(
        key=key,
        township=township,
        village=number,
        members=die.choice((1, 2, 3, 4, 4, 5, 5, 6, 7)),
        family_type=die.choice(_FAMILIES),
        head=f"{die.choice(_SURNAMES)}示例{place + 1:02d}{number:02d}",
        id_number=_id_number(die, township),
        phone=generated_phone(die.randrange(10**7)),
        address=f"{die.randint(1, 8)}社{die.randint(1, 60)}号",
        card=f"示例卡{die.randrange(10**8):08d}" if die.random() > 1 / 5 else "",
        structure=die.choice(_STRUCTURES),
        rooms=_rooms(die, grade),
        grade=None if ungraded else grade,
        appraisal=None if ungraded or die.random() < 1 / 4 else _appraisal(grade),
        sole_dwelling=not second,
        excluded="second_home" if second else "",
        mode_hint="" if ungraded or second else hint,
        recorded_at=_RECORDED_FROM + _RECORDED_APART * visit + late,
        graded_at=None if ungraded else _GRADED_FROM + _GRADED_APART * visit + late,
    )


def _rooms(die: Random, grade: Grade) -> tuple[int, int, int, int]:
    rooms = die.randint(3, 8)
    if grade == "general":
        return rooms, 0, 0, die.randint(1, rooms)
    worst = die.randint(1, rooms) if grade == "severe" else die.randint((rooms + 1) // 2, rooms)
    rest = rooms - worst
    if grade == "severe":
        return rooms, 0, worst, die.randint(0, rest)
    severe = die.randint(0, rest)
    return rooms, worst, severe, die.randint(0, rest - severe)


def _appraisal(grade: Grade) -> str:
    return "C" if grade == "general" else "D"


def _id_number(die: Random, township: str) -> str:
    # Born in the 1850s: of the right form, and nobody's.
    born = f"185{die.randrange(10)}{die.randint(1, 12):02d}{die.randint(1, 28):02d}"
    first = f"{township[:6]}{born}{die.randrange(1000):03d}"
    return first + check_character(first)
