"""A file of places: its features as lines, and what is wrong in which column. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from shapely.geometry import MultiPoint, Point
from shapely.geometry.base import BaseGeometry

from relief.core.cells import first_line, text_of, time_of
from relief.core.clock import beijing
from relief.core.division_code import level_of
from relief.core.sheets import CellValue
from relief.core.wording import Bilingual
from relief.geography.division_table import code_fault
from relief.geography.place_columns import FIELDS
from relief.geography.place_words import (
    ENDING,
    KINDS,
    OF_A_DIVISION,
    QUALITIES,
    kind_of,
    quality_of,
)
from relief.geography.vector import Feature, OutField

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One row: what it says, the point as read and as stored, and what is wrong in which column.

    Fields:
        origin: where the position comes from, empty when the file does not say.
        raw: in the file's own coordinates, for suspicions.
        former: the former code that the row says; `division_code` is then today's.
        moved: that it was taken as today's division, None where it says today's own.
    """

    row: int
    place_id: str
    kind: str
    name: str
    division_code: str
    quality: str
    origin: str
    surveyed_on: date | None
    ended_on: date | None
    note: str
    raw: Point | None
    point: Point | None
    faults: tuple[tuple[str, Bilingual], ...]
    former: str = ""
    moved: Bilingual | None = None


def lines_of(features: Iterable[Feature]) -> list[PlaceLine]:
    """Return the features as lines, as they are said."""
    return [_line(feature) for feature in features]


def once_each(lines: Iterable[PlaceLine]) -> list[PlaceLine]:
    """Return the lines; a second row of one id is marked with the row of the first."""
    first: dict[str, int] = {}
    answer = []
    for line in lines:
        before = first.setdefault(line.place_id, line.row)
        if before != line.row and line.place_id:
            zh = f"与第 {before} 行是同一位置（{line.place_id}）"
            twice = ("id", Bilingual(zh, f"The same place as in row {before} ({line.place_id})"))
            answer.append(replace(line, faults=(*line.faults, twice)))
        else:
            answer.append(line)
    return answer


def _line(feature: Feature) -> PlaceLine:
    said = {first_line(name).lower(): value for name, value in feature.values.items()}
    cells = {f.name: _cell(said, f) for f in FIELDS}
    text = {name: text_of(value) for name, value in cells.items()}
    faults: list[tuple[str, Bilingual]] = []
    kind = kind_of(text["kind"]) or ""
    if not kind:
        faults.append(("kind", _choice("kind", text["kind"], KINDS)))
    quality = quality_of(text["quality"]) or ""
    if not quality:
        faults.append(("quality", _choice("quality", text["quality"], QUALITIES)))
    faults += [("division", why) for why in _code_faults(text["division"], kind)]
    faults += _name_faults(text["name"], kind)
    days = {name: _day(cells[name], name, faults) for name in ("surveyed", "ended")}
    if days["ended"] and kind and kind not in ENDING:
        ends = "、".join(KINDS[key].zh for key in ENDING)
        faults.append(("ended", Bilingual(f"只有{ends}有结束日期", "Such a place has no end")))
    raw, point = _points(feature, kind, faults)
    return PlaceLine(
        feature.row,
        text["id"] or place_id(kind, text["division"], text["name"]),
        kind,
        text["name"],
        text["division"],
        quality,
        text["source"],
        days["surveyed"],
        days["ended"],
        text["note"],
        raw,
        point,
        tuple(faults),
    )


def place_id(kind: str, division: str, name: str) -> str:
    """Return the id of a place that brings none: of its division, or of its name within it."""
    if not kind or not division:
        return ""
    return f"{kind}:{division}" if kind in OF_A_DIVISION else f"{kind}:{division}:{name}"


def _cell(said: Mapping[str, CellValue], field: OutField) -> CellValue:
    return said.get(field.heading.zh, said.get(field.name))


def _choice(field: str, said: str, words: Mapping[str, Bilingual]) -> Bilingual:
    zh, en = "、".join(w.zh for w in words.values()), ", ".join(w.en for w in words.values())
    if said:
        return Bilingual(f"“{said}”不认识，应为：{zh}", f"“{said}” is not one of: {en}")
    # The column may be missing, and the cell pointed at another one: say whose it is.
    name = next(f.heading for f in FIELDS if f.name == field)
    return Bilingual(f"“{name.zh}”未填，应为：{zh}", f"“{name.en}” is not given; one of: {en}")


def _code_faults(code: str, kind: str) -> list[Bilingual]:
    if fault := code_fault(code):
        return [fault]
    if kind in OF_A_DIVISION and level_of(code) != kind:
        word = KINDS[kind]
        zh = f"“{word.zh}”的代码应是{'乡镇' if kind == 'township' else '村'}级，{code} 不是"
        return [Bilingual(zh, f"{code} is no code of a {kind}")]
    return []


def _name_faults(name: str, kind: str) -> list[tuple[str, Bilingual]]:
    if len(name) > _LONGEST:
        return [("name", Bilingual(f"名称超过 {_LONGEST} 字", f"Above {_LONGEST} letters"))]
    if kind == "house" and name:
        zh = "房屋不写名称：位置表不存个人信息，编号即可"
        en = "A house has no name here: places hold no personal data, its id is enough"
        return [("name", Bilingual(zh, en))]
    if kind and kind != "house" and not name:
        return [("name", Bilingual("缺少名称", "The name is missing"))]
    return []


def _day(value: CellValue, column: str, faults: list[tuple[str, Bilingual]]) -> date | None:
    if not text_of(value):
        return None
    at = time_of(value)
    if at is None:
        said = text_of(value)
        zh = f"“{said}”不是日期，应如 2023-12-20"
        faults.append((column, Bilingual(zh, f"“{said}” is no day; write 2023-12-20")))
        return None
    return beijing(at).date()


def _points(
    feature: Feature, kind: str, faults: list[tuple[str, Bilingual]]
) -> tuple[Point | None, Point | None]:
    faults += [("position", fault.reason) for fault in feature.errors]
    raw, stored = _one(feature.raw), _one(feature.geometry)
    if feature.raw is not None and not feature.raw.is_empty and raw is None:
        faults.append(("position", _not_a_point(feature.raw, kind)))
        return None, None
    return raw, stored


def _one(shape: BaseGeometry | None) -> Point | None:
    if isinstance(shape, MultiPoint) and len(shape.geoms) == 1:
        return shape.geoms[0]
    return shape if isinstance(shape, Point) and not shape.is_empty else None


def _not_a_point(shape: BaseGeometry, kind: str) -> Bilingual:
    if kind == "road":
        return Bilingual(
            "道路中断点应是一个点（断在哪里），不是线；请取中断处的点",
            "A closed road is the point where it is blocked, not a line: take that point",
        )
    word = {"LineString": "线", "MultiLineString": "线", "MultiPoint": "多个点"}
    return Bilingual(
        f"位置应是一个点，现为{word.get(shape.geom_type, '面')}",
        f"A place is one point, not a {shape.geom_type}",
    )
