"""The roll call: which villages under the footprint are silent; one rule for strip and page."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from relief.alerts.roll_call import (
    RollTownship,
    RollVillage,
    by_people,
    call_roll,
    people_of,
    townships_by_silence,
    under_footprint,
)
from relief.alerts.roll_call_queries import RollFilter, roll_call
from relief.alerts.service import record_call
from relief.alerts.slip import CallSlip
from relief.core.paging import PAGE_SIZE
from relief.geography.queries import villages_of
from relief.geography.rows import DivisionRow, ZoneRow
from relief.geography.tables import Division, Population
from relief.incidents.queries import find_incident
from relief.situation.queries import picture, strip
from tests.make import DAHEJIA, NIGHT, scope, stamp

SLUG = "jishishan-2023"


def village(code: str, people: int | None, *, heard: bool = False) -> RollVillage:
    return RollVillage(code, code, DAHEJIA, people, True, NIGHT if heard else None)


def test_only_townships_the_publisher_named_are_called() -> None:
    zones = {
        "a": ZoneRow(8, "Ⅷ", "published"),
        "b": ZoneRow(7, "Ⅶ", "geometry"),
        "c": ZoneRow(None, None, "unknown"),
    }
    assert under_footprint(("c", "b", "a", "d"), zones) == ["a"]


def test_a_township_without_villages_is_not_on_the_roll() -> None:
    town = DivisionRow(DAHEJIA, "大河家镇", "township", "", "", "")
    assert call_roll([town], {}, {}, {}) == ()


def test_people_with_an_unknown_term_are_unknown_and_no_village_has_none() -> None:
    assert people_of([village("1", 10), village("2", 20)]) == 30
    assert people_of([village("1", 10), village("2", None)]) is None
    assert people_of([]) == 0


def test_the_most_people_come_first_and_the_unknown_before_all() -> None:
    listed = [village("1", 10), village("2", 30), village("3", None), village("4", 30)]
    assert [v.code for v in by_people(listed)] == ["3", "2", "4", "1"]


def test_townships_are_ordered_by_the_people_still_silent() -> None:
    roll = [
        RollTownship("a", "a", (village("1", 900, heard=True), village("2", 10))),
        RollTownship("b", "b", (village("3", 20),)),
        RollTownship("c", "c", (village("4", 5, heard=True),)),
    ]
    assert [row.code for row in townships_by_silence(roll)] == ["b", "a", "c"]


@pytest.fixture
def night(demo):
    with Session(demo.database.writer, expire_on_commit=False) as session:
        yield session, find_incident(session, SLUG)
        session.rollback()


def called(night, *prefixes, at=None, **wanted):
    session, incident = night
    return roll_call(session, scope(*prefixes), incident, RollFilter(**wanted), at)


def hear(night, township: str, villages: tuple[str, ...], minutes: int = 0) -> None:
    session, incident = night
    at = NIGHT + timedelta(minutes=minutes)
    slip = CallSlip(incident.id, township, at, villages=villages)
    record_call(session, scope(""), stamp(at), slip)


@pytest.mark.parametrize("prefix", ["622927", "630222", "62", "", "622927101"])
def test_strip_table_and_roll_show_the_same_numbers(night, prefix) -> None:
    session, incident = night
    roll = called(night, prefix)
    line = strip(session, scope(prefix), incident, at=NIGHT, replay=False)
    table = picture(session, scope(prefix), incident, at=NIGHT, replay=False).silent
    assert (roll.tally.silent, roll.tally.silent_people) == (
        line.silent_villages,
        line.silent_people,
    )
    assert {row.code: len(row.silent) for row in roll.townships if row.silent} == {
        row.code: len(row.villages) for row in table
    }
    assert roll.tally.of == sum(len(row.villages) for row in roll.townships)


def test_the_numbers_still_agree_at_an_hour_wound_back(night) -> None:
    session, incident = night
    half = NIGHT - timedelta(minutes=20)
    roll = called(night, at=half)
    line = strip(session, scope(), incident, at=half, replay=True)
    assert roll.tally.silent == line.silent_villages
    assert roll.tally.heard < called(night).tally.heard


def test_neighbours_are_named_with_their_desk_and_not_counted(night) -> None:
    roll = called(night)
    assert [row.code for row in roll.neighbours] == [
        "630222103000",
        "630222209000",
        "630222210000",
        "630222211000",
    ]
    assert {row.desk.zh for row in roll.neighbours} == {"民和县应急管理局"}
    assert all(row.code.startswith("622927") for row in roll.townships)
    across = called(night, "630222")
    assert {row.desk.zh for row in across.neighbours} == {"积石山县应急管理局"}
    assert called(night, "").neighbours == ()


def test_a_call_about_the_township_leaves_its_villages_silent(night) -> None:
    session, _incident = night
    before = called(night).tally
    hear(night, DAHEJIA, ())
    assert called(night).tally == before
    first = villages_of(session, [DAHEJIA])[DAHEJIA][-1]
    hear(night, DAHEJIA, (first.code,), 1)
    assert called(night).tally.heard == before.heard + 1


def test_silent_villages_are_listed_by_people_within_their_township(night) -> None:
    roll = called(night, township=DAHEJIA)
    (group,) = roll.groups
    people = [v.people for v in group.villages]
    assert people == sorted(people, reverse=True)
    assert all(v.estimated and v.silent for v in group.villages)
    assert group.tally.of == len(roll.listed.items) + group.tally.heard


def test_the_list_is_filtered_and_paged(night) -> None:
    everything = called(night, shown="all")
    assert everything.listed.total == everything.tally.of
    assert len(everything.listed.items) == PAGE_SIZE
    last = called(night, shown="all", page=99)
    assert last.listed.number == everything.listed.pages
    heard_only = called(night, shown="heard")
    assert heard_only.listed.total == everything.tally.heard
    assert all(not v.silent for v in heard_only.listed.items)
    assert called(night, county="630222000000").listed.total == 0
    wide = called(night, "", county="630222000000")
    assert {g.county_name for g in wide.groups} == {"民和回族土族自治县"}
    assert wide.tally.of > wide.chosen.of


def test_the_roll_ends_when_none_is_left(night) -> None:
    session, _incident = night
    for town, rows in villages_of(session, [r.code for r in called(night).townships]).items():
        hear(night, town, tuple(row.code for row in rows), 2)
    done = called(night)
    assert (done.tally.silent, done.tally.silent_people) == (0, 0)
    assert done.listed.items == ()
    assert done.chosen.silent == 0


def test_a_village_without_a_figure_makes_the_sum_unknown(night) -> None:
    session, _incident = night
    code = called(night, township=DAHEJIA).listed.items[-1].code
    session.delete(session.get(Population, code))
    session.flush()
    roll = called(night)
    assert roll.tally.silent_people is None
    assert called(night, township=DAHEJIA).listed.items[0].code == code


def test_statements_do_not_grow_with_the_villages(night) -> None:
    session, incident = night
    for number in range(700, 900):
        code = f"622927101{number}"
        session.add(
            Division(
                code=code, name=code, level="village", parent_code=DAHEJIA, pinyin="", initials=""
            )
        )
    session.flush()
    session.add(
        Population(division_code="622927101700", people=5, quality="published", source="test")
    )
    session.flush()
    seen: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2]))
    roll = roll_call(session, scope(), incident, RollFilter())
    assert len(seen) <= 12
    assert roll.tally.of > 200
