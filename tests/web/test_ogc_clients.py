"""The programs GIS people have, against a desk of its own process: OWSLib and GDAL."""

from contextlib import contextmanager

import numpy as np
import pyogrio
import pytest
from owslib.ogcapi.features import Features
from pyogrio import raw, set_gdal_config_options

from relief.core.scope import range_of
from relief.geography.boundary_queries import boundary_shapes
from relief.geography.place_queries import places
from relief.incidents.queries import find_incident
from tests.support.serving import served
from tests.support.tokens import bearer, token_for

KINDS = ("township", "village", "depot", "site")
BOX = (102.75, 35.65, 102.95, 35.85)


@contextmanager
def gdal_with(**options):
    set_gdal_config_options(options)
    try:
        yield
    finally:
        set_gdal_config_options(dict.fromkeys(options))


@pytest.fixture
def service(demo, tmp_path):
    (tmp_path / "data").mkdir(exist_ok=True)  # PostgreSQL has no file there
    with served(tmp_path / "data", demo.settings.database_url) as address:
        yield f"{address}/ogc", token_for(demo, "jishishan")


@pytest.fixture
def known(demo):
    with demo.database.read() as session:
        return places(session, KINDS, [range_of("622927")])


def test_owslib_reads_the_service(service, known) -> None:
    address, secret = service
    client = Features(f"{address}/", headers=bearer(secret))
    assert client.conformance()["conformsTo"]
    assert client.api()["openapi"].startswith("3.0")
    assert set(client.feature_collections()) >= {"divisions", "places", "zones"}
    described = client.collection("places")
    assert described["id"] == "places"
    page = client.collection_items("places", limit=10)
    assert page["numberMatched"] == len(known)
    assert page["numberReturned"] == 10
    boxed = client.collection_items("places", bbox=list(BOX), limit=1000)
    assert 0 < boxed["numberReturned"] < len(known)
    one = client.collection_item("places", page["features"][0]["id"])
    assert one["properties"] == page["features"][0]["properties"]


def test_gdal_reads_every_collection_with_all_its_pages(demo, service, known) -> None:
    address, secret = service
    source = f"OAPIF:{address}"
    with gdal_with(GDAL_HTTP_AUTH="BEARER", GDAL_HTTP_BEARER=secret):
        layers = {name for name, _kind in pyogrio.list_layers(source)}
        assert layers == {"divisions", "places", "zones", "townships-jishishan-2023"}
        info = pyogrio.read_info(source, layer="places")
        assert info["crs"] in {"OGC:CRS84", "EPSG:4326"} or "CRS84" in info["crs"]
        meta, _fids, shapes, columns = raw.read(source, layer="places")
        assert len(shapes) == len(known) > 100  # more than a page: the next links were followed
        names = dict(zip(meta["fields"], columns, strict=True))
        assert set(names["name"]) == {row.name for row in known}
        inside = raw.read(source, layer="places", bbox=BOX)[2]
        west, south, east, north = BOX
        assert len(inside) == sum(
            west <= row.lon <= east and south <= row.lat <= north for row in known
        )
        with demo.database.read() as session:
            incident = find_incident(session, "jishishan-2023")
            lines = boundary_shapes(session, [range_of("622927")])
        assert len(raw.read(source, layer="divisions")[2]) == len(lines)
        assert incident is not None
        for layer in layers:
            read = raw.read(source, layer=layer)
            assert len(read[2]) > 0, layer
            assert np.all([column is not None for column in read[3]])


def test_gdal_without_a_token_or_with_a_wrong_one_gets_nothing(service) -> None:
    address, _secret = service
    with pytest.raises(pyogrio.errors.DataSourceError):
        pyogrio.list_layers(f"OAPIF:{address}")
    with (
        gdal_with(GDAL_HTTP_AUTH="BEARER", GDAL_HTTP_BEARER="wrong"),
        pytest.raises(pyogrio.errors.DataSourceError),
    ):
        pyogrio.list_layers(f"OAPIF:{address}")


def test_gdal_signs_in_with_the_token_as_a_password(service, known) -> None:
    address, secret = service
    with gdal_with(GDAL_HTTP_USERPWD=f"qgis:{secret}", GDAL_HTTP_AUTH="BASIC"):
        assert len(raw.read(f"OAPIF:{address}", layer="places")[2]) == len(known)
