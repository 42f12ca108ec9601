"""The demo's house ledger: the same 240 every time, nobody's, and written once."""

import re

import phonenumbers

from relief.core.clock import parse_time
from relief.damage.house_projections import PROJECTIONS
from relief.damage.house_queries import HouseFilter, houses
from relief.db.projections import compare
from relief.demo.house_entries import house_entries, house_id_of
from relief.demo.houses import demo_houses, demo_houses_by_key
from relief.demo.incident import SLUG
from relief.demo.shelters import townships
from relief.incidents.queries import find_incident
from tests import make
from tests.support.statements import statements

FROM, TO = parse_time("2023-12-22T00:00+08:00"), parse_time("2024-01-10T23:59+08:00")
GRADED_BY = parse_time("2024-01-20T23:59+08:00")


def test_there_are_twenty_households_in_each_of_the_twelve_townships() -> None:
    made = demo_houses()
    assert len(made) == 240
    assert {town: sum(1 for h in made if h.township == town) for town in townships()} == (
        dict.fromkeys(townships(), 20)
    )
    assert demo_houses() == made
    assert len(demo_houses_by_key()) == 240


def test_they_are_recorded_and_graded_in_their_weeks() -> None:
    for house in demo_houses():
        assert FROM <= house.recorded_at <= TO
        assert house.graded_at is None or house.graded_at + (TO - FROM) > TO
        assert house.graded_at is None or house.recorded_at < house.graded_at <= GRADED_BY
        assert (house.graded_at is None) == (house.grade is None)


def test_they_are_nobody() -> None:
    for house in demo_houses():
        assert "示例" in house.head
        assert re.match(r"^\d{6}185\d", house.id_number)  # a day of birth of nobody alive
        assert not phonenumbers.is_possible_number(phonenumbers.parse(house.phone))


def test_what_is_built_follows_from_the_grade() -> None:
    for house in demo_houses():
        if house.grade is None or house.excluded:
            assert house.mode_hint == ""
        else:
            assert (house.mode_hint == "repair") == (house.grade == "general")


def test_the_replay_writes_them_once_in_few_statements(demo) -> None:
    with demo.database.write() as session:
        incident = find_incident(session, SLUG)
        entries = sorted(house_entries(session, incident.id), key=lambda entry: entry[0])
        with statements(session) as reads:
            for _at, write in entries:
                write()
        assert len(reads) < 15 * len(entries)
        for _at, write in entries:
            write()
    with demo.database.read() as session:
        scope = make.scope("")
        listed = houses(session, scope, incident.id, HouseFilter(), 1)
        assert listed.total == 240
        assert all(row.generated for row in listed.items)
        assert houses(session, scope, incident.id, HouseFilter(grade="none"), 1).total == 4
        assert house_id_of(session, demo_houses()[0].key)
        assert all(
            row.generated for row in houses(session, scope, incident.id, HouseFilter(), 1).items
        )
        assert compare(session, PROJECTIONS[0]) == []
