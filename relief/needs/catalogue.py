"""The standards of need, from `standards/*.toml`: units of an item for so many people."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from relief.core.errors import NotFound
from relief.core.sources import load_sources
from relief.core.wording import Bilingual

Season = Literal["cold", "warm"]
STANDARDS_FOLDER = Path(__file__).with_name("standards")
ITEMS = (
    "tent_12",
    "tent_36",
    "bed",
    "quilt",
    "mattress",
    "coat",
    "stove",
    "water",
    "food",
)


@dataclass(frozen=True, slots=True)
class Rate:
    """How much of an item is needed.

    Fields:
        basis: what is counted: an indicator code such as "resettled", "households", or an item
            listed before it, such as "tent_12".
        season: "cold", "warm", or "any".
        units, per: so many units for so many of the basis, times the days when `per_day`.
        source: id in `relief/sources.toml`.
    """

    item: str
    unit: str
    basis: str
    season: str
    units: Decimal
    per: int
    per_day: bool
    source: str
    verified: bool
    name: Bilingual


@dataclass(frozen=True, slots=True)
class Standard:
    """A named set of rates."""

    id: str
    name: Bilingual
    rates: tuple[Rate, ...]

    def rate(self, item: str, season: Season) -> Rate:
        """Return the rate of an item for a season; one for "any" season serves both.

        Raises:
            NotFound: the standard says nothing about the item.
        """
        if (found := self.find_rate(item, season)) is None:
            raise NotFound(kind="标准 standard", key=f"{self.id}: {item} ({season})")
        return found

    def find_rate(self, item: str, season: Season) -> Rate | None:
        """Return the rate of an item for a season, None when the item is not needed then."""
        for rate in self.rates:
            if rate.item == item and rate.season in {season, "any"}:
                return rate
        return None


def standard_ids() -> tuple[str, ...]:
    """Return the ids of all standards, sorted."""
    return tuple(sorted(path.stem for path in STANDARDS_FOLDER.glob("*.toml")))


@cache
def load_standard(standard_id: str) -> Standard:
    """Return the standard of this id.

    Raises:
        NotFound: there is no such standard.
        ValueError: a rate without a listed source or with an unknown item.
    """
    files = {path.stem: path for path in STANDARDS_FOLDER.glob("*.toml")}
    if standard_id not in files:
        raise NotFound(kind="标准 standard", key=standard_id)
    data = tomllib.loads(files[standard_id].read_text(encoding="utf-8"))
    rates = tuple(_rate(row) for row in data["rate"])
    return Standard(data["id"], Bilingual(data["zh"], data["en"]), rates)


def _rate(row: dict[str, Any]) -> Rate:
    if row["source"] not in load_sources():
        msg = f"rate of {row['item']!r}: source {row['source']!r} is not listed"
        raise ValueError(msg)
    if row["item"] not in ITEMS or row["per"] < 1:
        msg = f"rate of {row['item']!r}: unknown item, or no people to a unit"
        raise ValueError(msg)
    return Rate(
        item=row["item"],
        unit=row["unit"],
        basis=row["basis"],
        season=row["season"],
        units=Decimal(row["units"]),
        per=row["per"],
        per_day=row["per_day"],
        source=row["source"],
        verified=row["verified"],
        name=Bilingual(row["zh"], row["en"]),
    )
