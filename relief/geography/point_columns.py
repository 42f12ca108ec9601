"""Points by column, and how the texts a database joins them into are read.

Coordinates are cut out of the stored bytes for all rows at once; no geometry is made per point.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
import shapely
from numpy.typing import NDArray

from relief.db.geopackage import from_blobs, xy_of_joined

_WKB_POINT = np.dtype([("head", "V5"), ("x", "<f8"), ("y", "<f8")])


@dataclass(frozen=True, slots=True)
class Mark:
    """What points of one sort have in common; `generated` ones are 示例."""

    kind: str
    quality: str
    generated: bool


@dataclass(frozen=True, slots=True)
class PointColumns:
    """Points by column, all of one length; `lonlat` is n × 2 in degrees.

    `mark` counts into `marks`, `code` into `codes`; `names` is the JSON text of a list, as the
    database writes it.
    """

    marks: Sequence[Mark]
    mark: Sequence[int]
    codes: Sequence[str]
    code: Sequence[int]
    names: str
    lonlat: NDArray[np.float64]

    def codes_of(self, kind: str) -> list[str]:
        """Return the divisions of the points of one kind."""
        wanted = [mark.kind == kind for mark in self.marks]
        if not any(wanted):
            return []
        return [
            self.codes[code] for code in compress(self.code, map(wanted.__getitem__, self.mark))
        ]


NO_POINTS = PointColumns((), (), (), (), "[]", np.empty((0, 2)))


def columns_of(marks: str, codes: str, names: str, lonlat: NDArray[np.float64]) -> PointColumns:
    """Return the columns: `KIND/QUALITY/1` and division codes with a space between, as joined."""
    sorts, mark = _worded(marks.split())
    divisions, code = _worded(codes.split())
    return PointColumns([_mark(word) for word in sorts], mark, divisions, code, names, lonlat)


def _worded(values: Sequence[str]) -> tuple[list[str], list[int]]:
    places = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return list(places), list(map(places.__getitem__, values))


def _mark(word: str) -> Mark:
    kind, quality, generated = word.split("/")
    return Mark(kind, quality, generated == "1")


def degrees_of_wkb(joined: bytes) -> NDArray[np.float64]:
    """Return n × 2 degrees of little-endian WKB points, one after another."""
    points = np.frombuffer(joined, dtype=_WKB_POINT)
    return np.column_stack((points["x"], points["y"]))


def degrees_of(blobs: str, count: int) -> NDArray[np.float64]:
    """Return n × 2 degrees of `count` GeoPackage points in hex with a space between."""
    points = xy_of_joined(bytes.fromhex(blobs), count)  # passes over the spaces between
    if points is None:  # written by another program's hand
        return shapely.get_coordinates(from_blobs([bytes.fromhex(b) for b in blobs.split()]))
    return points.T
