"""GeoPackage and Shapefile through GDAL (pyogrio)."""

import io
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import Any

import shapely

from relief.adapters.vector.answers import refusal
from relief.core.cells import text_of
from relief.geography.coordinates import CoordinateSystem
from relief.geography.vector import OutTable


def write_geopackage(table: OutTable, shapes: Any, system: CoordinateSystem) -> bytes:
    """Return a GeoPackage of one layer; GCJ-02 and BD-09 are written without a system."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.gpkg"
        _write(path, "GPKG", table, shapes, system, "UTF-8")
        return path.read_bytes()


def write_shapefile(table: OutTable, shapes: Any, system: CoordinateSystem, encoding: str) -> bytes:
    """Return a .zip of a Shapefile's parts, with the .cpg that says its encoding.

    Raises:
        Refused: a text has a letter that GBK does not have.
    """
    name = "UTF-8" if encoding == "UTF-8" else "GBK"
    if name == "GBK":
        _require_gbk(table)
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder) / f"{table.layer}.shp", "ESRI Shapefile", table, shapes, system, name)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(Path(folder).iterdir()):
                archive.writestr(path.name, path.read_bytes())
        return stream.getvalue()


def _require_gbk(table: OutTable) -> None:
    for row in table.rows:
        for value in row:
            try:
                text_of(value).encode("gbk")
            except UnicodeEncodeError as error:
                letter = text_of(value)[error.start]
                raise refusal(
                    f"“{letter}”不在 GBK 字符集内，请改用 UTF-8",
                    f"“{letter}” is not in GBK: use UTF-8",
                    "encoding",
                ) from error


def _write(  # noqa: PLR0913, PLR0917 (GDAL wants to know all of it)
    path: Path, driver: str, table: OutTable, shapes: Any, system: CoordinateSystem, encoding: str
) -> None:
    import numpy as np
    from pyogrio.raw import write

    kinds = {shape.geom_type for shape in shapes if shape is not None}
    columns = []
    for place, field in enumerate(table.fields):
        values = [row[place] for row in table.rows]
        if field.kind == "number":
            columns.append(np.array([np.nan if v is None else v for v in values], dtype=float))
        else:
            told = [None if v is None else text_of(v) for v in values]
            columns.append(np.array(told, dtype=object))
    options = {"encoding": encoding} if driver != "GPKG" else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a file of GCJ-02 has no system to state
        write(
            path,
            geometry=shapely.to_wkb(shapes),
            field_data=columns,
            fields=np.array([field.name for field in table.fields], dtype=object),
            layer=table.layer if driver == "GPKG" else None,
            driver=driver,
            geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown",
            crs=None if system.epsg is None else f"EPSG:{system.epsg}",
            **options,
        )
