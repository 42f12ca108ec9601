"""GeoJSON for the map: coordinates to about 10 m, compressed, sent again only when it changed."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import cast

import shapely
from flask import Response, make_response, request
from shapely.geometry.base import BaseGeometry

from relief.geography.shapes import SCREEN_DIGITS

Facts = Mapping[str, object]
_COMPRESSION = 6


def feature(shape: BaseGeometry, facts: Facts) -> str:
    """Return one GeoJSON feature as text; degrees are rounded to four decimals."""
    rounded = shapely.transform(shape, lambda corners: corners.round(SCREEN_DIGITS))
    return (
        f'{{"type":"Feature","properties":{_json(facts)},"geometry":{shapely.to_geojson(rounded)}}}'
    )


def point_feature(lon: float, lat: float, facts: Facts) -> str:
    """Return one GeoJSON point feature as text; degrees are rounded to four decimals."""
    place = f"[{round(lon, SCREEN_DIGITS)},{round(lat, SCREEN_DIGITS)}]"
    geometry = f'{{"type":"Point","coordinates":{place}}}'
    return f'{{"type":"Feature","properties":{_json(facts)},"geometry":{geometry}}}'


def collection(features: Iterable[str], about: Facts) -> str:
    """Return a feature collection as text, with what the map says beside it under `about`."""
    inside = ",".join(features)
    return f'{{"type":"FeatureCollection","about":{_json(about)},"features":[{inside}]}}'


def answer(
    body: str, mimetype: str = "application/geo+json", compression: int = _COMPRESSION
) -> Response:
    """Return the response for a feed of the map: ETag, gzip where the browser takes it, or 304."""
    raw = body.encode()
    # Compressed by hand: waitress does not, and desks' lines are thin on the night they matter.
    packed = request.accept_encodings.quality("gzip") > 0
    response = make_response(gzip.compress(raw, compression, mtime=0) if packed else raw)
    response.mimetype = mimetype
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = "private, no-cache"  # asked every time, mostly a 304
    response.set_etag(hashlib.sha256(raw).hexdigest(), weak=True)
    return cast("Response", response.make_conditional(request))


def _json(facts: Facts) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
