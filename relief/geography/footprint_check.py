"""What is wrong, doubtful or changed about the zones somebody drew, sent or made. Pure.

An error holds a footprint back; a warning and a note are read before it is kept. Nothing is
repaired silently: `repaired` is asked for, and its result is looked at like any other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from relief.core.wording import Bilingual
from relief.geography.made_shapes import area_km2, distance_km
from relief.geography.shapes import multi
from relief.geography.sketch import Sketch

Severity = Literal["error", "warning", "note"]
MOST_VERTICES = 20_000
"""A zone keeps at most so many vertices; a finer one is simplified, and how far is said."""
MOST_READ = 3_000_000
FINEST_DEG = 0.0001
COARSEST_DEG = 0.01
"""Simplifying further than about 1 km changes which village is under: refused."""
METRES_A_DEG = 111_320
FAR_KM = 300.0
OUTSIDE_SHARE = 0.01
CHINA = (73.0, 3.0, 136.0, 54.0)
_HALF_TURN = 180.0
_QUARTER_TURN = 90.0
_PLACE = re.compile(r"\[(-?[\d.eE+-]+) (-?[\d.eE+-]+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found about one zone.

    Fields:
        zone: the number of the zone in the order given, from 1; 0 for the whole.
        at: where on the map, longitude and latitude in degrees; None where it has no place.
        repairable: `repaired` mends it.
    """

    severity: Severity
    zone: int
    message: Bilingual
    at: tuple[float, float] | None = None
    repairable: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """Zones as they would be kept, the weakest first, and what was found about them."""

    zones: tuple[Sketch, ...]
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Return whether nothing holds the footprint back."""
        return bool(self.zones) and not any(f.severity == "error" for f in self.findings)


def check(sketches: Sequence[Sketch], near: Point | None = None) -> Checked:
    """Return the zones, flat and light enough, and every finding in the order of the zones.

    Args:
        sketches: as they were drawn, read or made.
        near: where the disaster struck; a footprint far from it is pointed out.
    """
    findings: list[Finding] = []
    if not sketches:
        findings.append(_error(0, "没有任何区", "There is no zone"))
    zones = [_one(number, sketch, findings) for number, sketch in enumerate(sketches, 1)]
    findings += _same_rank_twice(sketches)
    if not any(f.severity == "error" for f in findings):
        findings += _inner_outside_outer(zones)
        findings += _far_away(zones, near)
    return Checked(tuple(sorted(zones, key=lambda zone: zone.rank)), tuple(findings))


def repaired(sketches: Sequence[Sketch]) -> tuple[Sketch, ...]:
    """Return the zones with crossings taken apart: what the lines enclose stays, edges stay."""
    return tuple(replace(sketch, geometry=_made_valid(sketch.geometry)) for sketch in sketches)


def _made_valid(shape: BaseGeometry) -> BaseGeometry:
    mended = shapely.make_valid(shapely.force_2d(shape), method="structure", keep_collapsed=False)
    kept = [part for part in shapely.get_parts(mended) if part.geom_type == "Polygon"]
    parts = [inner for part in shapely.get_parts(mended) for inner in shapely.get_parts(part)]
    kept += [part for part in parts if part.geom_type == "Polygon" and part not in kept]
    return multi(shapely.union_all(kept)) if kept else MultiPolygon()


def _one(number: int, sketch: Sketch, findings: list[Finding]) -> Sketch:
    shape = sketch.geometry
    if shape.has_z:
        shape = shapely.force_2d(shape)
        message = "带有高程（三维），已去掉高程", "has heights (3-D): they were dropped"
        findings.append(_finding("note", number, *message))
    faults = _faults(number, shape)
    findings += faults
    if faults:
        return replace(sketch, geometry=shape)
    light, tolerance_deg = _lightened(shape)
    if tolerance_deg:
        findings.append(_simplified(number, shape, light, tolerance_deg))
    return replace(sketch, geometry=light)


def _faults(number: int, shape: BaseGeometry) -> list[Finding]:
    if shape.is_empty:
        return [_error(number, "是空的", "is empty")]
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        said = f"不是面，而是 {shape.geom_type}", f"is a {shape.geom_type}, not a polygon"
        return [_error(number, *said)]
    if shapely.get_num_coordinates(shape) > MOST_READ:
        said = f"折点超过 {MOST_READ:,} 个", f"has more than {MOST_READ:,} vertices"
        return [_error(number, *said)]
    return (
        _off_the_globe(number, shape)
        or _across_the_date_line(number, shape)
        or _crossing(number, shape)
    )


def _off_the_globe(number: int, shape: BaseGeometry) -> list[Finding]:
    coords = shapely.get_coordinates(shape)
    if not np.isfinite(coords).all():
        return [_error(number, "有不是数字的坐标", "has coordinates that are no numbers")]
    west, south, east, north = shape.bounds
    if not _in_china(west, south, east, north) and _in_china(south, west, north, east):
        zh = f"经纬度像是颠倒了（{west:g},{south:g}）：应为经度在前"
        en = f"seems to have latitude first ({west:g},{south:g}): longitude comes first"
        return [_error(number, zh, en)]
    if max(-west, east) > _HALF_TURN or max(-south, north) > _QUARTER_TURN:
        zh = f"坐标 {west:g},{south:g} 超出经纬度范围：请申报文件的坐标系"
        en = f"has coordinates beyond longitude and latitude ({west:g},{south:g}): declare its CRS"
        return [_error(number, zh, en)]
    return []


def _in_china(west: float, south: float, east: float, north: float) -> bool:
    return CHINA[0] <= west and east <= CHINA[2] and CHINA[1] <= south and north <= CHINA[3]


def _across_the_date_line(number: int, shape: BaseGeometry) -> list[Finding]:
    for ring in _rings(shape):
        coords = shapely.get_coordinates(ring)
        jumps = np.flatnonzero(np.abs(np.diff(coords[:, 0])) > _HALF_TURN)
        if len(jumps):
            said = "跨越 180° 经线：请在该线处分成两块", "crosses the antimeridian: split it there"
            lon, lat = (float(v) for v in coords[jumps[0]])
            return [_error(number, *said, at=(lon, lat))]
    return []


def _crossing(number: int, shape: BaseGeometry) -> list[Finding]:
    if shape.is_valid:
        return []
    said = str(shapely.is_valid_reason(shape))
    found = _PLACE.search(said)
    at = (float(found[1]), float(found[2])) if found else None
    where = f"（{at[0]:.4f},{at[1]:.4f}）" if at else ""
    where_en = f" at {at[0]:.4f},{at[1]:.4f}" if at else ""
    zh, en = f"边线自相交{where}", f"crosses itself{where_en}"
    return [replace(_error(number, zh, en, at=at), repairable=True)]


def _lightened(shape: BaseGeometry) -> tuple[BaseGeometry, float]:
    tolerance_deg, light = 0.0, shape
    while shapely.get_num_coordinates(light) > MOST_VERTICES and tolerance_deg < COARSEST_DEG:
        tolerance_deg = min(COARSEST_DEG, tolerance_deg * 2 or FINEST_DEG)
        light = shapely.simplify(shape, tolerance_deg, preserve_topology=True)
    return light, tolerance_deg


def _simplified(
    number: int, shape: BaseGeometry, light: BaseGeometry, tolerance_deg: float
) -> Finding:
    before, after = shapely.get_num_coordinates([shape, light])
    metres = round(tolerance_deg * METRES_A_DEG)
    if after > MOST_VERTICES:
        zh = f"有 {before:,} 个折点，简化到约 {metres} 米仍有 {after:,} 个：请先简化再送"
        en = f"has {before:,} vertices and, simplified by {metres} m, still {after:,}: simplify it"
        return _error(number, zh, en)
    zh = f"有 {before:,} 个折点，已简化为 {after:,} 个（偏移不超过约 {metres} 米）"
    en = f"had {before:,} vertices, simplified to {after:,} (moved by at most about {metres} m)"
    return _finding("note", number, zh, en)


def _same_rank_twice(sketches: Sequence[Sketch]) -> list[Finding]:
    seen: dict[int, int] = {}
    found: list[Finding] = []
    for number, sketch in enumerate(sketches, 1):
        first = seen.setdefault(sketch.rank, number)
        if first != number:
            zh = f"与第 {first} 区等级相同（{sketch.rank}）：每级一个区，几块并成一个"
            en = f"has the rank of zone {first} ({sketch.rank}): one zone a rank, parts joined"
            found.append(_error(number, zh, en))
    return found


def _inner_outside_outer(zones: Sequence[Sketch]) -> list[Finding]:
    ordered = sorted(enumerate(zones, 1), key=lambda held: held[1].rank)
    found: list[Finding] = []
    for (_number, weaker), (number, harder) in pairwise(ordered):
        whole = [Polygon(part.exterior) for part in multi(weaker.geometry).geoms]
        outer = shapely.union_all(whole)
        share = harder.geometry.difference(outer).area / (harder.geometry.area or 1)
        if share > OUTSIDE_SHARE:
            zh = f"“{harder.label}”有 {share:.0%} 不在“{weaker.label}”之内"
            en = f"“{harder.label}” lies by {share:.0%} outside “{weaker.label}”"
            found.append(_finding("warning", number, zh, en))
    return found


def _far_away(zones: Sequence[Sketch], near: Point | None) -> list[Finding]:
    if near is None or not zones:
        return []
    whole = shapely.union_all([zone.geometry for zone in zones])
    nearest = nearest_points(whole, near)[0]
    far = distance_km(nearest, near)
    if far <= FAR_KM:
        return []
    zh = f"离本次灾害 {far:,.0f} 公里：请核对坐标系和位置"
    en = f"The footprint is {far:,.0f} km from the disaster: check coordinate system and place"
    return [Finding("warning", 0, Bilingual(zh, en), (nearest.x, nearest.y))]


def _rings(shape: BaseGeometry) -> list[BaseGeometry]:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return [ring for part in parts for ring in (part.exterior, *part.interiors)]


def _error(number: int, zh: str, en: str, at: tuple[float, float] | None = None) -> Finding:
    return _finding("error", number, zh, en, at)


def _finding(
    severity: Severity, number: int, zh: str, en: str, at: tuple[float, float] | None = None
) -> Finding:
    said = Bilingual(f"第 {number} 区{zh}", f"Zone {number} {en}") if number else Bilingual(zh, en)
    return Finding(severity, number, said, at)


def zone_areas(zones: Sequence[Sketch]) -> dict[int, float]:
    """Return the exact area of each zone alone, harder ones taken out, in km² by rank."""
    covered: BaseGeometry = Polygon()
    areas: dict[int, float] = {}
    for zone in sorted(zones, key=lambda held: held.rank, reverse=True):
        areas[zone.rank] = area_km2(zone.geometry.difference(covered))
        covered = covered.union(zone.geometry)
    return areas
