"""A house of the ledger: what is reported, how it is graded, and what cannot be. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from relief.core.errors import Refused
from relief.core.wording import Bilingual

Grade = Literal["collapsed", "severe", "general"]
GRADES: tuple[Grade, ...] = ("collapsed", "severe", "general")
"""From the worst to the lightest."""

MOST_ROOMS = 99


@dataclass(frozen=True, slots=True)
class NewHouse:
    """One household's house, as the village reports it.

    Fields:
        division: 12-digit code of the village.
        structure: a code of `grading.toml`.
        rooms: natural rooms 自然间 before the disaster; the damaged ones are at most as many.
        occurred_on: the local day it was damaged.
        sole_dwelling: 是否唯一住房.
        excluded: a code of `grading.toml`'s exclusions, empty for none.
    """

    incident_id: str
    household_id: str
    division: str
    structure: str
    rooms: int
    rooms_collapsed: int
    rooms_severe: int
    rooms_general: int
    occurred_on: date
    sole_dwelling: bool
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class Grading:
    """What the people who looked at the house say of it.

    Fields:
        appraisal: A to D of the safety appraisal, None where there is none.
        reason: needed when the house was graded before, or the appraisal says otherwise.
        excluded: a code of `grading.toml`'s exclusions, empty for none.
        after: the entry the person saw on the screen; empty is whatever stands now.
    """

    grade: Grade
    appraisal: str | None
    rooms_collapsed: int
    rooms_severe: int
    rooms_general: int
    sole_dwelling: bool
    reason: str = ""
    excluded: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class HouseRow:
    """A house as it stands.

    Fields:
        grade: None is 待核.
        entry_id: its last grading, or its own entry; a grading from the screen names it.
        facts_id: the last entry about the house itself; a correction from the screen names it.
        generated: made for the demo (示例).
    """

    id: str
    entry_id: str
    facts_id: str
    incident_id: str
    household_id: str
    division_code: str
    structure: str
    rooms: int
    rooms_collapsed: int
    rooms_severe: int
    rooms_general: int
    grade: Grade | None
    appraisal: str | None
    sole_dwelling: bool
    excluded: str
    occurred_on: date
    generated: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class HouseCount:
    """The ledger's houses of one township and grade.

    Fields:
        grade: None are the houses still 待核.
        houses: how many; households counts each family once, at its worst grade.
        rooms_collapsed, rooms_severe, rooms_general: natural rooms of these houses.
        generated: every one was made for the demo (示例).
    """

    township: str
    grade: Grade | None
    houses: int
    households: int
    rooms: int
    rooms_collapsed: int
    rooms_severe: int
    rooms_general: int
    generated: bool


def worst(grades: Sequence[Grade | None]) -> Grade | None:
    """Return the worst of a household's grades, None (待核) while none of its houses has one.

    Source: households are counted once, at the worst grade (DOMAIN 4, from H2).
    """
    known = [grade for grade in GRADES if grade in grades]
    return known[0] if known else None


def room_faults(rooms: int, damaged: Sequence[int]) -> Iterator[Refused]:
    """Yield what is wrong with the rooms: `damaged` are collapsed, severe and general ones.

    Source: a house's damaged natural rooms are part of its rooms (DOMAIN 4, H2).
    """
    if not 1 <= rooms <= MOST_ROOMS:
        yield _fault("rooms", f"间数应为 1 至 {MOST_ROOMS}", f"1 to {MOST_ROOMS} rooms")
    for path, number in zip(
        ("rooms_collapsed", "rooms_severe", "rooms_general"), damaged, strict=True
    ):
        if not 0 <= number <= MOST_ROOMS:
            yield _fault(path, f"间数应为 0 至 {MOST_ROOMS}", f"0 to {MOST_ROOMS} rooms")
    if (total := sum(damaged)) > rooms:
        yield _fault(
            "rooms",
            f"倒损 {total} 间，多于原有 {rooms} 间",
            f"{total} rooms damaged, but the house had {rooms}",
        )


def grade_faults(grade: Grade, damaged: Sequence[int]) -> Iterator[Refused]:
    """Yield where the rooms contradict the grade: a house takes the grade of its worst rooms.

    A partly fallen house may be graded severe; one graded general has no room worse than that.

    Source: DOMAIN 4 (H1, H2, R3): the house is judged as a whole, rooms are counted one by one.
    """
    collapsed, severe, general = damaged
    if grade == "collapsed" and not collapsed:
        yield _fault("rooms_collapsed", "评为倒塌须有倒塌间数", "Graded collapsed: which rooms?")
    elif grade == "severe" and not collapsed + severe:
        yield _fault("rooms_severe", "评为严重损坏须有严重损坏间数", "Graded severe: which rooms?")
    elif grade == "general" and collapsed + severe:
        yield _fault(
            "grade",
            "有倒塌或严重损坏的房间，不能评为一般损坏",
            "With collapsed or severe rooms the house is not graded general",
        )
    elif grade == "general" and not general:
        yield _fault("rooms_general", "评为一般损坏须有间数", "Graded general: which rooms?")


def _fault(path: str, zh: str, en: str) -> Refused:
    return Refused(Bilingual(zh, en), path)
