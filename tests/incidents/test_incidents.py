from dataclasses import replace

import pytest

from relief.core.errors import NotFound, Refused
from relief.geography.rows import NewDivision
from relief.geography.service import load_divisions
from relief.incidents.queries import find_incident, list_incidents
from relief.incidents.service import NewIncident, add_counties, open_incident
from tests.make import JISHISHAN, MINHE, QUAKE_AT, scope

QUAKE = NewIncident(
    slug="quake",
    name="积石山6.2级地震",
    name_en="Jishishan M6.2 earthquake",
    hazard="earthquake",
    occurred_at=QUAKE_AT,
    counties=(MINHE, JISHISHAN),
    source="E3",
    magnitude="6.2",
)


@pytest.fixture
def opened(session):
    rows = [(JISHISHAN, "积石山县"), (MINHE, "民和县"), ("622921000000", "临夏县")]
    load_divisions(session, [NewDivision(code, name, "x", "x") for code, name in rows])
    return open_incident(session, QUAKE)


def test_an_incident_is_found_by_slug_and_by_id(session, opened):
    row = find_incident(session, "quake")
    assert row == find_incident(session, opened)
    assert (row.occurred_at, row.magnitude) == (QUAKE_AT, "6.2")
    assert row.counties == (JISHISHAN, MINHE)
    assert find_incident(session, "flood") is None


def test_opening_it_again_keeps_its_facts_and_adds_counties(session, opened):
    again = replace(QUAKE, magnitude="9.9", counties=("622921000000",))
    assert open_incident(session, again) == opened
    row = find_incident(session, opened)
    assert row.magnitude == "6.2"
    assert row.counties == ("622921000000", JISHISHAN, MINHE)


def test_an_incident_lists_counties_only(session, opened):
    with pytest.raises(Refused):
        add_counties(session, opened, ["622927101000"])
    with pytest.raises(NotFound):
        add_counties(session, "nowhere", [JISHISHAN])


@pytest.mark.parametrize("prefix", ["", "62", "6229", "622927", "622927101", "63", "630222"])
def test_a_desk_at_any_tier_sees_the_incident_of_its_county(session, opened, prefix):
    assert [row.id for row in list_incidents(session, scope(prefix))] == [opened]


@pytest.mark.parametrize("prefix", ["15", "622901", "630225"])
def test_a_desk_elsewhere_does_not(session, opened, prefix):
    assert list_incidents(session, scope(prefix)) == []
