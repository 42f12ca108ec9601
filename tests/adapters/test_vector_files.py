"""Files of places in six forms: read row by row, written so that they come back the same."""

import io
import json
import zipfile

import pytest
import shapely
from shapely.geometry import Point, box

from relief.bootstrap import vector_reader, vector_writer
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.geography.coordinates import BD09, CGCS2000, GCJ02, SYSTEMS, WGS84
from relief.geography.vector import FORMS, MOST_VERTICES, OutField, OutTable, SentFile

READER, WRITER = vector_reader(), vector_writer()
ENDINGS = {form: "zip" if form == "shp" else form for form in FORMS}
POINTS = [Point(102.8512345, 35.7123456), Point(102.7, 35.6)]
TABLE = OutTable(
    "places",
    Bilingual("位置", "Places"),
    (OutField("id", Bilingual("编号", "Id")), OutField("name", Bilingual("名称", "Name"))),
    (("622927101000", "大河家镇"), ("622927102000", "石塬镇")),
    POINTS,
)


def refused(name: str, content: bytes, **more) -> str:
    with pytest.raises(Refused) as found:
        READER.read(SentFile(name, content, **more))
    assert found.value.reason.en
    return found.value.reason.zh


def geojson(*geometries, **more) -> bytes:
    features = [{"type": "Feature", "properties": {}, "geometry": g} for g in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def csv_of(text: str, encoding: str = "utf-8") -> SentFile:
    return SentFile("a.csv", text.encode(encoding), crs=WGS84)


def without(content: bytes, *endings: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            if not name.endswith(endings):
                new.writestr(name, old.read(name))
    return stream.getvalue()


@pytest.mark.parametrize("system", [WGS84, CGCS2000, SYSTEMS["EPSG:4522"], GCJ02, BD09])
@pytest.mark.parametrize("form", FORMS)
def test_what_is_written_comes_back_the_same(form, system):
    if form == "kml" and system not in {WGS84, CGCS2000}:
        with pytest.raises(Refused):
            WRITER.write(TABLE, form=form, system=system)
        return
    content = WRITER.write(TABLE, form=form, system=system)
    read = READER.read(SentFile(f"a.{ENDINGS[form]}", content, crs=system))
    assert read.form == form
    assert [f.row for f in read.features] == ([2, 3] if form in {"csv", "xlsx"} else [1, 2])
    for feature, point, row in zip(read.features, POINTS, TABLE.rows, strict=True):
        assert feature.faults == ()
        assert feature.geometry.distance(point) < 2e-9
        heads = ("编号", "名称") if form in {"csv", "xlsx"} else ("id", "name")
        assert tuple(str(feature.values[name]) for name in heads) == row


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson", "gpkg", "shp", "kml"])
def test_a_file_says_its_own_system_where_it_can(form):
    content = WRITER.write(TABLE, form=form, system=CGCS2000)
    read = READER.read(SentFile(f"a.{ENDINGS[form]}", content))
    assert read.said == (WGS84 if form == "kml" else CGCS2000)


@pytest.mark.parametrize("form", ["shp", "gpkg"])
def test_a_map_makers_file_has_no_system_to_say_and_asks_for_one(form):
    content = WRITER.write(TABLE, form=form, system=GCJ02)
    assert "不猜测" in refused(f"a.{ENDINGS[form]}", content)


@pytest.mark.parametrize("form", ["csv", "shp"])
def test_gbk_names_are_read_as_declared_as_said_or_as_detected(form):
    content = WRITER.write(TABLE, form=form, system=WGS84, encoding="gbk")
    name = f"a.{ENDINGS[form]}"
    head = "名称" if form == "csv" else "name"
    for sent in (
        SentFile(name, content, crs=WGS84, encoding="gbk"),
        SentFile(name, content, crs=WGS84),
        SentFile(name, without(content, ".cpg") if form == "shp" else content, crs=WGS84),
    ):
        read = READER.read(sent)
        assert [f.values[head] for f in read.features] == ["大河家镇", "石塬镇"]
        assert read.encoding == "GB18030"
    assert read.encoding_from == "detected"
    assert "utf-8" in refused(name, content, crs=WGS84, encoding="utf-8")


def test_a_cpg_that_lies_is_found_out():
    content = WRITER.write(TABLE, form="shp", system=WGS84, encoding="gbk")
    stream = io.BytesIO(without(content, ".cpg"))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("places.cpg", "UTF-8")
    assert "UTF-8 (.cpg)" in refused("a.zip", stream.getvalue(), crs=WGS84)


def test_gbk_cannot_hold_every_name():
    rare = OutTable("a", TABLE.title, TABLE.fields, (("1", "𠮷村"),), POINTS[:1])
    for form in ("csv", "shp"):
        with pytest.raises(Refused) as found:
            WRITER.write(rare, form=form, system=WGS84, encoding="gbk")
        assert "𠮷" in found.value.reason.zh


@pytest.mark.parametrize("part", [".dbf", ".shx"])
def test_half_a_shapefile_names_the_part_that_is_missing(part):
    content = WRITER.write(TABLE, form="shp", system=CGCS2000)
    assert part in refused("a.zip", without(content, part))


def test_a_shapefile_without_prj_asks_for_the_system():
    content = without(WRITER.write(TABLE, form="shp", system=SYSTEMS["EPSG:4522"]), ".prj")
    assert "不猜测" in refused("a.zip", content)
    read = READER.read(SentFile("a.zip", content, crs=SYSTEMS["EPSG:4522"]))
    assert read.features[0].geometry.distance(POINTS[0]) < 2e-9
    other = READER.read(SentFile("a.zip", content, crs=SYSTEMS["EPSG:4543"])).features[0]
    assert other.errors[0].kind == "range"
    assert "带号" in other.errors[0].reason.zh


def test_a_declaration_that_contradicts_the_file_is_refused():
    content = WRITER.write(TABLE, form="shp", system=SYSTEMS["EPSG:4522"])
    assert "不一致" in refused("a.zip", content, crs=SYSTEMS["EPSG:4523"])


def test_an_unknown_system_is_named():
    assert "3857" in refused(
        "a.geojson",
        geojson(crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}),
    )


def test_every_bad_geometry_says_why_in_its_own_row():
    big = [[102 + i * 1e-7, 35 + (i % 2) * 1e-7] for i in range(MOST_VERTICES + 1)]
    bow = [[[102, 35], [103, 36], [103, 35], [102, 36], [102, 35]]]
    wide = [[[179, 50], [-179, 50], [-179, 51], [179, 51], [179, 50]]]
    content = geojson(
        {"type": "Point", "coordinates": [102, 35]},
        None,
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": bow},
        {"type": "Polygon", "coordinates": wide},
        {"type": "LineString", "coordinates": big},
        {"type": "Point", "coordinates": [35, 102]},
        {"type": "Point", "coordinates": ["x", 1]},
        {"type": "Blob", "coordinates": 3},
        {"type": "Point", "coordinates": [102, 35, 2200]},
    )
    features = READER.read(SentFile("a.geojson", content)).features
    kinds = [[fault.kind for fault in feature.faults] for feature in features]
    assert kinds == [
        [],
        ["missing"],
        ["empty"],
        ["invalid"],
        ["antimeridian"],
        ["vertices"],
        ["range"],
        ["unreadable"],
        ["unreadable"],
        ["heights"],
    ]
    assert "颠倒" in features[6].faults[0].reason.zh
    assert features[9].errors == ()
    assert not shapely.has_z(features[9].geometry)
    assert features[3].geometry is not None


@pytest.mark.parametrize("form", ["gpkg", "xlsx", "shp", "geojson", "kml"])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_file_cut_off_is_refused(form, share):
    many = OutTable("places", TABLE.title, TABLE.fields, TABLE.rows * 400, tuple(POINTS) * 400)
    content = WRITER.write(many, form=form, system=WGS84)
    said = refused(f"a.{ENDINGS[form]}", content[: int(len(content) * share)])
    assert "损坏" in said or "压缩包" in said


def test_a_table_may_have_a_mark_semicolons_tabs_or_utf_16():
    for text, encoding in (
        ("名称,经度,纬度\n甲,102.5,35.5\n", "utf-8-sig"),
        ("名称;经度;纬度\n甲;102.5;35.5\n", "gbk"),
        ("名称\t经度\t纬度\n甲\t102.5\t35.5\n", "utf-16"),
    ):
        (feature,) = READER.read(csv_of(text, encoding)).features
        assert feature.geometry == Point(102.5, 35.5)
        assert feature.values["名称"] == "甲"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("名称,X,Y\n甲,1,2\n", "X 指北"),
        ("名称,地址\n甲,乙\n", "缺少位置列"),
        ("名称,经度,经度,纬度\n甲,1,2,3\n", "重复"),
        ("经度,纬度,坐标系\n1,2,GCJ-02\n1,2,BD-09\n", "一个坐标系"),
        ("\n\n", "空"),
    ],
)
def test_a_table_that_cannot_be_understood_says_so(text, said):
    assert said in refused("a.csv", text.encode(), crs=WGS84)


def test_a_cell_that_is_no_number_is_told_with_its_row():
    text = "名称;经度;纬度\n甲;102,5123;35.5\n乙;东;35\n丙;;\n"
    features = READER.read(csv_of(text)).features
    assert [f.row for f in features] == [2, 3, 4]
    assert ["102,5123" in features[0].faults[0].reason.zh, "东" in features[1].faults[0].reason.zh]
    assert [f.faults[0].kind for f in features] == ["unreadable", "unreadable", "missing"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF-1.7", "不支持"),
        ("a.csv", b"PK\x03\x04....", "zip"),
        ("a.gpkg", b"hello", "内容却不是"),
        ("a.geojson", b"SQLite format 3\x00", "GeoPackage"),
        ("a.kml", b"MZ\x90", ".exe"),
        ("a.shp", b"\x00\x00\x27\x0a", "压缩成 .zip"),
        ("a.geojson", b'{"type":"gdal_streamed_alg"}', "不是 GeoJSON"),
        ("a.geojson", "名".encode("gbk"), "UTF-8"),
        ("a.csv", b"", "空"),
    ],
)
def test_a_wrong_ending_or_other_bytes_are_refused(name, content, said):
    assert said in refused(name, content)


def test_a_bomb_is_not_unfolded():
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.shp", "w", force_zip64=True) as part,
    ):
        for _round in range(420):
            part.write(bytes(1024 * 1024))
    assert len(stream.getvalue()) < 1024 * 1024
    assert "过大" in refused("a.zip", stream.getvalue())


def test_kml_that_reaches_outside_is_refused():
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml>&a;</kml>'
    )
    assert "外部引用" in refused("a.kml", bomb)


def test_kml_shapes_of_every_kind_come_back():
    shapes = [box(102, 35, 103, 36), box(102, 35, 103, 36).exterior, POINTS[0]]
    holed = box(102, 35, 103, 36) - box(102.4, 35.4, 102.6, 35.6)
    table = OutTable("a", TABLE.title, TABLE.fields, (("1", "a"),) * 4, [*shapes, holed])
    content = WRITER.write(table, form="kml", system=WGS84)
    features = READER.read(SentFile("a.kml", content)).features
    for feature, shape in zip(features, [*shapes, holed], strict=True):
        assert feature.faults == ()
        assert feature.geometry.equals(shape)


def test_of_several_layers_one_has_to_be_named():
    first = WRITER.write(TABLE, form="shp", system=CGCS2000)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(first)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(f"甲/{name}".encode("gbk").decode("cp437"), old.read(name))
            new.writestr(name.replace("places", "other"), old.read(name))
    assert "other、places" in refused("a.zip", stream.getvalue())
    read = READER.read(SentFile("a.zip", stream.getvalue(), layer="places"))
    assert read.layer == "places"
    assert len(read.features) == 2
    own = READER.read(SentFile("a.zip", stream.getvalue(), prefer="places"))
    assert own.layer == "places"
    assert "没有图层" in refused("a.zip", stream.getvalue(), layer="甲", prefer="places")


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_a_character_no_database_keeps_is_a_fault_of_its_row(name):
    shape = {"type": "Point", "coordinates": [102.8, 35.7]}
    features = [
        {"type": "Feature", "properties": {"name": n}, "geometry": shape} for n in (name, "b")
    ]
    sent = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    first, second = READER.read(SentFile("a.geojson", sent)).features
    assert first.values == {"name": "a�b"}
    assert [fault.reason.zh[:9] for fault in first.errors] == ["文字里有无法存入的"]
    assert second.errors == ()


def test_a_picture_named_as_a_geopackage_says_so():
    assert "像是 PNG" in refused("a.gpkg", b"\x89PNG\r\n\x1a\n")
    assert "像是" not in refused("a.gpkg", b"abc")
