"""Which houses a case is opened for: graded, lived in, the family's only home. Pure."""

from relief.core.sources import load_sources
from relief.core.wording import Bilingual
from relief.damage.grading import load_grading
from relief.damage.houses import HouseRow
from relief.reconstruction.catalogue import Reason, load_grade_rules, load_reasons
from relief.reconstruction.rows import WhyRow
from relief.reconstruction.stages import mode_name

SECOND_HOME = "second_home"


def house_fault(house: HouseRow, mode: str) -> Bilingual | None:
    """Return why this house is not rebuilt or repaired so, None when it may be.

    A house without a grade yet (待核) may have a case; its grade is asked at the next stage.

    Source: excluded houses DOMAIN 4 (R2, R3, R4); the ways that go with a grade `rules.toml` (H1).
    """
    if reason := reason_of_house(house):
        cited = citation(reason.source)
        return Bilingual(
            f"不予重建补助：{reason.name.zh}（依据：{cited}）",
            f"Not rebuilt for: {reason.name.en} (source: {cited})",
        )
    if house.grade is None:
        return None
    rule = load_grade_rules()[house.grade]
    if mode in rule.modes:
        return None
    grade, name, cited = (
        load_grading().grades[house.grade].name,
        mode_name(mode),
        citation(rule.source),
    )
    return Bilingual(
        f"{grade.zh}住房不能选“{name.zh}”：{rule.reading.zh}（依据：{cited}）",
        f"A house graded “{grade.en}” does not go with “{name.en}”: {rule.reading.en} "
        f"(source: {cited})",
    )


def reason_of_house(house: HouseRow) -> Reason | None:
    """Return the reason the house ledger itself gives, None when it gives none."""
    reasons = load_reasons()
    if house.excluded:
        return next(r for r in reasons.values() if house.excluded in r.from_house)
    return None if house.sole_dwelling else reasons[SECOND_HOME]


def reason_given(house: HouseRow, said: WhyRow | None) -> Reason | None:
    """Return why a house without a case is not rebuilt for: as somebody said, or by the ledger."""
    if said is not None and said.code:
        return load_reasons()[said.code]
    return reason_of_house(house)


def citation(source: str) -> str:
    """Return what to cite for a source id."""
    known = load_sources()[source]
    return f"{known.citation} [{known.id}]"
