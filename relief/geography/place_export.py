"""Places as a table to be written: what a file of them holds, and nothing personal. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry import Point

from relief.geography.place_columns import FIELDS, TITLE
from relief.geography.place_words import KINDS, QUALITIES
from relief.geography.rows import PlaceRow
from relief.geography.vector import Form, OutTable

MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "shp": "application/zip",
    "kml": "application/vnd.google-earth.kml+xml",
}
LAYER = "places"


@dataclass(frozen=True, slots=True)
class PlaceExport:
    """What to write.

    Fields:
        kinds: empty for all.
        crs, encoding: as the writer takes them.
    """

    form: Form
    crs: str
    kinds: tuple[str, ...] = ()
    encoding: str = "utf-8"

    @property
    def file_name(self) -> str:
        """Return a name for the file."""
        return f"{LAYER}.{'zip' if self.form == 'shp' else self.form}"


def place_table(rows: Sequence[PlaceRow]) -> OutTable:
    """Return the places as one layer; a house has its id and no name (law 12)."""
    return OutTable(
        LAYER,
        TITLE,
        FIELDS,
        [_values(row) for row in rows],
        [Point(row.lon, row.lat) for row in rows],
    )


def _values(row: PlaceRow) -> tuple[str | None, ...]:
    return (
        row.id,
        KINDS[row.kind].zh if row.kind in KINDS else row.kind,
        row.name if row.kind != "house" else None,
        row.division_code,
        QUALITIES[row.quality].zh,
        row.surveyed_on.isoformat() if row.surveyed_on else None,
        row.source,
        row.ended_on.isoformat() if row.ended_on else None,
        None,
    )
