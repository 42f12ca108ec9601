"""The replayed night: generated people who cannot be rung, alerts that most answer, one climbs."""

import phonenumbers
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relief.alerts.alert_tables import (
    Alert,
    AnswerEntry,
    DivisionNow,
    Message,
    MessageEvent,
    MessageNow,
    RungEntry,
)
from relief.alerts.roll_call_queries import RollFilter, roll_call
from relief.alerts.tables import Call
from relief.bootstrap import Desk
from relief.core.clock import parse_time
from relief.demo.accounts import ACCOUNTS
from relief.demo.replay import advance
from relief.demo.roster import add_demo_roster
from relief.demo.stops import STOPS
from relief.incidents.queries import find_incident
from relief.offices.roster import phones, responsibles
from relief.offices.roster_tables import Person, Responsible
from tests.make import scope

NIGHT = STOPS[0].at
NOON = parse_time("2023-12-19T12:00+08:00")
LEDGERS = (Alert, Message, MessageEvent, RungEntry, AnswerEntry, Call, Responsible)


@pytest.fixture
def night(demo: Desk):
    """A session at noon after the first night, and the incident."""
    with Session(demo.database.writer, expire_on_commit=False) as session:
        incident = find_incident(session, "jishishan-2023")
        advance(session, incident.id, NOON, since=NIGHT)
        session.flush()
        yield session, incident
        session.rollback()


def counts(session: Session) -> list[int]:
    return [session.scalar(select(func.count()).select_from(table)) for table in LEDGERS]


def test_every_struck_township_has_somebody_and_a_deputy_and_nobody_can_be_rung(night) -> None:
    session, incident = night
    towns = [row.code for row in roll_call(session, scope(""), incident, RollFilter()).townships]
    held = responsibles(session, towns, NIGHT.date())
    assert len(towns) == 21
    assert all([person.rank for person in held[code]] == [1, 2] for code in towns)
    people = [person for rows in held.values() for person in rows]
    assert all(person.generated for person in people)
    numbers = phones(session, {person.person_id for person in people})
    assert len(set(numbers.values())) == len(people)
    for number in numbers.values():
        assert not phonenumbers.is_possible_number(phonenumbers.parse(number))


def test_an_account_s_person_stands_on_the_roster_of_his_township(night) -> None:
    session, _incident = night
    for account in ACCOUNTS:
        if account.role == "township_official":
            code = f"{account.prefix}000"
            assert responsibles(session, [code], NIGHT.date())[code][0].name == account.name


def test_generated_names_are_marked_as_such(night) -> None:
    session, _incident = night
    officials = {account.name for account in ACCOUNTS}
    names = set(session.scalars(select(Person.name)))
    assert all("示" in name or name in officials for name in names)


def test_each_desk_reaches_its_own_eight_and_four_and_one_of_each_climbs(night) -> None:
    session, _incident = night
    rows = session.execute(
        select(
            Alert.office_division, DivisionNow.division_code, DivisionNow.state, DivisionNow.rung
        )
        .join(DivisionNow, DivisionNow.alert_id == Alert.id)
        .order_by(DivisionNow.division_code)
    ).all()
    assert len(rows) == 12
    assert {row.state for row in rows} == {"answered"}
    assert all(row.division_code[:6] == row.office_division[:6] for row in rows)
    climbed = [row.division_code for row in rows if row.rung == 2]
    assert climbed == ["622927203000", "630222210000"]


def test_a_replayed_message_waits_for_no_gateway(night) -> None:
    session, _incident = night
    states = set(session.scalars(select(MessageNow.state)))
    assert states & {"held", "queued", "sending", "unsure"} == set()
    assert set(session.scalars(select(Alert.source))) == {"generated"}


def test_by_the_morning_every_village_was_heard(night) -> None:
    session, incident = night
    for prefix in ("622927", "630222", ""):
        assert roll_call(session, scope(prefix), incident, RollFilter()).tally.silent == 0
    at_three = parse_time("2023-12-19T03:00+08:00")
    assert roll_call(session, scope(""), incident, RollFilter(), at_three).tally.silent > 0


def test_twice_changes_nothing(night) -> None:
    session, incident = night
    before = counts(session)
    advance(session, incident.id, NOON, since=incident.occurred_at)
    assert add_demo_roster(session) == 0
    assert counts(session) == before
