"""Who sleeps where: sites, relatives, capacity, and the present equal to its ledger."""

from datetime import timedelta

import pytest
from shapely.geometry import Point
from sqlalchemy.exc import IntegrityError

from relief.core.errors import NotFound, OutOfScope, Refused
from relief.db.append_only import _MESSAGE
from relief.db.projections import compare
from relief.geography.tables import Place
from relief.shelters.projections import PROJECTIONS
from relief.shelters.queries import Resettled, register, resettled, sites
from relief.shelters.service import NewPlacement, measure, place
from relief.shelters.tables import OccupancyNow, Placement
from tests import make

SITE = "site:school"


@pytest.fixture
def incident(session):
    incident = make.earthquake(session)
    session.add(
        Place(
            id=SITE,
            kind="site",
            name="大河家中学",
            division_code=make.DAHEJIA,
            quality="indicative",
            source="demo",
            generated=True,
            geometry=Point(102.8, 35.8),
        )
    )
    session.flush()
    return incident


def came(session, incident, people_in=0, people_out=0, site=SITE, hours=0, command=None, **kwargs):
    at = make.NIGHT + timedelta(hours=hours)
    kwargs.setdefault("division", "" if site else make.DAHEJIA)
    new = NewPlacement(incident, site, people_in=people_in, people_out=people_out, **kwargs)
    return place(session, make.scope(), make.stamp(at, command=command), new)


def shown(session, incident, at=None):
    return sites(session, incident, make.scope().ranges(), at)[0]


def test_people_come_and_leave_and_the_present_is_their_sum(session, incident):
    came(session, incident, 300)
    came(session, incident, 50, 120, hours=1)
    came(session, incident, 80, site="", hours=2)
    assert resettled(session, incident) == {make.DAHEJIA: Resettled(230, 80)}
    assert resettled(session, incident)[make.DAHEJIA].people == 310
    assert compare(session, PROJECTIONS[0]) == []


def test_before_anybody_said_anything_it_is_unknown_and_not_nobody(session, incident):
    site = shown(session, incident)
    assert (site.people, site.capacity, site.free, site.over) == (None, None, None, False)
    assert resettled(session, incident) == {}
    assert Resettled().people is None


def test_more_people_than_a_site_holds_are_recorded_and_flagged(session, incident):
    measure(session, make.scope(), make.stamp(), SITE, 200)
    came(session, incident, 230)
    site = shown(session, incident)
    assert (site.capacity, site.people, site.free, site.over) == (200, 230, -30, True)
    measure(session, make.scope(), make.stamp(make.NIGHT + timedelta(hours=1)), SITE, 260)
    assert (shown(session, incident).free, shown(session, incident).over) == (30, False)


def test_nobody_leaves_who_was_not_there(session, incident):
    came(session, incident, 10)
    with pytest.raises(Refused) as refused:
        came(session, incident, 0, 11, hours=1)
    assert refused.value.path == "people_out"
    assert "10" in refused.value.reason.zh
    with pytest.raises(IntegrityError), session.begin_nested():
        session.get(OccupancyNow, (incident, make.DAHEJIA, SITE)).people = -1
        session.flush()


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({}, "people_in"),
        ({"people_in": -1}, "people_in"),
        ({"people_in": 1.5}, "people_in"),
        ({"people_in": True}, "people_in"),
        ({"people_in": 1, "people_out": -1}, "people_out"),
        ({"people_in": 1, "occurred_at": make.NIGHT + timedelta(days=1)}, "occurred_at"),
        ({"people_in": 1, "site": "", "division": make.JISHISHAN}, "division"),
        ({"people_in": 1, "site": "", "division": "999999999999"}, "division"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_field(session, incident, wrong, path):
    with pytest.raises(Refused) as refused:
        came(session, incident, **wrong)
    assert refused.value.path == path


def test_the_same_command_is_one_entry(session, incident):
    one = came(session, incident, 10, command="c")
    assert came(session, incident, 10, command="c") == one
    assert resettled(session, incident)[make.DAHEJIA].people == 10


def test_a_desk_records_its_own_townships_only(session, incident):
    new = NewPlacement(incident, SITE, "", 5)
    with pytest.raises(OutOfScope):
        place(session, make.scope("630222"), make.stamp(), new)
    with pytest.raises(OutOfScope):
        measure(session, make.scope("630222"), make.stamp(), SITE, 5)
    with pytest.raises(NotFound):
        came(session, incident, 5, site="site:nowhere")
    assert sites(session, incident, make.scope("630222").ranges()) == []
    assert register(session, incident, make.scope("630222").ranges()) == []


def test_as_of_an_hour_only_what_was_recorded_by_then_counts(session, incident):
    came(session, incident, 300)
    came(session, incident, 0, 100, hours=5, note="投亲")
    at = make.NIGHT + timedelta(hours=1)
    assert shown(session, incident, at).people == 300
    assert resettled(session, incident, at)[make.DAHEJIA].people == 300
    assert len(register(session, incident, make.scope().ranges(), at)) == 1
    listed = register(session, incident, make.scope().ranges())
    assert [(row.people_in, row.people_out, row.note) for row in listed] == [
        (0, 100, "投亲"),
        (300, 0, ""),
    ]


def test_the_register_only_grows(session, incident):
    came(session, incident, 300)
    with pytest.raises(IntegrityError, match="ledgers only grow"), session.begin_nested():
        session.query(Placement).update({"people_in": 1})
    assert "ledgers only grow" in _MESSAGE
