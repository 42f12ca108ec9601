"""OGC API – Features at /ogc: read-only, by personal token, within the divisions of its owner."""

from flask import Blueprint, Response, request, url_for

from relief.core.errors import NotFound, ReliefError
from relief.web.auth import by_token
from relief.web.context import desk, scope
from relief.web.ogc.answers import (
    GEOJSON,
    OPENAPI,
    document,
    fault,
    feature_page,
    link,
    next_address,
    one_feature,
)
from relief.web.ogc.collections import Ask, collections, extent, find_collection
from relief.web.ogc.documents import CONFORMS, described, listing
from relief.web.ogc.documents import landing as landing_document
from relief.web.ogc.openapi import openapi
from relief.web.ogc.parameters import CRS, CRS84, FORMAT, read_parameters

blueprint = Blueprint("ogc", __name__, url_prefix="/ogc")
blueprint.register_error_handler(ReliefError, fault)


@blueprint.get("/", strict_slashes=False)
@by_token("gis.read")
def landing() -> Response:
    """Answer with the landing page."""
    read_parameters(request.args, (FORMAT,))
    return document(landing_document())


@blueprint.get("/conformance")
@by_token("gis.read")
def conformance() -> Response:
    """Answer with the conformance classes."""
    read_parameters(request.args, (FORMAT,))
    return document({"conformsTo": list(CONFORMS)})


@blueprint.get("/api")
@by_token("gis.read")
def api() -> Response:
    """Answer with the OpenAPI document."""
    read_parameters(request.args, (FORMAT,))
    with desk().database.read() as session:
        found = collections(session, scope())
    return document(openapi(found), OPENAPI)


@blueprint.get("/collections")
@by_token("gis.read")
def collections_() -> Response:
    """Answer with the collections the owner of the token may read."""
    read_parameters(request.args, (FORMAT,))
    with desk().database.read() as session:
        found, box = collections(session, scope()), extent(session, scope())
    return document(listing(found, box))


@blueprint.get("/collections/<collection_id>")
@by_token("gis.read")
def collection(collection_id: str) -> Response:
    """Answer with the description of a collection."""
    read_parameters(request.args, (FORMAT,))
    with desk().database.read() as session:
        found = find_collection(session, scope(), collection_id)
        box = extent(session, scope())
    return document(described(found, box))


@blueprint.get("/collections/<collection_id>/items")
@by_token("gis.read")
def items(collection_id: str) -> Response:
    """Answer with a page of features."""
    with desk().database.read() as session:
        found = find_collection(session, scope(), collection_id)
        values = read_parameters(request.args, found.parameters)
        page = found.read(Ask(session, scope(), values))
    about = url_for("ogc.collection", collection_id=collection_id, _external=True)
    links = [link(request.url, "self", GEOJSON), link(about, "collection")]
    if page.next_after is not None:
        links.append(link(next_address(page.next_after), "next", GEOJSON))
    return feature_page(page, links, str(values.get("crs", CRS84)))


@blueprint.get("/collections/<collection_id>/items/<path:feature_id>")
@by_token("gis.read")
def item(collection_id: str, feature_id: str) -> Response:
    """Answer with one feature."""
    with desk().database.read() as session:
        found = find_collection(session, scope(), collection_id)
        values = read_parameters(request.args, (FORMAT, CRS))
        page = found.read(Ask(session, scope(), values, key=feature_id))
    if not page.features:
        raise NotFound("要素 feature", feature_id)
    about = url_for("ogc.collection", collection_id=collection_id, _external=True)
    links = [link(request.base_url, "self", GEOJSON), link(about, "collection")]
    return one_feature(page.features[0], links, str(values.get("crs", CRS84)))
