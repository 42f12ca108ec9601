"""What the pages of the house ledger show: rows put together, so that templates do not compute."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from relief.core.division_code import at_level
from relief.damage.grading import GradingRules, Term, load_grading
from relief.damage.house_queries import HouseCount, HouseRow
from relief.damage.houses import GRADES, Grade
from relief.geography.queries import divisions
from relief.households.catalogue import FamilyType, load_families
from relief.households.queries import households, masked_persons
from relief.households.rows import HouseholdRow, MaskedPerson
from relief.web.language import say

NOT_GRADED = "none"


@dataclass(frozen=True, slots=True)
class HouseLine:
    """A house of the list with its family; `person` is None when it was erased."""

    house: HouseRow
    village: str
    township: str
    family: HouseholdRow
    family_type: FamilyType
    person: MaskedPerson | None


@dataclass(frozen=True, slots=True)
class GradeTotal:
    """The ledger's houses of one grade; `grade` and `term` are None for those still 待核.

    `rooms` are the rooms of this grade in whatever house they lie: a collapsed house may have
    severely damaged rooms beside the collapsed ones. Of houses 待核 none are counted.
    """

    grade: Grade | None
    term: Term | None
    houses: int
    households: int
    rooms: int


@dataclass(frozen=True, slots=True)
class TownRow:
    """A township's houses: of each grade from the worst, then still 待核, then all."""

    name: str
    code: str
    houses: tuple[int, ...]
    total: int
    generated: bool


def house_lines(session: Session, rows: Sequence[HouseRow]) -> list[HouseLine]:
    """Return the houses with the names of their places and families; three statements."""
    families = households(session, (row.household_id for row in rows))
    people = masked_persons(session, families)
    villages = {row.division_code for row in rows}
    names = divisions(session, villages | {at_level(code, "township") for code in villages})
    return [
        HouseLine(
            row,
            _name(names, row.division_code),
            _name(names, at_level(row.division_code, "township")),
            families[row.household_id],
            load_families()[families[row.household_id].family_type],
            people.get(row.household_id),
        )
        for row in rows
    ]


def grade_totals(counts: Iterable[HouseCount]) -> list[GradeTotal]:
    """Return the ledger's houses by grade, from the worst to those still 待核."""
    listed = list(counts)
    totals = []
    for grade in (*GRADES, None):
        own = [count for count in listed if count.grade == grade]
        rooms = sum(getattr(c, f"rooms_{grade}") for c in listed) if grade else 0
        totals.append(
            GradeTotal(
                grade,
                load_grading().grades[grade] if grade else None,
                sum(count.houses for count in own),
                sum(count.households for count in own),
                rooms,
            )
        )
    return totals


def town_rows(session: Session, counts: Iterable[HouseCount]) -> list[TownRow]:
    """Return the ledger's houses by township, in the order of codes."""
    towns: dict[str, dict[Grade | None, HouseCount]] = {}
    for count in counts:
        towns.setdefault(count.township, {})[count.grade] = count
    names = divisions(session, towns)
    rows = []
    for code, by_grade in sorted(towns.items()):
        own = tuple(by_grade[g].houses if g in by_grade else 0 for g in (*GRADES, None))
        made = all(count.generated for count in by_grade.values())
        rows.append(TownRow(_name(names, code), code, own, sum(own), made))
    return rows


def grade_options() -> list[tuple[str, str]]:
    """Return the grades to filter by."""
    graded = [(code, say(term.name)) for code, term in load_grading().grades.items()]
    return [("", _("全部")), (NOT_GRADED, _("待核")), *graded]


def term_options(terms: Mapping[str, Term]) -> list[tuple[str, str]]:
    """Return a list of terms to choose from."""
    return [(code, say(term.name)) for code, term in terms.items()]


def family_options() -> list[tuple[str, str]]:
    """Return the family types to choose from."""
    return [(code, say(known.name)) for code, known in load_families().items()]


def rules() -> GradingRules:
    """Return the lists of grading, for names and tests."""
    return load_grading()


def _name(names: Mapping[str, object], code: str) -> str:
    return str(getattr(names.get(code), "name", code))
