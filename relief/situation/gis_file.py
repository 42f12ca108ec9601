"""A GeoPackage made from first to last, with a word after every batch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from relief.core.scope import Scope
from relief.db.audit import write_audit
from relief.incidents.queries import IncidentRow
from relief.situation.gis_export import GisLayer
from relief.situation.ports import GeoPackageWriter

MEDIA_TYPE = "application/geopackage+sqlite3"
ACTION = "gis.read"
Stop = Callable[[int, int], bool]
"""Told (layers done, layers in all) after every batch; True asks to stop."""


@dataclass(frozen=True, slots=True)
class WrittenLayer:
    """A layer of the file and its rows."""

    name: str
    rows: int


def write_geopackage(
    writer: GeoPackageWriter, path: Path, layers: Sequence[GisLayer], stop: Stop
) -> tuple[WrittenLayer, ...] | None:
    """Write the layers and return their row counts; None when it was asked to stop."""
    written = []
    for done, layer in enumerate(layers):
        rows = 0
        for number, batch in enumerate(layer.batches()):
            writer.add(path=path, layer=layer, batch=batch, first=number == 0)
            rows += len(batch)
            if stop(done, len(layers)):
                return None
        written.append(WrittenLayer(layer.name, rows))
    return tuple(written)


def note_export(
    session: Session, scope: Scope, incident: IncidentRow, written: Sequence[WrittenLayer]
) -> None:
    """Keep in the audit log who took which layers of which incident, and how many rows."""
    rows = {layer.name: layer.rows for layer in written}
    write_audit(session, scope.account_id, "export_geopackage", incident.slug, rows)


def gis_file_name(incident: IncidentRow, at: datetime) -> str:
    """Return the name the file goes by."""
    return f"{incident.slug}-{at:%Y%m%d-%H%M}.gpkg"
