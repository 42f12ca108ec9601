"""叫应: an alert is held, leaves, is answered or climbs; nothing reaches across the border."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from relief.alerts.alert import Answer, Attempt
from relief.alerts.alert_queries import alert, alerts, call_list
from relief.alerts.alert_tables import AlertEnd, AnswerEntry, Message, MessageEvent, MessageNow
from relief.alerts.catalogue import load_ladder, load_templates
from relief.alerts.projections import PROJECTIONS
from relief.alerts.queries import heard
from relief.alerts.services.answer import answer
from relief.alerts.services.attempt import record_attempt
from relief.alerts.services.climb import climb_due
from relief.alerts.services.issue import issue_alert
from relief.alerts.services.release import release_alert, release_due, stop_alert
from relief.core.errors import AlreadyDone, NotFound, OutOfScope, Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.db.projections import compare, rebuild
from relief.incidents.tables import Incident
from relief.offices.roster_service import NewLeave, leave
from tests.alerts.seats import at, desk, issued, later, released, wish
from tests.make import CHUIMATAN, DAHEJIA, MINHE, scope

OVER_THE_BORDER = "630222103000"
VILLAGE = "622927101201"


def states(session, seat, alert_id):
    return {d.code: d.state for d in alert(session, seat.officer, alert_id).divisions}


def messages(session, alert_id, division=DAHEJIA):
    rows = session.scalars(
        select(MessageNow)
        .where(MessageNow.alert_id == alert_id, MessageNow.division_code == division)
        .order_by(MessageNow.message_id)
    )
    return [(row.rung, row.channel, row.person_id, row.state) for row in rows]


def differences(session):
    return [row for projection in PROJECTIONS for row in compare(session, projection)]


def test_an_alert_is_held_and_its_messages_name_the_first_responsible_person(session):
    seat = desk(session)
    alert_id = issued(session, seat)
    first = seat.people[DAHEJIA, 1]
    held = [(1, "sms", first, "held"), (1, "phone", first, "held")]
    assert messages(session, alert_id) == held
    assert states(session, seat, alert_id) == {CHUIMATAN: "held", DAHEJIA: "held"}
    (row,) = alerts(session, seat.officer, seat.incident).items
    assert (row.state, row.divisions, row.answered) == ("held", 2, 0)
    assert call_list(session, seat.officer, seat.incident) == ()


def test_the_same_command_issues_one_alert(session):
    seat = desk(session)
    stamp = later(command="double-click")
    assert issue_alert(session, seat.officer, stamp, wish(seat)) == issue_alert(
        session, seat.officer, stamp, wish(seat)
    )


def test_the_desk_reaches_its_own_townships_and_none_across_the_border(session):
    seat = desk(session)
    for codes in ((OVER_THE_BORDER,), (DAHEJIA, OVER_THE_BORDER)):
        with pytest.raises(OutOfScope):
            issue_alert(session, seat.officer, later(), wish(seat, *codes))
    with pytest.raises(OutOfScope):
        issue_alert(session, seat.officer, later(), wish(seat, office_division=MINHE))
    with pytest.raises(OutOfScope):
        issue_alert(session, seat.town, later(), wish(seat, DAHEJIA, office_division=DAHEJIA))
    assert session.scalar(select(func.count()).select_from(Message)) == 0
    alert_id = issued(session, seat)
    neighbour = scope("630222", account="minhe")
    assert alerts(session, neighbour, seat.incident).total == 0
    with pytest.raises(NotFound):
        alert(session, neighbour, alert_id)
    with pytest.raises(OutOfScope):
        stop_alert(session, neighbour, later(), alert_id)


def test_a_town_sees_its_own_line_of_an_alert_alone(session):
    seat = desk(session)
    alert_id = released(session, seat)
    view = alert(session, seat.town, alert_id)
    assert [row.code for row in view.divisions] == [DAHEJIA]
    assert view.row.divisions == 1


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"text": "  "}, "text"),
        ({"text": "长" * 300}, "text"),
        ({"divisions": ()}, "divisions"),
        ({"kind": "rumour"}, "kind"),
        ({"divisions": ("622927999000",)}, "divisions.622927999000"),
    ],
)
def test_what_cannot_be_sent_is_said_at_its_field(session, change, path):
    seat = desk(session)
    with pytest.raises(RefusedRows) as refused:
        issue_alert(session, seat.officer, later(), wish(seat, **change))
    assert [reason.path for reason in refused.value.reasons] == [path]


def test_a_closed_incident_alerts_nobody(session):
    seat = desk(session)
    session.execute(update(Incident).values(state="closed"))
    with pytest.raises(Refused):
        issue_alert(session, seat.officer, later(), wish(seat))


def test_a_stopped_alert_never_leaves(session):
    seat = desk(session)
    alert_id = issued(session, seat)
    stamp = later(1, command="stop")
    stop_id = stop_alert(session, seat.officer, stamp, alert_id)
    assert stop_alert(session, seat.officer, stamp, alert_id) == stop_id
    with pytest.raises(AlreadyDone):
        release_alert(session, later(2), alert_id)
    assert {state for *_rest, state in messages(session, alert_id)} == {"stopped"}
    assert states(session, seat, alert_id) == {CHUIMATAN: "stopped", DAHEJIA: "stopped"}
    assert differences(session) == []


def test_what_has_left_cannot_be_stopped_and_says_who_let_it_go(session):
    seat = desk(session)
    alert_id = released(session, seat)
    with pytest.raises(AlreadyDone) as refused:
        stop_alert(session, seat.officer, later(1), alert_id)
    assert "officer" in refused.value.wording().zh


def test_the_count_down_runs_on_the_machines_clock(session):
    seat = desk(session)
    alert_id = issued(session, seat)
    assert release_due(session, at(60)) == 0
    entry = alert(session, seat.officer, alert_id).row
    left = entry.held_until - entry.issued_at
    assert left > timedelta(days=300)  # the desk's clock stands in 2023, the machine's does not


def test_a_released_alert_waits_and_its_calls_are_on_the_list(session):
    seat = desk(session)
    alert_id = released(session, seat)
    assert states(session, seat, alert_id) == {CHUIMATAN: "waiting", DAHEJIA: "waiting"}
    row = alert(session, seat.officer, alert_id).divisions[1]
    assert row.next_climb_at == at(5)
    assert (row.person_name, row.post) == ("示例1号", Bilingual("镇长", "Town head"))
    assert [task.division for task in call_list(session, seat.officer, seat.incident)] == [
        CHUIMATAN,
        DAHEJIA,
    ]


def test_an_answer_ends_the_ladder_and_makes_the_township_heard(session):
    seat = desk(session)
    alert_id = released(session, seat)
    given = Answer(alert_id, DAHEJIA, "sms", seat.people[DAHEJIA, 1], "1")
    answer_id = answer(session, seat.officer, later(2), given)
    found = heard(session, seat.incident)
    assert found[DAHEJIA].call_id == answer_id
    assert found[DAHEJIA].heard_at == at(2)
    assert VILLAGE not in found
    assert heard(session, seat.incident, at(1)) == {}
    assert climb_due(session, at(6)) == 1
    assert states(session, seat, alert_id) == {CHUIMATAN: "climbed", DAHEJIA: "answered"}
    assert {state for *_rest, state in messages(session, alert_id)} == {"needless"}
    view = alert(session, seat.officer, alert_id).divisions[1]
    assert (view.answered_at, view.answered_by, view.how) == (at(2), "示例1号", "sms")
    assert differences(session) == []


def test_the_first_answer_counts_and_the_second_is_kept_as_further_words(session):
    seat = desk(session)
    alert_id = released(session, seat)
    first = answer(session, seat.town, later(1, "town"), Answer(alert_id, DAHEJIA, "web"))
    second = answer(
        session,
        seat.officer,
        later(2),
        Answer(alert_id, DAHEJIA, "desk", words="又来电：两户倒房", on_behalf=True),
    )
    assert first != second
    view = alert(session, seat.officer, alert_id).divisions[1]
    assert (view.answered_at, view.how, view.on_behalf) == (at(1), "web", False)
    told = [(event.what, event.words) for event in view.events]
    assert ("further_words", "又来电：两户倒房") in told
    counted = select(func.count()).where(AnswerEntry.first_of.is_not(None))
    assert session.scalar(counted) == 1
    assert differences(session) == []


def test_the_same_command_answers_once(session):
    seat = desk(session)
    alert_id = released(session, seat)
    stamp = later(1, "town", "answer-1")
    given = Answer(alert_id, DAHEJIA, "web")
    assert answer(session, seat.town, stamp, given) == answer(session, seat.town, stamp, given)


def test_a_town_answers_for_itself_and_nobody_else(session):
    seat = desk(session)
    alert_id = released(session, seat)
    with pytest.raises(OutOfScope):
        answer(session, seat.town, later(1), Answer(alert_id, CHUIMATAN, "web"))
    with pytest.raises(OutOfScope):
        answer(session, seat.town, later(1), Answer(alert_id, DAHEJIA, "desk", on_behalf=True))


def test_what_has_not_left_cannot_be_answered(session):
    seat = desk(session)
    alert_id = issued(session, seat)
    with pytest.raises(Refused):
        answer(session, seat.officer, later(1), Answer(alert_id, DAHEJIA, "desk"))
    with pytest.raises(NotFound):
        answer(session, seat.officer, later(1), Answer("no-such", DAHEJIA, "desk"))


def test_one_who_does_not_answer_climbs_to_the_deputy_the_desk_a_visit_and_then_no_further(session):
    seat = desk(session)
    alert_id = released(session, seat, DAHEJIA)
    assert climb_due(session, at(4)) == 0
    seen = []
    for minutes in (5, 10, 20, 50):
        assert climb_due(session, at(minutes)) == 1
        assert climb_due(session, at(minutes)) == 0
        (row,) = alert(session, seat.officer, alert_id).divisions
        seen.append((row.state, row.rung, row.person_name, row.next_climb_at))
    assert seen == [
        ("climbed", 2, "示例2号", at(10)),
        ("climbed", 3, "示例1号", at(20)),
        ("climbed", 4, "", at(50)),
        ("exhausted", 5, "", None),
    ]
    assert climb_due(session, at(500)) == 0
    assert differences(session) == []
    rungs = [(row.rung, row.channel) for row in call_list(session, seat.officer, seat.incident)]
    assert rungs == [(4, "visit"), (2, "phone"), (1, "phone")]


def test_the_third_rung_rings_everybody_and_lists_nobody_twice(session):
    seat = desk(session)
    alert_id = released(session, seat, DAHEJIA)
    climb_due(session, at(5))
    climb_due(session, at(10))
    third = [row[:3] for row in messages(session, alert_id) if row[0] == 3]
    first, second = seat.people[DAHEJIA, 1], seat.people[DAHEJIA, 2]
    assert third == [(3, "voice", first), (3, "voice", second)]


def test_who_is_on_leave_is_asked_after_those_who_are_there(session):
    seat = desk(session)
    away = NewLeave(seat.people[DAHEJIA, 1], at(0).date(), at(0).date() + timedelta(days=3))
    leave(session, seat.officer, later(), away)
    alert_id = issued(session, seat, DAHEJIA)
    assert {row[2] for row in messages(session, alert_id)} == {seat.people[DAHEJIA, 2]}


def test_without_a_deputy_the_ladder_goes_on_to_the_desk(session):
    seat = desk(session, ranks=1)
    alert_id = released(session, seat, DAHEJIA)
    climb_due(session, at(5))
    assert alert(session, seat.officer, alert_id).divisions[0].rung == 3


def test_a_township_without_anybody_on_the_roster_is_gone_to_at_once(session):
    seat = desk(session, ranks=0)
    alert_id = released(session, seat, DAHEJIA)
    assert messages(session, alert_id) == [(4, "visit", None, "queued")]
    (row,) = alert(session, seat.officer, alert_id).divisions
    assert (row.state, row.next_climb_at) == ("no_responsible", None)
    (task,) = call_list(session, seat.officer, seat.incident)
    record_attempt(session, seat.officer, later(40), Attempt(task.message_id, "answered"))
    assert states(session, seat, alert_id) == {DAHEJIA: "answered"}
    assert differences(session) == []


def test_nobody_climbs_in_a_closed_incident(session):
    seat = desk(session)
    released(session, seat)
    session.execute(update(Incident).values(state="closed"))
    assert climb_due(session, at(60)) == 0


@pytest.mark.parametrize("outcome", ["no_answer", "busy", "off"])
def test_a_number_that_does_not_answer_stays_in_the_list_behind_the_others(session, outcome):
    seat = desk(session)
    alert_id = released(session, seat)
    first, second = call_list(session, seat.officer, seat.incident)
    record_attempt(session, seat.officer, later(1), Attempt(first.message_id, outcome))
    listed = call_list(session, seat.officer, seat.incident)
    assert [(row.message_id, row.attempts) for row in listed] == [
        (second.message_id, 0),
        (first.message_id, 1),
    ]
    assert states(session, seat, alert_id)[first.division] == "sent"


def test_a_wrong_number_leaves_the_list(session):
    seat = desk(session)
    released(session, seat, DAHEJIA)
    (task,) = call_list(session, seat.officer, seat.incident)
    record_attempt(session, seat.officer, later(1), Attempt(task.message_id, "wrong_number"))
    assert call_list(session, seat.officer, seat.incident) == ()


def test_a_telephone_that_is_answered_answers_on_behalf(session):
    seat = desk(session)
    alert_id = released(session, seat, DAHEJIA)
    (task,) = call_list(session, seat.officer, seat.incident)
    stamp = later(3, command="key-1")
    attempt = Attempt(task.message_id, "answered", "人都出来了")
    event_id = record_attempt(session, seat.officer, stamp, attempt)
    assert record_attempt(session, seat.officer, stamp, attempt) == event_id
    (row,) = alert(session, seat.officer, alert_id).divisions
    assert (row.state, row.how, row.on_behalf) == ("answered", "desk", True)
    assert row.answered_by == "示例1号"
    assert call_list(session, seat.officer, seat.incident) == ()
    with pytest.raises(AlreadyDone):
        record_attempt(session, seat.officer, later(4), Attempt(task.message_id, "busy"))


def test_another_desk_cannot_work_this_desks_list(session):
    seat = desk(session)
    released(session, seat, DAHEJIA)
    (task,) = call_list(session, seat.officer, seat.incident)
    neighbour = scope("630222", account="minhe")
    with pytest.raises(NotFound):
        record_attempt(session, neighbour, later(1), Attempt(task.message_id, "answered"))
    with pytest.raises(OutOfScope):
        record_attempt(session, seat.town, later(1), Attempt(task.message_id, "answered"))


def test_as_of_an_earlier_hour_the_alert_stands_where_it_stood(session):
    seat = desk(session)
    alert_id = released(session, seat, DAHEJIA)
    climb_due(session, at(5))
    answer(session, seat.officer, later(7), Answer(alert_id, DAHEJIA, "desk", on_behalf=True))
    shown = [
        alert(session, seat.officer, alert_id, at(minutes)).divisions[0].state
        for minutes in (0, 5, 7)
    ]
    assert shown == ["waiting", "climbed", "answered"]
    assert alerts(session, seat.officer, seat.incident, at=at(-1)).total == 0
    told = alert(session, seat.officer, alert_id).divisions[0].events
    assert [event.what for event in told] == ["issued", "released", "climbed", "answered"]


def test_projections_are_what_the_ledgers_say_after_everything(session):
    seat = desk(session)
    alert_id = released(session, seat)
    released(session, seat, CHUIMATAN, minutes=1)
    issued(session, seat, DAHEJIA, minutes=2)
    climb_due(session, at(6))
    answer(session, seat.officer, later(8), Answer(alert_id, DAHEJIA, "desk", on_behalf=True))
    assert differences(session) == []
    for projection in PROJECTIONS:
        assert rebuild(session, projection) > 0
    assert differences(session) == []


@pytest.mark.parametrize("table", [Message, MessageEvent, AlertEnd])
def test_what_was_sent_is_never_rewritten(database, table):
    with database.write() as session:
        released(session, desk(session))
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(update(table).values(recorded_by="somebody else"))


def test_the_ladder_says_for_every_number_where_it_comes_from():
    ladder = load_ladder()
    assert (ladder.rungs[0].minutes, ladder.rungs[0].source) == (5, "A10")
    assert [rung.who for rung in ladder.rungs] == ["first", "second", "everyone", "visit"]
    assert set(load_templates()) == {"warning", "roll_call"}
