"""What is wrong with a house to be recorded, or with a grading of it, field by field. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date

from relief.core.clock import beijing
from relief.core.division_code import contains
from relief.core.errors import Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.damage.grading import agrees, load_grading
from relief.damage.houses import Grading, NewHouse, grade_faults, room_faults
from relief.incidents.queries import IncidentRow


def house_faults(
    incident: IncidentRow, village: str, new: NewHouse, today: date
) -> Iterator[Refused]:
    """Yield what is wrong with a house of a family that is registered in `village`."""
    if village != new.division:
        yield fault("division", "这户登记在另一个村", "The family lives in another village")
    if not any(contains(county, new.division) for county in incident.counties):
        yield fault(
            "division", "该村不在本次灾害范围内", "The village is not part of this incident"
        )
    yield from facts_faults(new)
    day = beijing(incident.occurred_at).date()
    if not day <= new.occurred_on <= today:
        yield fault(
            "occurred_on",
            f"倒损日期应在 {day} 与今天之间",
            f"The day of damage lies between {day} and today",
        )


def facts_faults(new: NewHouse) -> Iterator[Refused]:
    """Yield what is wrong with a house's own facts: structure, rooms, exclusion."""
    rules = load_grading()
    if new.structure not in rules.structures:
        yield fault("structure", "请选住房结构", "Choose the structure")
    if new.excluded and new.excluded not in rules.exclusions:
        yield _no_exclusion()
    damaged = (new.rooms_collapsed, new.rooms_severe, new.rooms_general)
    yield from room_faults(new.rooms, damaged)


def grading_faults(grading: Grading, rooms: int, *, graded: bool) -> Iterator[Refused]:
    """Yield what is wrong with a grading of a house of so many rooms, field by field.

    Source: DOMAIN 4; a second grading and an appraisal that says otherwise need a reason.
    """
    rules = load_grading()
    if grading.grade not in rules.grades:
        yield fault("grade", "请选等级", "Choose the grade")
        return
    if grading.appraisal is not None and grading.appraisal not in rules.appraisals:
        yield fault("appraisal", "鉴定结论应为 A 至 D", "The appraisal is A to D")
        return
    if grading.excluded and grading.excluded not in rules.exclusions:
        yield _no_exclusion()
    damaged = (grading.rooms_collapsed, grading.rooms_severe, grading.rooms_general)
    yield from room_faults(rooms, damaged)
    yield from grade_faults(grading.grade, damaged)
    if not grading.reason.strip():
        yield from _unreasoned(grading, graded=graded)


def _unreasoned(grading: Grading, *, graded: bool) -> Iterator[Refused]:
    if graded:
        yield fault("reason", "改评须写明理由", "A new grade needs its reason")
    elif not agrees(grading.appraisal, grading.grade):
        yield fault(
            "reason",
            f"鉴定为 {grading.appraisal} 级，与所评等级不一致：请写明理由",
            f"The appraisal says {grading.appraisal}, which does not go with this grade: say why",
        )


def raise_all(faults: Iterable[Refused]) -> None:
    """Pass when nothing is wrong.

    Raises:
        RefusedRows: something is.
    """
    if listed := list(faults):
        raise RefusedRows(listed)


def fault(path: str, zh: str, en: str) -> Refused:
    """Return a refusal that concerns one field."""
    return Refused(Bilingual(zh, en), path)


def _no_exclusion() -> Refused:
    return fault("excluded", "没有这种不计情形", "There is no such exclusion")
