"""What a house's grade, structure and appraisal can be, from `grading.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from relief.core.sources import FaultyDataError, load_sources
from relief.core.wording import Bilingual
from relief.damage.houses import Grade

GRADING_FILE = Path(__file__).with_name("grading.toml")


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a list: its code, its name, and where it is from.

    Fields:
        old: other words for the same, understood by an import.
        test, action: of a grade: how it is recognised and what has to be done.
        grades: of an appraisal: the grades it goes with; empty goes with none.
        dwelling: of an exclusion: False is a building nobody lives in.
    """

    code: str
    name: Bilingual
    source: str
    verified: bool
    old: tuple[str, ...] = ()
    test: Bilingual | None = None
    action: Bilingual | None = None
    grades: tuple[str, ...] = ()
    dwelling: bool = True

    def named_by(self, said: str) -> bool:
        """Return whether a word names this entry, in either language or by an older one."""
        return said in {self.code, self.name.zh, self.name.en, *self.old}


@dataclass(frozen=True, slots=True)
class GradingRules:
    """The lists, each by code in the order of the file."""

    grades: Mapping[str, Term]
    appraisals: Mapping[str, Term]
    structures: Mapping[str, Term]
    exclusions: Mapping[str, Term]


@cache
def load_grading(path: Path = GRADING_FILE) -> GradingRules:
    """Return the rules of grading.

    Raises:
        FaultyDataError: an entry without a listed source or listed twice, an unknown grade.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    rules = GradingRules(
        grades=_terms(data["grade"], path.name),
        appraisals=_terms(data["appraisal"], path.name),
        structures=_terms(data["structure"], path.name),
        exclusions=_terms(data["exclusion"], path.name),
    )
    named = {*rules.grades, *(g for term in rules.appraisals.values() for g in term.grades)}
    if named != set(get_args(Grade)):
        raise FaultyDataError(path.name, f"grades are {get_args(Grade)}, not {sorted(named)}")
    return rules


def agrees(appraisal: str | None, grade: Grade) -> bool:
    """Return whether an appraisal goes with a grade; none at all does not contradict.

    Source: 倒塌或严重损坏 with D, 一般损坏 with C (R1, Hebei 2012); the certificate is evidence.
    """
    if appraisal is None:
        return True
    return grade in load_grading().appraisals[appraisal].grades


def code_of(terms: Mapping[str, Term], text: str) -> str | None:
    """Return the code of the entry a word names, None for none."""
    said = text.strip()
    return next((code for code, term in terms.items() if term.named_by(said)), None)


def _terms(rows: list[dict[str, Any]], file: str) -> Mapping[str, Term]:
    terms: dict[str, Term] = {}
    for row in rows:
        if row["source"] not in load_sources():
            raise FaultyDataError(file, f"{row['code']}: source {row['source']} is not listed")
        if row["code"] in terms:
            raise FaultyDataError(file, f"{row['code']} is listed twice")
        terms[row["code"]] = _term(row)
    return MappingProxyType(terms)


def _term(row: dict[str, Any]) -> Term:
    return Term(
        code=row["code"],
        name=Bilingual(row["zh"], row["en"]),
        source=row["source"],
        verified=row["verified"],
        old=tuple(row.get("old", ())),
        test=Bilingual(row["test_zh"], row["test_en"]) if "test_zh" in row else None,
        action=Bilingual(row["action_zh"], row["action_en"]) if "action_zh" in row else None,
        grades=tuple(row.get("grades", ())),
        dwelling=row.get("dwelling", True),
    )
