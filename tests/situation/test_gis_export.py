"""A GeoPackage that leaves the desk: valid, of the person's divisions, and without a person."""

import json
import os
import sqlite3
import subprocess
import sys

import numpy as np
import pyogrio
import pytest
from pyogrio import raw
from shapely import from_wkb, to_wkb
from shapely.geometry import Point
from sqlalchemy import select, text

from jobs.worker import work_once
from relief.app import create_app
from relief.bootstrap import geopackage_writer, now_in
from relief.core.scope import range_of
from relief.db.made_files import locate
from relief.db.tables import AuditRow, Work
from relief.geography.place_queries import places
from relief.households.tables import Person as Family
from relief.incidents.queries import find_incident
from relief.offices.queries import scope_of_account
from relief.situation.gis_export import GisLayer, GisRow, export_layers
from relief.situation.gis_file import write_geopackage
from tests.support.person import Person
from tests.support.serving import ROOT

SLUG = "jishishan-2023"
KINDS = ("township", "village", "depot", "site")
SPATIAL = {"divisions": "MultiPolygon", "places": "Point", "zones": "MultiPolygon"}
SPATIAL |= {"townships": "Point", "houses": "Point"}


def made(desk, username, path):
    with desk.database.read() as session:
        scope = scope_of_account(session, username)
        incident = find_incident(session, SLUG)
        layers = export_layers(session, scope, incident, now_in(session), username)
        written = write_geopackage(geopackage_writer(), path, layers, lambda _d, _a: False)
    return {layer.name: layer.rows for layer in written}


def columns(path, layer):
    meta, _fids, shapes, data = raw.read(path, layer=layer)
    return dict(zip(meta["fields"], data, strict=True)), shapes


def valid(path):
    """Hold the file against the requirements of GeoPackage 1.4 (OGC 12-128r19), one by one."""
    with sqlite3.connect(path) as file:
        ask = lambda sql: file.execute(sql).fetchall()  # noqa: E731
        assert path.read_bytes()[68:72] == b"GPKG"  # 2
        assert ask("PRAGMA user_version")[0][0] >= 10200
        assert ask("PRAGMA integrity_check") == [("ok",)]  # 6
        assert ask("PRAGMA foreign_key_check") == []  # 7
        systems = dict(ask("SELECT srs_id, organization FROM gpkg_spatial_ref_sys"))
        assert systems.items() >= {4326: "EPSG", -1: "NONE", 0: "NONE"}.items()  # 11
        listed = ask(
            "SELECT table_name, data_type, srs_id, last_change, min_x, max_y FROM gpkg_contents"
        )
        for table, kind, system, changed, west, north in listed:
            assert kind in {"features", "attributes"}
            assert changed.endswith("Z")  # 15
            keys = [row for row in ask(f"PRAGMA table_info({table})") if row[5]]
            assert [key[2] for key in keys] == ["INTEGER"]  # 29, 150
            if kind == "features":
                assert system == 4326
                empty = ask(f"SELECT count(*) FROM {table}") == [(0,)]
                assert empty or (-180 <= west <= 180 and -90 <= north <= 90)
                assert _indexed(ask, table)
        shapes = ask("SELECT table_name, geometry_type_name, srs_id FROM gpkg_geometry_columns")
        assert {t: k for t, k, _s in shapes} == {
            t: k.upper() for t, k in SPATIAL.items() if t in {r[0] for r in listed}
        }
        assert {s for _t, _k, s in shapes} == {4326}
        return {row[0]: row[1] for row in listed}


def _indexed(ask, table):
    column = ask(f"SELECT column_name FROM gpkg_geometry_columns WHERE table_name='{table}'")[0][0]
    extension = ask(
        "SELECT scope FROM gpkg_extensions WHERE extension_name='gpkg_rtree_index' AND "
        f"table_name='{table}' AND column_name='{column}'"
    )
    inside = ask(f"SELECT count(*) FROM rtree_{table}_{column}")[0][0]
    with_shape = ask(f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL")[0][0]
    return extension == [("write-only",)] and inside == with_shape


def test_the_file_is_a_valid_geopackage_of_every_layer(rebuilding, tmp_path) -> None:
    path = tmp_path / "made.gpkg"
    written = made(rebuilding, "jishishan", path)
    assert valid(path) == {"about": "attributes"} | dict.fromkeys(SPATIAL, "features")
    assert dict(pyogrio.list_layers(path)) == SPATIAL | {"about": None}
    for layer, kind in SPATIAL.items():
        info = pyogrio.read_info(path, layer=layer, force_feature_count=True)
        assert info["crs"] == "EPSG:4326"
        assert info["geometry_type"] == kind
        assert info["features"] == written[layer] > 0
        assert info["layer_metadata"]["DESCRIPTION"]


def test_it_holds_the_persons_divisions_and_what_an_import_needs(demo, tmp_path) -> None:
    path = tmp_path / "made.gpkg"
    made(demo, "jishishan", path)
    with demo.database.read() as session:
        known = {row.id: row for row in places(session, KINDS, [range_of("622927")])}
    facts, shapes = columns(path, "places")
    assert set(facts) == {
        *("id", "kind", "name", "division", "quality", "surveyed", "source", "ended"),
        "generated",
    }
    assert set(facts["id"]) == set(known)
    for place, name, code, quality, shape in zip(
        facts["id"], facts["name"], facts["division"], facts["quality"], shapes, strict=True
    ):
        row = known[place]
        assert (name, code, quality) == (row.name, row.division_code, row.quality)
        assert from_wkb(shape).equals(Point(row.lon, row.lat))
    for layer in ("divisions", "townships"):
        assert all(code.startswith("622927") for code in columns(path, layer)[0]["code"]), layer


def test_no_name_number_or_telephone_of_anybody_is_in_it(rebuilding, tmp_path) -> None:
    path = tmp_path / "made.gpkg"
    made(rebuilding, "national", path)
    with rebuilding.database.read() as session:
        families = session.scalars(select(Family)).all()
        officials = session.execute(text("SELECT name, phone FROM offices_person")).all()
    secrets = {
        word
        for row in families
        for word in (row.head, row.id_number, row.phone, row.address, row.card)
    }
    secrets |= {word for row in officials for word in row}
    secrets = {word for word in secrets if word and len(word) > 1}
    assert len(secrets) > 100
    content = path.read_bytes()
    assert [word for word in secrets if word.encode() in content] == []


def test_houses_are_counted_by_village_as_the_progress_report_counts_them(
    rebuilding, tmp_path
) -> None:
    from relief.core.clock import beijing
    from relief.reconstruction.queries import milestones

    path = tmp_path / "made.gpkg"
    made(rebuilding, "jishishan", path)
    facts, _shapes = columns(path, "houses")
    with rebuilding.database.read() as session:
        incident = find_incident(session, SLUG)
        day = beijing(now_in(session)).date()
        rows = milestones(session, incident.id, [range_of("622927")], as_of=day, at=None)
    for name in ("need", "started", "completed", "moved_in"):
        assert int(np.sum(facts[name])) == sum(getattr(row, name) for row in rows) > 0, name


def test_a_role_without_rebuilding_gets_no_houses(demo, tmp_path) -> None:
    from dataclasses import replace

    with demo.database.read() as session:
        scope = scope_of_account(session, "jishishan")
        less = replace(scope, actions=scope.actions - {"reconstruction.view"})
        incident = find_incident(session, SLUG)
        layers = export_layers(session, less, incident, now_in(session), "x")
    assert "houses" not in {layer.name for layer in layers}


def test_unknown_figures_are_null_and_the_file_says_what_it_is(demo, tmp_path) -> None:
    path = tmp_path / "made.gpkg"
    made(demo, "jishishan", path)
    with sqlite3.connect(path) as file:
        deaths = file.execute("SELECT count(*), count(deaths) FROM townships").fetchone()
        about = {key: (zh, en) for key, zh, en in file.execute("SELECT key, zh, en FROM about")}
    assert deaths[0] > 10
    assert deaths[1] == 0  # nothing was released in the first forty minutes: 待核, not 0
    assert about["as_of"][0].startswith("数据截至 2023-12-19 00:4")
    assert about["made_by"] == ("jishishan", "jishishan")
    assert "示例" in about["demo"][0]
    assert "622927" in about["divisions"][1]


def test_batches_append_and_an_empty_layer_is_there(tmp_path) -> None:
    path = tmp_path / "made.gpkg"
    rows = [GisRow((f"p{n}", n if n % 2 else None, n > 5), Point(100 + n, 30)) for n in range(10)]
    kinds = (("name", "text"), ("count", "integer"), ("big", "boolean"))
    layers = [
        GisLayer("many", "多", "a", "Point", kinds, lambda: iter([rows[:4], rows[4:8], rows[8:]])),
        GisLayer("none", "无", "b", "MultiPolygon", kinds, lambda: iter([[]])),
    ]
    assert write_geopackage(geopackage_writer(), path, layers, lambda _d, _a: False) is not None
    facts, shapes = columns(path, "many")
    assert list(facts["name"]) == [f"p{n}" for n in range(10)]
    assert [from_wkb(shape).x for shape in shapes] == [100 + n for n in range(10)]
    with sqlite3.connect(path) as file:
        assert file.execute('SELECT "count" FROM many').fetchall() == [
            (n if n % 2 else None,) for n in range(10)
        ]
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert pyogrio.read_info(path, layer="none", force_feature_count=True)["features"] == 0


def test_it_stops_after_the_batch_when_it_is_asked_to(tmp_path) -> None:
    seen = []
    rows = [GisRow(("x",), Point(100, 30))]
    layer = GisLayer("l", "l", "l", "Point", (("name", "text"),), lambda: iter([rows] * 5))

    def stop(done, total):
        seen.append((done, total))
        return len(seen) == 2

    path = tmp_path / "made.gpkg"
    assert write_geopackage(geopackage_writer(), path, [layer, layer], stop) is None
    assert seen == [(0, 2), (0, 2)]


def test_the_button_makes_a_file_that_the_person_downloads(demo) -> None:
    person = Person(create_app(demo), "jishishan")
    person.see(f"/i/{SLUG}/gis")
    person.send("/geopackage")
    assert work_once(demo)
    with demo.database.read() as session:
        work = session.scalars(select(Work).where(Work.kind == "geopackage")).one()
        assert work.state == "done", work.result
        scope = scope_of_account(session, "jishishan")
        row, path = locate(demo.files, session, scope, work.result["sha256"])
        assert row.division_code == "622927000000"
        audit = session.scalars(
            select(AuditRow).where(AuditRow.action == "export_geopackage")
        ).one()
        assert audit.detail["places"] > 100
    valid(path)
    answer = person.client.get(f"/files/{work.result['sha256']}")
    assert answer.get_data() == path.read_bytes()
    assert answer.mimetype == "application/geopackage+sqlite3"
    stranger = Person(create_app(demo), "minhe")
    assert stranger.client.get(f"/files/{work.result['sha256']}").status_code == 404


def test_the_command_writes_the_same_file(demo, tmp_path) -> None:
    out = tmp_path / "out.gpkg"
    command = [sys.executable, "-m", "relief", "--data", str(demo.settings.data), "export"]

    environment = os.environ | {"RELIEF_DATABASE_URL": demo.settings.database_url}
    run = lambda *more: subprocess.run(  # noqa: E731
        [*command, "geopackage", "--incident", *more],
        check=False,
        cwd=ROOT,
        env=environment,
        capture_output=True,
    )
    done = run(SLUG, "--as", "jishishan", str(out))
    assert done.returncode == 0, done.stderr
    valid(out)
    assert "places: " in done.stderr.decode()
    refused = run("nowhere", str(out))
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["errors"]
    keeper = run(SLUG, "--as", "jishishan-keeper", str(out))
    assert keeper.returncode == 1


@pytest.mark.parametrize("username", ["gansu", "dahejia"])
def test_wider_and_narrower_scopes_get_their_own(demo, tmp_path, username) -> None:
    path = tmp_path / "made.gpkg"
    made(demo, username, path)
    codes = set(columns(path, "places")[0]["division"])
    lines = set(columns(path, "divisions")[0]["code"])
    if username == "gansu":
        assert all(code.startswith("62") for code in codes | lines)
        assert len(lines) > 80
    else:
        assert all(code.startswith("622927101") for code in codes)
        assert lines == {"622927000000"}


def _import(desk, *more):
    command = [
        sys.executable,
        "-m",
        "relief",
        "--data",
        str(desk.settings.data),
        "import",
        "places",
    ]
    environment = os.environ | {"RELIEF_DATABASE_URL": desk.settings.database_url}
    return subprocess.run(
        [*command, *map(str, more), "--as", "jishishan", "--json", "--confirm"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
    )


def test_the_places_come_back_by_the_import_and_only_what_was_moved_changes(demo, tmp_path) -> None:
    path, edited = tmp_path / "made.gpkg", tmp_path / "edited.gpkg"
    written = made(demo, "jishishan", path)
    same = _import(demo, path, "--layer", "places")
    assert same.returncode == 0, (same.stdout, same.stderr)
    answer = json.loads(same.stdout)
    assert answer["unchanged"] == written["places"], answer
    meta, _fids, shapes, data = raw.read(path, layer="places")
    names = list(meta["fields"])
    place = list(data[names.index("id")]).index("depot:jishishan")
    moved = Point(102.88, 35.72)
    shapes[place] = to_wkb(moved)
    raw.write(
        edited,
        shapes,
        data,
        names,
        layer="places",
        driver="GPKG",
        geometry_type="Point",
        crs="EPSG:4326",
    )
    back = _import(demo, edited)
    assert back.returncode == 0, (back.stdout, back.stderr)
    assert json.loads(back.stdout)["unchanged"] == written["places"] - 1
    with demo.database.read() as session:
        depot = next(
            row
            for row in places(session, ("depot",), [range_of("622927")])
            if row.id == "depot:jishishan"
        )
    assert (depot.lon, depot.lat) == (moved.x, moved.y)
