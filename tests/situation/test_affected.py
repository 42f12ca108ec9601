"""What lies under the footprint: sums by zone and division, never added across sources."""

from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from relief.damage.houses_reported import HouseCount
from relief.geography.overlay import OPEN, Verdict, VillageUnder
from relief.geography.place_loading import load_places
from relief.geography.population_loading import load_populations
from relief.geography.rows import NewPlace, NewPopulation, PopulationRow
from relief.situation.affected import (
    Facts,
    by_rank,
    divisions_of,
    how_of,
    listed,
    share_of,
)
from relief.situation.affected_queries import affected
from tests.make import DAHEJIA, NIGHT, QUAKE_AT, VILLAGE, family, house, scope
from tests.support.statements import statements

verdicts = st.one_of(
    st.just(OPEN),
    st.builds(Verdict, st.one_of(st.none(), st.integers(6, 9)), st.just("village")),
)
codes = st.integers(0, 999).map(lambda n: f"62292{n % 3}{100 + n % 5}{n:03d}")
villages = st.lists(
    st.builds(VillageUnder, codes, st.just("村"), verdicts, verdicts), unique_by=lambda v: v.code
)
sources = st.sampled_from(["census", "desk"])
people = st.dictionaries(
    codes, st.builds(PopulationRow, st.integers(0, 5000), st.just("published"), sources)
)


@given(villages, people)
def test_sums_by_zone_and_division_equal_brute_force(rows, known):
    facts = Facts(known, {})
    sure = [row for row in rows if not row.sure.open and row.sure.rank is not None]
    zones = by_rank(rows, "sure")
    assert sum(map(len, zones.values())) == len(sure)
    for rank, held in zones.items():
        assert {row.sure.rank for row in held} == {rank}
    divisions = divisions_of(rows, facts, {}, "township")
    assert sum(row.sure.villages for row in divisions) == len(sure)
    assert sum(row.open for row in divisions) == sum(how_of(row)[0] == "open" for row in rows)
    for row in divisions:
        inside = [v for v in rows if v.township == row.code]
        assert row.whole.villages == len(inside)
        for source in ("census", "desk"):
            brute = sum(known[v.code].people for v in inside if v in sure and v.code in known
                        and known[v.code].source == source)  # fmt: skip
            assert dict(row.sure.people.by_source).get(source, 0) == brute


@given(villages)
def test_every_village_is_known_in_exactly_one_way(rows):
    facts = Facts({}, {})
    lists = [listed(rows, facts, how) for how in ("sure", "estimate", "open", "outside")]
    assert sorted(v.code for held in lists for v in held) == sorted(row.code for row in rows)


def test_figures_of_two_sources_stand_side_by_side():
    rows = [VillageUnder(f"62292710120{n}", "村", Verdict(8, "listed"), OPEN) for n in range(3)]
    known = {
        rows[0].code: PopulationRow(100, "published", "census"),
        rows[1].code: PopulationRow(900, "estimate", "desk"),
    }
    found = share_of(rows, Facts(known, {rows[0].code: HouseCount(4, 3)})).people
    assert (found.known, found.others, found.unknown) == (900, (("census", 100),), 1)
    (row,) = divisions_of(rows, Facts(known, {}), {}, "county")
    assert (row.village_share, row.people_share) == (1.0, None)


def test_the_listed_township_is_sure_and_the_hour_before_knows_nothing(session, incident):
    found = affected(session, scope(), incident)
    (zone,) = found.zones
    assert (zone.rank, zone.sure.villages, zone.sure.people.known) == (8, 1, 1204)
    assert zone.sure.people.estimated
    assert [v.township for v in found.villages if how_of(v)[0] == "sure"] == [DAHEJIA]
    assert affected(session, scope(), incident, at=QUAKE_AT) is not None
    early = QUAKE_AT.replace(hour=QUAKE_AT.hour - 1)
    assert affected(session, scope(), incident, at=early) is None
    assert affected(session, scope(), incident, at=NIGHT, version_id="none").chosen.number == 1


def test_it_is_asked_in_sets(session, incident):
    with statements(session) as seen:
        affected(session, scope(), incident)
    assert len(seen) <= 14, len(seen)


def test_a_new_population_house_and_place_move_the_figures_at_once(session, incident):
    def zone():
        (found,) = affected(session, scope(), incident).zones
        return found

    before = zone()
    load_populations(session, [NewPopulation(VILLAGE, 1300, "published", "census")])
    assert (before.sure.people.known, zone().sure.people.known) == (1204, 1300)
    house(session, family(session))
    assert (before.sure.houses.houses, zone().sure.houses.houses) == (0, 1)
    inside = Point(102.5, 35.5)
    site = NewPlace("s", "site", "点", VILLAGE, inside, "surveyed", "gps", generated=False)
    load_places(session, [site])
    assert (before.sites, [held.id for held in zone().sites]) == ((), ["s"])
