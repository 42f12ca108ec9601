"""The landing page, the conformance classes and the descriptions of collections."""

from collections.abc import Iterable
from typing import Any

from flask import url_for

from relief.web.ogc.answers import GEOJSON, OPENAPI, link
from relief.web.ogc.collections import Collection
from relief.web.ogc.parameters import CRS84, SYSTEMS

CONFORMS = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)
TITLE = "救灾值班台要素服务 · Relief desk features"
ABOUT = (
    "只读；每个请求带访问令牌，只返回令牌所属账号辖区内的数据。"
    "坐标存为 CGCS2000/WGS84：CRS84 经度在前，EPSG:4490 为同样的数值、纬度在前。 "
    "Read-only; every request carries an access token and gets what lies in the divisions of its "
    "owner. Coordinates are stored as CGCS2000/WGS84: CRS84 has "
    "longitude first, EPSG:4490 is the same numbers with latitude first."
)
Box = tuple[float, ...] | None


def landing() -> dict[str, Any]:
    """Return the landing page."""
    here = url_for("ogc.landing", _external=True)
    return {
        "title": TITLE,
        "description": ABOUT,
        "links": [
            link(here, "self"),
            link(url_for("ogc.api", _external=True), "service-desc", OPENAPI, "OpenAPI 3.0"),
            link(url_for("ogc.conformance", _external=True), "conformance"),
            link(url_for("ogc.collections_", _external=True), "data"),
            link(url_for("desk.home", _external=True), "alternate", "text/html", "救灾值班台"),
        ],
    }


def listing(found: Iterable[Collection], box: Box) -> dict[str, Any]:
    """Return the list of collections."""
    here = url_for("ogc.collections_", _external=True)
    return {
        "links": [link(here, "self")],
        "crs": list(SYSTEMS),
        "collections": [described(collection, box) for collection in found],
    }


def described(collection: Collection, box: Box) -> dict[str, Any]:
    """Return the description of one collection."""
    here = url_for("ogc.collection", collection_id=collection.id, _external=True)
    items = url_for("ogc.items", collection_id=collection.id, _external=True)
    made: dict[str, Any] = {
        "id": collection.id,
        "title": f"{collection.title.zh} · {collection.title.en}",
        "description": f"{collection.about.zh} · {collection.about.en}",
        "itemType": "feature",
        "crs": list(SYSTEMS),
        "storageCrs": CRS84,
        "links": [
            link(here, "self"),
            link(items, "items", GEOJSON, collection.title.zh),
        ],
    }
    if box is not None:
        made["extent"] = {"spatial": {"bbox": [list(box)], "crs": CRS84}}
    return made
