"""The villages of a footprint as the page's map points at them. Within the person's divisions."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from relief.core.scope import CodeRange
from relief.geography.place_queries import places
from relief.situation.affected import how_of
from relief.situation.affected_queries import Affected

_DIGITS = 5


def village_points(
    session: Session, own: Sequence[CodeRange], found: Affected | None
) -> dict[str, object]:
    """Return the villages that are under or open, each with its point, and how many have none.

    A row is code, name, longitude, latitude, rank (null while open), how it is known, and whether
    the point is indicative (示意坐标).
    """
    held = {} if found is None else {v.code: (v.name, *how_of(v)) for v in found.villages}
    shown = {code: row for code, row in held.items() if row[1] != "outside" and _own(code, own)}
    rows = places(session, ["village"], own, standing=True) if shown else []
    points = {place.division_code: place for place in rows if place.division_code in shown}
    return {
        "villages": [
            [
                *(code, name, round(points[code].lon, _DIGITS), round(points[code].lat, _DIGITS)),
                *(rank, how, points[code].quality == "indicative"),
            ]
            for code, (name, how, rank) in shown.items()
            if code in points
        ],
        "without": len(shown) - len(points),
    }


def _own(code: str, own: Sequence[CodeRange]) -> bool:
    return any(first <= code <= last for first, last in own)
