"""GeoPackage binary geometry: an eight-byte header, an envelope, then WKB.

Source: OGC 12-128r19 (GeoPackage 1.4), clause 2.1.3.1.1 StandardGeoPackageBinary format.
"""

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

WGS84 = 4326
_HEADER = struct.Struct("<2sBBi")
_ENVELOPE = struct.Struct("<4d")
_LITTLE_ENDIAN = 0b0000_0001
_WITH_XY_ENVELOPE = 0b0000_0010
EMPTY = 0b0001_0000
"""The header's flag for an empty geometry."""
_ONE_POINT = struct.Struct("<2sBBiBI2d")
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
# A point without envelope: eight bytes of header, five of WKB's byte order and kind, x and y.
_POINT = np.dtype([("head", "V8"), ("kind", "V5"), ("x", "<f8"), ("y", "<f8")])
_POINT_HEAD = np.void(_HEADER.pack(b"GP", 0, _LITTLE_ENDIAN, WGS84))
_POINT_KIND = np.void(b"\x01\x01\x00\x00\x00")


def to_blob(shape: BaseGeometry, srs_id: int = WGS84) -> bytes:
    """Return the GeoPackage blob of a shape in longitude and latitude (degrees, WGS84)."""
    wkb: bytes = shapely.to_wkb(shape, byte_order=1)
    if shape.is_empty:
        return _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN | EMPTY, srs_id) + wkb
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


def from_blobs(blobs: Sequence[bytes]) -> NDArray[Any]:
    """Return the shapes of many blobs at once, in the order given.

    Raises:
        ValueError: one of them is no GeoPackage geometry.
    """
    if any(blob[:2] != b"GP" for blob in blobs):
        message = "not a GeoPackage geometry"
        raise ValueError(message)
    starts = (_HEADER.size + _ENVELOPE_BYTES[blob[3] >> 1 & 0b111] for blob in blobs)
    wkb = [blob[start:] for blob, start in zip(blobs, starts, strict=True)]
    return np.asarray(shapely.from_wkb(np.array(wkb, dtype=object)))


def xy_of_points(blobs: Sequence[bytes]) -> NDArray[np.float64] | None:
    """Return x and y (rows) of blobs that are all points as this desk writes them, else None.

    Half a million points are read out of their bytes in milliseconds, without one shape made.
    """
    return xy_of_joined(b"".join(blobs), len(blobs))


def xy_of_joined(joined: bytes, count: int) -> NDArray[np.float64] | None:
    """Return what `xy_of_points` does, of `count` blobs one after another."""
    if not count or len(joined) != count * _POINT.itemsize:
        return None
    read = np.frombuffer(joined, dtype=_POINT)
    if (read["head"] != _POINT_HEAD).any() or (read["kind"] != _POINT_KIND).any():
        return None
    return np.stack((read["x"], read["y"]))


def point_of(blob: bytes) -> tuple[float, float] | None:
    """Return longitude and latitude of a point as `to_blob` writes it, None for anything else."""
    if len(blob) != _ONE_POINT.size or blob[3] & EMPTY or blob[_HEADER.size] != 1:
        return None
    *_header, lon, lat = _ONE_POINT.unpack(blob)
    return lon, lat
