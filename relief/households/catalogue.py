"""The family types 家庭类型, from `families.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from relief.core.sources import FaultyDataError, load_sources
from relief.core.wording import Bilingual

FAMILIES_FILE = Path(__file__).with_name("families.toml")


@dataclass(frozen=True, slots=True)
class FamilyType:
    """Who a family is to civil affairs.

    Fields:
        old: words of earlier ledgers for the same people.
        weak: of the groups that aid tilts to (S2's watch list and DOMAIN 5).
        source: id in `relief/sources.toml`; `verified` is False until a document was read.
    """

    code: str
    name: Bilingual
    old: tuple[str, ...]
    weak: bool
    source: str
    verified: bool


@cache
def load_families(path: Path = FAMILIES_FILE) -> Mapping[str, FamilyType]:
    """Return every family type by code, in the order of the file.

    Raises:
        FaultyDataError: a type without a listed source, or listed twice.
    """
    types: dict[str, FamilyType] = {}
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["type"]:
        found = _type(row, path.name)
        if found.code in types:
            raise FaultyDataError(path.name, f"type {found.code} is listed twice")
        types[found.code] = found
    return MappingProxyType(types)


def family_type_of(text: str) -> str | None:
    """Return the code a word names, in either language or by an older name; None for none."""
    said = text.strip()
    for code, known in load_families().items():
        if said in {code, known.name.zh, known.name.en, *known.old}:
            return code
    return None


def _type(row: dict[str, Any], file: str) -> FamilyType:
    if row["source"] not in load_sources():
        raise FaultyDataError(file, f"{row['code']}: source {row['source']} is not listed")
    return FamilyType(
        code=row["code"],
        name=Bilingual(row["zh"], row["en"]),
        old=tuple(row["old"]),
        weak=row["weak"],
        source=row["source"],
        verified=row["verified"],
    )
