"""How well a stretch of divisions is known: positions, people, who answers. Pure."""

from dataclasses import dataclass
from typing import Literal

Gap = Literal["position", "real_position", "people", "official", "deputy"]
GapLevel = Literal["township", "village"]
GAPS: tuple[Gap, ...] = ("position", "real_position", "people", "official", "deputy")


@dataclass(frozen=True, slots=True)
class Known:
    """Of the divisions of one level in an area, how many have what.

    Fields:
        surveyed, gazetteer, indicative: by the best position of each; the rest have none.
        people: with a population figure, published or estimated.
        official: with somebody of order 1 on the roster and a number to reach him.
        deputy: with somebody of a further order and a number.
    """

    total: int = 0
    surveyed: int = 0
    gazetteer: int = 0
    indicative: int = 0
    people: int = 0
    official: int = 0
    deputy: int = 0

    @property
    def real(self) -> int:
        """Return how many have a surveyed or gazetteer position."""
        return self.surveyed + self.gazetteer

    @property
    def without(self) -> int:
        """Return how many have no position at all."""
        return max(0, self.total - self.real - self.indicative)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """An area and what is known of the townships and villages in it."""

    code: str
    name: str
    townships: Known
    villages: Known


@dataclass(frozen=True, slots=True)
class GapRow:
    """A division and what it has.

    Fields:
        quality: of its position, None when it has none.
        place_id: the place that holds it, None when it has none.
    """

    code: str
    name: str
    level: str
    county_name: str
    quality: str | None
    place_id: str | None
    people: bool
    official: bool
    deputy: bool


@dataclass(frozen=True, slots=True)
class GapFilter:
    """Which divisions lack what: the level, the gap, the area (12 digits), part of the name."""

    gap: Gap = "position"
    level: GapLevel = "village"
    within: str = ""
    text: str = ""


def step_of(share: float | None) -> int | None:
    """Return the map's step of a share from 0 to 1: 1 whole, 5 nothing, None without divisions."""
    if share is None:
        return None
    if share >= 1:
        return 1
    if share <= 0:
        return 5
    return 2 if share >= 0.75 else 3 if share >= 0.5 else 4  # noqa: PLR2004 (the legend's words)
