import hashlib
import tomllib
from collections import Counter

import pytest
from shapely import contains_xy, union_all
from sqlalchemy import func, select

from relief.bootstrap import geography_sources
from relief.core.division_code import at_level
from relief.core.scope import range_of
from relief.core.sources import load_sources
from relief.demo.geography import load_demo_geography
from relief.demo.incident import COUNTIES, footprint, left_out
from relief.demo.places import JISHISHAN, JISHISHAN_PEOPLE, share
from relief.demo.samples import FOLDER, read_notices, read_sample, read_starts
from relief.geography.boundary_queries import boundary_shapes
from relief.geography.ellipse import ring_area_km2
from relief.geography.footprint_queries import zone_counts, zones_of
from relief.geography.footprint_tables import Footprint, FootprintVersion, FootprintZone
from relief.geography.names import match_township
from relief.geography.place_queries import places
from relief.geography.queries import populations, townships_of, villages_of
from relief.geography.tables import Boundary, Division, Place, Population
from relief.incidents.queries import find_incident

ALL = [range_of("")]
KINDS = ("township", "village", "depot", "site")


@pytest.fixture
def session(demo):
    with demo.database.read() as opened:
        yield opened


@pytest.fixture
def incident(session):
    return find_incident(session, "jishishan-2023")


def townships(session, county):
    return [row.code for row in townships_of(session, [county])]


def test_eight_townships_of_jishishan_are_in_viii_and_nine_in_vii(session, incident):
    zones = zones_of(session, incident.footprint_id, townships(session, JISHISHAN))
    assert Counter(row.label for row in zones.values()) == {"Ⅷ": 8, "Ⅶ": 9}
    assert {row.basis for row in zones.values()} == {"published"}


def test_townships_that_were_only_counted_are_unknown(session, incident):
    minhe = zones_of(session, incident.footprint_id, townships(session, "630222000000"))
    assert Counter(row.label for row in minhe.values()) == {"Ⅷ": 4, None: 18}
    for county in ("622923000000", "622921000000", "630225000000", "630224000000"):
        zones = zones_of(session, incident.footprint_id, townships(session, county))
        assert {row.basis for row in zones.values()} == {"unknown"}
    counted = {
        row.division_code: row.townships for row in zone_counts(session, incident.footprint_id)
    }
    assert sum(counted.values()) == 35


def test_every_published_name_means_the_township_it_was_given(session):
    for row in read_sample("zones"):
        if row["kind"] == "listed" and row["county"] and row["county"] != row["division"]:
            known = {t.code: t.name for t in townships_of(session, [row["county"]])}
            assert match_township(row["published_name"], known) == row["division"]


def test_the_forest_farm_without_a_code_is_left_out_and_said_so(session):
    assert left_out() == ["盖新坪林场"]
    known = {t.code: t.name for t in townships_of(session, COUNTIES)}
    assert match_township("盖新坪林场", known) is None
    assert "盖新坪林场" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_zones_have_the_published_areas():
    areas = {}
    for zone in footprint().zones:
        rings = [r for part in zone.geometry.geoms for r in (part.exterior, *part.interiors)]
        outer, *holes = [ring_area_km2(list(ring.coords)) for ring in rings]
        areas[zone.rank] = outer - sum(holes)
        assert (zone.quality, zone.source) == ("estimate", "E3")
    assert areas[8] == pytest.approx(331, rel=0.01)
    assert areas[7] == pytest.approx(1514, rel=0.01)
    assert areas[6] == pytest.approx(6519, rel=0.02)


def test_the_incident_is_as_published(incident):
    assert (incident.magnitude, incident.lon, incident.lat) == ("6.2", "102.79", "35.70")
    assert incident.occurred_at.isoformat() == "2023-12-18T15:59:00+00:00"
    assert incident.counties == COUNTIES
    assert incident.demo


def test_every_place_lies_in_its_county_and_says_whether_it_was_invented(session):
    shapes = {
        row.code: row.geometry for row in boundary_shapes(session, ALL, ("county", "prefecture"))
    }
    rows = places(session, KINDS, ALL)
    assert {(row.quality, row.generated) for row in rows} == {
        ("gazetteer", False),
        ("indicative", True),
    }
    for row in rows:
        county = at_level(row.division_code, "county")
        near = shapes[county] if row.generated else shapes[county].buffer(0.0101)
        assert contains_xy(near, row.lon, row.lat), row


def test_the_hardest_struck_townships_stand_at_their_real_place(session, incident):
    zones = zones_of(session, incident.footprint_id, townships(session, JISHISHAN))
    rows = {p.division_code: p for p in places(session, ("township",), [range_of("622927")])}
    assert all(rows[c].quality == "gazetteer" for c, zone in zones.items() if zone.rank == 8)


def test_there_are_a_point_for_every_village_four_depots_and_twelve_sites(session):
    kinds = Counter(row.kind for row in places(session, KINDS, ALL))
    towns = townships_of(session, COUNTIES)
    villages = villages_of(session, [row.code for row in towns])
    assert kinds["township"] == len(towns)
    assert kinds["village"] == sum(map(len, villages.values()))
    assert (kinds["depot"], kinds["site"]) == (4, 12)


def test_the_villages_of_jishishan_add_up_to_its_published_people(session):
    by_town = villages_of(session, townships(session, JISHISHAN))
    villages = [row.code for rows in by_town.values() for row in rows]
    people = populations(session, [*villages, *by_town, JISHISHAN])
    assert sum(people[code].people for code in villages) == JISHISHAN_PEOPLE
    assert people[JISHISHAN].people == JISHISHAN_PEOPLE
    for town, rows in by_town.items():
        assert people[town].people == sum(people[row.code].people for row in rows)
    assert {row.quality for row in people.values()} == {"estimate"}
    assert min(row.people for row in people.values()) > 0


@pytest.mark.parametrize("total", [0, 1, 97, 240_000])
def test_shares_add_up_to_what_is_shared(total):
    parts = share(total, {f"{n:012d}": "村" for n in range(50)})
    assert sum(parts.values()) == total
    assert min(parts.values()) >= 0


def test_a_prefecture_is_the_union_of_its_counties(session):
    linxia = [range_of("6229")]
    counties = union_all([r.geometry for r in boundary_shapes(session, linxia, ("county",))])
    (prefecture,) = boundary_shapes(session, linxia, ("prefecture",))
    assert prefecture.geometry.symmetric_difference(counties).area < 1e-6


def test_loading_again_changes_nothing(demo):
    tables = (Division, Boundary, Place, Population, Footprint, FootprintVersion, FootprintZone)
    steps = []
    with demo.database.write() as session:
        before = [session.scalar(select(func.count()).select_from(table)) for table in tables]
        points = places(session, KINDS, ALL)
        known = find_incident(session, "jishishan-2023").id
        done = load_demo_geography(
            session,
            geography_sources(),
            lambda step, steps_in_all: steps.append((step, steps_in_all)),
        )
        assert done == known
        assert places(session, KINDS, ALL) == points
        assert [session.scalar(select(func.count()).select_from(t)) for t in tables] == before
    assert steps == [(n, 5) for n in range(1, 6)]


def test_every_published_fact_names_a_source_of_the_list():
    known = load_sources()
    for name in ("notices", "totals", "starts", "zones"):
        assert {row["source"] for row in read_sample(name)} <= known.keys()


def test_the_notices_are_the_published_series():
    gansu = [(n.id, n.values["deaths"]) for n in read_notices() if n.division.startswith("62")]
    assert [deaths for _id, deaths in gansu] == [86, 100, 105, 105, 113, 117]
    qinghai = [n for n in read_notices() if n.division.startswith("63")]
    assert [n.values["deaths"] for n in qinghai] == [11, 11, 14, 18, 31, 34]
    assert [n.values.get("missing") for n in qinghai] == [None, None, None, 16, 3, None]


def test_the_hour_of_the_first_and_the_last_start_is_not_known():
    relief = [s for s in read_starts() if s.response == "relief"]
    assert [(s.level, s.precision) for s in relief] == [(4, "day"), (3, "minute"), (2, "day")]
    assert [s.level for s in read_starts() if s.response == "earthquake"] == [2]


def test_the_catalogue_knows_every_committed_file_by_its_checksum():
    root = FOLDER.parents[1]
    entries = tomllib.loads((root / "catalogue.toml").read_text(encoding="utf-8"))["dataset"]
    listed = {entry["file"]: entry["sha256"] for entry in entries if entry["committed"]}
    found = {str(p.relative_to(root)): p for p in root.rglob("*.csv")}
    assert listed.keys() == found.keys()
    for name, path in found.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == listed[name]
    for entry in entries:
        assert all(entry[key] for key in ("id", "source", "licence", "date", "crs", "note"))
