"""Files of things with a position: what reading one gives, and what writing one takes.

Six forms: CSV, XLSX, GeoJSON, GeoPackage, Shapefile (a .zip of its parts) and KML. The desk's
reader and writer are `relief.bootstrap.vector_reader()` and `vector_writer()`; both load GDAL
where a form needs it and belong in the worker, never in the web process.

    file = vector_reader().read(SentFile("a.zip", content, crs=declared("EPSG:4523")))
    for feature in file.features: feature.row, feature.values, feature.geometry, feature.faults
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from shapely.geometry.base import BaseGeometry

from relief.core.sheets import CellValue, RawSheet
from relief.core.wording import Bilingual
from relief.geography.coordinates import CoordinateSystem

Form = Literal["csv", "xlsx", "geojson", "gpkg", "shp", "kml"]
FORMS: tuple[Form, ...] = ("csv", "xlsx", "geojson", "gpkg", "shp", "kml")
FaultKind = Literal[
    "missing", "empty", "invalid", "range", "antimeridian", "vertices", "unreadable", "heights"
]
EncodingFrom = Literal["declared", "file", "detected", "fixed"]

LARGEST_BYTES = 200 * 1024 * 1024
LARGEST_UNPACKED_BYTES = 400 * 1024 * 1024
MOST_FEATURES = 700_000
"""The nation has 620,573 villages."""
MOST_VERTICES = 200_000
"""Of one geometry; a county line drawn to 10 m has about 20,000."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as somebody handed it in.

    Fields:
        name: as sent; its ending must agree with what the bytes are.
        crs: the declared coordinate system, None when only the file may say it.
        encoding: declared ("gbk", "utf-8"), empty to take the file's word or to detect it.
        layer: which layer or sheet; empty takes the only one.
        prefer: the layer to take of several when none is named; our own export calls it so.
        headings: column names the caller knows, so that a sheet's heading row is found below a
            head block; empty takes the first row that holds anything.
    """

    name: str
    content: bytes
    crs: CoordinateSystem | None = None
    encoding: str = ""
    layer: str = ""
    headings: frozenset[str] = frozenset()
    prefer: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row's geometry, or a note (`heights` were dropped: not an error)."""

    kind: FaultKind
    reason: Bilingual

    @property
    def is_note(self) -> bool:
        """Return whether the row is good all the same."""
        return self.kind == "heights"


@dataclass(frozen=True, slots=True)
class Feature:
    """One row.

    Fields:
        row: counted from 1; of a sheet its own row number, else the feature's place in the file.
        values: by column name, as read.
        raw: the geometry in the coordinates of the file, None when there is none.
        geometry: the same as the desk stores it (degrees, CGCS2000/WGS84, 2-D), None with an error
            that leaves none; a self-crossing one is given as it is.
        faults: errors first; a row without an error has a sound geometry.
    """

    row: int
    values: Mapping[str, CellValue]
    raw: BaseGeometry | None
    geometry: BaseGeometry | None
    faults: tuple[Fault, ...] = ()

    @property
    def errors(self) -> tuple[Fault, ...]:
        """Return the faults that refuse the row."""
        return tuple(fault for fault in self.faults if not fault.is_note)


@dataclass(frozen=True, slots=True)
class VectorFile:
    """A file as read.

    Fields:
        layers: all of them; `layer` is the one read.
        said: the coordinate system the file itself states, None when it states none.
        system: the one that was used: as declared, else as the file says.
        encoding: of its text, and `encoding_from`: who said so; "detected" is to be shown.
        notes: what reading it noticed, for the screen.
        sheet: the rows as cells for an answer cell by cell; `heading_row` counts from 0.
    """

    form: Form
    layers: tuple[str, ...]
    layer: str
    columns: tuple[str, ...]
    said: CoordinateSystem | None
    system: CoordinateSystem
    encoding: str
    encoding_from: EncodingFrom
    features: Sequence[Feature]
    notes: tuple[Bilingual, ...] = ()
    sheet: RawSheet | None = None
    heading_row: int = 0


class VectorReader(Protocol):
    """Reads one layer of a file."""

    def read(self, sent: SentFile) -> VectorFile:
        """Return what the file holds; a row that cannot be used says why and stops no other.

        Raises:
            Refused: the file as a whole cannot be read: not what its name says, damaged, half a
                Shapefile, too large, several layers and none named, no coordinate system.
        """


FieldKind = Literal["text", "whole", "number", "day"]


@dataclass(frozen=True, slots=True)
class OutField:
    """A column to write.

    Fields:
        name: at most ten ASCII letters, so that a Shapefile can hold it.
        heading: for the sheets.
    """

    name: str
    heading: Bilingual
    kind: FieldKind = "text"


@dataclass(frozen=True, slots=True)
class OutTable:
    """One layer to write.

    Fields:
        rows: values in the order of `fields`.
        geometries: as stored, one a row; sheets write points alone, as two columns.
    """

    layer: str
    title: Bilingual
    fields: tuple[OutField, ...]
    rows: Sequence[tuple[CellValue, ...]]
    geometries: Sequence[BaseGeometry | None]


class VectorWriter(Protocol):
    """Writes one layer in any form."""

    def write(
        self, table: OutTable, *, form: Form, system: CoordinateSystem, encoding: str = "utf-8"
    ) -> bytes:
        """Return the file; a Shapefile is a .zip. CSV and Shapefile take "gbk" or "utf-8".

        Raises:
            Refused: the form cannot hold that system (KML is WGS84) or that text (GBK).
        """
