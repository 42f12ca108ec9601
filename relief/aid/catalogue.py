"""Standards of rebuilding aid and the parts they are paid in, from `standards/` and `shares.toml`.

An amount nobody has read is not here, and is never taken from another place's standard.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from relief.core.sources import FaultyDataError, load_sources
from relief.core.wording import Bilingual

SHARES_FILE = Path(__file__).with_name("shares.toml")
STANDARDS_FOLDER = Path(__file__).with_name("standards")
FEN_A_YUAN = 100
WHOLE_PERMILLE = 1000


@dataclass(frozen=True, slots=True)
class Amount:
    """What a household is paid for one way of rebuilding.

    Fields:
        divisions: leading digits of the division codes it holds for.
        total_fen, loan_fen: loan_fen is None where none is known.
    """

    standard: str
    mode: str
    divisions: tuple[str, ...]
    total_fen: int
    loan_fen: int | None
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole, in permille, and the milestone that releases it."""

    milestone: str
    permille: int


@dataclass(frozen=True, slots=True)
class Shares:
    """The parts of one way of rebuilding, in order; they add up to the whole."""

    parts: tuple[Part, ...]
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Standard:
    """What an authority pays after one incident."""

    id: str
    incident: str
    name: Bilingual
    amounts: tuple[Amount, ...]


@cache
def load_standards(folder: Path = STANDARDS_FOLDER) -> Mapping[str, Standard]:
    """Return every standard by id.

    Raises:
        FaultyDataError: an amount without a listed source, or below one fen.
    """
    found = [_standard(path) for path in sorted(folder.glob("*.toml"))]
    return MappingProxyType({standard.id: standard for standard in found})


@cache
def load_shares(path: Path = SHARES_FILE) -> Mapping[str, Shares]:
    """Return the parts by way of rebuilding.

    Raises:
        FaultyDataError: no listed source, a milestone twice, or parts that are not the whole.
    """
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["share"]
    return MappingProxyType({row["mode"]: _shares(row, path.name) for row in rows})


def amount_for(incident: str, mode: str, division: str) -> Amount | None:
    """Return what the standard of an incident (by slug) pays there, None when none is known."""
    return next(
        (
            amount
            for standard in load_standards().values()
            if standard.incident == incident
            for amount in standard.amounts
            if amount.mode == mode and division.startswith(amount.divisions)
        ),
        None,
    )


def _standard(path: Path) -> Standard:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    amounts = tuple(_amount(row, data["id"], path.name) for row in data["amount"])
    return Standard(data["id"], data["incident"], Bilingual(data["zh"], data["en"]), amounts)


def _amount(row: dict[str, Any], standard: str, file: str) -> Amount:
    _sourced(row, file)
    yuan = row["total_yuan"]
    if not isinstance(yuan, int) or yuan <= 0:
        raise FaultyDataError(file, f"{row['mode']}: {yuan} is no whole amount of yuan")
    loan = row.get("loan_yuan")
    return Amount(
        standard,
        row["mode"],
        tuple(row["divisions"]),
        yuan * FEN_A_YUAN,
        None if loan is None else loan * FEN_A_YUAN,
        row["source"],
        row["verified"],
    )


def _shares(row: dict[str, Any], file: str) -> Shares:
    _sourced(row, file)
    parts = tuple(Part(part["milestone"], part["permille"]) for part in row["parts"])
    if sum(part.permille for part in parts) != WHOLE_PERMILLE:
        raise FaultyDataError(file, f"{row['mode']}: the parts do not add up to 1000")
    if len({part.milestone for part in parts}) != len(parts):
        raise FaultyDataError(file, f"{row['mode']}: a milestone is named twice")
    return Shares(parts, row["source"], row["verified"])


def _sourced(row: dict[str, Any], file: str) -> None:
    if row["source"] not in load_sources():
        raise FaultyDataError(file, f"{row['mode']}: source {row['source']} is not listed")
