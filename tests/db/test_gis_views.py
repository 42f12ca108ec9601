"""A GIS program that opens the desk's own database sees places, lines and footprints: no person."""

import os
import sqlite3
import subprocess
import sys

import pyogrio
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from relief.db.tables import Setting
from tests.support.serving import ROOT

LAYERS = {"gis_divisions": "MultiPolygon", "gis_places": "Point", "gis_zones": "MultiPolygon"}
COLUMNS = {
    "gis_divisions": {"code", "name", "level", "source"},
    "gis_places": {"id", "kind", "name", "division_code", "quality", "source", "generated"},
    "gis_zones": {
        *("footprint_id", "footprint", "hazard", "rank", "label"),
        *("area_km2", "quality", "source"),
    },
    "gis_about": {"zh", "en"},
}
JISHISHAN_BOX = (102.5, 35.5, 103.1, 36.0)
# The desk's file is named relief.db: GDAL says so once, and opens it.
pytestmark = pytest.mark.filterwarnings("ignore:.*non conformant file extension")


ON_SQLITE = pytest.mark.parametrize("demo_url", ["sqlite"], indirect=True)
ON_POSTGIS = pytest.mark.parametrize("demo_url", ["postgresql"], indirect=True)


def _file(desk):
    return make_url(desk.settings.database_url).database


@ON_SQLITE
def test_gdal_lists_the_chosen_layers_of_a_running_desk_and_nothing_else(demo) -> None:
    path = _file(demo)
    listed = dict(pyogrio.list_layers(path))
    assert listed == LAYERS | {"gis_about": None}
    for name in listed:
        assert set(pyogrio.read_info(path, layer=name)["fields"]) == COLUMNS[name]
    with pytest.raises(pyogrio.errors.DataLayerError):
        pyogrio.read_info(path, layer="offices_account")


@ON_SQLITE
def test_it_reads_while_the_desk_writes(demo) -> None:
    path = _file(demo)
    with demo.database.write() as session:
        before = session.scalar(text("SELECT count(*) FROM geography_place"))
        session.add(Setting(name="open", value="not committed yet"))
        session.flush()
        info = pyogrio.read_info(path, layer="gis_places", force_feature_count=True)
        assert info["features"] == before > 1000
        assert info["crs"] == "EPSG:4326"
        assert info["capabilities"]["fast_spatial_filter"]


@ON_SQLITE
def test_a_box_finds_the_same_places_as_the_desk(demo) -> None:
    path = _file(demo)
    _meta, _fids, shapes, _data = pyogrio.raw.read(path, layer="gis_places", bbox=JISHISHAN_BOX)
    with demo.database.read() as session:
        west, south, east, north = JISHISHAN_BOX
        inside = session.scalar(
            text(
                "SELECT count(*) FROM geography_place WHERE ST_MinX(geometry) BETWEEN :w AND :e "
                "AND ST_MinY(geometry) BETWEEN :s AND :n"
            ),
            {"w": west, "e": east, "s": south, "n": north},
        )
    assert len(shapes) == inside > 100


def test_the_new_desks_file_is_its_owners_alone_and_a_geopackage_from_the_first_page(
    tmp_path,
) -> None:
    command = [sys.executable, "-m", "relief", "--data", str(tmp_path), "init", "--admin", "admin"]
    quiet = os.environ | {"RELIEF_DATABASE_URL": ""}
    subprocess.run(
        [*command, "--password-stdin"], input=b"ten letters\n", check=True, cwd=ROOT, env=quiet
    )
    path = tmp_path / "relief.db"
    assert path.stat().st_mode & 0o077 == 0
    assert path.read_bytes()[68:72] == b"GPKG"
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert {name for name, _kind in pyogrio.list_layers(path)} == set(COLUMNS)


def test_the_same_views_stand_on_both_databases_with_the_same_rows(demo) -> None:
    with demo.database.read() as session:
        for view, columns in COLUMNS.items():
            found = session.execute(text(f"SELECT * FROM {view}"))
            extra = {"fid"} if view == "gis_about" else {"fid", "geometry"}
            assert set(found.keys()) == columns | extra
        zones = session.scalar(text("SELECT count(*) FROM geography_footprint_zone"))
        assert session.scalar(text("SELECT count(*) FROM gis_zones")) == zones > 0


@ON_POSTGIS
def test_postgis_knows_the_views_and_answers_a_box_by_the_index(demo) -> None:
    with demo.database.read() as session:
        known = session.execute(
            text(
                "SELECT f_table_name, type, srid FROM geometry_columns WHERE f_table_name ~ '^gis'"
            )
        )
        assert {row[0]: (row[1], row[2]) for row in known} == {
            name: (kind.upper(), 4326) for name, kind in LAYERS.items()
        }
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = session.execute(
            text(
                "EXPLAIN SELECT * FROM gis_places WHERE geometry && "
                "ST_MakeEnvelope(102.5, 35.5, 103.1, 36.0, 4326)"
            )
        )
        assert "ix_geography_place_geometry" in " ".join(row[0] for row in plan)
        gist = session.execute(
            text("SELECT tablename FROM pg_indexes WHERE indexdef LIKE '%USING gist (geometry)'")
        )
        assert {row[0] for row in gist} >= {
            *("geography_boundary", "geography_place", "geography_footprint_zone"),
        }
