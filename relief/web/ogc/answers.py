"""Answers of the feature service: documents and features as JSON, axes as they were asked for."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import shapely
from flask import Response, request
from shapely.geometry.base import BaseGeometry

from relief.core.errors import NotFound, OutOfScope, ReliefError
from relief.core.errors import Refused as RefusedInput
from relief.web.bearer import refusal
from relief.web.geojson import answer
from relief.web.ogc.collections import Feature, Items
from relief.web.ogc.parameters import CGCS2000

GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
Links = list[dict[str, str]]


def link(
    href: str, rel: str, media_type: str = "application/json", title: str = ""
) -> dict[str, str]:
    """Return one link object."""
    made = {"href": href, "rel": rel, "type": media_type}
    return {**made, "title": title} if title else made


def document(body: Mapping[str, Any], media_type: str = "application/json") -> Response:
    """Return a JSON document for the owner of the token alone."""
    return _private(answer(json.dumps(body, ensure_ascii=False), media_type))


def feature_page(items: Items, links: Links, system: str) -> Response:
    """Return a page of features as GeoJSON in the system asked for."""
    inside = ",".join(feature_text(feature, system) for feature in items.features)
    about = {"numberMatched": items.matched, "numberReturned": len(items.features), "links": links}
    head = json.dumps({"type": "FeatureCollection", **about}, ensure_ascii=False)
    return _in(system, answer(f'{head[:-1]},"features":[{inside}]}}', GEOJSON))


def one_feature(feature: Feature, links: Links, system: str) -> Response:
    """Return one feature as GeoJSON in the system asked for."""
    return _in(system, answer(feature_text(feature, system, links), GEOJSON))


def feature_text(feature: Feature, system: str, links: Links | None = None) -> str:
    """Return a feature as GeoJSON text; coordinates are the stored ones, unrounded.

    EPSG:4490 names latitude first: the stored numbers with their axes swapped, since CGCS2000 and
    WGS84 differ by less than either is realised.
    """
    head = json.dumps({"type": "Feature", "id": feature.id}, ensure_ascii=False)
    facts = json.dumps(feature.facts, ensure_ascii=False)
    tail = f',"links":{json.dumps(links, ensure_ascii=False)}' if links else ""
    return (
        f'{head[:-1]},"properties":{facts},"geometry":{_geometry(feature.geometry, system)}{tail}}}'
    )


def next_address(mark: str) -> str:
    """Return the address of the next page: this request with the mark set."""
    values = [(name, text) for name, text in request.args.items(multi=True) if name != "after"]
    return f"{request.base_url}?{urlencode([*values, ('after', mark)])}"


def fault(error: ReliefError) -> Response:
    """Return a refusal as the standard has it: 400 for a parameter, 404 for what is not there."""
    if isinstance(error, NotFound):
        return refusal(404, "NotFound", error.wording())
    if isinstance(error, OutOfScope):
        return refusal(403, "Forbidden", error.wording())
    path = error.path if isinstance(error, RefusedInput) else ""
    return refusal(400, "InvalidParameterValue", error.wording(), path)


def _geometry(shape: BaseGeometry | None, system: str) -> str:
    if shape is None:
        return "null"
    turned = shapely.transform(shape, lambda c: c[:, ::-1]) if system == CGCS2000 else shape
    return str(shapely.to_geojson(turned))


def _in(system: str, response: Response) -> Response:
    response.headers["Content-Crs"] = f"<{system}>"
    return _private(response)


def _private(response: Response) -> Response:
    response.vary.add("Authorization")
    # Another site's page cannot read it, and cannot put it into an image or a script either.
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
