"""KML with defusedxml, not GDAL, which lets a placemark it cannot read vanish without a word.

Entities and outside references are refused. Source: OGC 12-007r2 (KML 2.3); its coordinates are
WGS84 by definition.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from shapely.errors import ShapelyError
from shapely.geometry import (
    GeometryCollection,
    LinearRing,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
)
from shapely.geometry.base import BaseGeometry

from relief.adapters.vector.answers import MISSING, UNREADABLE, damaged, refusal, too_many
from relief.adapters.vector.parsed import Parsed, Row, cell
from relief.geography.coordinates import WGS84
from relief.geography.vector import MOST_FEATURES, SentFile

_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry")


_TOGETHER: Mapping[str, Callable[[Sequence[Any]], BaseGeometry]] = {
    "Point": MultiPoint,
    "LineString": MultiLineString,
    "Polygon": MultiPolygon,
}


def read_kml(sent: SentFile) -> Parsed:
    """Return the placemarks of a KML file, whatever folder they lie in.

    Raises:
        Refused: cut off, no KML, or XML that reaches outside itself.
    """
    rows: list[Row] = []
    try:
        for _event, element in iterparse(BytesIO(sent.content), forbid_dtd=True):
            if _name(element) == "Placemark":
                rows.append(_row(len(rows) + 1, element))
                element.clear()
            if len(rows) > MOST_FEATURES:
                raise too_many(MOST_FEATURES)
    except DefusedXmlException as error:
        raise refusal(
            "KML 含有实体或外部引用，已拒绝", "The KML has entities or outside references"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise damaged("KML") from error
    return Parsed("kml", ("",), "", WGS84, "UTF-8", "fixed", rows)


def _row(place: int, mark: Element) -> Row:
    values: dict[str, Any] = {}
    for child in mark:
        if _name(child) in {"name", "description"}:
            values[_name(child)] = cell((child.text or "").strip())
    for element in mark.iter():
        if _name(element) == "Data":
            told = next((c.text for c in element if _name(c) == "value"), None)
            values[element.get("name", "")] = cell((told or "").strip())
        elif _name(element) == "SimpleData":
            values[element.get("name", "")] = cell((element.text or "").strip())
    found = next((child for child in mark if _name(child) in _SHAPES), None)
    if found is None:
        return Row(place, values, None, (MISSING,))
    try:
        return Row(place, values, _shape(found))
    except (ShapelyError, ValueError, IndexError, StopIteration):
        return Row(place, values, None, (UNREADABLE,))


def _shape(element: Element) -> BaseGeometry:
    name = _name(element)
    if name == "Polygon":
        rings = {_name(side): side for side in element}
        shell = _corners(rings["outerBoundaryIs"]) if "outerBoundaryIs" in rings else []
        holes = [_corners(side) for side in element if _name(side) == "innerBoundaryIs"]
        return Polygon(shell, holes)
    if name == "MultiGeometry":
        return _together([_shape(child) for child in element if _name(child) in _SHAPES])
    corners = _corners(element)
    if name == "Point":
        return Point(corners[0]) if corners else Point()
    return LineString(corners) if name == "LineString" else LinearRing(corners)


def _together(parts: list[BaseGeometry]) -> BaseGeometry:
    kinds = {part.geom_type for part in parts}
    together = _TOGETHER.get(kinds.pop(), GeometryCollection) if len(kinds) == 1 else None
    return (together or GeometryCollection)(parts)


def _corners(element: Element) -> list[tuple[float, ...]]:
    told = next((e.text for e in element.iter() if _name(e) == "coordinates"), None) or ""
    return [tuple(_numbers(corner)) for corner in told.split()]


def _numbers(corner: str) -> Iterator[float]:
    parts = corner.split(",")
    if not 2 <= len(parts) <= 3:  # noqa: PLR2004 (longitude, latitude, perhaps a height)
        raise ValueError(corner)
    yield from (float(part) for part in parts)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
