"""GeoPackage and Shapefile through GDAL (pyogrio), after our own look at their bytes."""

import sqlite3
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import shapely

from relief.adapters.vector.answers import UNREADABLE, damaged, refusal, too_many
from relief.adapters.vector.archive import Parts, shapefiles
from relief.adapters.vector.dbf import dbf_encoding
from relief.adapters.vector.parsed import Parsed, Row, cell
from relief.core.sheets import CellValue
from relief.geography.coordinates import CoordinateSystem, by_epsg
from relief.geography.vector import MOST_FEATURES, SentFile

_SQLITE = b"SQLite format 3\x00"
_SHP = b"\x00\x00\x27\x0a"
_UNDEFINED = "undefined"
_SURE = 20  # percent: ESRI's own spelling of a system still names it


def read_geopackage(sent: SentFile) -> Parsed:
    """Return one layer of a GeoPackage.

    Raises:
        Refused: damaged, cut off, or several layers and none named.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sent.gpkg"
        path.write_bytes(sent.content)
        _require_whole(path)
        layers = _layers(path)
        layer = chosen(layers, sent)
        said, rows = _read(path, layer)
    return Parsed("gpkg", layers, layer, said, "UTF-8", "fixed", rows)


def read_shapefile(sent: SentFile) -> Parsed:
    """Return one Shapefile of a .zip; .cpg is honoured, else declared or detected.

    Raises:
        Refused: damaged, half of one, or several and none named.
    """
    found = shapefiles(sent.content)
    layers = tuple(sorted(found))
    layer = chosen(layers, sent)
    parts = dict(found[layer])
    if not parts["shp"].startswith(_SHP):
        raise damaged("Shapefile")
    cpg = parts.get("cpg", b"").decode("ascii", "ignore")
    encoding, said_by = dbf_encoding(parts["dbf"], declared=sent.encoding, cpg=cpg)
    parts["cpg"] = encoding.encode()
    with tempfile.TemporaryDirectory() as folder:
        path = _unpacked(Path(folder), parts)
        said, rows = _read(path, None)
    return Parsed("shp", layers, layer, said, encoding, said_by, rows)


def chosen(layers: Sequence[str], sent: SentFile) -> str:
    """Return the layer to read: the one named, the only one, else the one preferred.

    Raises:
        Refused: none of that name, or several and none named; lists them.
    """
    listed = "、".join(layers)
    wanted = sent.layer or (sent.prefer if sent.prefer in layers else "")
    if wanted and wanted not in layers:
        raise refusal(
            f"没有图层“{wanted}”，只有：{listed}", f"No layer “{wanted}”, only: {listed}", "layer"
        )
    if not wanted and len(layers) != 1:
        raise refusal(
            f"文件有 {len(layers)} 个图层，请指明一个：{listed}",
            f"The file has {len(layers)} layers, name one: {listed}",
            "layer",
        )
    return wanted or layers[0]


def _require_whole(path: Path) -> None:
    with path.open("rb") as stream:
        if stream.read(len(_SQLITE)) != _SQLITE:
            raise damaged("GeoPackage")
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
            told = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            contents = database.execute("SELECT count(*) FROM gpkg_contents").fetchone()
    except sqlite3.Error as error:
        raise damaged("GeoPackage") from error
    if told != "ok" or contents is None:
        raise damaged("GeoPackage")


def _layers(path: Path) -> tuple[str, ...]:
    import pyogrio

    try:
        found = pyogrio.list_layers(path)
    except (RuntimeError, ValueError) as error:
        raise damaged("GeoPackage") from error
    layers = tuple(str(name) for name, kind in found if kind is not None)
    if not layers:
        raise refusal("文件没有带位置的图层", "The file has no layer with positions")
    return layers


def _unpacked(folder: Path, parts: Parts) -> Path:
    for ending, content in parts.items():
        (folder / f"sent.{ending}").write_bytes(content)
    return folder / "sent.shp"


def _read(path: Path, layer: str | None) -> tuple[CoordinateSystem | None, list[Row]]:
    from pyogrio import read_info
    from pyogrio.raw import read

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it would warn of is judged row by row
            if read_info(path, layer=layer)["features"] > MOST_FEATURES:
                raise too_many(MOST_FEATURES)
            meta, _ids, shapes, columns = read(path, layer=layer, datetime_as_string=True)
    except (RuntimeError, ValueError, UnicodeDecodeError) as error:
        raise damaged(path.suffix.removeprefix(".")) from error
    return _system(meta["crs"]), _rows(meta["fields"], shapes, columns)


def _rows(names: Sequence[Any], shapes: Any, columns: Sequence[Any]) -> list[Row]:
    read = shapely.from_wkb(shapes, on_invalid="ignore")
    fields = [str(name) for name in names]
    values = [column.tolist() for column in columns]
    rows = []
    for place, shape in enumerate(read):
        told: Mapping[str, CellValue] = {
            name: cell(column[place]) for name, column in zip(fields, values, strict=True)
        }
        broken = shape is None and shapes[place] is not None
        rows.append(Row(place + 1, told, shape, (UNREADABLE,) if broken else ()))
    return rows


def _system(told: str | None) -> CoordinateSystem | None:
    """Return the system a file states.

    Raises:
        Refused: it states one the desk does not know, such as Xi'an 1980 or a web map's metres.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if not told or _UNDEFINED in told.lower():
        return None
    try:
        stated = CRS.from_user_input(told)
    except CRSError as error:
        raise refusal(
            "坐标系说明无法读取", "The coordinate system cannot be read", "crs"
        ) from error
    code = stated.to_epsg(min_confidence=_SURE)
    system = by_epsg(code) if code else None
    if system is None:
        raise refusal(
            f"文件写明的坐标系是“{stated.name}”，不受支持；请先转换为 CGCS2000 或 WGS84",
            f"The file states “{stated.name}”, which is not known; convert it to CGCS2000 or WGS84",
            "crs",
        )
    return system
