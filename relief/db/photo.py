"""A photo as the file store keeps it: the picture alone, its position apart (law 15)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

JPEG, PNG = "image/jpeg", "image/png"
Position = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture to keep.

    Fields:
        content: the bytes, encoded anew and upright, without what was written beside the picture.
        media_type: `image/jpeg` or `image/png`.
        position: longitude and latitude in degrees (WGS84) the camera told, None when it did not.
    """

    content: bytes
    media_type: str
    position: Position | None


class PhotoCleaner(Protocol):
    """Takes a photo as a telephone sends it and gives back what may be kept."""

    def clean(self, *, content: bytes) -> Photo:
        """Return the picture of `content` alone.

        Raises:
            Refused: neither JPEG nor PNG, broken off, or of too many pixels.
        """
        ...
