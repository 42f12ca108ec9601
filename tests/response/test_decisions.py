"""The engine recommends, the office proposes, the post the plan names decides."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relief.core.errors import AlreadyDone, NotFound, OutOfScope, Refused
from relief.core.scope import Scope
from relief.db.projections import compare
from relief.offices.tables import TaskEntry
from relief.response.decisions import Choice, NewProposal, Paper, Received
from relief.response.projections import PROJECTIONS
from relief.response.proposal_queries import waiting_proposals
from relief.response.queries import LevelRow, level_history, levels_now
from relief.response.service import decide, propose, receive, sign
from relief.response.tables import Decision, Proposal
from tests import make
from tests.response.conftest import People

THREE = NewProposal(
    "incident-1", make.NATION, "relief", 3, "threshold", "死亡 86 人", subject=make.GANSU
)
FOUR = replace(THREE, level=4, basis="discretion", reason="灾情重大，先行启动")
YES = "同意"


def minutes(count: int) -> "make.datetime":
    return make.NIGHT + timedelta(minutes=count)


def proposed(session: Session, people: People, wish: NewProposal, at: int = 1) -> str:
    return propose(session, people.office, make.stamp(minutes(at), by="national"), wish)


def decided(session: Session, who: Scope, proposal: str, at: int = 2, **how: object) -> str:
    choice = Choice(proposal, **{"accepted": True, "reason": YES, **how})
    return decide(session, who, make.stamp(minutes(at), by=who.account_id), choice)


def started(session: Session, people: People) -> str:
    make.published(session, {"deaths": 86})
    return decided(session, people.secretary, proposed(session, people, THREE))


def now(session: Session) -> LevelRow:
    return levels_now(session, "incident-1", ended=True)[0]


def tasks_assigned(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(TaskEntry)) or 0


def test_86_deaths_are_proposed_as_level_three_and_decided_by_the_secretary(
    session: Session, people: People
) -> None:
    decision = started(session, people)
    row = now(session)
    assert (row.level, row.label, row.decision_id) == (3, "Ⅲ级", decision)
    assert row.decided_by == "国家减灾委员会秘书长"
    assert (row.received, row.to_be_signed) == (False, False)
    assert tasks_assigned(session) == 11


def test_the_evidence_is_frozen_with_the_report_each_value_came_from(
    session: Session, people: People
) -> None:
    report = make.published(session, {"deaths": 86})
    proposal = session.get(Proposal, proposed(session, people, THREE))
    make.published(session, {"deaths": 100}, at=minutes(3))
    assert proposal is not None
    assert proposal.evidence["answer"]["level"] == 3
    assert proposal.evidence["values"]["deaths"]["value"] == 86
    assert proposal.evidence["values"]["deaths"]["report_id"] == report
    assert proposal.evidence["values"]["deaths"]["origin"] == "E3"
    assert proposal.decider == "国家减灾委员会秘书长"


@pytest.mark.parametrize(
    ("level", "who"), [(4, "deputy"), (3, "secretary"), (2, "vice")], ids=["Ⅳ", "Ⅲ", "Ⅱ"]
)
def test_each_level_is_decided_by_the_post_its_plan_names_and_by_nobody_else(
    session: Session, people: People, level: int, who: str
) -> None:
    proposal = proposed(session, people, replace(FOUR, level=level))
    for other in {"deputy", "secretary", "vice"} - {who}:
        with pytest.raises(Refused):
            decided(session, getattr(people, other), proposal)
    decided(session, getattr(people, who), proposal)
    assert now(session).level == level


def test_nobody_confirms_his_own_proposal(session: Session, people: People) -> None:
    both = make.account(session, "both", make.NATION, "秘书长", ("desk_officer", "duty_leader"))
    stamp = make.stamp(by="both")
    proposal = propose(session, both, stamp, replace(FOUR, level=3))
    for form in ("written", "telephone"):
        with pytest.raises(Refused) as refusal:
            decided(session, both, proposal, form=form)
        assert "自己" in refusal.value.reason.zh


def test_a_spoken_decision_is_valid_at_once_and_listed_until_it_is_signed(
    session: Session, people: People
) -> None:
    proposal = proposed(session, people, replace(FOUR, level=2))
    decision = decided(session, people.secretary, proposal, form="telephone")
    row = now(session)
    assert (row.level, row.to_be_signed) == (2, True)
    assert row.decided_by == "国家减灾委员会副主任（民政部部长）"
    assert row.recorded_by == "national-secretary"
    stamp = make.stamp(minutes(90), by="national")
    with pytest.raises(Refused):
        sign(session, people.office, make.stamp(), Paper(decision, " "))
    paper = sign(session, people.office, stamp, Paper(decision, "国减发〔2023〕9号"))
    assert sign(session, people.office, stamp, Paper(decision, "国减发〔2023〕9号")) == paper
    assert (now(session).to_be_signed, now(session).document) == (False, "国减发〔2023〕9号")
    assert levels_now(session, "incident-1", minutes(60))[0].to_be_signed
    with pytest.raises(AlreadyDone):
        sign(session, people.office, make.stamp(), Paper(decision, "再签"))


def test_a_written_decision_needs_no_late_signature(session: Session, people: People) -> None:
    decision = started(session, people)
    with pytest.raises(Refused):
        sign(session, people.office, make.stamp(), Paper(decision, "文号"))
    with pytest.raises(OutOfScope):
        sign(session, people.county, make.stamp(), Paper(decision, "文号"))
    with pytest.raises(NotFound):
        sign(session, people.office, make.stamp(), Paper("none", "文号"))


def test_a_proposal_turned_down_changes_nothing_and_another_may_follow(
    session: Session, people: People
) -> None:
    first = proposed(session, people, replace(FOUR, level=3))
    decided(session, people.secretary, first, accepted=False, reason="数字待核")
    assert levels_now(session, "incident-1", ended=True) == []
    assert tasks_assigned(session) == 0
    second = proposed(session, people, replace(FOUR, level=3))
    decided(session, people.secretary, second)
    assert now(session).level == 3
    history = level_history(session, "incident-1")
    assert [row.accepted for row in history] == [True, False]


def test_a_threshold_that_is_not_reached_cannot_be_claimed(
    session: Session, people: People
) -> None:
    make.published(session, {"deaths": 19})
    with pytest.raises(Refused) as refusal:
        proposed(session, people, replace(THREE, level=4))
    assert refusal.value.path == "basis"
    proposed(session, people, FOUR)


def test_a_proposal_made_on_figures_that_have_changed_is_refused(
    session: Session, people: People
) -> None:
    with pytest.raises(Refused) as refusal:
        proposed(session, people, replace(FOUR, seen="0" * 64))
    assert refusal.value.path == "seen"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"level": 5}, "level"),
        ({"level": 0}, "level"),
        ({"reason": "  "}, "reason"),
        ({"basis": "mood"}, "basis"),
        ({"response": "flood"}, "response"),
        ({"subject": "150000000000"}, "subject"),
        ({"subject": ""}, "subject"),
    ],
)
def test_an_incomplete_proposal_says_what_is_missing(
    session: Session, people: People, change: dict[str, object], path: str
) -> None:
    with pytest.raises(Refused) as refusal:
        proposed(session, people, replace(FOUR, **change))
    assert refusal.value.path == path


def test_levels_go_up_and_down_and_end_and_tasks_are_assigned_once(
    session: Session, people: People
) -> None:
    steps = [(4, people.deputy, 6), (2, people.vice, 13), (3, people.secretary, 13)]
    for count, (level, who, tasks) in enumerate(steps):
        at = 10 * (count + 1)
        proposal = proposed(session, people, replace(FOUR, level=level), at)
        decided(session, who, proposal, at + 1)
        assert (now(session).level, tasks_assigned(session)) == (level, tasks)
    end = session.get(Proposal, proposed(session, people, replace(FOUR, level=0), 50))
    assert end is not None
    assert end.decider == "国家减灾委员会秘书长"
    decided(session, people.secretary, end.id, 51)
    assert (now(session).level, levels_now(session, "incident-1")) == (0, [])
    known = [levels_now(session, "incident-1", minutes(at), ended=True) for at in (9, 15, 25, 55)]
    assert [[row.level for row in rows] for rows in known] == [[], [4], [2], [0]]
    assert [compare(session, projection) for projection in PROJECTIONS] == [[]]


def test_a_proposal_overtaken_by_another_decision_is_refused_with_the_reason(
    session: Session, people: People
) -> None:
    overtaken = proposed(session, people, replace(FOUR, level=2))
    decided(session, people.secretary, proposed(session, people, replace(FOUR, level=3)))
    waiting = waiting_proposals(session, people.vice, "incident-1")
    assert [(row.id, row.overtaken) for row in waiting] == [(overtaken, True)]
    with pytest.raises(Refused) as refusal:
        decided(session, people.vice, overtaken)
    assert "national-secretary" in refusal.value.reason.zh
    decided(session, people.vice, overtaken, accepted=False)
    assert waiting_proposals(session, people.vice, "incident-1") == []


def test_a_decided_proposal_tells_the_second_decider_who_was_first(
    session: Session, people: People
) -> None:
    proposal = proposed(session, people, replace(FOUR, level=3))
    decided(session, people.secretary, proposal)
    with pytest.raises(AlreadyDone) as told:
        decided(session, people.vice, proposal, form="telephone")
    assert told.value.by == "national-secretary"


def test_the_same_command_twice_is_one_proposal_and_one_decision(
    session: Session, people: People
) -> None:
    stamp = make.stamp(by="national")
    wish = replace(FOUR, level=3)
    proposal = propose(session, people.office, stamp, wish)
    assert propose(session, people.office, stamp, wish) == proposal
    again = make.stamp(minutes(2), by="national-secretary")
    choice = Choice(proposal, accepted=True, reason=YES)
    first = decide(session, people.secretary, again, choice)
    assert decide(session, people.secretary, again, choice) == first
    assert (
        session.scalar(select(func.count()).select_from(Decision)),
        tasks_assigned(session),
    ) == (
        1,
        11,
    )


def test_a_county_neither_proposes_nor_decides_for_the_nation(
    session: Session, people: People
) -> None:
    with pytest.raises(OutOfScope):
        propose(session, people.county, make.stamp(), FOUR)
    proposal = proposed(session, people, FOUR)
    with pytest.raises(OutOfScope):
        decided(session, people.county_leader, proposal)
    assert waiting_proposals(session, people.county, "incident-1") == []
    with pytest.raises(OutOfScope):
        decided(session, people.office, proposal)


def test_the_nation_does_not_propose_for_a_county_although_its_scope_covers_it(
    session: Session, people: People
) -> None:
    with pytest.raises(OutOfScope):
        proposed(session, people, replace(FOUR, division=make.JISHISHAN, subject=""))


def test_a_county_whose_plan_is_not_keyed_starts_at_discretion(
    session: Session, people: People
) -> None:
    wish = replace(FOUR, division=make.JISHISHAN, subject="", level=1, decider="县长")
    with pytest.raises(Refused):
        propose(session, people.county, make.stamp(), replace(wish, basis="threshold"))
    proposal = propose(session, people.county, make.stamp(by="jishishan"), wish)
    frozen = session.get(Proposal, proposal)
    assert frozen is not None
    assert frozen.evidence["keyed"] is False
    decided(session, people.county_leader, proposal)
    assert (now(session).label, now(session).decided_by) == ("Ⅰ级", "县长")


def heard(**change: object) -> Received:
    usual = Received(
        "incident-1",
        make.NATION,
        "earthquake",
        2,
        "国务院抗震救灾指挥部",
        make.NIGHT,
        document="新闻通稿",
    )
    return replace(usual, **change)


def test_a_superiors_start_is_recorded_once_with_the_precision_it_was_published_in(
    session: Session, people: People
) -> None:
    stamp = make.stamp(minutes(5), by="jishishan", source="E3")
    wish = heard(precision="day", form="telephone")
    first = receive(session, people.county, stamp, wish)
    assert receive(session, people.county, stamp, wish) == first
    row = now(session)
    assert (row.response, row.level, row.received, row.precision) == ("earthquake", 2, True, "day")
    assert row.to_be_signed
    with pytest.raises(AlreadyDone):
        receive(session, people.office, make.stamp(minutes(6), by="national"), heard())
    assert tasks_assigned(session) == 0
    sign(session, people.county, make.stamp(minutes(7), by="jishishan"), Paper(first, "文号"))
    assert not now(session).to_be_signed


def test_relief_and_earthquake_are_separate_each_with_its_level(
    session: Session, people: People
) -> None:
    started(session, people)
    receive(session, people.office, make.stamp(minutes(5), by="national"), heard())
    rows = levels_now(session, "incident-1")
    assert [(row.response, row.level) for row in rows] == [("relief", 3), ("earthquake", 2)]


def test_a_decision_taken_here_is_not_entered_again_as_received(
    session: Session, people: People
) -> None:
    started(session, people)
    for wish in (heard(response="relief"), heard(response="relief", level=3)):
        with pytest.raises(Refused):
            receive(session, people.county, make.stamp(minutes(5), by="jishishan"), wish)
        with pytest.raises(Refused):
            receive(session, people.office, make.stamp(minutes(5), by="national"), wish)


def test_a_desk_receives_from_above_and_from_nowhere_else(session: Session, people: People) -> None:
    for division in (make.QINGHAI, make.MINHE, make.DAHEJIA):
        with pytest.raises(OutOfScope):
            receive(session, people.county, make.stamp(), heard(division=division))
    with pytest.raises(Refused):
        receive(session, people.county, make.stamp(), heard(occurred_at=minutes(1)))
    with pytest.raises(Refused):
        receive(session, people.county, make.stamp(), heard(level=0))


def test_a_notice_of_an_earlier_start_that_comes_late_changes_nothing(
    session: Session, people: People
) -> None:
    receive(session, people.county, make.stamp(minutes(9), by="jishishan"), heard())
    earlier = heard(level=4, occurred_at=minutes(-30))
    receive(session, people.county, make.stamp(minutes(10), by="jishishan"), earlier)
    assert now(session).level == 2
    assert [row.late for row in level_history(session, "incident-1")] == [True, False]
    assert [row.level for row in levels_now(session, "incident-1", minutes(11))] == [2]
    assert [compare(session, projection) for projection in PROJECTIONS] == [[]]


def test_a_decision_whose_hour_was_not_published_keeps_its_day_and_deadlines_count_from_the_record(
    session: Session, people: People
) -> None:
    proposal = proposed(session, people, FOUR)
    day = make.NIGHT.replace(hour=16, minute=0)
    decided(session, people.deputy, proposal, 30, occurred_at=day, precision="day")
    assert (now(session).since, now(session).precision) == (day, "day")
    first = session.scalars(
        select(TaskEntry).where(TaskEntry.due_at.is_not(None)).order_by(TaskEntry.due_at)
    ).first()
    assert first is not None
    assert first.due_at == minutes(30) + timedelta(hours=2)
