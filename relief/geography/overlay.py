"""Which villages lie under a footprint, and by what that is known (DESIGN, law 13). Pure.

The answer is given for the smallest division with a real position: a name on the published list
(of the village, its township or county), else the village's own real point, else its township's,
else the county's line where the footprint holds it whole or not at all. What none of them decides
is open (待核). A desk's own estimate of the shape never decides: what it says stands beside.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from relief.core.division_code import LEVEL_LENGTHS, at_level, chain
from relief.geography.under import Ranked

Basis = Literal["listed", "village", "township", "county", "open"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a division is under: `rank` of its zone, None when outside, or while it is open."""

    rank: int | None
    basis: Basis

    @property
    def open(self) -> bool:
        """Return whether nothing decides yet."""
        return self.basis == "open"


OPEN = Verdict(None, "open")
_TOWN = LEVEL_LENGTHS["township"]


@dataclass(frozen=True, slots=True)
class Known:
    """What one kind of shape says about divisions.

    Fields:
        points: rank of each village and township with a real position, None where it is outside.
        counties: rank of each county that lies whole in one zone, None where it is outside; one
            that is cut by a line is absent.
    """

    points: Mapping[str, int | None]
    counties: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class VillageUnder:
    """A village of a county that the footprint touches.

    Fields:
        sure: by the published list and published shapes.
        estimate: by every shape, the desk's own estimates included; read only while `sure` is open.
    """

    code: str
    name: str
    sure: Verdict
    estimate: Verdict

    @property
    def township(self) -> str:
        """Return its township's code."""
        return at_level(self.code, "township")


def judge(
    villages: Iterable[tuple[str, str]], listed: Mapping[str, int], sure: Known, every: Known
) -> list[VillageUnder]:
    """Return the verdict on every village (code and name), in the order given.

    Args:
        villages: of all counties touched.
        listed: highest rank each division was named for.
        sure: what published shapes say.
        every: what all shapes say.
    """
    rows, town = [], ""
    outer = (OPEN, OPEN)
    for code, name in villages:
        if code[:_TOWN] != town:  # what holds for a township is found once for all its villages
            town = code[:_TOWN]
            outer = _of_township(code, listed, sure), _of_township(code, listed, every)
        rows.append(
            VillageUnder(
                code,
                name,
                _narrowed(code, listed, sure, outer[0]),
                _narrowed(code, listed, every, outer[1]),
            )
        )
    return rows


def decide(code: str, listed: Mapping[str, int], known: Known) -> Verdict:
    """Return the verdict on one division by the smallest division whose position is real."""
    return _narrowed(code, listed, known, _of_township(code, listed, known))


def _of_township(code: str, listed: Mapping[str, int], known: Known) -> Verdict:
    """Return what its township and the divisions around that say of a division."""
    township, county = at_level(code, "township"), at_level(code, "county")
    named = [listed[outer] for outer in chain(township) if outer in listed]
    if named:
        return Verdict(max(named), "listed")
    if township in known.points:
        return Verdict(known.points[township], "township")
    if county in known.counties:
        return Verdict(known.counties[county], "county")
    return OPEN


def _narrowed(code: str, listed: Mapping[str, int], known: Known, outer: Verdict) -> Verdict:
    """Return the verdict on a division, given what its township says."""
    named = listed.get(code)
    if named is not None:
        around = outer.rank if outer.basis == "listed" and outer.rank is not None else named
        return Verdict(max(named, around), "listed")
    if outer.basis != "listed" and code in known.points:
        return Verdict(known.points[code], "village")
    return outer


def cut(counties: Mapping[str, BaseGeometry], zones: Sequence[Ranked]) -> dict[str, int | None]:
    """Return the rank of each county whole in one zone, None for one outside; others are left out.

    A county that two zones share is left out too: which of them a village is in stays open.
    """
    filled = _filled(zones)
    found: dict[str, int | None] = {}
    for code, shape in counties.items():
        touched = [(rank, area) for rank, area in filled if area.intersects(shape)]
        if not touched:
            found[code] = None
        elif touched[0][1].covers(shape):
            found[code] = touched[0][0]
    return found


def _filled(zones: Sequence[Ranked]) -> list[tuple[int, BaseGeometry]]:
    """Return, the hardest first, the area struck at least so hard."""
    filled: list[tuple[int, BaseGeometry]] = []
    area: BaseGeometry = shapely.Polygon()
    for zone in sorted(zones, key=lambda held: held.rank, reverse=True):
        area = area.union(zone.geometry)
        shapely.prepare(area)
        filled.append((zone.rank, area))
    return filled
