"""A footprint as a file gives it, before it is checked: zones, who sent it, when. Pure.

A file of a GIS names its zones in an attribute: `ranked` finds it, or is told which one it is.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from relief.core.errors import Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.geography.made_shapes import circle, corridor
from relief.geography.sketch import SentFootprint, Sketch, joined
from relief.geography.vector import VectorFile

RANK_NAMES = ("rank", "zone", "intensity", "level", "grade", "烈度", "烈度区", "等级", "级别", "区")
ROMAN = {"Ⅴ": 5, "Ⅵ": 6, "Ⅶ": 7, "Ⅷ": 8, "Ⅸ": 9, "Ⅹ": 10, "Ⅺ": 11, "Ⅻ": 12}
_LATIN = {"V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10, "XI": 11, "XII": 12}
LABELS = {rank: label for label, rank in ROMAN.items()}
MOST_ZONES = 20
HIGHEST_RANK = 100


def ranked(
    features: Sequence[tuple[Mapping[str, Any], BaseGeometry]], attribute: str = ""
) -> tuple[Sketch, ...]:
    """Return one zone a rank, the parts of a rank put together, the weakest first.

    Args:
        features: attributes and shape, longitude and latitude in degrees.
        attribute: the one with the rank (8, "8", "Ⅷ", "VIII", "8度"); empty looks for a usual
            name. A single feature needs none and has rank 1.

    Raises:
        Refused: nothing in the file, no such attribute, a rank that is no whole number 0 to 100,
            or more than 20 zones.
    """
    if not features:
        raise Refused(Bilingual("文件里没有图形", "The file has no shape in it"), "file")
    name = _attribute(features, attribute)
    shapes: dict[int, list[BaseGeometry]] = {}
    for number, (facts, shape) in enumerate(features, 1):
        shapes.setdefault(rank_of(facts.get(name), number) if name else 1, []).append(shape)
    if len(shapes) > MOST_ZONES:
        raise Refused(
            Bilingual(
                f"有 {len(shapes)} 个等级，最多 {MOST_ZONES} 个",
                f"There are {len(shapes)} ranks, at most {MOST_ZONES} are taken",
            ),
            name,
        )
    return tuple(
        Sketch(rank, label_of(rank), joined(parts)) for rank, parts in sorted(shapes.items())
    )


def rank_of(value: object, number: int = 1) -> int:
    """Return the rank an attribute states.

    Raises:
        Refused: it is no whole number from 0 to 100, and no Roman numeral of the intensity scale.
    """
    text = str(value if value is not None else "").strip().upper()
    bare = re.sub(r"[度级区\s]+$", "", text)
    for table in (ROMAN, _LATIN):
        if bare in table:
            return table[bare]
    if re.fullmatch(r"\d{1,3}(\.0+)?", bare) and float(bare) <= HIGHEST_RANK:
        return int(float(bare))
    raise Refused(
        Bilingual(
            f"第 {number} 个图形的等级“{text}”无法识别：应为 0 到 {HIGHEST_RANK} 的整数或罗马数字",
            f"The rank “{text}” of shape {number} cannot be read: a whole number up to "
            f"{HIGHEST_RANK} or a Roman numeral is expected",
        ),
        "rank",
    )


def label_of(rank: int) -> str:
    """Return the label of a rank: Ⅴ to Ⅻ as on the intensity scale, else the number."""
    return LABELS.get(rank, str(rank))


def _attribute(features: Sequence[tuple[Mapping[str, Any], BaseGeometry]], attribute: str) -> str:
    names = {name for facts, _shape in features for name in facts}
    if attribute:
        if attribute in names:
            return attribute
        listed = "、".join(sorted(names)) or "—"
        raise Refused(
            Bilingual(
                f"文件没有字段“{attribute}”；有：{listed}",
                f"The file has no attribute “{attribute}”; it has: {listed}",
            ),
            "attribute",
        )
    usual = {name.lower(): name for name in sorted(names)}
    found = next((usual[name] for name in RANK_NAMES if name in usual), "")
    if found or len(features) == 1:
        return found
    listed = "、".join(sorted(names)) or "—"
    raise Refused(
        Bilingual(
            f"有 {len(features)} 个图形，但看不出哪个字段是等级：请填字段名（文件有：{listed}）",
            f"There are {len(features)} shapes, but no attribute is known as the rank: name it "
            f"(the file has: {listed})",
        ),
        "attribute",
    )


def features_of(file: VectorFile, attribute: str = "", width_km: str = "") -> SentFootprint:
    """Return the zones of a file of shapes; lines become corridors of `width_km` to each side.

    Raises:
        RefusedRows: shapes that cannot be used, each with its row; a crossing is shown instead.
        Refused: no shape, lines without a width, no rank, or a width that is no number.
    """
    wrong = [
        Refused(fault.reason, f"{feature.row}")
        for feature in file.features
        for fault in feature.errors
        if fault.kind not in {"invalid", "vertices"} or feature.geometry is None
    ]
    if wrong:
        raise RefusedRows(wrong)
    shapes = [
        (feature.values, _widened(feature.geometry, width_km))
        for feature in file.features
        if feature.geometry is not None
    ]
    dropped = any(fault.is_note for feature in file.features for fault in feature.faults)
    heights = Bilingual("带有高程（三维），已去掉高程", "It has heights (3-D): they were dropped")
    return SentFootprint(
        ranked(shapes, attribute), notes=(*file.notes, *((heights,) if dropped else ()))
    )


def _widened(shape: BaseGeometry, width_km: str) -> BaseGeometry:
    kinds = {part.geom_type for part in shapely.get_parts(shape)}
    if kinds <= {"Polygon", "MultiPolygon"}:
        return shape
    try:
        width = float(width_km)
    except ValueError:
        raise Refused(
            Bilingual(
                "文件里是点或线：请填两侧宽度（公里）",
                "The file holds points or lines: give the width to each side in km",
            ),
            "width_km",
        ) from None
    if kinds <= {"Point", "MultiPoint"}:
        points = shapely.get_parts(shape)
        return joined([circle(point.x, point.y, width) for point in points])
    return corridor(shape, width)
