"""GeoPackage binary geometry: an eight-byte header, an envelope, then WKB.

Source: OGC 12-128r19 (GeoPackage 1.4), clause 2.1.3.1.1 StandardGeoPackageBinary format.
"""

import struct

import shapely
from shapely.geometry.base import BaseGeometry

WGS84 = 4326
_HEADER = struct.Struct("<2sBBi")
_ENVELOPE = struct.Struct("<4d")
_LITTLE_ENDIAN = 0b0000_0001
_WITH_XY_ENVELOPE = 0b0000_0010
_EMPTY = 0b0001_0000
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)


def to_blob(shape: BaseGeometry, srs_id: int = WGS84) -> bytes:
    """Return the GeoPackage blob of a shape in longitude and latitude (degrees, WGS84)."""
    wkb: bytes = shapely.to_wkb(shape, byte_order=1)
    if shape.is_empty:
        return _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN | _EMPTY, srs_id) + wkb
    if shape.geom_type == "Point":
        return _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN, srs_id) + wkb
    west, south, east, north = shape.bounds
    header = _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN | _WITH_XY_ENVELOPE, srs_id)
    return header + _ENVELOPE.pack(west, east, south, north) + wkb


def from_blob(blob: bytes) -> BaseGeometry:
    """Return the shape of a GeoPackage blob.

    Raises:
        ValueError: the bytes are no GeoPackage geometry.
    """
    if blob[:2] != b"GP":
        message = "not a GeoPackage geometry"
        raise ValueError(message)
    envelope = _ENVELOPE_BYTES[blob[3] >> 1 & 0b111]
    return shapely.from_wkb(blob[_HEADER.size + envelope :])
