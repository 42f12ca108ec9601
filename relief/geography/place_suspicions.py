"""What makes a position doubtful: it is pointed out, and confirmed by whoever imports it. Pure.

Outside its own county, better with longitude and latitude swapped, or better as another system than
the declared one. Nothing is moved here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from shapely import transform
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from relief.core.division_code import at_level, level_of
from relief.core.wording import Bilingual
from relief.geography.coordinates import BD09, GCJ02, WGS84, CoordinateSystem, to_stored
from relief.geography.ellipse import distance_km
from relief.geography.map_offsets import Points
from relief.geography.projecting import Projector

EDGE_KM = 1.0
"""County lines are drawn to about a kilometre: nearer than that is at the edge, not outside."""
NEAR_KM, FAR_KM = 0.03, 0.1
"""A known position that another system meets within 30 m, and the declared one misses by 100 m."""
_OTHERS = (WGS84, GCJ02, BD09)
Elsewhere = dict[CoordinateSystem, Point]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What positions are held against.

    Fields:
        system: the declared one.
        project: for the metric zones.
        areas: polygons by division code: counties, and what lies above them.
        known: real positions known before, by place id.
    """

    system: CoordinateSystem
    project: Projector
    areas: Mapping[str, BaseGeometry]
    known: Mapping[str, Point]

    def elsewhere(self, raws: Sequence[Point | None]) -> list[Elsewhere]:
        """Return for every position where the systems that were not declared would put it."""
        moved: list[Elsewhere] = [{} for _raw in raws]
        if self.system.is_metric:
            return moved
        own = self.system if self.system in {GCJ02, BD09} else WGS84
        cloud = np.array(raws, dtype=object)
        for other in (system for system in _OTHERS if system is not own):
            for place, point in enumerate(to_stored(cloud, other, self.project)):
                moved[place][other] = point
        return moved

    def suspicions(
        self,
        place_id: str,
        division: str,
        raw: Point | None,
        point: Point | None,
        elsewhere: Elsewhere,
    ) -> Iterator[Bilingual]:
        """Yield what is doubtful about one position; nothing without a polygon or a known point."""
        area = self.areas.get(area_code(division))
        if raw is None:
            return
        off_km = None if area is None or point is None else outside_km(area, point)
        outside = off_km is not None and off_km > EDGE_KM
        swapped = self._swapped(raw) if point is None or outside else None
        if area is not None and swapped is not None and outside_km(area, swapped) == 0:
            yield _SWAPPED
            return
        other = self._better(elsewhere, point, area, self.known.get(place_id))
        if other is not None:
            yield _other(other, self.system)
        if outside and off_km is not None:
            yield _outside(off_km)

    def _swapped(self, raw: Point) -> Point | None:
        turned = to_stored(transform(raw, _turn), self.system, self.project)
        return turned if _is_on_earth(turned) else None

    def _better(
        self,
        elsewhere: Elsewhere,
        point: Point | None,
        area: BaseGeometry | None,
        known: Point | None,
    ) -> CoordinateSystem | None:
        if point is None:
            return None
        if known is not None:
            if _apart(point, known) <= FAR_KM:
                return None
            near = (o for o, moved in elsewhere.items() if _apart(moved, known) < NEAR_KM)
            return next(near, None)
        if area is None or area.intersects(point):
            return None
        return next((o for o, moved in elsewhere.items() if area.intersects(moved)), None)


def area_code(division: str) -> str:
    """Return the division whose polygon a position has to lie in: its county, or itself above."""
    level = level_of(division)
    return (
        division if level in {"nation", "province", "prefecture"} else at_level(division, "county")
    )


def outside_km(area: BaseGeometry, point: Point) -> float:
    """Return how far outside a polygon a point lies, 0 within it."""
    if area.intersects(point):
        return 0.0
    edge = nearest_points(area, point)[0]
    return _apart(edge, point)


def _apart(one: Point, other: Point) -> float:
    return distance_km((one.x, one.y), (other.x, other.y))


def _turn(points: Points) -> Points:
    return points[:, ::-1]


def _is_on_earth(point: Point) -> bool:
    return abs(point.x) <= 180 and abs(point.y) <= 90  # noqa: PLR2004 (degrees)


_SWAPPED = Bilingual(
    "经度、纬度像是颠倒了：对调后正好在本县内",
    "Longitude and latitude look swapped: turned round, the point lies in its county",
)


def _outside(off_km: float) -> Bilingual:
    return Bilingual(
        f"位置在所属区划边界之外 {off_km:,.1f} 公里",
        f"The position lies {off_km:,.1f} km outside its division",
    )


def _other(system: CoordinateSystem, declared: CoordinateSystem) -> Bilingual:
    return Bilingual(
        f"按“{system.name.zh}”理解更吻合，声明的是“{declared.name.zh}”",
        f"It fits better as “{system.name.en}” than as “{declared.name.en}”, which was declared",
    )
