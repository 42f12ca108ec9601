"""GeoJSON with the standard library: every feature is read alone, so that a bad one says why.

GDAL leaves a feature it cannot read out without a word. Source of the rules: RFC 7946 (WGS84 when
nothing is said) and its predecessor's `crs` member, which QGIS and GDAL still write.
"""

import json
from collections.abc import Mapping
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import shape as shape_of
from shapely.geometry.base import BaseGeometry

from relief.adapters.vector.answers import MISSING, UNREADABLE, damaged, refusal, too_many
from relief.adapters.vector.parsed import Parsed, Row, cell
from relief.geography.coordinates import WGS84, CoordinateSystem, find
from relief.geography.vector import MOST_FEATURES, Fault, SentFile

SYSTEM_MEMBER = "coordinate_system"
"""Ours: says GCJ-02 or BD-09, which no EPSG code can."""


def read_geojson(sent: SentFile) -> Parsed:
    """Return the features of a GeoJSON file.

    Raises:
        Refused: not UTF-8, cut off, or no GeoJSON.
    """
    features, said = _members(_document(sent))
    if len(features) > MOST_FEATURES:
        raise too_many(MOST_FEATURES)
    rows = [_row(place, feature) for place, feature in enumerate(features, start=1)]
    return Parsed("geojson", ("",), "", said, "UTF-8", "fixed", rows)


def _document(sent: SentFile) -> Any:
    try:
        return json.loads(sent.content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise refusal("GeoJSON 应为 UTF-8 编码", "GeoJSON has to be encoded as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise damaged("GeoJSON") from error


def _members(document: Any) -> tuple[list[Any], CoordinateSystem | None]:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return document["features"], _said(document)
    if kind == "Feature":
        return [document], _said(document)
    if kind in _SHAPES:
        return [{"type": "Feature", "geometry": document, "properties": {}}], _said(document)
    raise refusal("这不是 GeoJSON（FeatureCollection）", "This is no GeoJSON FeatureCollection")


def _said(document: Mapping[str, Any]) -> CoordinateSystem | None:
    named = document.get(SYSTEM_MEMBER)
    if named is None and isinstance(document.get("crs"), dict):
        properties = document["crs"].get("properties")
        named = properties.get("name") if isinstance(properties, dict) else ""
    if named is None:
        return WGS84
    found = find(str(named))
    if found is None:
        raise refusal(
            f"文件写明的坐标系“{named}”不受支持", f"The file states “{named}”, which is not known"
        )
    return found


def _row(place: int, feature: Any) -> Row:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return Row(place, {}, None, (UNREADABLE,))
    properties = feature.get("properties")
    values = properties if isinstance(properties, dict) else {}
    shape, faults = _shape(feature.get("geometry"))
    return Row(place, {str(k): cell(v) for k, v in values.items()}, shape, faults)


def _shape(told: Any) -> tuple[BaseGeometry | None, tuple[Fault, ...]]:
    if told is None:
        return None, (MISSING,)
    try:
        return shape_of(told), ()
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None, (UNREADABLE,)


_SHAPES = frozenset(
    {
        "Point",
        "LineString",
        "Polygon",
        "MultiPoint",
        "MultiLineString",
        "MultiPolygon",
        "GeometryCollection",
    }
)
