"""The earthquake with two zones, villages and people: what the desk's screen is made from."""

from decimal import Decimal

import pytest
from shapely import MultiPolygon, box

from relief.geography.tables import Footprint, FootprintListed, FootprintZone, Population
from relief.incidents.queries import find_incident
from relief.incidents.tables import Incident
from tests.make import DAHEJIA, account, earthquake

DAHE = "622927101201"


@pytest.fixture
def incident(session):
    """The quake; 大河家镇 is listed in Ⅷ and has one village of about 1,204 people."""
    session.add(Footprint(id="ellipse", name="烈度", hazard="earthquake", source="E3"))
    session.flush()
    session.add(
        FootprintZone(
            footprint_id="ellipse",
            rank=8,
            label="Ⅷ",
            area_km2=Decimal(331),
            quality="estimate",
            source="E3",
            geometry=MultiPolygon([box(102, 35, 103, 36)]),
        )
    )
    session.add(
        FootprintListed(
            footprint_id="ellipse",
            division_code=DAHEJIA,
            rank=8,
            published_name="大河家镇",
            source="E3",
        )
    )
    earthquake(session)
    session.add(Population(division_code=DAHE, people=1204, quality="estimate", source="demo"))
    session.flush()
    session.get(Incident, "incident-1").footprint_id = "ellipse"
    session.flush()
    account(session, "officer")
    return find_incident(session, "quake")
