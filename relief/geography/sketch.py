"""Zones as somebody drew or sent them, before they are checked. Light: no projection is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import shapely
from shapely.geometry import GeometryCollection, MultiPolygon
from shapely.geometry.base import BaseGeometry

from relief.core.wording import Bilingual


@dataclass(frozen=True, slots=True)
class Sketch:
    """A zone not yet checked; `geometry` in longitude and latitude, degrees."""

    rank: int
    label: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class SentFootprint:
    """Zones as a file gave them; `publisher` and `as_of` where the file says so."""

    zones: tuple[Sketch, ...]
    publisher: str = ""
    as_of: datetime | None = None
    notes: tuple[Bilingual, ...] = ()


class CapReader(Protocol):
    """Reads a CAP 1.2 alert."""

    def read(self, content: bytes) -> SentFootprint:
        """Return the alert's areas by severity.

        Raises:
            Refused: no CAP, a cancelled alert, no area, or one that cannot be read.
        """


def joined(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return the parts of one zone as one shape."""
    # What crosses itself stays as it was sent, so that the check can point at the place.
    if len(parts) == 1:
        return parts[0]
    if all(part.is_valid and part.geom_type in {"Polygon", "MultiPolygon"} for part in parts):
        return shapely.union_all(list(parts))
    inner = [piece for part in parts for piece in shapely.get_parts(part)]
    if all(piece.geom_type == "Polygon" for piece in inner):
        return MultiPolygon(inner)
    return GeometryCollection(inner)
