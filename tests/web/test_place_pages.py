"""Places as officers use them: found, imported, corrected, ended and brought back."""

import json
from io import BytesIO

import pytest
import shapely
from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.worker import work_once
from relief.bootstrap import projector
from relief.db.projections import compare
from relief.db.tables import Work
from relief.geography.coordinates import GCJ02, from_stored
from relief.geography.place_projections import PROJECTIONS
from relief.geography.place_tables import PlaceEntry
from relief.geography.tables import Place
from tests.support.person import Person
from tests.support.statements import statements

SEAT = "township:622927101000"
HEAD = "类别,名称,区划代码,坐标质量,经度,纬度\n"
ROAD = "道路中断点,G310 K1850,622927101000,实测,102.80,35.80\n"


def stored(demo, place_id: str) -> Place:
    with demo.database.read() as session:
        place = session.scalar(select(Place).where(Place.id == place_id))
        session.expunge(place)
        return place


def send(demo, person: Person, content: bytes, name: str = "a.csv", **form: str) -> str:
    """Send a file, let the worker do it, and return the page that answers."""
    person.see("/places/import")
    answer = person.post("/places/import", file=(BytesIO(content), name), **form)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    while work_once(demo):
        pass
    return person.see(answer.location)


def import_road(demo, person: Person) -> str:
    page = send(demo, person, (HEAD + ROAD).encode(), crs="EPSG:4490")
    assert "接受 1 行" in page
    return "road:622927101000:G310 K1850"


def test_the_list_is_filtered_and_paged(app, demo):
    officer = Person(app, "jishishan")
    officer.see("/places?kind=township&division=622927101000")
    assert officer.page.xpath("//tbody/tr/th/a/text()") == ["大河家镇"]
    assert "下一页" in officer.see("/places?kind=village")
    assert "第 2 页" in officer.see("/places?kind=village&page=2")
    assert "没有符合条件的位置" in officer.see("/places?q=不存在的地方")
    assert "示意坐标" in officer.see("/places?quality=indicative")
    assert "官亭镇" not in officer.see("/places?kind=township")  # another province's


def test_a_list_takes_a_handful_of_statements(app, demo):
    officer = Person(app, "jishishan")
    officer.see("/places")
    with statements(Session(demo.database.reader)) as seen:
        officer.see("/places?kind=village")
    assert len(seen) <= 9, seen


def test_a_position_is_corrected_with_a_reason_and_keeps_its_history(app, demo):
    officer = Person(app, "jishishan")
    before = stored(demo, SEAT)
    officer.see(f"/places/one?id={SEAT}")
    new = Point(before.geometry.x + 0.01, before.geometry.y)
    typed = from_stored(new, GCJ02, projector())
    wish = {
        "id": SEAT,
        "crs": "GCJ-02",
        "lon": repr(typed.x),
        "lat": repr(typed.y),
        "quality": "surveyed",
        "surveyed_on": "2023-12-19",
        "origin": "手持 GPS",
    }
    refused = officer.post("/places/correct", **wish, reason="")
    assert refused.status_code == 422
    assert "写明更正的理由" in refused.get_data(as_text=True)
    assert stored(demo, SEAT).geometry == before.geometry
    answer = officer.post("/places/correct", **wish, reason="现场测量")
    assert answer.status_code == 302
    now = stored(demo, SEAT)
    assert shapely.distance(now.geometry, new) < 1e-9
    assert (now.quality, now.source) == ("surveyed", "手持 GPS")
    page = officer.see(answer.location)
    assert "现场测量" in page
    assert "2023-12-19" in page
    with demo.database.read() as session:
        entries = session.scalars(select(PlaceEntry).where(PlaceEntry.place_id == SEAT)).all()
        assert len(entries) == 2
        assert [compare(session, projection) for projection in PROJECTIONS] == [[]]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"lon": "东"}, "应为数字"),
        ({"lon": "35.7", "lat": "102.8"}, "核对次序"),
        ({"crs": "EPSG:3857"}, "不认识的坐标系"),
        ({"quality": "大概"}, "坐标质量"),
        ({"surveyed_on": "昨天"}, "不是日期"),
    ],
)
def test_a_bad_position_is_refused_with_what_was_typed(app, demo, typed, said):
    officer = Person(app, "jishishan")
    officer.see(f"/places/one?id={SEAT}")
    wish = {"id": SEAT, "crs": "EPSG:4490", "lon": "102.8", "lat": "35.8", "quality": "surveyed"}
    answer = officer.post("/places/correct", **(wish | typed), reason="试")
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_a_road_reopens_and_is_closed_again(app, demo):
    officer = Person(app, "jishishan")
    road = import_road(demo, officer)
    officer.see(f"/places/one?id={road}")
    officer.post("/places/end", id=road, on="2023-12-19", reason="交警电话")
    assert stored(demo, road).ended_on.isoformat() == "2023-12-19"
    assert "G310 K1850" not in officer.see("/places?kind=road")
    assert "G310 K1850" in officer.see("/places?kind=road&ended=1")
    officer.see(f"/places/one?id={road}")
    officer.post("/places/reopen", id=road, reason="余震落石")
    assert stored(demo, road).ended_on is None
    assert "余震落石" in officer.see(f"/places/one?id={road}")
    seat = officer.post("/places/end", id=SEAT, on="2023-12-19")
    assert seat.status_code == 422


def test_a_doubtful_file_waits_for_the_importer(app, demo):
    officer = Person(app, "jishishan")
    swapped = "道路中断点,外省,622927101000,实测,110.0,35.8\n"
    content = (HEAD + ROAD + swapped).encode("gbk")
    page = send(demo, officer, content, crs="EPSG:4490")
    assert "等待确认" in page
    assert "自动识别" in page
    assert "公里" in page
    kept = officer.page.xpath('//input[@name="kept"]/@value')[0]
    assert "a.csv" in officer.see("/places/import")
    answer = officer.post(
        "/places/import", kept=kept, crs="EPSG:4490", encoding="", layer="", confirmed="1"
    )
    while work_once(demo):
        pass
    assert "接受 2 行" in officer.see(answer.location)


def test_a_staged_file_can_be_thrown_away(app, demo):
    officer = Person(app, "jishishan")
    send(
        demo, officer, (HEAD + "道路中断点,甲,622927101000,实测,110.0,35.8\n").encode(), crs="4490"
    )
    officer.see("/places/import")
    batch = officer.page.xpath('//input[@name="batch"]/@value')[0]
    officer.post("/places/import/discard", batch=batch)
    assert "等待处理" not in officer.see("/places/import")


def test_a_file_without_a_declared_system_is_refused_in_words(app, demo):
    officer = Person(app, "jishishan")
    assert "系统不猜测" in send(demo, officer, (HEAD + ROAD).encode())


def test_bad_rows_come_back_marked(app, demo):
    officer = Person(app, "jishishan")
    page = send(demo, officer, (HEAD + ROAD + "学校,甲,62292710100,好,1,2\n").encode(), crs="4490")
    assert "没有导入" in page
    assert "A3" in page
    assert "下载标好错误的表" in page
    assert "只收没有错误的行" in page


def test_an_export_is_made_by_the_worker(app, demo):
    officer = Person(app, "jishishan")
    officer.see("/places/export")
    answer = officer.post("/places/export", form="geojson", crs="EPSG:4490", kinds="depot")
    while work_once(demo):
        pass
    officer.see(answer.location)
    with demo.database.read() as session:
        row = session.scalar(select(Work).where(Work.kind == "export_places"))
    content = officer.client.get(f"/files/{row.result['sha256']}").get_data()
    features = json.loads(content)["features"]
    assert [f["properties"]["id"] for f in features] == ["depot:jishishan"]


def test_who_may_only_look_sees_no_buttons_and_is_refused(app, demo):
    keeper = Person(app, "jishishan-leader")
    page = keeper.see(f"/places/one?id={SEAT}")
    assert "更正位置" not in page
    assert keeper.post("/places/correct", id=SEAT).status_code == 403
    assert keeper.client.get("/places/import").status_code == 403


def test_a_place_outside_ones_area_is_not_found(app, demo):
    officer = Person(app, "jishishan")
    assert officer.client.get("/places/one?id=township:630222103000").status_code == 404
    assert officer.client.get("/places/around.json?id=township:630222103000").status_code == 404


def test_the_small_map_has_the_countys_line_and_the_neighbours(app, demo):
    officer = Person(app, "jishishan")
    told = officer.client.get(f"/places/around.json?id={SEAT}").get_json()
    assert told["line"]["type"] in {"Polygon", "MultiPolygon"}
    assert len(told["near"]) > 3


def test_the_empty_workbook_comes_back_as_a_file(app, demo):
    officer = Person(app, "jishishan")
    content = officer.client.get("/places/template.xlsx").get_data()
    assert content[:2] == b"PK"
    page = send(demo, officer, content, "places.xlsx", crs="4490")
    assert "没有数据行" in page
