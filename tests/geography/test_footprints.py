"""A better map is a further version: none is changed, and the one known at an hour is found."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, box
from sqlalchemy import func, select

from relief.core.errors import AlreadyDone, NotFound
from relief.db.projections import compare
from relief.geography.footprint_projections import PROJECTIONS
from relief.geography.footprint_queries import (
    listings,
    version_in_force,
    versions,
    zone_counts,
    zone_shapes,
    zones_of,
)
from relief.geography.footprint_tables import FootprintVersion
from relief.geography.footprints import Edition, load_footprint, publish
from relief.geography.rows import Listing, NewFootprint, NewZone, ZoneCount
from tests.damage.test_release_race import compete
from tests.make import NIGHT, stamp

DAHEJIA = "622927101000"


def footprint(east=103.0, listed=(), counts=()):
    shape = MultiPolygon([box(102, 35, east, 36)])
    zone = NewZone(7, "Ⅶ", None, "published", "E3", shape)
    return NewFootprint("f", "烈度", "earthquake", "E3", (zone,), listed, counts)


def edition(follows="", **fields):
    return Edition("中国地震局", "imported", follows, **fields)


def minutes(number):
    return NIGHT + timedelta(minutes=number)


def test_a_second_version_is_in_force_and_the_first_stays_readable(session):
    first = publish(session, stamp(minutes(0)), footprint(), edition())
    new = footprint(
        104, (Listing(DAHEJIA, 7, "大河家镇", "E3"),), (ZoneCount(DAHEJIA, 7, 1, "E3"),)
    )
    second = publish(session, stamp(minutes(5)), new, edition(first, corrects=True))
    assert version_in_force(session, "f") == second
    assert [(row.number, row.id, row.corrects) for row in versions(session, "f")] == [
        (2, second, first),
        (1, first, None),
    ]
    assert zone_shapes(session, "f")[0].geometry.bounds[2] == 104
    assert zone_shapes(session, "f", minutes(4))[0].geometry.bounds[2] == 103
    assert zone_shapes(session, "f", version_id=first)[0].geometry.bounds[2] == 103
    assert (len(listings(session, "f")), listings(session, "f", minutes(4))) == (1, [])
    assert (len(zone_counts(session, "f")), zone_counts(session, "f", minutes(4))) == (1, [])
    assert [d for p in PROJECTIONS for d in compare(session, p)] == []


def test_the_zone_of_a_township_is_that_of_the_version_known_then(session):
    first = publish(session, stamp(minutes(0)), footprint(), edition())
    named = footprint(listed=(Listing(DAHEJIA, 7, "大河家镇", "E3"),))
    publish(session, stamp(minutes(5)), named, edition(first))
    ranks = [
        zones_of(session, "f", [DAHEJIA], at)[DAHEJIA].rank
        for at in (minutes(-1), minutes(0), minutes(5), None)
    ]
    assert ranks == [None, None, 7, 7]


@settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=6).map(sorted), st.integers(-1, 21))
def test_as_of_an_hour_is_the_last_version_recorded_by_then(session, recorded, asked):
    with session.begin_nested() as savepoint:
        follows, made = "", []
        for number, at in enumerate(recorded):
            new = footprint(103 + number)
            follows = publish(session, stamp(minutes(at)), new, edition(follows))
            made.append((at, 103.0 + number))
        known = [east for at, east in made if at <= asked]
        shapes = zone_shapes(session, "f", minutes(asked))
        assert [shape.geometry.bounds[2] for shape in shapes] == known[-1:]
        assert [row.number for row in versions(session, "f", minutes(asked))] == list(
            range(len(known), 0, -1)
        )
        savepoint.rollback()
        session.expunge_all()


def test_the_same_command_and_the_same_content_are_one_version(session):
    once = stamp(minutes(0))
    first = publish(session, once, footprint(), edition())
    assert publish(session, once, footprint(104), edition()) == first
    assert load_footprint(session, footprint(), stamp(minutes(9))) == first
    changed = load_footprint(session, footprint(104), stamp(minutes(9)))
    assert changed != first
    assert session.scalar(select(func.count()).select_from(FootprintVersion)) == 2


def test_who_publishes_against_an_old_version_is_told_who_was_first(session):
    first = publish(session, stamp(minutes(0)), footprint(), edition())
    publish(session, stamp(minutes(1), by="leader"), footprint(104), edition(first))
    with pytest.raises(AlreadyDone) as told:
        publish(session, stamp(minutes(2)), footprint(105), edition(first))
    assert told.value.by == "leader"
    with pytest.raises(AlreadyDone):
        publish(session, stamp(minutes(2)), footprint(105), edition())
    with pytest.raises(NotFound):
        publish(session, stamp(minutes(2)), footprint(105), edition("no-such-version"))
    assert zone_shapes(session, "f")[0].geometry.bounds[2] == 104


def draw(session, follows, name, east):
    return publish(session, stamp(minutes(3), by=name), footprint(east), edition(follows))


@pytest.mark.race
@pytest.mark.parametrize("first_one", [True, False])
def test_two_who_publish_at_once_are_one_version_and_one_who_is_told(
    database, database_url, first_one
):
    follows = ""
    if not first_one:
        with database.write() as session:
            follows = publish(session, stamp(minutes(0)), footprint(), edition())
    got = compete(database_url, draw, (follows, "officer", 104.0), (follows, "leader", 105.0))
    assert [how for how, _what in got] == ["done", "told"]
    with database.read() as session:
        winner = versions(session, "f")[0]
        assert (winner.id, winner.recorded_by) == (got[0][1], got[1][1])
        assert len(versions(session, "f")) == (1 if first_one else 2)
        assert [d for p in PROJECTIONS for d in compare(session, p)] == []
