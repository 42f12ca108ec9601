"""Files of places come in whole or come back with reasons; doubts are pointed out, never fixed."""

import json
import multiprocessing
import os
import signal

import pytest
import shapely
from click.testing import CliRunner
from pyogrio import read_dataframe, write_dataframe
from shapely.geometry import LineString, Point, box
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jobs.work_export_places import make_file
from jobs.work_import_places import bring_in, read_places
from relief.bootstrap import DEMO_CLOCK, open_desk, projector
from relief.core.errors import OutOfScope, Refused
from relief.damage.services.import_reports import digest_of
from relief.db.projections import compare
from relief.db.tables import Setting
from relief.geography.coordinates import BD09, CGCS2000, GCJ02, SYSTEMS, from_stored, to_stored
from relief.geography.place_export import PlaceExport
from relief.geography.place_import import PlaceImport
from relief.geography.place_loading import load_places
from relief.geography.place_projections import PROJECTIONS
from relief.geography.place_queries import places
from relief.geography.place_tables import PlaceBatch, PlaceEntry, StagedPlace
from relief.geography.place_words import KINDS
from relief.geography.rows import NewBoundary, NewPlace
from relief.geography.service import load_boundaries
from relief.geography.tables import Place
from relief.geography.vector import FORMS
from relief.settings import Settings
from tests import make
from tests.support.statements import statements

COUNTY = box(102.6, 35.5, 103.0, 35.9)
HEAD = "编号,类别,名称,区划代码,坐标质量,测量日期,坐标来源,结束日期,说明,经度,纬度\n"
SCOPE = make.scope(account="jishishan")
NEVER = lambda _done, _total: False  # noqa: E731


@pytest.fixture
def struck(desk):
    with desk.database.write() as session:
        make.earthquake(session)
        make.account(session, "jishishan")
        load_boundaries(session, [NewBoundary(make.JISHISHAN, "积石山县", "test", COUNTY)])
        session.add(Setting(name=DEMO_CLOCK, value=make.NIGHT.isoformat()))
    return desk


def row(name="大河家中学", lon=102.8, lat=35.7, **more) -> str:
    told = {
        "id": "",
        "kind": "避难场所",
        "division": make.DAHEJIA,
        "quality": "实测",
        "surveyed": "2023-12-19",
        "source": "RTK",
        "ended": "",
        "note": "",
    } | more
    cells = [told["id"], told["kind"], name, told["division"], told["quality"], told["surveyed"]]
    cells += [told["source"], told["ended"], told["note"], str(lon), str(lat)]
    return ",".join(cells) + "\n"


def table(*rows: str) -> bytes:
    return (HEAD + "".join(rows)).encode()


def bring(desk, content: bytes, name: str = "places.csv", scope=SCOPE, **more):
    job = PlaceImport(make.JISHISHAN, digest_of(content), name, **({"crs": "wgs84"} | more))
    return bring_in(desk, scope, job, read_places(content, job), NEVER)


def stored(desk) -> dict[str, Place]:
    with desk.database.read() as session:
        return {p.id: p for p in places(session, tuple(KINDS), (("0" * 12, "9" * 12),))}


def is_whole(desk) -> bool:
    with desk.database.read() as session:
        return all(compare(session, projection) == [] for projection in PROJECTIONS)


def count(desk, table) -> int:
    with desk.database.read() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_places_come_in_and_the_second_run_changes_nothing(struck):
    content = table(
        row(),
        row("大河家镇", kind="乡镇驻地"),
        row("大河村", kind="村", division="622927101201", quality="示意坐标"),
        row("G310 K1850", kind="道路中断点", division=make.JISHISHAN),
    )
    outcome = bring(struck, content)
    assert (outcome.accepted, outcome.refused, outcome.warnings) == (4, 0, ())
    found = stored(struck)
    assert set(found) == {
        f"shelter:{make.DAHEJIA}:大河家中学",
        f"township:{make.DAHEJIA}",
        "village:622927101201",
        f"road:{make.JISHISHAN}:G310 K1850",
    }
    assert found[f"township:{make.DAHEJIA}"].surveyed_on.isoformat() == "2023-12-19"
    again = bring(struck, content)
    assert again.already
    other_bytes = bring(struck, content + b"\n")
    assert (other_bytes.accepted, other_bytes.unchanged) == (0, 4)
    assert count(struck, PlaceEntry) == 4
    assert is_whole(struck)


def test_a_moved_place_is_a_new_entry_that_corrects_the_old_one(struck):
    bring(struck, table(row()))
    bring(struck, table(row(lon=102.81, note="重新测量")))
    with struck.database.read() as session:
        first, second = session.scalars(select(PlaceEntry).order_by(PlaceEntry.id)).all()
    assert second.corrects == first.id
    assert second.note == "重新测量"
    assert stored(struck)[first.place_id].lon == 102.81
    assert is_whole(struck)


@pytest.mark.parametrize(
    ("bad", "cell", "said"),
    [
        (row(division="999999999999"), "D2", "没有区划"),
        (row(division=make.MINHE), "D2", "不在您的辖区"),
        (row(division="62292710100"), "D2", "有 11 位"),
        (row(division="6.22927E+11"), "D2", "末位数字已丢失"),
        (row(quality=""), "E2", "“坐标质量”未填"),
        (row(quality="大概"), "E2", "应为：实测、地名录、示意坐标"),
        (row(kind="学校"), "B2", "乡镇驻地"),
        (row(kind="村"), "D2", "村级"),
        (row(name=""), "C2", "缺少名称"),
        (row(name="马某某", kind="房屋", id="h-1"), "C2", "个人信息"),
        (row(surveyed="去年"), "F2", "不是日期"),
        (row(kind="救灾物资库", ended="2023-12-20"), "H2", "结束日期"),
        (row(lon="东"), "J2", "应为数字"),
        (row(lon="", lat=""), "J2", "没有位置"),
        (row(lon=35.7, lat=102.8), "J2", "颠倒"),
    ],
)
def test_a_bad_row_is_refused_at_its_cell_and_nothing_is_taken(struck, bad, cell, said):
    outcome = bring(struck, table(bad, row("好的一行")))
    assert outcome.batch is None
    assert outcome.refused == 1
    told = {mark.cell: mark.reason for mark in outcome.marks}
    assert said in told[cell].zh
    assert told[cell].en
    assert stored(struck) == {}
    assert count(struck, StagedPlace) == 0
    good = bring(struck, table(bad, row("好的一行")), good_rows=True)
    assert (good.accepted, good.refused) == (1, 1)


def test_a_column_that_is_missing_is_named(struck):
    outcome = bring(struck, table(row()).replace("坐标质量".encode(), "质量".encode()))
    assert [mark.reason.zh.partition("，")[0] for mark in outcome.marks] == ["“坐标质量”未填"]
    assert outcome.marks[0].reason.en.startswith("“Quality of the position” is not given")


def test_two_rows_of_one_place_are_refused_with_the_first_ones_number(struck):
    outcome = bring(struck, table(row(), row("别处"), row(lon=102.9)))
    (mark,) = outcome.marks
    assert mark.cell == "A4"
    assert "第 2 行" in mark.reason.zh


def geojson(shape, **properties) -> bytes:
    told = {"kind": "road", "name": "K12", "division": make.JISHISHAN, "quality": "surveyed"}
    feature = {
        "type": "Feature",
        "properties": told | properties,
        "geometry": json.loads(shapely.to_geojson(shape)),
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def test_a_closed_road_is_a_point_not_a_line(struck):
    line = LineString([(102.7, 35.6), (102.8, 35.7)])
    outcome = bring(struck, geojson(line), "a.geojson", crs="")
    assert "断在哪里" in outcome.marks[0].reason.zh
    assert bring(struck, geojson(line.centroid), "a.geojson", crs="").accepted == 1


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ((101.0, 35.7), "之外"),
        ((35.7, 102.8), "颠倒"),
    ],
)
def test_a_doubtful_position_waits_until_it_is_confirmed(struck, place, said):
    content = table(row(lon=place[0], lat=place[1]), row("另一处"))
    outcome = bring(struck, content)
    assert any(said in mark.reason.zh for mark in (*outcome.warnings, *outcome.marks))
    assert stored(struck) == {}
    if place[0] < 90:  # no such latitude: an error whoever confirms
        assert outcome.batch is None
        return
    assert outcome.to_confirm
    assert outcome.doubtful == 1
    taken = bring(struck, content, confirmed=True)
    assert taken.accepted == 2
    assert stored(struck)[f"shelter:{make.DAHEJIA}:大河家中学"].lon == 101.0
    assert bring(struck, content, confirmed=True).already


def test_swapped_coordinates_in_the_west_are_pointed_out(struck):
    with struck.database.write() as session:
        load_boundaries(session, [NewBoundary(make.MINHE, "西部", "test", box(80, 35, 82, 37))])
    scope = make.scope("622927", "630222", account="jishishan")
    content = table(row(lon=36.0, lat=81.0, division=make.MINHE, kind="安置点"))
    outcome = bring(struck, content, scope=scope)
    assert outcome.to_confirm
    assert ["颠倒" in mark.reason.zh for mark in outcome.warnings] == [True]


@pytest.mark.parametrize("system", [GCJ02, BD09])
def test_a_map_makers_position_is_recognised_by_what_was_known_before(struck, system):
    bring(struck, table(row()))
    moved = from_stored(Point(102.8, 35.7), system, projector())
    outcome = bring(struck, table(row(lon=moved.x, lat=moved.y)))
    assert outcome.to_confirm
    (warning,) = outcome.warnings
    assert system.name.zh in warning.reason.zh
    declared = bring(struck, table(row(lon=moved.x, lat=moved.y)), crs=system.key)
    assert (declared.accepted, declared.unchanged) == (0, 1)


def test_at_the_countys_edge_the_other_system_is_pointed_out(struck):
    assert to_stored(Point(102.6003, 35.7), GCJ02, projector()).x < 102.6
    outcome = bring(struck, table(row(lon=102.6003, lat=35.7)), crs="GCJ-02")
    assert outcome.to_confirm
    assert any("WGS84" in mark.reason.zh for mark in outcome.warnings)


def test_no_declaration_no_import(struck):
    with pytest.raises(Refused) as refused:
        bring(struck, table(row()), crs="")
    assert "不猜测" in refused.value.reason.zh


def test_an_edited_geopackage_brings_its_changes_back(struck, tmp_path):
    with struck.database.write() as session:
        load_places(session, _some_places())
    content, _rows = make_file(struck, SCOPE, PlaceExport("gpkg", "EPSG:4490"))
    path = tmp_path / "edited.gpkg"
    path.write_bytes(content)
    edited = read_dataframe(path)
    edited.loc[edited["id"] == "site:1", ["quality", "source"]] = ["实测", "RTK"]
    edited.loc[edited["id"] == "site:1", "geometry"] = Point(102.9, 35.8)
    write_dataframe(edited, path, layer="places", driver="GPKG")
    write_dataframe(edited.iloc[:0], path, layer="notes", driver="GPKG", append=True)
    outcome = bring(struck, path.read_bytes(), "edited.gpkg", crs="")
    assert (outcome.accepted, outcome.unchanged, outcome.marks) == (1, 3, ())
    moved = stored(struck)["site:1"]
    assert (moved.lon, moved.lat, moved.quality) == (102.9, 35.8, "surveyed")
    assert not moved.generated
    assert is_whole(struck)


def test_a_role_that_does_not_keep_places_imports_none(struck):
    keeper = make.scope(roles=("depot_keeper",))
    with pytest.raises(OutOfScope):
        bring(struck, table(row()), scope=keeper)
    with pytest.raises(OutOfScope):
        bring(struck, table(row()), scope=make.scope("630222"))


def test_a_check_says_what_would_happen_and_changes_nothing(struck):
    outcome = bring(struck, table(row()), check_only=True)
    assert (outcome.accepted, outcome.batch) == (1, None)
    assert stored(struck) == {}


WRITTEN = [
    *((form, CGCS2000, "utf-8") for form in FORMS),
    *((form, GCJ02, "utf-8") for form in FORMS if form != "kml"),
    *((form, SYSTEMS["EPSG:4522"], "gbk") for form in ("csv", "shp")),
]


@pytest.mark.parametrize(
    ("form", "system", "encoding"), WRITTEN, ids=lambda part: getattr(part, "key", part)
)
def test_what_is_exported_comes_back_and_changes_nothing(struck, form, system, encoding):
    with struck.database.write() as session:
        load_places(session, _some_places())
    before, entries = stored(struck), count(struck, PlaceEntry)
    asked = PlaceExport(form, system.key, (), encoding)
    content, rows = make_file(struck, SCOPE, asked)
    assert rows == len(before)
    said = "" if system.epsg or form not in {"shp", "gpkg"} else system.key
    outcome = bring(struck, content, asked.file_name, crs=said)
    assert (outcome.accepted, outcome.unchanged, outcome.marks) == (0, rows, ())
    assert stored(struck) == before
    assert count(struck, PlaceEntry) == entries


def _some_places() -> list[NewPlace]:
    where = Point(102.8123456789, 35.7123456789)
    made = [
        NewPlace(f"site:{n}", "site", f"安置点{n}", make.DAHEJIA, where, "indicative", "demo", True)
        for n in range(3)
    ]
    house = NewPlace("house-1", "house", "", "622927101201", where, "surveyed", "RTK", False)
    return [*made, house]


def test_an_export_stays_within_the_persons_divisions_and_names_no_house(struck):
    where = Point(102.8, 35.7)
    with struck.database.write() as session:
        load_places(
            session,
            [
                NewPlace("d1", "depot", "外县库", make.MINHE, where, "surveyed", "RTK", False),
                NewPlace("h1", "house", "马某某家", make.DAHEJIA, where, "surveyed", "RTK", False),
            ],
        )
    for form in FORMS:
        content, rows = make_file(struck, SCOPE, PlaceExport(form, "EPSG:4490"))
        assert rows == 1
        assert "马某某".encode() not in content
        assert "外县库".encode() not in content


def test_a_cancelled_import_leaves_nothing(struck):
    content = table(row())
    job = PlaceImport(make.JISHISHAN, digest_of(content), "a.csv", crs="wgs84")
    with pytest.raises(Refused):
        bring_in(struck, SCOPE, job, read_places(content, job), lambda _d, _t: True)
    assert count(struck, StagedPlace) == 0
    assert bring(struck, content, "a.csv").accepted == 1


def test_somebody_who_was_faster_is_not_overwritten(struck):
    bring(struck, table(row()))
    doubtful = table(row(lon=101.0))
    assert bring(struck, doubtful).to_confirm
    bring(struck, table(row(lon=102.9)))
    late = bring(struck, doubtful, confirmed=True)
    assert late.batch is None
    assert "有人改了同一位置" in late.marks[0].reason.zh
    assert stored(struck)[f"shelter:{make.DAHEJIA}:大河家中学"].lon == 102.9


def test_reading_and_checking_a_part_takes_a_handful_of_statements(struck):
    content = table(*(row(f"第{n}处") for n in range(900)))
    job = PlaceImport(make.JISHISHAN, digest_of(content), "a.csv", crs="wgs84")
    file = read_places(content, job)
    with statements(Session(struck.database.writer)) as seen:
        bring_in(struck, SCOPE, job, file, NEVER)
    assert len(seen) <= 16, seen


def test_the_command_imports_exports_and_answers(struck, tmp_path):
    from relief.__main__ import main  # noqa: F401 (the door exists)
    from relief.commands.root import root

    def call(*words: str):
        runner = CliRunner()
        return runner.invoke(root, list(words), obj=None, env=_env(struck))

    sheet = tmp_path / "a.csv"
    sheet.write_bytes(table(row(), row("外面", lon=101.0)))
    errors = tmp_path / "wrong.xlsx"
    first = call(
        *("import", "places", str(sheet), "--as", "jishishan", "--crs", "4490"),
        *("--errors", str(errors)),
    )
    assert first.exit_code == 1, first.output
    assert "--confirm" in first.output
    assert errors.stat().st_size > 0
    thrown = call("import", "places", str(sheet), "--crs", "4490", "--discard")
    assert thrown.exit_code == 0, thrown.output
    assert count(struck, StagedPlace) == 0
    second = call("import", "places", str(sheet), "--crs", "4490", "--confirm", "--json")
    assert second.exit_code == 0, second.output
    out = tmp_path / "out.shp"
    assert call("export", "places", str(out), "--as", "jishishan").exit_code == 0
    third = call("import", "places", str(out), "--as", "jishishan")
    assert third.exit_code == 0, third.output
    assert "未变 unchanged 2" in third.output
    filled = tmp_path / "template.xlsx"
    assert call("template", "places", str(filled)).exit_code == 0
    assert filled.stat().st_size > 0


def _env(desk) -> dict[str, str]:
    return {
        "RELIEF_DATA": str(desk.settings.data),
        "RELIEF_DATABASE_URL": desk.settings.database_url,
    }


def _import_in_own_process(data: str, url: str, content: bytes, gate, said, die_after: int) -> None:
    desk = open_desk(Settings(data, url))
    job = PlaceImport(make.JISHISHAN, digest_of(content), "a.csv", crs="wgs84")
    file = read_places(content, job)

    def progress(done: int, _total: int) -> bool:
        if done >= die_after > 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return False

    gate.wait()
    outcome = bring_in(desk, SCOPE, job, file, progress)
    said.put((outcome.accepted, outcome.already))


def _rivals(desk, content: bytes, number: int, die_after: int = 0):
    spawn = multiprocessing.get_context("spawn")
    gate, said = spawn.Barrier(number), spawn.Queue()
    settings = desk.settings
    arguments = (settings.data, settings.database_url, content, gate, said, die_after)
    rivals = [spawn.Process(target=_import_in_own_process, args=arguments) for _ in range(number)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join(120)
    return rivals, said


@pytest.mark.race
def test_of_two_imports_of_one_file_one_takes_it_in(struck):
    content = table(*(row(f"第{n}处") for n in range(2500)))
    rivals, said = _rivals(struck, content, 2)
    assert [rival.exitcode for rival in rivals] == [0, 0]
    assert sorted(said.get(timeout=10) for _ in rivals) == [(0, True), (2500, False)]
    assert count(struck, PlaceEntry) == 2500
    assert is_whole(struck)


@pytest.mark.race
def test_a_killed_import_goes_on_where_it_stopped(struck):
    content = table(*(row(f"第{n}处") for n in range(2500)))
    (killed,), _said = _rivals(struck, content, 1, die_after=1000)
    assert killed.exitcode == -signal.SIGKILL
    assert stored(struck) == {}
    with struck.database.read() as session:
        assert session.scalar(select(PlaceBatch.staged)) == 1000
    asked = []
    job = PlaceImport(make.JISHISHAN, digest_of(content), "a.csv", crs="wgs84")

    def progress(done: int, _total: int) -> bool:
        asked.append(done)
        return False

    outcome = bring_in(struck, SCOPE, job, read_places(content, job), progress)
    assert asked[0] == 1000
    assert outcome.accepted == 2500
    assert count(struck, StagedPlace) == 0
    assert is_whole(struck)
