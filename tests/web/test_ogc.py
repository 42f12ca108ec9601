"""OGC API – Features: what the standard asks, within the divisions of the token's owner."""

import base64
import json

import pytest
import shapely
from openapi_spec_validator import OpenAPIV30SpecValidator
from shapely.geometry import box, shape
from sqlalchemy import select

from relief.core.scope import range_of
from relief.geography.footprint_tables import FootprintZone
from relief.geography.place_queries import places
from relief.offices.accounts import disable
from relief.offices.tokens import MOST_WRONG
from tests.support.person import Person
from tests.support.statements import statements
from tests.support.tokens import bearer, token_for

KINDS = ("township", "village", "depot", "site")
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CGCS2000 = "http://www.opengis.net/def/crs/EPSG/0/4490"
TOWNSHIPS = "/ogc/collections/townships-jishishan-2023/items"
PLACES = "/ogc/collections/places/items"


@pytest.fixture
def caller(app, demo):
    """Return a function that opens a program calling with an account's token."""

    def opened(username="jishishan"):
        secret = token_for(demo, username)
        client = app.test_client()

        def get(path, **query):
            return client.get(path, query_string=query or None, headers=bearer(secret))

        return get

    return opened


@pytest.fixture
def get(caller):
    return caller()


def rows(answer):
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return json.loads(answer.get_data(as_text=True))["features"]


def codes(answer, name="code"):
    return [row["properties"][name] for row in rows(answer)]


def test_the_landing_page_leads_to_everything(get) -> None:
    page = get("/ogc/").json
    links = {link["rel"]: link for link in page["links"]}
    assert set(links) == {"self", "service-desc", "conformance", "data", "alternate"}
    assert links["service-desc"]["type"] == "application/vnd.oai.openapi+json;version=3.0"
    for rel in ("self", "service-desc", "conformance", "data"):
        assert get(links[rel]["href"]).status_code == 200
    classes = get("/ogc/conformance").json["conformsTo"]
    assert {c.split("/spec/")[1] for c in classes} == {
        *(f"ogcapi-features-1/1.0/conf/{name}" for name in ("core", "oas30", "geojson")),
        "ogcapi-features-2/1.0/conf/crs",
    }


def test_the_openapi_document_is_valid_and_names_every_parameter_that_is_taken(get) -> None:
    answer = get("/ogc/api")
    assert answer.content_type == "application/vnd.oai.openapi+json;version=3.0"
    document = json.loads(answer.get_data(as_text=True))
    OpenAPIV30SpecValidator(document).validate()
    assert document["openapi"].startswith("3.0")
    for path, item in document["paths"].items():
        address = "/ogc" + path.replace("{featureId}", "nothing")
        assert get(address).status_code in {200, 404}, path
        for parameter in item["get"]["parameters"]:
            if parameter["in"] == "query":
                odd = get(address, **{parameter["name"]: "!"})
                assert odd.status_code in {400, 404}, (path, parameter["name"])


def test_every_collection_is_described_as_it_answers(get) -> None:
    listed = get("/ogc/collections").json["collections"]
    assert [row["id"] for row in listed] == [
        *("divisions", "places", "zones", "townships-jishishan-2023"),
    ]
    for row in listed:
        assert get(f"/ogc/collections/{row['id']}").json == row
        assert row["storageCrs"] == CRS84
        assert row["crs"] == [CRS84, CGCS2000]
        west, south, east, north = row["extent"]["spatial"]["bbox"][0]
        assert 102 < west < east < 104
        assert 35 < south < north < 36.5
        found = rows(get(f"/ogc/collections/{row['id']}/items"))
        assert found, row["id"]
        one = get(f"/ogc/collections/{row['id']}/items/{found[0]['id']}").json
        assert one["id"] == found[0]["id"]
        assert one["properties"] == found[0]["properties"]
        assert one["geometry"] == found[0]["geometry"]


def test_pages_follow_each_other_to_the_last_and_none_is_seen_twice(demo, get) -> None:
    with demo.database.read() as session:
        known = {row.id for row in places(session, KINDS, [range_of("622927")])}
    seen, address = [], f"{PLACES}?limit=37"
    while address:
        page = get(address).json
        assert page["numberMatched"] == len(known)
        assert page["numberReturned"] == len(page["features"]) <= 37
        seen += [row["id"] for row in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert len(seen) == len(set(seen)) == len(known) > 74
    assert set(seen) == known


def test_nothing_outside_the_owners_divisions_is_there(demo, caller) -> None:
    own, theirs = caller("jishishan"), caller("minhe")
    assert all(code.startswith("622927") for code in codes(own(PLACES, limit=10000), "division"))
    assert all(code.startswith("630222") for code in codes(theirs(PLACES, limit=10000), "division"))
    assert codes(own("/ogc/collections/divisions/items")) == ["622927000000"]
    assert all(code.startswith("622927") for code in codes(own(TOWNSHIPS, limit=10000)))
    foreign = rows(theirs(PLACES))[0]["id"]
    assert theirs(f"{PLACES}/{foreign}").status_code == 200
    assert own(f"{PLACES}/{foreign}").status_code == 404
    assert own(PLACES, division="630222000000").json["features"] == []
    nation = caller("national")
    assert len(codes(nation(PLACES, limit=10000), "division")) > 1000
    township = caller("dahejia")
    assert all(
        code.startswith("622927101") for code in codes(township(PLACES, limit=10000), "division")
    )
    assert codes(township("/ogc/collections/divisions/items")) == ["622927000000"]


def test_a_box_holds_what_meets_it_in_either_system(get) -> None:
    everything = rows(get(PLACES, limit=10000))
    west, south, east, north = 102.75, 35.65, 102.95, 35.85
    inside = {
        row["id"]
        for row in everything
        if box(west, south, east, north).intersects(shape(row["geometry"]))
    }
    assert 0 < len(inside) < len(everything)
    plain = get(PLACES, bbox=f"{west},{south},{east},{north}", limit=10000)
    assert {row["id"] for row in rows(plain)} == inside
    high = get(PLACES, bbox=f"{west},{south},0,{east},{north},9000", limit=10000)
    assert {row["id"] for row in rows(high)} == inside
    query = {"bbox": f"{south},{west},{north},{east}", "bbox-crs": CGCS2000, "limit": 10000}
    assert {row["id"] for row in rows(get(PLACES, **query))} == inside
    over = get(PLACES, bbox=f"170,{south},{east},{north}", limit=10000)  # over the antimeridian
    assert {row["id"] for row in rows(over)} > inside
    assert {row["id"] for row in rows(get(TOWNSHIPS, bbox=f"{west},{south},{east},{north}"))} == {
        row["id"]
        for row in rows(get(TOWNSHIPS))
        if row["geometry"] and box(west, south, east, north).intersects(shape(row["geometry"]))
    }


def test_epsg_4490_is_the_stored_numbers_with_their_axes_swapped(demo, get) -> None:
    for path in ("/ogc/collections/divisions/items", "/ogc/collections/zones/items", PLACES):
        plain, swapped = get(path), get(path, crs=CGCS2000)
        assert plain.headers["Content-Crs"] == f"<{CRS84}>"
        assert swapped.headers["Content-Crs"] == f"<{CGCS2000}>"
        for one, other in zip(rows(plain), rows(swapped), strict=True):
            turned = shapely.transform(shape(other["geometry"]), lambda c: c[:, ::-1])
            assert turned.equals_exact(shape(one["geometry"]), 0)
    with demo.database.read() as session:
        stored = {
            str(fid): geometry
            for fid, geometry in session.execute(select(FootprintZone.fid, FootprintZone.geometry))
        }
    for row in rows(get("/ogc/collections/zones/items")):
        assert shape(row["geometry"]).equals_exact(stored[row["id"]], 0)


def test_property_filters_choose_kinds_levels_and_divisions(get, caller) -> None:
    assert set(codes(get(PLACES, kind="depot,site", limit=10000), "kind")) == {"depot", "site"}
    one = get(PLACES, division="622927101000", kind="village", limit=10000)
    assert codes(one, "division")
    assert all(code.startswith("622927101") for code in codes(one, "division"))
    indicative = codes(get(PLACES, quality="indicative", limit=10000), "quality")
    assert set(indicative) == {"indicative"}
    levels = caller("gansu")("/ogc/collections/divisions/items", level="prefecture")
    assert set(codes(levels, "level")) == {"prefecture"}


def test_townships_have_the_last_released_figures_and_null_is_not_zero(caller) -> None:
    found = {row["id"]: row for row in rows(caller()(TOWNSHIPS))}
    facts = found["622927101000"]["properties"]
    assert facts["name"] == "大河家镇"
    assert facts["incident"] == "jishishan-2023"
    assert all(facts[name] is None for name in ("deaths", "missing", "injured"))  # none released
    assert facts["as_of"] is None


def test_a_time_chooses_by_the_hour_a_figure_states(rebuilding) -> None:
    from relief.app import create_app

    application = create_app(rebuilding)
    secret = token_for(rebuilding, "jishishan")
    client = application.test_client()

    def asked(when):
        answer = client.get(
            TOWNSHIPS, query_string={"datetime": when, "limit": 500}, headers=bearer(secret)
        )
        return {row["id"]: row["properties"] for row in rows(answer)}

    everything = asked("../2030-01-01")
    stated = {code: facts for code, facts in everything.items() if facts["as_of"]}
    assert stated, "the demo's township figures are released by then"
    first = min(facts["as_of"] for facts in stated.values())
    assert {c for c, f in asked(f"{first}/..").items() if f["as_of"]} == set(stated)
    assert {c for c, f in asked("../2023-12-18").items() if f["as_of"]} == set()
    exact = asked(first)
    assert {f["as_of"] for f in exact.values()} - {None} == {first}


def test_zones_are_those_of_the_persons_incidents_by_its_hour(get) -> None:
    zones = rows(get("/ogc/collections/zones/items"))
    assert [row["properties"]["label"] for row in zones]
    assert {row["properties"]["incident"] for row in zones} == {"jishishan-2023"}
    inside = get("/ogc/collections/zones/items", datetime="2023-12-18/2023-12-19")
    assert len(rows(inside)) == len(zones)
    assert rows(get("/ogc/collections/zones/items", datetime="2024-01-01/..")) == []


IMPOSSIBLE = [
    *({"limit": text} for text in ("0", "-1", "1.5", "many", "", "１")),
    *({"bbox": text} for text in ("1,2,3", "a,b,c,d", "1,2,3,4,5", "102,36,103,35", "")),
    *({"bbox": text} for text in ("nan,0,1,1", "0,0,inf,1", "500,0,501,1", "0,-91,1,0")),
    *({"datetime": text} for text in ("yesterday", "2023-12-19T00:40:00", "../..", "", "/")),
    {"datetime": "2023-12-20/2023-12-19"},
    {"datetime": "2023-13-40"},
    {"crs": "http://www.opengis.net/def/crs/EPSG/0/3857"},
    {"bbox-crs": "EPSG:4490"},
    {"division": "62292"},
    {"kind": "castle"},
    {"after": "-1"},
    {"f": "html"},
    {"colour": "red"},
]


def test_a_parameter_that_cannot_be_is_refused_in_both_languages(get) -> None:
    for query in IMPOSSIBLE:
        answer = get(PLACES, **query)
        assert answer.status_code == 400, query
        body = answer.json
        assert body["code"] == "InvalidParameterValue"
        assert body["errors"][0]["path"] == next(iter(query))
        assert body["errors"][0]["message"]["zh"] in body["description"]
        assert body["errors"][0]["message"]["en"] in body["description"]


def test_a_parameter_given_twice_is_refused(get) -> None:
    assert get(f"{PLACES}?limit=1&limit=2").status_code == 400
    for path in ("/ogc/", "/ogc/conformance", "/ogc/api", "/ogc/collections", f"{PLACES}/x"):
        assert get(path, limit="1").status_code == 400, path


def test_a_limit_above_the_most_is_the_most(get, caller) -> None:
    assert get(PLACES, limit="99999999999999999999").status_code == 200
    lines = caller("national")("/ogc/collections/divisions/items", limit=10000).json
    assert lines["numberReturned"] == 100 < lines["numberMatched"]  # lines are long
    assert "next" in {link["rel"] for link in lines["links"]}


def test_what_is_not_there_is_404(get) -> None:
    for path in ("/ogc/collections/persons", "/ogc/collections/persons/items", f"{PLACES}/none"):
        answer = get(path)
        assert answer.status_code == 404
        assert answer.json["code"] == "NotFound"


def test_an_answer_is_packed_and_sent_again_only_when_it_changed(app, demo) -> None:
    client, headers = app.test_client(), bearer(token_for(demo, "jishishan"))
    first = client.get(PLACES, headers=headers | {"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Accept-Encoding"} <= set(first.vary)
    again = client.get(PLACES, headers=headers | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert client.head(PLACES, headers=headers).status_code == 200
    assert client.post(PLACES, headers=headers).status_code in {400, 405}


def test_a_request_costs_the_same_statements_however_much_it_answers(app, demo) -> None:
    client, headers = app.test_client(), bearer(token_for(demo, "national"))
    client.get("/ogc/", headers=headers)  # the day of use is written
    for path in (PLACES, TOWNSHIPS, "/ogc/collections/divisions/items"):
        counts = []
        for limit in (1, 10000):
            with demo.database.read() as session, statements(session) as seen:
                client.get(path, query_string={"limit": limit}, headers=headers)
            counts.append(len(seen))
        assert counts[0] == counts[1] <= 30, (path, counts)


def test_without_a_token_in_force_nothing_is_told(app, demo, sign_in) -> None:
    stranger, officer = app.test_client(), sign_in("jishishan")
    for client in (stranger, officer):  # a session's cookie opens nothing here
        answer = client.get(PLACES)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert "features" not in answer.get_data(as_text=True)
    for header in ("Bearer wrong", "Bearer ", "Basic !!", "Digest x", "nonsense"):
        assert stranger.get(PLACES, headers={"Authorization": header}).status_code == 401


def test_a_token_opens_the_service_and_no_page(app, demo) -> None:
    client, headers = app.test_client(), bearer(token_for(demo, "jishishan"))
    assert client.get("/ogc/", headers=headers).status_code == 200
    for path in ("/", "/i/jishishan-2023/", "/tokens", "/i/jishishan-2023/layers/places.json"):
        assert client.get(path, headers=headers).status_code == 302, path


def test_a_token_is_taken_as_the_password_of_basic_authentication(app, demo) -> None:
    packed = base64.b64encode(f"anybody:{token_for(demo, 'jishishan')}".encode()).decode()
    answer = app.test_client().get(PLACES, headers={"Authorization": f"Basic {packed}"})
    assert answer.status_code == 200


def test_a_disabled_accounts_token_and_a_role_without_the_action_stop_at_once(app, demo) -> None:
    client, headers = app.test_client(), bearer(token_for(demo, "jishishan"))
    keeper = bearer(token_for(demo, "jishishan-keeper"))
    assert client.get(PLACES, headers=keeper).status_code == 403
    assert client.get(PLACES, headers=headers).status_code == 200
    with demo.database.write() as session:
        disable(session, "jishishan", disabled=True)
    assert client.get(PLACES, headers=headers).status_code == 401


def test_wrong_tokens_are_slowed_down_and_right_ones_are_not(app, demo) -> None:
    client, right = app.test_client(), bearer(token_for(demo, "jishishan"))
    for _n in range(MOST_WRONG):
        assert client.get("/ogc/", headers=bearer("wrong")).status_code == 401
    answer = client.get("/ogc/", headers=bearer("wrong"))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/ogc/", headers=right).status_code == 200


def test_a_token_is_made_on_the_page_shown_once_used_and_revoked(app) -> None:
    person = Person(app, "jishishan")
    person.see("/tokens")
    person.send("/tokens", name="办公室 QGIS", days="30")
    secret = person.page.xpath('//input[@id="token-secret"]/@value')[0]
    client = app.test_client()
    assert client.get("/ogc/", headers=bearer(secret)).status_code == 200
    assert secret not in person.see("/tokens")
    assert "办公室 QGIS" in person.text
    assert "有效" in person.text
    person.send("/revoke")
    assert "已撤销" in person.text
    assert client.get("/ogc/", headers=bearer(secret)).status_code == 401
    person.see("/tokens")
    assert person.attempt("/tokens", name="", days="30").status_code == 422
    assert person.attempt("/tokens", name="x", days="9999").status_code == 422
