"""The roster: who is asked first, who after him; numbers that ring, and numbers that never can."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from relief.core.errors import NotFound, OutOfScope, Refused, RefusedRows
from relief.db.tables import AuditRow
from relief.offices.phone import (
    generated_phone,
    may_be_rung,
    real_phone,
    roster_phone,
    same_phone,
)
from relief.offices.roster import (
    divisions_of,
    leaves,
    people,
    people_with_phone,
    phones,
    responsibles,
    standing_entries,
)
from relief.offices.roster_service import NewLeave, enter, enter_all, leave, vacate
from relief.offices.roster_tables import Person, Responsible
from tests.alerts.seats import DAY, appoint, fictitious, responsible
from tests.make import CHUIMATAN, DAHEJIA, MINHE, account, earthquake, scope, stamp

TODAY = date(2023, 12, 19)


@pytest.fixture
def officer(session):
    earthquake(session)
    return account(session, "officer")


def names(session, on=TODAY, code=DAHEJIA):
    return [(row.rank, row.name, row.on_leave) for row in responsibles(session, [code], on)[code]]


def real(rank=1, division=DAHEJIA, **changes):
    return responsible(division, rank, **({"phone": fictitious(rank)} | changes))


def test_people_are_asked_in_the_order_of_their_ranks(session, officer):
    for rank in (2, 1, 3):
        appoint(session, officer, responsible(DAHEJIA, rank))
    assert names(session) == [
        (1, "示例1号", False),
        (2, "示例2号", False),
        (3, "示例3号", False),
    ]
    assert responsibles(session, [CHUIMATAN], TODAY) == {CHUIMATAN: ()}


def test_what_stands_is_not_written_twice(session, officer):
    first = enter(session, officer, stamp(), real())
    assert enter(session, officer, stamp(), real()) == first
    assert session.scalar(select(func.count()).select_from(Responsible)) == 1
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_the_same_command_enters_once(session, officer):
    command = stamp(command="enter-1")
    assert enter(session, officer, command, real()) == enter(session, officer, command, real())


def test_a_successor_begins_on_his_day_and_the_past_stays(session, officer):
    enter(session, officer, stamp(), real())
    later = date(2024, 3, 1)
    enter(session, officer, stamp(), real(name="示例新人", phone=fictitious(9), valid_from=later))
    assert names(session, later - timedelta(days=1)) == [(1, "示例1号", False)]
    assert names(session, later) == [(1, "示例新人", False)]
    assert names(session, DAY - timedelta(days=1)) == []


def test_a_new_number_is_a_new_version_of_the_same_person(session, officer):
    person_id = appoint(session, officer, real(), source="test")
    enter(session, officer, stamp(), real(phone=fictitious(77)))
    assert phones(session, [person_id]) == {person_id: fictitious(77)}
    assert people_with_phone(session, fictitious(77)) == {person_id}
    assert people_with_phone(session, fictitious(1)) == frozenset()
    assert session.scalar(select(func.count()).select_from(Person)) == 2


def test_one_person_in_two_posts_is_one_person(session, officer):
    first = appoint(session, officer, real(), source="test")
    also = real(division=CHUIMATAN, name="示例1号", phone=fictitious(1))
    assert appoint(session, officer, also, source="test") == first
    assert divisions_of(session, [first], TODAY) == {DAHEJIA, CHUIMATAN}


def test_a_vacant_rank_has_nobody(session, officer):
    enter(session, officer, stamp(), real())
    vacate(session, officer, stamp(), (DAHEJIA, 1), TODAY)
    assert names(session, TODAY - timedelta(days=1)) == [(1, "示例1号", False)]
    assert names(session) == []
    with pytest.raises(NotFound):
        vacate(session, officer, stamp(), (DAHEJIA, 1), TODAY)


def test_who_is_on_leave_is_asked_last_and_only_on_those_days(session, officer):
    first = appoint(session, officer, responsible(DAHEJIA, 1))
    appoint(session, officer, responsible(DAHEJIA, 2))
    leave_id = leave(session, officer, stamp(), NewLeave(first, TODAY, TODAY))
    assert names(session) == [(2, "示例2号", False), (1, "示例1号", True)]
    assert names(session, TODAY + timedelta(days=1))[0][0] == 1
    back = NewLeave(first, TODAY, TODAY - timedelta(days=1), corrects=leave_id)
    leave(session, officer, stamp(), back)
    assert names(session)[0] == (1, "示例1号", False)
    assert leaves(session, [first], TODAY) == ()


def test_a_leave_that_ends_before_it_begins_is_refused(session, officer):
    first = appoint(session, officer, responsible(DAHEJIA, 1))
    with pytest.raises(Refused):
        leave(session, officer, stamp(), NewLeave(first, TODAY, TODAY - timedelta(days=1)))


def test_a_desk_keeps_its_own_roster_alone(session, officer):
    first = appoint(session, officer, responsible(DAHEJIA, 1))
    neighbour = scope("630222", account="minhe")
    with pytest.raises(OutOfScope):
        enter(session, neighbour, stamp(), real())
    with pytest.raises(OutOfScope):
        enter(session, officer, stamp(), real(division=MINHE))
    with pytest.raises(NotFound):
        leave(session, neighbour, stamp(), NewLeave(first, TODAY, TODAY))
    with pytest.raises(OutOfScope):
        enter(session, scope(roles=("township_official",)), stamp(), real())


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"division": "622927999000"}, "division"),
        ({"rank": 0}, "rank"),
        ({"rank": 21}, "rank"),
        ({"name": " "}, "name"),
        ({"post": ""}, "post"),
        ({"name": "长" * 101}, "name"),
        ({"phone": "110"}, "phone"),
        ({"phone": "not a number"}, "phone"),
        ({"phone": generated_phone(1)}, "phone"),
    ],
)
def test_what_cannot_be_entered_is_said_at_its_field(session, officer, change, path):
    with pytest.raises(RefusedRows) as refused:
        enter(session, officer, stamp(), real(**change))
    assert [reason.path for reason in refused.value.reasons] == [path]


def test_all_are_entered_or_none(session, officer):
    with pytest.raises(RefusedRows):
        enter_all(session, officer, stamp(), [real(1), real(2, phone="110")])
    assert session.scalar(select(func.count()).select_from(Responsible)) == 0


def test_a_made_up_person_cannot_have_a_number_that_rings(session, officer):
    with pytest.raises(RefusedRows) as refused:
        enter(session, officer, stamp(source="generated"), real())
    assert [reason.path for reason in refused.value.reasons] == ["phone"]


def test_names_and_numbers_stand_in_no_ledger_and_no_audit_row(session, officer):
    appoint(session, officer, real(), source="test")
    entry = standing_entries(session, [DAHEJIA], TODAY)[DAHEJIA, 1]
    kept = " ".join(str(value) for value in vars(entry).values())
    written = " ".join(str(row.detail) for row in session.scalars(select(AuditRow)))
    for personal in ("示例1号", fictitious(1)):
        assert personal not in kept + written


def test_an_erased_person_is_gone_and_the_ledger_stays(session, officer):
    person_id = appoint(session, officer, real(), source="test")
    for row in session.scalars(select(Person)):
        session.delete(row)
    session.flush()
    assert people(session, [person_id]) == {}
    assert names(session) == []
    assert standing_entries(session, [DAHEJIA], TODAY)[DAHEJIA, 1].person_id == person_id


def test_the_roster_is_never_rewritten(database):
    with database.write() as session:
        earthquake(session)
        enter(session, account(session, "officer"), stamp(), real())
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(update(Responsible).values(rank=3))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0930 7721234", "+869307721234"),
        ("+1 202-555-0101", "+12025550101"),
        ("555-0101", None),
        ("12345", None),
    ],
)
def test_a_number_is_one_of_chinas_unless_it_says_otherwise(typed, kept):
    if kept is None:
        with pytest.raises(Refused):
            real_phone(typed)
    else:
        assert real_phone(typed) == kept
        assert same_phone(typed) == kept


def test_every_generated_number_is_too_long_to_ring():
    for number in (0, 1, 4_242_424, 9_999_999):
        assert not may_be_rung(generated_phone(number))
        assert roster_phone(generated_phone(number), generated=True) == generated_phone(number)
