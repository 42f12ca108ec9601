"""Checks lines of a house ledger against what stands in the ledger, and stages them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from relief.core.identity import new_id
from relief.core.scope import Scope
from relief.core.sheets import Mark
from relief.core.wording import Bilingual
from relief.damage.house_staging import HouseLine
from relief.damage.houses import HouseRow
from relief.households.rows import HouseholdRow

_Facts = tuple[object, ...]
_EMPTY = {
    **dict.fromkeys(("house_id", "grading_id", "digest", "division_code", "family_type"), ""),
    **dict.fromkeys(("head", "id_number", "phone", "address", "card", "structure"), ""),
    **dict.fromkeys(("members", "rooms", "rooms_collapsed", "rooms_severe", "rooms_general"), 0),
    **dict.fromkeys(("household_id", "excluded", "grade", "reason"), ""),
    **dict.fromkeys(("new_household", "sole_dwelling"), False),
    "occurred_on": date.min,
    "appraisal": None,
}
"""What a row that will not be moved keeps: nothing of the family."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger has of the families of a part.

    Fields:
        families: by digest.
        homes: their houses in the incident, by household.
        names: of the villages they are registered in.
    """

    families: Mapping[str, HouseholdRow]
    homes: Mapping[str, Sequence[HouseRow]]
    names: Mapping[str, str]


def staged_row(scope: Scope, batch: str, line: HouseLine, ledger: Standing) -> dict[str, Any]:
    """Return the row to stage: good, wrong with its marks, or the same as the ledger has."""
    family = ledger.families.get(line.digest)
    verdict, marks = _judge(scope, line, family, ledger)
    told = marks if verdict == "wrong" else line.notes
    row = {
        "batch": batch,
        "row": line.row,
        "verdict": verdict,
        "marks": [[mark.cell, mark.reason.zh, mark.reason.en] for mark in told],
    }
    return row | (_facts(line, family) if verdict == "good" else _EMPTY)


def _judge(
    scope: Scope,
    line: HouseLine,
    family: HouseholdRow | None,
    ledger: Standing,
) -> tuple[str, tuple[Mark, ...]]:
    if line.marks or family is None:
        return ("wrong" if line.marks else "good"), line.marks
    if family.division_code != line.household.division:
        mine = scope.covers(family.division_code)
        where = ledger.names.get(family.division_code, "") if mine else ""
        return "wrong", (_elsewhere(line, where),)
    standing = ledger.homes.get(family.id, ())
    if any(_facts_of_row(home) == _facts_of_line(line) for home in standing):
        return "same", ()
    if line.house.sole_dwelling and any(home.sole_dwelling for home in standing):
        return "wrong", (_other_facts(line),)
    return "good", ()


def _facts_of_row(home: HouseRow) -> _Facts:
    rooms = (home.rooms, home.rooms_collapsed, home.rooms_severe, home.rooms_general)
    graded = (home.grade, home.appraisal)
    return (home.structure, rooms, home.occurred_on, home.sole_dwelling, home.excluded, graded)


def _facts_of_line(line: HouseLine) -> _Facts:
    home, grading = line.house, line.grading
    rooms = (home.rooms, home.rooms_collapsed, home.rooms_severe, home.rooms_general)
    graded = (grading.grade, grading.appraisal) if grading else (None, None)
    return (home.structure, rooms, home.occurred_on, home.sole_dwelling, home.excluded, graded)


def _elsewhere(line: HouseLine, where: str) -> Mark:
    zh, en = where or "别的辖区", where or "another desk's area"
    return Mark(
        line.head_cell,
        Bilingual(f"这户已登记在{zh}，请核对", f"The family is registered in {en}: please check"),
    )


def _other_facts(line: HouseLine) -> Mark:
    return Mark(
        line.head_cell,
        Bilingual(
            "这户的房屋已在台账里，内容与本行不同：请在房屋页上更正或改评，本行不动它",
            "The family's house is in the ledger and reads differently: correct or grade it on the "
            "page of the house; the import leaves it as it is",
        ),
    )


def _facts(line: HouseLine, family: HouseholdRow | None) -> dict[str, Any]:
    household, house, grading = line.household, line.house, line.grading
    return {
        "household_id": family.id if family else new_id(),
        "new_household": family is None,
        "house_id": new_id(),
        "grading_id": new_id() if grading else "",
        "digest": line.digest,
        "division_code": household.division,
        "members": household.members,
        "family_type": household.family_type,
        "head": household.head,
        "id_number": household.id_number,
        "phone": household.phone,
        "address": household.address,
        "card": household.card,
        "structure": house.structure,
        "rooms": house.rooms,
        "rooms_collapsed": house.rooms_collapsed,
        "rooms_severe": house.rooms_severe,
        "rooms_general": house.rooms_general,
        "occurred_on": house.occurred_on,
        "sole_dwelling": house.sole_dwelling,
        "excluded": house.excluded,
        "grade": grading.grade if grading else "",
        "appraisal": grading.appraisal if grading else None,
        "reason": grading.reason.strip() if grading else "",
    }
