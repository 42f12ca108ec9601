"""How many people a division has, who is counted, of which year: what such a figure may be."""

from collections.abc import Iterator
from dataclasses import dataclass

from relief.core.wording import Bilingual

KINDS = {
    "resident": Bilingual("常住人口", "Resident (census)"),
    "registered": Bilingual("户籍人口", "Registered (hukou)"),
}
QUALITIES = {
    "published": Bilingual("公布", "Published"),
    "estimate": Bilingual("估算", "Estimate"),
}
_FIRST_YEAR = 1949
_MOST_PEOPLE = 2_000_000_000
_MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Figure:
    """How many people a division has.

    Fields:
        people: whole, 0 or more. year: the year it is of, None unknown.
        kind, quality: as `KINDS` and `QUALITIES`. origin: who says so. note: why it changes.
    """

    people: int
    kind: str
    year: int | None
    quality: str
    origin: str
    note: str = ""


def fault_of(new: Figure, this_year: int) -> tuple[str, Bilingual] | None:
    """Return the field that cannot be and why, None where the figure may stand."""
    return next(_faults(new, this_year), None)


def _faults(new: Figure, this_year: int) -> Iterator[tuple[str, Bilingual]]:
    if not 0 <= new.people <= _MOST_PEOPLE:
        yield "people", Bilingual("人数应为 0 或正整数", "People are 0 or more")
    if new.year is not None and not _FIRST_YEAR <= new.year <= this_year:
        words = f"年份应在 {_FIRST_YEAR}–{this_year}", f"The year is {_FIRST_YEAR}–{this_year}"
        yield "year", Bilingual(*words)
    if new.kind not in KINDS:
        yield "kind", Bilingual("请选择人口口径", "Choose which people are counted")
    if new.quality not in QUALITIES:
        yield "quality", Bilingual("请选择公布还是估算", "Say published or estimate")
    if not new.origin.strip():
        yield "origin", Bilingual("请写明来源", "Say where the figure comes from")
    for field, said in (("origin", new.origin), ("note", new.note)):
        if len(said) > _MOST_LETTERS:
            words = f"最多 {_MOST_LETTERS} 个字", f"At most {_MOST_LETTERS} characters"
            yield field, Bilingual(*words)
