"""The OpenAPI 3.0 document of the feature service, from the table its requests are checked by."""

from collections.abc import Iterable
from typing import Any

from flask import url_for

from relief.web.ogc.answers import GEOJSON
from relief.web.ogc.collections import Collection
from relief.web.ogc.documents import ABOUT, TITLE
from relief.web.ogc.parameters import CRS, FORMAT, Parameter

VERSION = "1.0.0"
_FAULTS = {
    "400": "参数无效 · A parameter is not valid",
    "401": "没有有效令牌 · No token in force",
    "403": "岗位不能读取 · The role does not allow it",
    "404": "没有，或不在辖区内 · Not there, or not in the owner's divisions",
    "429": "错误令牌过多 · Too many wrong tokens",
}
_FEATURE = {
    "type": "object",
    "required": ["type", "id", "properties", "geometry"],
    "properties": {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"type": "string"},
        "properties": {"type": "object"},
        "geometry": {"type": "object", "nullable": True},
        "links": {"type": "array", "items": {"type": "object"}},
    },
}
_PAGE = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": {"$ref": "#/components/schemas/feature"}},
        "links": {"type": "array", "items": {"type": "object"}},
        "numberMatched": {"type": "integer", "minimum": 0},
        "numberReturned": {"type": "integer", "minimum": 0},
    },
}
_FAULT = {
    "type": "object",
    "required": ["code"],
    "properties": {"code": {"type": "string"}, "description": {"type": "string"}},
}


def openapi(found: Iterable[Collection]) -> dict[str, Any]:
    """Return the document for the collections this person may read."""
    paths: dict[str, Any] = {
        "/": _path("landing", "首页 · Landing page", (FORMAT,)),
        "/conformance": _path("conformance", "符合的标准 · Conformance", (FORMAT,)),
        "/api": _path("api", "OpenAPI", (FORMAT,)),
        "/collections": _path("collections", "要素集 · Collections", (FORMAT,)),
    }
    for collection in found:
        own, title = f"/collections/{collection.id}", collection.title
        name = f"{title.zh} · {title.en}"
        paths[own] = _path(f"describe.{collection.id}", name, (FORMAT,))
        paths[f"{own}/items"] = _path(
            f"items.{collection.id}", name, collection.parameters, "featureCollection"
        )
        one = _path(f"item.{collection.id}", name, (FORMAT, CRS), "feature")
        one["get"]["parameters"].append(_ID)
        paths[f"{own}/items/{{featureId}}"] = one
    return {
        "openapi": "3.0.3",
        "info": {"title": TITLE, "description": ABOUT, "version": VERSION},
        "servers": [{"url": url_for("ogc.landing", _external=True).rstrip("/")}],
        "security": [{"token": []}, {"tokenAsPassword": []}],
        "paths": paths,
        "components": {
            "schemas": {"feature": _FEATURE, "featureCollection": _PAGE, "fault": _FAULT},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "tokenAsPassword": {"type": "http", "scheme": "basic"},
            },
        },
    }


_ID = {
    "name": "featureId",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
}


def _path(
    name: str, summary: str, parameters: tuple[Parameter, ...], schema: str = ""
) -> dict[str, Any]:
    media_type = GEOJSON if schema else "application/json"
    body = {"$ref": f"#/components/schemas/{schema}"} if schema else {"type": "object"}
    faults = {
        code: {
            "description": words,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/fault"}}},
        }
        for code, words in _FAULTS.items()
    }
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": [_parameter(parameter) for parameter in parameters],
            "responses": {
                "200": {"description": summary, "content": {media_type: {"schema": body}}},
                **faults,
            },
        }
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "description": f"{parameter.about.zh} · {parameter.about.en}",
        "required": False,
        "schema": dict(parameter.schema),
        "style": "form",
        "explode": False,
    }
