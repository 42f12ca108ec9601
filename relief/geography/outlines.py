"""The divisions' outlines as a screen needs them: wide views coarse and joined, near ones whole.

Made once from the county polygons and kept: lines change once a year.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from relief.core.division_code import LEVEL_LENGTHS, Level, at_level
from relief.geography.rows import BoundaryShape
from relief.geography.shapes import SCREEN_DIGITS, Bounds, dissolve

K = TypeVar("K")
V = TypeVar("V")
Tier = Literal["province", "prefecture", "county", "near"]
TOLERANCE_DEG: Mapping[Tier, float] = {"province": 0.08, "prefecture": 0.03, "county": 0.008}
"""How coarse outlines are drawn: about a pixel at the tier's nearest zoom."""
_FILLED: Mapping[Tier, Level] = {
    "province": "province",
    "prefecture": "prefecture",
    "county": "county",
    "near": "county",
}
_LINED: Mapping[Tier, Level] = {
    "prefecture": "province",
    "county": "prefecture",
    "near": "prefecture",
}
_FIRST_ZOOM: Sequence[tuple[float, Tier]] = (
    (8.5, "near"),
    (6.75, "county"),
    (5.25, "prefecture"),
)


@dataclass(frozen=True, slots=True)
class Area:
    """One outline of a view: its geometry as GeoJSON text, degrees to four decimals.

    Fields:
        filled: False for the lines of the level above, drawn over the filled areas.
    """

    code: str
    name: str
    level: Level
    geometry: str
    filled: bool


def tier_at(zoom: float) -> Tier:
    """Return how outlines are drawn at a zoom of the map (256 px world at 0)."""
    return next((tier for least, tier in _FIRST_ZOOM if zoom >= least), "province")


class Atlas:
    """County polygons, and what is drawn from them at each tier; each thing is made once."""

    def __init__(
        self, counties: Sequence[BoundaryShape], names: Mapping[str, str] | None = None
    ) -> None:
        """Keep the counties, by code, and the names of prefectures and provinces."""
        self.counties = {row.code: row for row in counties}
        self.sources = sorted({row.source for row in counties})
        self._names = {**(names or {}), **{row.code: row.name for row in counties}}
        self._codes = list(self.counties)
        self._tree = shapely.STRtree([row.geometry for row in counties])
        self._shapes: dict[tuple[Tier, str], Mapping[str, BaseGeometry]] = {}
        self._joined: dict[tuple[Tier, Level, str], BaseGeometry] = {}
        self._texts: dict[tuple[Tier, Level, str], str] = {}

    def codes_in(self, bounds: Bounds) -> list[str]:
        """Return the counties that touch a box (west, south, east, north, degrees), by code."""
        found = self._tree.query(box(*bounds), predicate="intersects")
        return sorted(self._codes[place] for place in found)

    def bounds_of(self, codes: Iterable[str]) -> Bounds | None:
        """Return the box around these counties, None when none of them is known."""
        shapes = [self.counties[code].geometry for code in codes if code in self.counties]
        if not shapes:
            return None
        west, south, east, north = shapely.total_bounds(shapes)
        return float(west), float(south), float(east), float(north)

    def areas(self, tier: Tier, bounds: Bounds) -> list[Area]:
        """Return the outlines of a view, filled ones first, each kind by code."""
        within = self.codes_in(bounds)
        filled = self._areas(tier, _FILLED[tier], within, filled=True)
        lined = _LINED.get(tier)
        return filled + (self._areas(tier, lined, within, filled=False) if lined else [])

    def _areas(
        self, tier: Tier, level: Level, counties: Sequence[str], *, filled: bool
    ) -> list[Area]:
        codes = sorted({at_level(code, level) for code in counties})
        return [
            Area(code, self._names.get(code, code), level, self._text(tier, level, code), filled)
            for code in codes
        ]

    def _text(self, tier: Tier, level: Level, code: str) -> str:
        return _kept(
            self._texts, (tier, level, code), lambda: _geojson(self._of(tier, level, code))
        )

    def _of(self, tier: Tier, level: Level, code: str) -> BaseGeometry:
        if level == "county":
            return self._lightened(tier, code)[code]
        return _kept(self._joined, (tier, level, code), lambda: self._join(tier, level, code))

    def _join(self, tier: Tier, level: Level, code: str) -> BaseGeometry:
        prefix = code[: LEVEL_LENGTHS[level]]
        shapes = self._lightened(tier, code)
        parts = {key: shape for key, shape in shapes.items() if key.startswith(prefix)}
        return dissolve(parts, level)[code]

    def _lightened(self, tier: Tier, code: str) -> Mapping[str, BaseGeometry]:
        # Far tiers are simplified as one coverage; the county tier province by province with its
        # outer edge kept, so that neighbours made at another time still meet.
        whole = tier in {"province", "prefecture"}
        prefix = "" if whole else code[: LEVEL_LENGTHS["province"]]
        return _kept(self._shapes, (tier, prefix), lambda: self._lighten(tier, prefix))

    def _lighten(self, tier: Tier, prefix: str) -> Mapping[str, BaseGeometry]:
        rows = [row for code, row in self.counties.items() if code.startswith(prefix)]
        shapes: Sequence[BaseGeometry] = [row.geometry for row in rows]
        if tier in TOLERANCE_DEG:
            tolerance = TOLERANCE_DEG[tier]
            shapes = list(
                shapely.coverage_simplify(shapes, tolerance, simplify_boundary=not prefix)
            )
        return {row.code: shape for row, shape in zip(rows, shapes, strict=True)}


def _geojson(shape: BaseGeometry) -> str:
    rounded = shapely.transform(shape, lambda corners: corners.round(SCREEN_DIGITS))
    return str(shapely.to_geojson(rounded))


def _kept(held: dict[K, V], key: K, make: Callable[[], V]) -> V:
    if key not in held:
        held[key] = make()
    return held[key]
