"""The reader of every form.

It looks at the bytes, lets the form's own reader take them apart, and judges all geometries.
"""

from collections.abc import Callable, Mapping
from pathlib import PurePath

from shapely.geometry.base import BaseGeometry

from relief.adapters.vector.answers import UNKEPT, refusal
from relief.adapters.vector.gdal import read_geopackage, read_shapefile
from relief.adapters.vector.geojson import read_geojson
from relief.adapters.vector.judging import judge
from relief.adapters.vector.kml import read_kml
from relief.adapters.vector.parsed import Parsed, Row, kept_text
from relief.adapters.vector.sheets import read_csv, read_xlsx
from relief.core.errors import Refused
from relief.geography.coordinates import CoordinateSystem, no_declaration
from relief.geography.projecting import Projector
from relief.geography.vector import LARGEST_BYTES, Fault, Feature, Form, SentFile, VectorFile

_ENDINGS: Mapping[str, Form] = {
    "csv": "csv",
    "txt": "csv",
    "xlsx": "xlsx",
    "geojson": "geojson",
    "json": "geojson",
    "gpkg": "gpkg",
    "zip": "shp",
    "kml": "kml",
}
_READERS: Mapping[Form, Callable[[SentFile], Parsed]] = {
    "csv": read_csv,
    "xlsx": read_xlsx,
    "geojson": read_geojson,
    "gpkg": read_geopackage,
    "shp": read_shapefile,
    "kml": read_kml,
}
_MARKS: tuple[tuple[bytes, frozenset[Form], str], ...] = (
    (b"SQLite format 3\x00", frozenset({"gpkg"}), "GeoPackage"),
    (b"PK\x03\x04", frozenset({"xlsx", "shp"}), "zip / xlsx"),
    (b"\x00\x00\x27\x0a", frozenset(), ".shp"),
    (b"MZ", frozenset(), ".exe"),
    (b"\xd0\xcf\x11\xe0", frozenset(), ".xls"),
    (b"%PDF", frozenset(), "PDF"),
    (b"\x89PNG", frozenset(), "PNG"),
    (b"\xff\xd8\xff", frozenset(), "JPEG"),
)


class VectorFiles:
    """Reads one layer of a file of any of the six forms."""

    def __init__(self, project: Projector) -> None:
        """Use `project` for the metric zones."""
        self._project = project

    def read(self, sent: SentFile) -> VectorFile:
        """Return what the file holds; a row that cannot be used says why and stops no other.

        Raises:
            Refused: the file as a whole cannot be read.
        """
        parsed = _READERS[form_of(sent)](sent)
        system = used_system(sent.crs, parsed.said)
        return VectorFile(
            parsed.form,
            parsed.layers,
            parsed.layer,
            parsed.columns or _columns(parsed),
            parsed.said,
            system,
            parsed.encoding,
            parsed.encoding_from,
            self._features(parsed, system),
            parsed.notes,
            parsed.sheet,
            parsed.heading_row,
        )

    def _features(self, parsed: Parsed, system: CoordinateSystem) -> list[Feature]:
        judged = judge([row.shape for row in parsed.rows], system, self._project)
        return [
            _feature(row, raw, stored, row.faults or found)
            for row, (raw, stored, found) in zip(parsed.rows, judged, strict=True)
        ]


def _feature(
    row: Row, raw: BaseGeometry | None, stored: BaseGeometry | None, faults: tuple[Fault, ...]
) -> Feature:
    values = {str(kept_text(name)): kept_text(value) for name, value in row.values.items()}
    if values != row.values:
        faults = (UNKEPT, *faults)
    return Feature(row.row, values, raw, stored, faults)


def form_of(sent: SentFile) -> Form:
    """Return the file's form by its ending, which its bytes must agree with.

    Raises:
        Refused: empty, too large, an ending the desk does not read, or other bytes behind it.
    """
    ending = PurePath(sent.name).suffix.lower().removeprefix(".")
    if not sent.content:
        raise refusal("文件是空的", "The file is empty")
    if len(sent.content) > LARGEST_BYTES:
        most = LARGEST_BYTES // 1024 // 1024
        raise refusal(f"文件超过 {most} MiB", f"The file is above {most} MiB")
    if ending in {"shp", "dbf", "shx", "prj"}:
        raise refusal(
            "Shapefile 由几个文件组成，请把 .shp .shx .dbf .prj（.cpg）一起压缩成 .zip",
            "A Shapefile is several files: zip .shp, .shx, .dbf, .prj and .cpg together",
        )
    form = _ENDINGS.get(ending)
    if form is None:
        raise refusal(
            f"不支持“.{ending}”文件；可用：csv xlsx geojson gpkg zip(Shapefile) kml",
            f"“.{ending}” files are not read; use csv, xlsx, geojson, gpkg, zip (Shapefile) or kml",
        )
    mark = next((mark for mark in _MARKS if sent.content.startswith(mark[0])), None)
    if (mark and form not in mark[1]) or (not mark and form in {"gpkg", "xlsx", "shp"}):
        zh, en = (f"（像是 {mark[2]}）", f" (they look like {mark[2]})") if mark else ("", "")
        raise refusal(
            f"扩展名是 .{ending}，内容却不是{zh}；请用正确的文件，或先修复",
            f"The ending says .{ending}, the bytes do not{en}: send the right file",
        )
    return form


def used_system(told: CoordinateSystem | None, said: CoordinateSystem | None) -> CoordinateSystem:
    """Return the system to use: as declared, else as the file says.

    A declaration may say of plain degrees that they are GCJ-02 or BD-09, which no file can.

    Raises:
        Refused: nobody declares one, or the declaration contradicts the file.
    """
    if told is None and said is None:
        raise no_declaration()
    if told is None or said is None or told == said:
        return told or said or _never()
    if said.family == "degrees" and not told.is_metric:
        return told
    raise refusal(
        f"声明的坐标系“{told.name.zh}”与文件写明的“{said.name.zh}”不一致",
        f"You declare “{told.name.en}”, the file states “{said.name.en}”",
        "crs",
    )


def _never() -> CoordinateSystem:
    raise Refused(no_declaration().reason, "crs")


def _columns(parsed: Parsed) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for row in parsed.rows for name in row.values))
