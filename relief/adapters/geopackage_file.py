"""A GeoPackage written by GDAL, batch after batch: memory holds one batch."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from relief.situation.gis_export import Batch, ColumnKind, GisLayer

WGS84 = "EPSG:4326"
_TYPES: dict[ColumnKind, Any] = {"text": object, "integer": np.int64, "boolean": np.bool_}
_BLANK: dict[ColumnKind, Any] = {"text": None, "integer": 0, "boolean": False}


class GdalGeoPackage:
    """Writes the layers of one file; the first batch of a layer makes it, the others append."""

    def add(self, *, path: Path, layer: GisLayer, batch: Batch, first: bool) -> None:
        """Write a batch of a layer into the file at `path`, which the first one makes."""
        from pyogrio import raw

        kinds = [kind for _name, kind in layer.columns]
        columns = [[row.values[place] for row in batch] for place in range(len(kinds))]
        raw.write(
            path,
            _shapes(batch) if layer.kind else None,
            [_filled(values, kind) for values, kind in zip(columns, kinds, strict=True)],
            [name for name, _kind in layer.columns],
            field_mask=[
                _missing(values, kind) for values, kind in zip(columns, kinds, strict=True)
            ],
            layer=layer.name,
            driver="GPKG",
            geometry_type=layer.kind or None,
            crs=WGS84 if layer.kind else None,
            append=not first or path.exists(),
            layer_options={"IDENTIFIER": layer.title, "DESCRIPTION": layer.about} if first else {},
        )


def _shapes(batch: Batch) -> Any:
    found = [None if row.geometry is None else row.geometry for row in batch]
    made = np.empty(len(found), dtype=object)
    made[:] = [None if shape is None else shapely.to_wkb(shape) for shape in found]
    return made


def _filled(values: Sequence[Any], kind: ColumnKind) -> Any:
    known = [_BLANK[kind] if value is None else value for value in values]
    made = np.empty(len(known), dtype=_TYPES[kind])
    made[:] = known
    return made


def _missing(values: Sequence[Any], kind: ColumnKind) -> Any:
    if kind == "text":
        return None
    return np.array([value is None for value in values], dtype=bool)
