import gzip
import json
import secrets
from collections import Counter

import pytest
from flask import Flask, g

from relief.core.scope import Scope
from relief.web import layers
from relief.web.context import DESK
from relief.web.errors import answer_errors
from relief.web.language import use_languages

LARGEST_BYTES = 150 * 1024
PREFIX = "/i/jishishan-2023/layers/"


@pytest.fixture
def ask(demo):
    """Ask for a layer as the desk of one prefix."""
    app = Flask("layers")
    app.extensions[DESK] = demo
    app.config["SECRET_KEY"] = secrets.token_hex()
    use_languages(app)
    answer_errors(app)
    app.register_blueprint(layers.blueprint)
    held = [""]

    @app.before_request
    def sign_in():
        g.scope = Scope("a", "a", (held[0],), ("desk_officer",), frozenset({"desk.view"}))

    client = app.test_client()

    def get(path, prefix="622927", **headers):
        held[0] = prefix
        return client.get(PREFIX + path, headers={"Accept": "application/json", **headers})

    return get


def features(response):
    return json.loads(response.data)["features"]


def kinds(response):
    return Counter(f["properties"]["kind"] for f in features(response))


def test_boundaries_are_light_and_both_provinces_whole(ask):
    response = ask("boundaries.json", **{"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.data) < LARGEST_BYTES
    rows = json.loads(gzip.decompress(response.data))["features"]
    levels = Counter(row["properties"]["level"] for row in rows)
    assert (levels["county"], levels["prefecture"]) == (132, 22)
    assert sum(row["properties"]["struck"] for row in rows) == 6


def test_a_layer_that_is_known_is_not_sent_again(ask):
    first = ask("boundaries.json")
    again = ask("boundaries.json", **{"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert "private" in first.headers["Cache-Control"]


def test_coordinates_have_four_decimals(ask):
    (point,) = [
        f for f in features(ask("footprint.json")) if f["properties"]["kind"] == "epicentre"
    ]
    assert point["geometry"]["coordinates"] == [102.79, 35.7]
    ring = features(ask("footprint.json"))[0]["geometry"]["coordinates"][0][0]
    assert all(round(degree, 4) == degree for corner in ring for degree in corner)


def test_the_footprint_says_what_is_published_and_what_is_estimated(ask):
    body = json.loads(ask("footprint.json").data)
    zones = [f["properties"] for f in body["features"] if f["properties"]["kind"] == "zone"]
    assert [(z["label"], z["area_km2"], z["quality"]) for z in zones] == [
        ("Ⅵ", "6519", "estimate"),
        ("Ⅶ", "1514", "estimate"),
        ("Ⅷ", "331", "estimate"),
    ]
    assert len(body["about"]["listed"]) == 13
    assert sum(row["townships"] for row in body["about"]["counts"]) == 35


def test_townships_and_their_zones_are_readable_by_every_desk_of_the_incident(ask):
    for prefix in ("622927", "630222", "63", ""):
        towns = [f["properties"] for f in features(ask("places.json?kind=township", prefix))]
        assert Counter(t["zone"] for t in towns) == {"Ⅷ": 12, "Ⅶ": 9, None: 86}


@pytest.mark.parametrize(
    ("prefix", "depots", "sites"),
    [
        ("622927", 1, 12),
        ("622927101", 0, 4),
        ("630222", 1, 0),
        ("62", 2, 12),
        ("63", 2, 0),
        ("", 4, 12),
    ],
)
def test_depots_and_sites_stay_within_the_desks_own_divisions(ask, prefix, depots, sites):
    seen = kinds(ask("places.json?kind=depot,site", prefix))
    assert (seen["depot"], seen["site"]) == (depots, sites)


def test_villages_stay_within_scope_and_box(ask):
    everyone = features(ask("places.json?kind=village"))
    assert {f["properties"]["code"][:6] for f in everyone} == {"622927"}
    boxed = features(ask("places.json?kind=village&bbox=102.7,35.6,102.9,35.8"))
    assert 0 < len(boxed) < len(everyone)
    assert features(ask("places.json?kind=village&bbox=102.7,35.6,102.9,35.8", "630222")) == []


def test_what_was_invented_says_so(ask):
    rows = [f["properties"] for f in features(ask("places.json?kind=village,depot,site"))]
    assert all(row["generated"] == (row["quality"] == "indicative") for row in rows)
    assert all(row["generated"] for row in rows if row["kind"] != "village")


@pytest.mark.parametrize(
    "query", ["kind=castle", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=nan,0,1,1", "bbox=1,2,3,400"]
)
def test_a_wrong_question_is_refused_with_its_reason(ask, query):
    response = ask(f"places.json?{query}")
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["message"]["zh"]


def test_a_desk_outside_the_incident_finds_nothing(ask):
    for name in ("boundaries", "footprint", "places"):
        assert ask(f"{name}.json", "15").status_code == 404
