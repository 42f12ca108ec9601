"""Writes one layer in any of the six forms."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from relief.adapters.vector.answers import refusal
from relief.adapters.vector.encodings import encoding_named
from relief.adapters.vector.gdal_writer import write_geopackage, write_shapefile
from relief.adapters.vector.geojson import SYSTEM_MEMBER
from relief.core.cells import text_of
from relief.core.sheets import CellValue
from relief.geography.coordinates import CGCS2000, WGS84, CoordinateSystem, from_stored
from relief.geography.projecting import Projector
from relief.geography.vector import Form, OutTable

DEGREE_DIGITS, METRE_DIGITS = 9, 4
"""About a tenth of a millimetre either way, so that a round trip changes nothing."""
_KML = "http://www.opengis.net/kml/2.2"


class VectorFilesWriter:
    """Writes one layer of rows with their geometries."""

    def __init__(self, project: Projector) -> None:
        """Use `project` for the metric zones."""
        self._project = project

    def write(
        self, table: OutTable, *, form: Form, system: CoordinateSystem, encoding: str = "utf-8"
    ) -> bytes:
        """Return the file; a Shapefile is a .zip. CSV and Shapefile take "gbk" or "utf-8".

        Raises:
            Refused: the form cannot hold that system (KML is WGS84) or that text (GBK).
        """
        shapes = _moved(table, system, self._project)
        if form == "csv":
            return _csv(table, shapes, system, encoding_named(encoding))
        if form == "xlsx":
            return _xlsx(table, shapes, system)
        if form == "geojson":
            return _geojson(table, shapes, system)
        if form == "kml":
            return _kml(table, shapes, system)
        if form == "gpkg":
            return write_geopackage(table, shapes, system)
        return write_shapefile(table, shapes, system, encoding_named(encoding))


def _moved(table: OutTable, system: CoordinateSystem, project: Projector) -> Any:
    import numpy as np

    shapes: Any = np.empty(len(table.geometries), dtype=object)
    shapes[:] = list(table.geometries)
    digits = METRE_DIGITS if system.is_metric else DEGREE_DIGITS
    moved = from_stored(shapes, system, project)
    return shapely.transform(moved, lambda points: np.round(points, digits))


def _headings(table: OutTable, system: CoordinateSystem) -> list[str]:
    names = ["东坐标", "北坐标"] if system.is_metric else ["经度", "纬度"]
    return [*(f.heading.zh for f in table.fields), *names, "坐标系"]


def _lines(table: OutTable, shapes: Any, system: CoordinateSystem) -> Iterator[list[CellValue]]:
    for row, shape in zip(table.rows, shapes, strict=True):
        point = shape is not None and shape.geom_type == "Point" and not shape.is_empty
        place: list[CellValue] = [shape.x, shape.y] if point else [None, None]
        yield [*row, *place, system.key]


def _csv(table: OutTable, shapes: Any, system: CoordinateSystem, encoding: str) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(_headings(table, system))
    writer.writerows([_plain(v) for v in line] for line in _lines(table, shapes, system))
    # With its mark Excel takes UTF-8 for what it is.
    name = "utf-8-sig" if encoding == "UTF-8" else "gbk"
    try:
        return stream.getvalue().encode(name)
    except UnicodeEncodeError as error:
        raise not_in_gbk(error.object[error.start]) from error


def not_in_gbk(letter: str) -> Exception:
    """Return the refusal of a letter that GBK does not have."""
    return refusal(
        f"“{letter}”不在 GBK 字符集内，请改用 UTF-8",
        f"“{letter}” is not in GBK: use UTF-8",
        "encoding",
    )


def _plain(value: CellValue) -> str:
    return repr(value) if isinstance(value, float) and not value.is_integer() else text_of(value)


def _xlsx(table: OutTable, shapes: Any, system: CoordinateSystem) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        head, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        page = book.add_worksheet(table.layer[:31])
        page.write_row(0, 0, _headings(table, system), head)
        for place, line in enumerate(_lines(table, shapes, system), start=1):
            for column, value in enumerate(line):
                if isinstance(value, float):
                    page.write_number(place, column, value)
                elif value is not None:
                    page.write_string(place, column, text_of(value), text)
        page.freeze_panes(1, 2)
        page.set_column(0, len(table.fields) + 2, 16)
    return stream.getvalue()


def _geojson(table: OutTable, shapes: Any, system: CoordinateSystem) -> bytes:
    names = [field.name for field in table.fields]
    document: dict[str, Any] = {"type": "FeatureCollection", "name": table.layer}
    if system.family == "offset":
        document[SYSTEM_MEMBER] = system.key
    elif system is not WGS84:
        name = f"urn:ogc:def:crs:EPSG::{system.epsg}"
        document["crs"] = {"type": "name", "properties": {"name": name}}
    document["features"] = [
        {
            "type": "Feature",
            "properties": dict(zip(names, row, strict=True)),
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
        }
        for row, shape in zip(table.rows, shapes, strict=True)
    ]
    return json.dumps(document, ensure_ascii=False, default=str).encode()


def _kml(table: OutTable, shapes: Sequence[BaseGeometry | None], system: CoordinateSystem) -> bytes:
    if system not in {WGS84, CGCS2000}:
        raise refusal(
            "KML 只能用 WGS84（CGCS2000）经纬度",
            "KML holds WGS84 longitude and latitude only",
            "crs",
        )
    root = Element("kml", xmlns=_KML)
    document = SubElement(root, "Document")
    SubElement(document, "name").text = f"{table.title.zh} {table.title.en}"
    named = next((at for at, f in enumerate(table.fields) if f.name == "name"), None)
    for row, shape in zip(table.rows, shapes, strict=True):
        mark = SubElement(document, "Placemark")
        if named is not None:
            SubElement(mark, "name").text = text_of(row[named])
        data = SubElement(mark, "ExtendedData")
        for field, value in zip(table.fields, row, strict=True):
            entry = SubElement(data, "Data", name=field.name)
            SubElement(entry, "value").text = _plain(value)
        if shape is not None:
            _kml_shape(mark, shape)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _kml_shape(parent: Element, shape: BaseGeometry) -> None:
    if hasattr(shape, "geoms"):
        group = SubElement(parent, "MultiGeometry")
        for part in shape.geoms:
            _kml_shape(group, part)
        return
    element = SubElement(parent, shape.geom_type)
    if not isinstance(shape, Polygon):
        SubElement(element, "coordinates").text = _corners(shape)
        return
    rings = [
        ("outerBoundaryIs", shape.exterior),
        *(("innerBoundaryIs", r) for r in shape.interiors),
    ]
    for side, ring in rings:
        line = SubElement(SubElement(element, side), "LinearRing")
        SubElement(line, "coordinates").text = _corners(ring)


def _corners(shape: BaseGeometry) -> str:
    return " ".join(f"{x!r},{y!r}" for x, y in shapely.get_coordinates(shape).tolist())
