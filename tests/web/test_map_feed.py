"""One request a view: the level follows the zoom, law 7 holds, nothing is empty without a word."""

import json
from collections import Counter

import pytest
from shapely.geometry import Point
from sqlalchemy import delete

from relief.bootstrap import Desk
from relief.core.scope import range_of
from relief.geography.place_loading import load_places
from relief.geography.place_queries import places
from relief.geography.rows import NewPlace, PlaceRow
from relief.geography.tables import Place
from relief.web import map_feed
from tests.web.conftest import SLUG

HERE = "102.7,35.6,103.0,35.8"
ABROAD = "10,50,11,51"


@pytest.fixture
def ask(sign_in):
    """Ask for a view as one of the demo's accounts."""
    clients = {}

    def get(query: str, username: str = "jishishan", status: int = 200, **headers: str):
        if username not in clients:
            clients[username] = sign_in(username)
        answer = clients[username].get(f"/i/{SLUG}/layers/view.json?{query}", headers=headers)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer

    return get


def seen(answer) -> dict[str, int]:
    return {kind: shown for kind, shown, _total, _drawn in json.loads(answer.data)["counts"]}


def codes(answer, kind: str) -> set[str]:
    found = set()
    for held in json.loads(answer.data)["points"]:
        rows = zip(held["mark"], held["code"], strict=True)
        found |= {held["codes"][code] for m, code in rows if held["marks"][m][0] == kind}
    return found


def test_the_division_level_follows_the_zoom(ask) -> None:
    levels = {}
    for zoom in (4, 6, 7.5, 9):
        areas = json.loads(ask(f"bbox=99,33,107,39&zoom={zoom}", "national").data)["areas"]
        levels[zoom] = Counter(a["properties"]["level"] for a in areas if a["properties"]["filled"])
    assert list(levels[4]) == ["province"]
    assert list(levels[6]) == ["prefecture"]
    assert list(levels[7.5]) == list(levels[9]) == ["county"]
    assert levels[4]["province"] == 2
    kinds = [set(seen(ask(f"bbox={HERE}&zoom={zoom}"))) for zoom in (7, 9, 12)]
    assert [k & {"township", "village"} for k in kinds] == [
        set(),
        {"township"},
        {"township", "village"},
    ]


def test_a_wide_view_counts_points_by_division(ask) -> None:
    body = json.loads(ask("bbox=92,30,112,42&zoom=6", "national").data)
    found = {(c["kind"], c["code"][:4]): c["count"] for c in body["clusters"]}
    assert found[("site", "6229")] == 12
    assert body["points"] == []
    assert sum(c["count"] for c in body["clusters"] if c["kind"] == "depot") == 4
    assert all(c["name"] for c in body["clusters"])


def test_townships_of_the_incident_for_everybody_the_rest_for_their_own_desk(ask) -> None:
    own, other = ask(f"bbox={HERE}&zoom=12"), ask(f"bbox={HERE}&zoom=12", "minhe")
    assert codes(own, "township") == codes(other, "township") != set()
    assert {c[:6] for c in codes(own, "village")} == {"622927"}
    assert codes(other, "village") == set()
    assert {"site", "depot"} <= set(seen(own))
    assert not {"site", "depot"} & set(seen(other))


def test_the_feed_and_the_store_agree_point_for_point(ask, demo: Desk) -> None:
    held = json.loads(ask(f"bbox={HERE}&zoom=12").data)["points"][0]
    west, south, east, north = map(float, HERE.split(","))
    with demo.database.read() as session:
        rows = places(session, ["village"], [range_of("622927")], (west, south, east, north))
    wanted = Counter(
        (r.division_code, r.name, round(r.lon * 1e5), round(r.lat * 1e5), r.quality, r.generated)
        for r in rows
    )
    sent = Counter(
        (
            held["codes"][held["code"][n]], held["name"][n],
            held["x0"] + held["x"][n], held["y0"] + held["y"][n], quality, generated,
        )
        for n, (kind, quality, generated) in enumerate(held["marks"][m] for m in held["mark"])
        if kind == "village"
    )  # fmt: skip
    assert sent == wanted
    assert wanted


def test_without_a_box_the_view_is_that_of_the_desks_own_counties(ask) -> None:
    body = json.loads(ask("width=700").data)
    west, south, east, north = body["fit"]
    assert 102.5 < west < east < 103.3
    assert 35.3 < south < north < 36.0
    assert body["bounds"][0] < west
    wider = json.loads(ask("width=700", "national").data)["fit"]
    assert wider[0] < west
    assert wider[2] > east


def test_too_many_houses_are_counted_by_village_and_the_villages_stay(
    ask, demo: Desk, monkeypatch
) -> None:
    view = "bbox=102.6,35.5,103.2,35.95&zoom=14"
    with demo.database.write() as session:
        rows = places(session, ["village"], [range_of("622927")])
        load_places(session, [_house(row, n) for row in rows for n in range(2)])
    singly = ask(view)
    assert seen(singly)["house"] == 2 * len(rows)
    monkeypatch.setattr(map_feed, "MOST_POINTS", len(rows) + 1)
    body = json.loads(ask(view).data)
    counted = {kind: (shown, total) for kind, shown, total, _drawn in body["counts"]}
    assert counted["house"] == (0, 2 * len(rows))
    assert counted["village"] == (len(rows), len(rows))
    houses = {c["code"]: c["count"] for c in body["clusters"]}
    assert houses == {row.division_code: 2 for row in rows}


def _house(row: PlaceRow, number: int) -> NewPlace:
    return NewPlace(
        id=f"house:{row.division_code}:{number}",
        kind="house",
        name=f"{number}号",
        division_code=row.division_code,
        point=Point(row.lon, row.lat),
        quality="surveyed",
        source="test",
        generated=True,
    )


# --- never empty without a word


def test_an_empty_view_says_why_and_what_to_do(ask, demo: Desk) -> None:
    assert json.loads(ask(f"bbox={HERE}&zoom=12").data)["word"] is None
    abroad = json.loads(ask(f"bbox={ABROAD}&zoom=9").data)["word"]
    assert "没有区划界线" in abroad["text"]
    foreign = json.loads(ask("bbox=103.75,36.0,103.8,36.05&zoom=12").data)["word"]
    assert "不在本账号辖区" in foreign["text"]
    between = json.loads(ask("bbox=102.8500,35.7000,102.8502,35.7002&zoom=16").data)["word"]
    assert "没有村" in between["text"]
    with demo.database.write() as session:
        _forget(session, "village:622927%")
    word = json.loads(ask(f"bbox={HERE}&zoom=12").data)["word"]
    assert "没有已定位的村" in word["text"]
    assert "个没有位置" in word["text"]


def _forget(session, like: str) -> None:
    session.execute(delete(Place).where(Place.id.like(like)))


def test_english_has_no_chinese_but_names(ask, demo: Desk) -> None:
    word = json.loads(ask(f"bbox={ABROAD}&zoom=9&language=en").data)["word"]["text"]
    assert word.isascii()


# --- the line, and bad questions


def test_a_known_view_is_not_sent_again_and_comes_packed(ask) -> None:
    first = ask(f"bbox={HERE}&zoom=12", **{"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    again = ask(f"bbox={HERE}&zoom=12", status=304, **{"If-None-Match": first.headers["ETag"]})
    assert again.data == b""


@pytest.mark.parametrize(
    "query",
    ["bbox=1,2,3", "bbox=a,b,c,d", "bbox=3,2,1,4", "bbox=1,2,3,400", "bbox=nan,0,1,1",
     f"bbox={HERE}&zoom=-1", f"bbox={HERE}&zoom=nan", f"bbox={HERE}&zoom=x"],
)  # fmt: skip
def test_a_wrong_question_is_refused_with_its_reason(ask, query) -> None:
    answer = ask(query, status=422, Accept="application/json")
    assert answer.get_json()["errors"][0]["message"]["zh"]
