"""Photos through Pillow: decoded, turned upright, encoded anew.

A telephone writes into its pictures where and when they were taken, by which device, and often a
smaller copy that shows what was cropped away; only the pixels survive being drawn once more.
"""

import io
import struct
import warnings
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.db.photo import JPEG, PNG, Photo, Position

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 60_000_000  # a telephone's largest; four bytes each while it is worked on
_QUALITY = 88
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error)
_GPS = 0x8825  # Exif 2.3: the directory of the position, and its entries
_LAT_SIDE, _LAT, _LON_SIDE, _LON = 1, 2, 3, 4
_DEGREE_PARTS = (Decimal(1), Decimal(60), Decimal(3600))
_PLACES = Decimal("0.000001")
_FARTHEST_LON, _FARTHEST_LAT = 180, 90


class PillowCleaner:
    """The photo cleaner of every desk."""

    def clean(self, *, content: bytes) -> Photo:
        """Return the picture alone, upright, and the position apart.

        Raises:
            Refused: neither JPEG nor PNG, broken off, or of too many pixels.
        """
        # Pillow takes 20 ms to import; most requests carry no photo.
        from PIL import Image, ImageOps, UnidentifiedImageError

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a large picture is refused below, in words
                sent = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
            _check_size(sent)
            position = _position(sent.getexif().get_ifd(_GPS))
            drawn = ImageOps.exif_transpose(sent)
            return _encoded(drawn, sent.format == "PNG", position)
        except UnidentifiedImageError:
            raise _refusal("照片应为 JPG 或 PNG", "A photo is JPG or PNG") from None
        except (*_BROKEN, Image.DecompressionBombError):
            raise _refusal("照片不完整，打不开", "The photo cannot be opened") from None


def _check_size(sent: "Image") -> None:
    if sent.width * sent.height > MOST_PIXELS:
        raise _refusal(
            f"照片太大：{sent.width}×{sent.height} 像素",
            f"The photo is too large: {sent.width}×{sent.height} pixels",
        )


def _encoded(drawn: "Image", as_png: bool, position: Position | None) -> Photo:  # noqa: FBT001
    from PIL import Image

    mode = "RGBA" if as_png else "RGB"
    clean = Image.new(mode, drawn.size)
    clean.paste(drawn.convert(mode))
    out = io.BytesIO()
    if as_png:
        clean.save(out, "PNG", optimize=True)
    else:
        clean.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Photo(out.getvalue(), PNG if as_png else JPEG, position)


def _position(gps: Mapping[int, Any]) -> Position | None:
    """Return longitude and latitude; what makes no sense is no position."""
    try:
        lon = _degrees(gps[_LON]) * (-1 if gps[_LON_SIDE] == "W" else 1)
        lat = _degrees(gps[_LAT]) * (-1 if gps[_LAT_SIDE] == "S" else 1)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None
    inside = abs(lon) <= _FARTHEST_LON and abs(lat) <= _FARTHEST_LAT
    return (lon, lat) if inside else None


def _degrees(parts: Any) -> Decimal:
    total = Decimal(0)
    for part, share in zip(parts, _DEGREE_PARTS, strict=True):
        total += Decimal(part.numerator) / Decimal(part.denominator) / share
    return total.quantize(_PLACES)


def _refusal(zh: str, en: str) -> Refused:
    return Refused(Bilingual(zh, en), "photo")
