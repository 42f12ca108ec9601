"""The footprint's pages: the joined answer, a draft looked at, kept, restored; files and faults."""

import json
import re

import pytest
from shapely import Polygon, box, force_3d, to_geojson

from jobs.worker import work_once
from relief.db.projections import compare
from relief.geography.footprint_projections import PROJECTIONS
from relief.geography.footprint_queries import listings, versions, zone_shapes
from relief.incidents.queries import find_incident
from tests.web.conftest import COMMAND, SLUG, TOKEN, token_of

PAGE = f"/i/{SLUG}/footprint"
ROW = re.compile(
    r'<tr data-rank="(\d+)">.*?data-villages="(\d+)".*?data-estimate="(\d+)"', re.DOTALL
)
AREA = box(102.6, 35.6, 103.0, 35.9)
BOW_TIE = Polygon([(102.6, 35.5), (103, 35.9), (103, 35.5), (102.6, 35.9)])


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def zone(shape, rank=7, label=""):
    return {"rank": rank, "label": label, "geometry": json.loads(to_geojson(shape))}


def sketch(client, *zones, command="sketch-1"):
    """Send zones as the draw tool does; return the answer."""
    form = {"csrf_token": token_of(client), "command_id": command, "zones": json.dumps(zones)}
    return client.post(f"{PAGE}/sketch", data=form)


def keep(client, draft, **fields):
    page = text(client, draft)
    form = {
        "csrf_token": TOKEN.search(page)[1],
        "command_id": COMMAND.findall(page)[-1],
        "follows": re.search(r'name="follows" value="([^"]*)"', page)[1],
        "publisher": "县应急局",
        "quality": "estimate",
    }
    return client.post(f"{draft}/keep", data=form | fields)


def known(demo):
    with demo.database.read() as session:
        incident = find_incident(session, SLUG)
        return versions(session, incident.footprint_id)


def test_villages_by_zone_are_those_the_list_names_and_estimates_stand_beside(sign_in):
    page = text(sign_in("national"), PAGE)
    rows = {int(rank): (int(sure), int(beside)) for rank, sure, beside in ROW.findall(page)}
    assert set(rows) == {6, 7, 8}
    # 8 townships of 积石山 and 4 of 民和 are named for Ⅷ, the other nine of 积石山 for Ⅶ.
    assert (rows[8][0], rows[7][0], rows[6][0]) == (135, 79, 0)
    assert rows[8][1] == 0
    assert rows[6][1] > 0
    assert "中国地震局" in page
    open_ones = int(re.search(r'data-open="(\d+)"', page)[1])
    assert open_ones > 0
    assert "没有真实位置" in text(sign_in("national"), f"{PAGE}?how=open")


def test_a_drawing_is_looked_at_kept_and_the_one_before_brought_back(sign_in, demo):
    client = sign_in("jishishan")
    before = known(demo)
    draft = sketch(client, zone(AREA, 8, "重灾区")).headers["Location"]
    page = text(client, draft)
    assert "尚未存入" in page
    assert "1,20" in page  # km²: 0.4° by 0.3° at 35.75°N is about 1,206
    assert known(demo) == before
    assert keep(client, draft, with_lists="1").status_code == 302
    newest, *older = known(demo)
    assert (older, newest.number, newest.way, newest.publisher) == (before, 2, "drawn", "县应急局")
    with demo.database.read() as session:
        key = find_incident(session, SLUG).footprint_id
        (shape,) = zone_shapes(session, key)
        assert (shape.label, shape.quality) == ("重灾区", "estimate")
        assert len(listings(session, key)) == 13
        assert [d for p in PROJECTIONS for d in compare(session, p)] == []
    page = text(client, f"{PAGE}?version={before[0].id}")
    assert "恢复此版" in page
    form = {
        "csrf_token": token_of(client),
        "command_id": "restore-1",
        "version": before[0].id,
        "follows": newest.id,
    }
    assert client.post(f"{PAGE}/restore", data=form).status_code == 302
    assert [row.way for row in known(demo)] == ["restored", "drawn", "loaded"]
    with demo.database.read() as session:
        assert [s.rank for s in zone_shapes(session, key)] == [6, 7, 8]


def test_wound_back_the_page_shows_the_version_of_that_hour(sign_in, demo):
    client = sign_in("jishishan")
    draft = sketch(client, zone(AREA, 9)).headers["Location"]
    keep(client, draft)
    assert 'data-rank="9"' in text(client, PAGE)
    then = text(client, f"{PAGE}?at=2023-12-19T00:10:00%2B08:00")
    assert 'data-rank="9"' not in then
    assert 'data-rank="8"' in then
    assert "还没有影响范围" in text(client, f"{PAGE}?at=2023-12-18T23:00:00%2B08:00")


def test_who_keeps_against_an_old_version_is_told(sign_in, demo):
    officer, leader = sign_in("jishishan"), sign_in("jishishan-leader")
    mine = sketch(officer, zone(AREA, 8)).headers["Location"]
    theirs = sketch(leader, zone(AREA, 9), command="sketch-2").headers["Location"]
    page = text(officer, mine)
    assert keep(leader, theirs).status_code == 302
    form = {
        "csrf_token": TOKEN.search(page)[1],
        "command_id": "late",
        "follows": re.search(r'name="follows" value="([^"]*)"', page)[1],
        "publisher": "县应急局",
    }
    late = officer.post(f"{mine}/keep", data=form)
    assert late.status_code == 409
    assert "由 马带班 2023-12-19" in late.get_data(as_text=True)
    assert "来源 本台" in text(officer, PAGE)
    assert [row.number for row in known(demo)] == [2, 1]


def test_a_crossing_is_shown_with_its_place_and_mended_only_when_asked(sign_in, demo):
    client = sign_in("jishishan")
    draft = sketch(client, zone(BOW_TIE)).headers["Location"]
    page = text(client, draft)
    assert "102.8000,35.7000" in page
    assert "有错误，不能存入" in page
    assert keep_refused(client, draft)
    marks = json.loads(client.get(f"{draft}/zones.json").data)["features"]
    assert [m["geometry"]["coordinates"] for m in marks if "finding" in m["properties"]] == [
        [102.8, 35.7]
    ]
    form = {"csrf_token": token_of(client), "command_id": "repair-1"}
    mended = client.post(f"{draft}/repair", data=form).headers["Location"]
    assert mended != draft
    assert "存入并采用" in text(client, mended)
    assert len(known(demo)) == 1


def keep_refused(client, draft):
    form = {"csrf_token": token_of(client), "command_id": "x", "publisher": "县", "follows": ""}
    return client.post(f"{draft}/keep", data=form).status_code == 422


def test_a_draft_is_its_makers_alone_and_a_keeper_may_not_draw(sign_in):
    draft = sketch(sign_in("jishishan"), zone(AREA)).headers["Location"]
    assert sign_in("jishishan-leader").get(draft).status_code == 404
    keeper = sign_in("jishishan-keeper")
    assert keeper.get(f"{PAGE}/new").status_code == 403
    assert sketch(keeper, zone(AREA)).status_code == 403


@pytest.mark.parametrize("zones", ["", "[]", "{", '[{"rank":7}]', '[{"rank":"x","geometry":null}]'])
def test_what_is_no_drawing_is_refused(sign_in, zones):
    client = sign_in("jishishan")
    form = {"csrf_token": token_of(client), "command_id": "bad", "zones": zones}
    assert client.post(f"{PAGE}/sketch", data=form).status_code == 422


@pytest.mark.parametrize(
    ("asked", "area"),
    [
        ({"kind": "circle", "lon": 102.79, "lat": 35.7, "radius_km": "10"}, 314.1),
        (
            {"kind": "ellipse", "lon": 102.79, "lat": 35.7, "long_km": 124, "short_km": 85,
             "azimuth_deg": 337.5},
            8278,
        ),
        (
            {"kind": "corridor", "width_km": 5,
             "geometry": {"type": "LineString", "coordinates": [[102.5, 35.7], [103, 35.7]]}},
            531,
        ),
    ],
)  # fmt: skip
def test_a_shape_made_from_figures_comes_back_with_its_area(sign_in, asked, area):
    client = sign_in("jishishan")
    headers = {"X-CSRFToken": token_of(client)}
    answer = client.post(f"{PAGE}/shape.json", json=asked, headers=headers)
    assert answer.status_code == 200, answer.data
    assert answer.json["area_km2"] == pytest.approx(area, rel=0.01)
    assert answer.json["findings"] == []
    bad = client.post(
        f"{PAGE}/shape.json",
        json=asked | {"radius_km": "", "long_km": "", "width_km": ""},
        headers=headers | {"Accept": "application/json"},
    )
    assert bad.status_code == 422


def imported(client, demo, name, content, **fields):
    from io import BytesIO

    form = {
        "csrf_token": token_of(client),
        "command_id": f"import-{name}",
        "file": (BytesIO(content), name),
        **fields,
    }
    answer = client.post(f"{PAGE}/import", data=form, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert work_once(demo)
    return text(client, answer.headers["Location"])


def collection(*features):
    listed = [
        {"type": "Feature", "properties": facts, "geometry": json.loads(to_geojson(shape))}
        for shape, facts in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": listed}).encode()


def draft_of(page):
    return re.search(r'href="([^"]+/drafts/[^"]+)"', page)[1]


def test_a_geojson_of_two_zones_with_heights_becomes_a_draft(sign_in, demo):
    client = sign_in("jishishan")
    content = collection(
        (force_3d(box(102, 35, 104, 37), 1800), {"烈度": "Ⅵ"}), (AREA, {"烈度": "VIII"})
    )
    page = imported(client, demo, "a.geojson", content, crs="EPSG:4490")
    draft = text(client, draft_of(page))
    assert "高程" in draft
    assert re.findall(r'<tr data-rank="(\d+)">', draft) == ["8", "6"]


def test_a_cap_alert_becomes_a_draft_with_its_sender(sign_in, demo):
    client = sign_in("jishishan")
    cap = (
        '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><sender>中央气象台</sender>'
        "<sent>2023-12-19T08:00:00+08:00</sent><status>Actual</status><msgType>Alert</msgType>"
        "<info><language>zh-CN</language><severity>Severe</severity><area><areaDesc>x</areaDesc>"
        "<circle>35.70,102.79 12</circle></area></info></alert>"
    )
    draft = text(client, draft_of(imported(client, demo, "a.xml", cap.encode())))
    assert "中央气象台" in draft
    assert "2023-12-19 08:00" in draft


def test_a_file_that_cannot_be_a_footprint_is_answered_with_its_reason(sign_in, demo):
    client = sign_in("jishishan")
    lines = collection((Polygon(AREA).exterior, {}))
    assert "宽度" in imported(client, demo, "line.geojson", lines, crs="EPSG:4326")
    two = collection((AREA, {"a": 1}), (AREA, {"a": 2}))
    assert "哪个字段是等级" in imported(client, demo, "two.geojson", two, crs="EPSG:4326")
    assert "不是可读的 CAP 文件" in imported(client, demo, "cut.xml", b"<alert")
    assert len(known(demo)) == 1
