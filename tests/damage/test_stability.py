"""灾情稳定: declared once by the leader of the division, taken back with a reason, replayed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from relief.core.errors import AlreadyDone, OutOfScope, Refused
from relief.damage.projections import PROJECTIONS
from relief.damage.report import NewReport
from relief.damage.services.release import enter_released
from relief.damage.services.stability import declare
from relief.damage.stability import NewStability, stability_history, stable_since
from relief.db.projections import compare
from tests.damage.test_release_race import compete
from tests.make import DAHEJIA, JISHISHAN, MINHE, NIGHT, earthquake, scope, stamp

HOUR = timedelta(hours=1)


def leader(*prefixes: str):
    return scope(*prefixes, roles=("duty_leader",), account="leader")


def word(incident="incident-1", division=JISHISHAN, *, stable=True, hours=1, reason="无新增伤亡"):
    return NewStability(
        incident, division, stable, NIGHT + hours * HOUR, reason, "积应急〔2023〕1号"
    )


def mark(hours=2, **fields):
    return stamp(NIGHT + hours * HOUR, by="leader", **fields)


def refused_at(session, new, hours=2):
    with pytest.raises(Refused) as refused:
        declare(session, leader(), mark(hours), new)
    return refused.value.path


def test_a_declaration_stands_with_its_hour_and_a_withdrawal_ends_it(session):
    incident = earthquake(session)
    declare(session, leader(), mark(2), word(incident))
    assert stable_since(session, incident) == {JISHISHAN: NIGHT + HOUR}
    declare(
        session, leader(), mark(5), word(incident, stable=False, hours=4, reason="余震有新损失")
    )
    assert stable_since(session, incident) == {}
    declare(session, leader(), mark(8), word(incident, hours=7))
    assert stable_since(session, incident) == {JISHISHAN: NIGHT + 7 * HOUR}
    rows = stability_history(session, incident, JISHISHAN)
    assert [(row.stable, row.recorded_by) for row in rows] == [
        (True, "leader"),
        (False, "leader"),
        (True, "leader"),
    ]
    assert [d for p in PROJECTIONS for d in compare(session, p)] == []


def test_wound_back_it_is_what_this_desk_knew_then(session):
    incident = earthquake(session)
    declare(session, leader(), mark(2), word(incident))
    declare(session, leader(), mark(5), word(incident, stable=False, hours=4))
    assert stable_since(session, incident, NIGHT + HOUR) == {}
    assert stable_since(session, incident, NIGHT + 3 * HOUR) == {JISHISHAN: NIGHT + HOUR}
    assert stable_since(session, incident, NIGHT + 6 * HOUR) == {}


def test_the_same_command_twice_is_one_declaration(session):
    incident = earthquake(session)
    first = declare(session, leader(), mark(command="c1"), word(incident))
    assert declare(session, leader(), mark(command="c1"), word(incident)) == first


def test_the_second_leader_is_told_who_was_first(session):
    incident = earthquake(session)
    declare(session, leader(), mark(), word(incident))
    with pytest.raises(AlreadyDone) as told:
        declare(session, leader(), mark(), word(incident))
    assert told.value.by == "leader"


def test_it_takes_a_reason_an_hour_that_can_be_and_something_to_take_back(session):
    incident = earthquake(session)
    assert refused_at(session, word(incident, reason=" ")) == "reason"
    assert refused_at(session, word(incident, hours=9)) == "occurred_at"
    early = replace(word(incident), occurred_at=NIGHT - timedelta(days=1))
    assert refused_at(session, early) == "occurred_at"
    assert refused_at(session, word(incident, stable=False)) == "reason"


def test_only_the_leader_of_the_division_declares(session):
    incident = earthquake(session)
    with pytest.raises(OutOfScope):
        declare(session, scope(), mark(), word(incident))
    with pytest.raises(OutOfScope):
        declare(session, leader(), mark(), word(incident, division=MINHE))
    with pytest.raises(OutOfScope):
        declare(session, leader(), mark(), word(incident, division=DAHEJIA))


def test_after_the_final_report_stability_is_not_taken_back(session):
    incident = earthquake(session)
    declare(session, leader(), mark(), word(incident))
    for hours, kind in ((3, "initial"), (4, "final")):
        new = NewReport(incident, JISHISHAN, kind, NIGHT + hours * HOUR, "typed")
        enter_released(session, mark(hours), new, "signed", "县长")
    assert refused_at(session, word(incident, stable=False, hours=5), hours=6) == "reason"


@pytest.mark.race
def test_of_two_leaders_at_once_one_declares_and_one_is_told(database):
    with database.write() as session:
        incident = earthquake(session)
    given = [(leader(), mark(), word(incident)) for _ in range(2)]
    got = compete(str(database.url), declare, *given)
    assert [what for what, _ in got] == ["done", "told"]
    with database.read() as session:
        assert stable_since(session, incident) == {JISHISHAN: NIGHT + HOUR}
