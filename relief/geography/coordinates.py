"""Declared coordinate systems, and the way between them and what the desk stores (law 10).

The desk stores longitude and latitude in degrees, CGCS2000/WGS84 (they differ by centimetres).
Whoever brings or takes coordinates declares a system: `declared(text)` finds it or refuses;
`to_stored(shape, system, project)` and `from_stored(shape, system, project)` take any shapely
geometry, or an array of them, and drop heights. Nothing here guesses.

`project` is the port for the metric zones (`relief.geography.ports.Projector`); the desk's is
`relief.bootstrap.projector()`. It loads its library the first time a metric zone is met.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import shapely

from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.geography.map_offsets import Points, from_offset, to_offset
from relief.geography.projecting import Projector

Family = Literal["degrees", "zone", "offset"]
FIRST_ZONE, LAST_ZONE = 25, 45
"""The 3-degree zones of China: zone n has its central meridian at 3n degrees, 75 to 135 east."""
_NUMBERED, _PLAIN = 4513, 4534  # EPSG codes of zone 25 with and without its number in the easting


@dataclass(frozen=True, slots=True)
class CoordinateSystem:
    """A coordinate system that can be declared.

    Fields:
        key: what is written in files and options, such as "EPSG:4490" or "GCJ-02".
        name: for people.
        family: "degrees" is stored as it is; "zone" is metres, easting before northing;
            "offset" is degrees moved by a map maker (GCJ-02, BD-09).
        epsg: its EPSG code, None for the offset ones, which have none.
        zone: number of the 3-degree zone, None otherwise.
        numbered: the easting carries the zone's number in its millions.
    """

    key: str
    name: Bilingual
    family: Family
    epsg: int | None = None
    zone: int | None = None
    numbered: bool = False

    @property
    def is_metric(self) -> bool:
        """Return whether its coordinates are metres, not degrees."""
        return self.family == "zone"


def _zone(zone: int, *, numbered: bool) -> CoordinateSystem:
    epsg = (_NUMBERED if numbered else _PLAIN) + zone - FIRST_ZONE
    with_zh, with_en = ("带号", "zone number") if numbered else ("不带带号", "no zone number")
    name = Bilingual(
        f"CGCS2000 三度带第 {zone} 带（中央经线 {3 * zone}°，东坐标{with_zh}）",
        f"CGCS2000 3-degree zone {zone} (central meridian {3 * zone}°, easting: {with_en})",
    )
    return CoordinateSystem(f"EPSG:{epsg}", name, "zone", epsg, zone, numbered)


WGS84 = CoordinateSystem("EPSG:4326", Bilingual("WGS84 经纬度", "WGS84"), "degrees", 4326)
CGCS2000 = CoordinateSystem("EPSG:4490", Bilingual("CGCS2000 经纬度", "CGCS2000"), "degrees", 4490)
GCJ02 = CoordinateSystem(
    "GCJ-02", Bilingual("GCJ-02（高德、腾讯地图）", "GCJ-02 (Amap, Tencent maps)"), "offset"
)
BD09 = CoordinateSystem("BD-09", Bilingual("BD-09（百度地图）", "BD-09 (Baidu maps)"), "offset")
_ZONES = range(FIRST_ZONE, LAST_ZONE + 1)
SYSTEMS: Mapping[str, CoordinateSystem] = {
    system.key: system
    for system in (
        WGS84,
        CGCS2000,
        GCJ02,
        BD09,
        *(_zone(zone, numbered=True) for zone in _ZONES),
        *(_zone(zone, numbered=False) for zone in _ZONES),
    )
}
"""Every system that can be declared, by key: the degrees, the map makers', then the 42 zones."""

_OTHER_NAMES = {
    "WGS84": WGS84,
    "CRS84": WGS84,
    "CGCS2000": CGCS2000,
    "GCJ02": GCJ02,
    "GCJ": GCJ02,
    "BD09": BD09,
    "BD09LL": BD09,
}


def declared(text: str) -> CoordinateSystem:
    """Return the system that `text` declares: a key, an EPSG number, or a plain name.

    Raises:
        Refused: nothing is declared, or a system the desk does not know; names those it knows.
    """
    if not text.strip():
        raise no_declaration()
    found = find(text)
    if found is None:
        raise Refused(
            Bilingual(
                f"不认识的坐标系“{text.strip()}”；可以声明：{_CHOICES}",
                f"Unknown coordinate system “{text.strip()}”; it can be one of: {_CHOICES}",
            ),
            "crs",
        )
    return found


def no_declaration() -> Refused:
    """Return the refusal of coordinates whose system nobody declared."""
    return Refused(
        Bilingual(
            f"文件没有说明坐标系，也没有声明；系统不猜测，请声明其中之一：{_CHOICES}",
            f"Neither the file nor you say which coordinate system this is, and it is never "
            f"guessed; declare one of: {_CHOICES}",
        ),
        "crs",
    )


def find(text: str) -> CoordinateSystem | None:
    """Return the system of a key, an EPSG number, an OGC name or a plain name, None if unknown."""
    said = re.sub(r"^(?:HTTPS?://WWW\.OPENGIS\.NET/DEF/CRS/|URN:OGC:DEF:CRS:)", "", _plain(text))
    code = re.fullmatch(r"(?:EPSG[:/](?:[\d.]*[:/])?)?(\d{4,5})", said)
    if code:
        return SYSTEMS.get(f"EPSG:{code[1]}")
    name = re.sub(r"^OGC[:/][\d.]*[:/]", "", said)
    return _OTHER_NAMES.get(re.sub(r"[\s_\-]", "", name))


def by_epsg(code: int) -> CoordinateSystem | None:
    """Return the system of an EPSG code, None when the desk does not know it."""
    return SYSTEMS.get(f"EPSG:{code}")


def to_stored(shape: Any, system: CoordinateSystem, project: Projector) -> Any:
    """Return a geometry, or an array of them, of `system` as the desk stores it.

    Args:
        shape: a shapely geometry or a NumPy array of geometries (None passes); easting before
            northing, longitude before latitude, whatever the system's own axis order is.
        system: the declared system.
        project: used for the metric zones alone.

    Returns:
        The same in degrees, CGCS2000/WGS84, two-dimensional. A point that a zone cannot hold
        comes back with infinite coordinates, which `shapely.is_valid` refuses.
    """
    return shapely.transform(shape, lambda points: _inward(points, system, project))


def from_stored(shape: Any, system: CoordinateSystem, project: Projector) -> Any:
    """Return a stored geometry, or an array of them, in the coordinates of `system`."""
    return shapely.transform(shape, lambda points: _outward(points, system, project))


def _inward(points: Points, system: CoordinateSystem, project: Projector) -> Points:
    if system.epsg is not None and system.is_metric:
        return project(points, epsg=system.epsg, inverse=True)
    if system.family == "offset":
        return from_offset(points, baidu=system is BD09)
    return points


def _outward(points: Points, system: CoordinateSystem, project: Projector) -> Points:
    if system.epsg is not None and system.is_metric:
        return project(points, epsg=system.epsg, inverse=False)
    if system.family == "offset":
        return to_offset(points, baidu=system is BD09)
    return points


def _plain(text: str) -> str:
    return text.strip().upper()


_CHOICES = "EPSG:4326 (WGS84), EPSG:4490 (CGCS2000), EPSG:4513–4554 (CGCS2000 3°), GCJ-02, BD-09"
