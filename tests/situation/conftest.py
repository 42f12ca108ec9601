"""The earthquake with two zones, villages and people: what the desk's screen is made from."""

from decimal import Decimal

import pytest
from shapely import MultiPolygon, box

from relief.geography.footprints import load_footprint
from relief.geography.rows import Listing, NewFootprint, NewZone
from relief.geography.tables import Population
from relief.incidents.queries import find_incident
from relief.incidents.tables import Incident
from tests.make import DAHEJIA, QUAKE_AT, account, earthquake, stamp

DAHE = "622927101201"


@pytest.fixture
def incident(session):
    """The quake; 大河家镇 is listed in Ⅷ and has one village of about 1,204 people."""
    shape = MultiPolygon([box(102, 35, 103, 36)])
    zones = (NewZone(8, "Ⅷ", Decimal(331), "estimate", "E3", shape),)
    listed = (Listing(DAHEJIA, 8, "大河家镇", "E3"),)
    new = NewFootprint("ellipse", "烈度", "earthquake", "E3", zones, listed, ())
    load_footprint(session, new, stamp(QUAKE_AT, source="E3"))
    earthquake(session)
    session.add(Population(division_code=DAHE, people=1204, quality="estimate", source="demo"))
    session.flush()
    session.get(Incident, "incident-1").footprint_id = "ellipse"
    session.flush()
    account(session, "officer")
    return find_incident(session, "quake")
