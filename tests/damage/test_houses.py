"""The house ledger: recorded once, graded by the rules, counted at the worst grade."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from relief.core.errors import AlreadyDone, NotFound, OutOfScope, Refused, RefusedRows
from relief.damage.grading import agrees, load_grading
from relief.damage.house_projections import PROJECTIONS
from relief.damage.house_queries import (
    HouseFilter,
    house,
    house_counts,
    house_history,
    houses,
    houses_by_id,
)
from relief.damage.house_tables import House, HouseGrading
from relief.damage.houses import Grading, worst
from relief.damage.services.house_corrections import HouseCorrection, correct_house
from relief.damage.services.houses import grade_house
from relief.db.projections import compare, rebuild
from tests import make
from tests.support.statements import statements

ALL = (("0" * 12, "9" * 12),)


def as_graded(grade: str = "collapsed", rooms=(3, 0, 0), **fields) -> Grading:
    known = {"appraisal": None, "sole_dwelling": True} | fields
    return Grading(grade, known.pop("appraisal"), *rooms, known.pop("sole_dwelling"), **known)


def at(hours: float, **kwargs):
    return make.stamp(make.NIGHT + timedelta(hours=hours), **kwargs)


def one(session, **fields) -> str:
    make.earthquake(session)
    return make.house(session, make.family(session), **fields)


def test_every_list_is_data_with_a_source() -> None:
    rules = load_grading()
    assert [term.name.zh for term in rules.grades.values()] == ["倒塌", "严重损坏", "一般损坏"]
    assert rules.grades["collapsed"].action.zh == "须重建"
    assert {code for code, term in rules.exclusions.items() if not term.dwelling} == {
        "outbuilding",
        "temporary",
    }


def test_d_goes_with_collapsed_or_severe_and_c_with_general() -> None:
    grades = ("collapsed", "severe", "general")
    assert [agrees("D", grade) for grade in grades] == [True, True, False]
    assert [agrees("C", grade) for grade in grades] == [False, False, True]
    assert [agrees("B", grade) for grade in grades] == [False, False, False]
    assert all(agrees(None, grade) for grade in grades)


def test_the_worst_grade_stands_for_a_household() -> None:
    assert worst(["general", "collapsed", "severe"]) == "collapsed"
    assert worst([None, "general"]) == "general"
    assert worst([None]) is None


def test_a_recorded_house_waits_for_its_grade(session) -> None:
    mine = one(session)
    row = house(session, make.scope(), mine)
    assert (row.grade, row.rooms, row.rooms_collapsed, row.generated) == (None, 5, 2, False)
    assert houses_by_id(session, [mine, "nothing"]) == {mine: row}
    waiting = houses(session, make.scope(), "incident-1", HouseFilter(grade="none"), 1)
    assert [item.id for item in waiting.items] == [mine]
    assert compare(session, PROJECTIONS[0]) == []


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"rooms": 0}, "rooms"),
        ({"rooms": 100}, "rooms"),
        ({"rooms": 2}, "rooms"),
        ({"rooms_severe": -1}, "rooms_severe"),
        ({"structure": "glass"}, "structure"),
        ({"excluded": "palace"}, "excluded"),
        ({"occurred_on": date(2023, 12, 17)}, "occurred_on"),
        ({"occurred_on": date(2024, 12, 17)}, "occurred_on"),
    ],
)
def test_what_cannot_be_is_told_by_field(session, fields, path) -> None:
    make.earthquake(session)
    household = make.family(session)
    with pytest.raises(RefusedRows) as told:
        make.house(session, household, **fields)
    assert path in [reason.path for reason in told.value.reasons]
    assert session.scalar(select(func.count()).select_from(House)) == 0


def test_a_household_has_one_only_dwelling_in_an_incident(session) -> None:
    make.earthquake(session)
    household = make.family(session)
    make.house(session, household)
    with pytest.raises(AlreadyDone):
        make.house(session, household)
    second = make.house(session, household, sole_dwelling=False, excluded="second_home")
    with pytest.raises(Refused):
        grade_house(session, make.scope(), make.stamp(), second, as_graded())
    kept = as_graded(sole_dwelling=False, excluded="second_home")
    assert grade_house(session, make.scope(), make.stamp(), second, kept)


def test_a_house_is_recorded_where_its_family_lives(session) -> None:
    make.earthquake(session)
    with pytest.raises(OutOfScope):
        make.house(session, make.family(session), division="630222103201")
    with pytest.raises(NotFound):
        make.house(session, "nobody")


def test_a_graded_house_takes_the_rooms_and_the_grade(session) -> None:
    mine = one(session)
    grade_house(session, make.scope(), at(1), mine, as_graded("severe", (0, 4, 1), appraisal="D"))
    row = house(session, make.scope(), mine)
    assert (row.grade, row.appraisal) == ("severe", "D")
    assert (row.rooms_collapsed, row.rooms_severe, row.rooms_general) == (0, 4, 1)
    assert compare(session, PROJECTIONS[0]) == []


@pytest.mark.parametrize(
    ("grading", "path"),
    [
        (as_graded("ruined"), "grade"),
        (as_graded("collapsed", (0, 5, 0)), "rooms_collapsed"),
        (as_graded("collapsed", (4, 2, 0)), "rooms"),
        (as_graded("severe", (0, 0, 3)), "rooms_severe"),
        (as_graded("general", (1, 0, 2)), "grade"),
        (as_graded("general", (0, 0, 0)), "rooms_general"),
        (as_graded("collapsed", (3, 0, 0), appraisal="E"), "appraisal"),
        (as_graded("collapsed", (3, 0, 0), appraisal="C"), "reason"),
        (as_graded("general", (0, 0, 3), appraisal="D"), "reason"),
    ],
)
def test_rooms_appraisal_and_grade_have_to_go_together(session, grading, path) -> None:
    mine = one(session)
    with pytest.raises(RefusedRows) as told:
        grade_house(session, make.scope(), make.stamp(), mine, grading)
    assert [reason.path for reason in told.value.reasons] == [path]


def test_an_appraisal_that_says_otherwise_is_evidence_and_needs_a_reason(session) -> None:
    mine = one(session)
    wish = as_graded("collapsed", (3, 0, 0), appraisal="C", reason="鉴定早于余震")
    assert grade_house(session, make.scope(), make.stamp(), mine, wish)


def test_a_new_grade_needs_its_reason_and_the_history_keeps_both(session) -> None:
    mine = one(session)
    grade_house(session, make.scope(), at(1), mine, as_graded("general", (0, 0, 3)))
    with pytest.raises(RefusedRows) as told:
        grade_house(session, make.scope(), at(2), mine, as_graded())
    assert [reason.path for reason in told.value.reasons] == ["reason"]
    grade_house(session, make.scope(), at(2), mine, as_graded(reason="复核：承重墙倒塌"))
    events = house_history(session, mine)
    assert [(event.kind, event.grade) for event in events] == [
        ("recorded", None),
        ("graded", "general"),
        ("graded", "collapsed"),
    ]
    assert events[-1].reason == "复核：承重墙倒塌"
    assert compare(session, PROJECTIONS[0]) == []


def test_who_grades_from_an_old_screen_is_told(session) -> None:
    mine = one(session)
    seen = house(session, make.scope(), mine).entry_id
    grade_house(session, make.scope(), at(1), mine, as_graded(after=seen))
    with pytest.raises(AlreadyDone):
        late = as_graded("severe", (0, 3, 0), reason="另一组", after=seen)
        grade_house(session, make.scope(), at(1), mine, late)


def test_the_same_command_is_one_grading(session) -> None:
    mine = one(session)
    first = grade_house(session, make.scope(), at(1, command="g"), mine, as_graded())
    assert grade_house(session, make.scope(), at(1, command="g"), mine, as_graded()) == first
    assert session.scalar(select(func.count()).select_from(HouseGrading)) == 1


def test_only_who_may_grade_grades_and_only_at_home(session) -> None:
    mine = one(session)
    strangers = (make.scope("630222"), make.scope(roles=("township_official",)))
    for person in strangers:
        with pytest.raises(OutOfScope):
            grade_house(session, person, make.stamp(), mine, as_graded())
    with pytest.raises(NotFound):
        house(session, make.scope("630222"), mine)
    assert houses(session, make.scope("630222"), "incident-1", HouseFilter(), 1).total == 0


def test_a_correction_changes_the_house_and_not_its_grade(session) -> None:
    mine = one(session)
    grade_house(session, make.scope(), at(1), mine, as_graded())
    wish = HouseCorrection(mine, "brick_wood", 4, date(2023, 12, 19), "房屋普查表")
    correct_house(session, make.scope(), at(24), wish)
    row = house(session, make.scope(), mine)
    assert (row.structure, row.rooms, row.grade, row.rooms_collapsed) == (
        *("brick_wood", 4),
        *("collapsed", 3),
    )
    assert compare(session, PROJECTIONS[0]) == []
    with pytest.raises(RefusedRows):
        few = HouseCorrection(mine, "brick_wood", 2, date(2023, 12, 19), "数错")
        correct_house(session, make.scope(), at(25), few)
    with pytest.raises(Refused):
        correct_house(
            session, make.scope(), at(25), HouseCorrection(mine, "frame", 4, date(2023, 12, 19), "")
        )
    with pytest.raises(AlreadyDone):
        stale = HouseCorrection(mine, "frame", 4, date(2023, 12, 19), "再改", after=mine)
        correct_house(session, make.scope(), at(25), stale)


def test_a_withdrawn_house_leaves_the_ledger_of_now_and_stays_in_its_past(session) -> None:
    make.earthquake(session)
    household = make.family(session)
    mine = make.house(session, household)
    gone = HouseCorrection(mine, "", 0, date(2023, 12, 19), "重复登记", withdrawn=True)
    correct_house(session, make.scope(), at(2), gone)
    with pytest.raises(NotFound):
        house(session, make.scope(), mine)
    assert house_counts(session, "incident-1", ALL) == ()
    assert len(house_counts(session, "incident-1", ALL, at(1).recorded_at)) == 1
    assert make.house(session, household) != mine
    assert compare(session, PROJECTIONS[0]) == []


def test_houses_are_counted_by_township_and_grade_now_and_then(session) -> None:
    make.earthquake(session)
    graded = (("collapsed", (3, 0, 0)), ("general", (0, 0, 2)), ("general", (0, 0, 1)))
    for number, (grade, rooms) in enumerate(graded):
        mine = make.house(session, make.family(session, f"马示例{number}"))
        grade_house(session, make.scope(), at(number + 1), mine, as_graded(grade, rooms))
    family = make.family(session, "韩示例")
    home = make.house(session, family)
    grade_house(session, make.scope(), at(1), home, as_graded("severe", (0, 2, 0)))
    shed = make.house(session, family, sole_dwelling=False, excluded="outbuilding")
    wish = as_graded("collapsed", (5, 0, 0), sole_dwelling=False, excluded="outbuilding")
    grade_house(session, make.scope(), at(1), shed, wish)
    make.house(session, make.family(session, "祁示例"))

    def counted(moment=None):
        rows = house_counts(session, "incident-1", ALL, moment)
        return {row.grade: (row.houses, row.households, row.rooms_collapsed) for row in rows}

    now = {
        "collapsed": (2, 1, 8),
        "severe": (1, 1, 0),
        "general": (2, 2, 0),
        None: (1, 1, 2),
    }
    assert counted() == now
    assert counted(at(9).recorded_at) == now
    assert counted(at(1.5).recorded_at) == {
        "collapsed": (2, 1, 8),
        "severe": (1, 1, 0),
        None: (3, 3, 6),
    }
    assert house_counts(session, "incident-1", make.scope("630222").ranges()) == ()


def test_the_projection_can_be_written_anew(session) -> None:
    mine = one(session)
    grade_house(session, make.scope(), at(1), mine, as_graded())
    before = house(session, make.scope(), mine)
    rebuild(session, PROJECTIONS[0])
    session.expire_all()
    assert house(session, make.scope(), mine) == before


def test_a_long_ledger_is_read_a_page_at_a_time_in_few_statements(session) -> None:
    make.earthquake(session)
    for number in range(55):
        make.house(session, make.family(session, f"马示例{number}"))
    with statements(session) as seen:
        page = houses(session, make.scope(), "incident-1", HouseFilter(make.DAHEJIA), 2)
        house_counts(session, "incident-1", ALL)
    assert (page.number, page.pages, page.total, len(page.items)) == (2, 2, 55, 5)
    assert len(seen) == 4
