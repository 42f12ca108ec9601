"""Four tiers: due, started, when, by whom, document."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from relief.incidents.queries import IncidentRow
from relief.response.catalogue import load_plan
from relief.response.decisions import Choice, NewProposal, Received
from relief.response.ladder import Due, LadderRow, ladder
from relief.response.service import decide, propose, receive
from relief.response.standing import incident_of, recommendations
from tests import make
from tests.response.conftest import People


def quake(session: Session) -> IncidentRow:
    return incident_of(session, "incident-1")


def of(rows: list[LadderRow], tier: str, response: str = "relief") -> LadderRow:
    return next(row for row in rows if (row.tier, row.response) == (tier, response))


def due(session: Session, people: People, province: str) -> Due:
    nation = of(ladder(session, people.county, quake(session)), "nation")
    return next(item for item in nation.dues if item.subject == province)


def test_the_county_desk_sees_four_tiers_and_both_responses(
    session: Session, people: People
) -> None:
    rows = ladder(session, people.county, quake(session))
    assert [(row.name, row.response) for row in rows] == [
        (name, response)
        for name in ("全国", "甘肃省", "临夏回族自治州", "积石山保安族东乡族撒拉族自治县")
        for response in ("relief", "earthquake")
    ]


def test_plans_that_are_not_at_hand_say_so(session: Session, people: People) -> None:
    for scope in (people.county, make.scope("630222"), people.office):
        rows = ladder(session, scope, quake(session))
        below = [row for row in rows if row.tier != "nation" or row.response == "earthquake"]
        assert {row.state for row in below} == {"not_keyed"}
        assert of(rows, "nation").state == "due"


@pytest.mark.parametrize(
    ("deaths", "level", "label"),
    [
        (19, None, ""),
        (49, 4, "Ⅳ级"),
        (86, 3, "Ⅲ级"),
        (99, 3, "Ⅲ级"),
        (100, 2, "Ⅱ级"),
        (105, 2, "Ⅱ级"),
    ],
)
def test_gansu_is_due_by_its_released_deaths(
    session: Session, people: People, deaths: int, level: int | None, label: str
) -> None:
    make.published(session, {"deaths": deaths})
    found = due(session, people, make.GANSU)
    assert (found.level, found.label) == (level, label)


@pytest.mark.parametrize(
    ("deaths", "missing", "level"), [(11, 0, None), (18, 16, None), (31, 3, 4)]
)
def test_qinghai_is_due_nothing_until_twenty_deaths(
    session: Session, people: People, deaths: int, missing: int, level: int | None
) -> None:
    make.published(session, {"deaths": deaths, "missing": missing}, division=make.QINGHAI)
    assert due(session, people, make.QINGHAI).level == level


def test_the_plan_of_2024_counts_dead_and_missing_together(
    session: Session, people: People
) -> None:
    make.published(session, {"deaths": 18, "missing": 16}, division=make.QINGHAI)
    plan = load_plan("cn-2024")
    found = recommendations(session, quake(session), [plan], [make.QINGHAI])[make.QINGHAI][0]
    assert (found.answer.level, found.answer.plan_step.label) == (4, "四级")


def test_unknown_figures_are_unknown_and_leave_levels_open(
    session: Session, people: People
) -> None:
    found = due(session, people, make.QINGHAI)
    assert (found.level, found.could_be, found.figures_known) == (None, 1, False)


def test_each_rule_names_the_report_of_its_value_and_how_far_the_next_level_is(
    session: Session, people: People
) -> None:
    report = make.published(session, {"deaths": 86})
    plan = load_plan("cn-2016")
    found = recommendations(session, quake(session), [plan], [make.GANSU])[make.GANSU][0]
    deaths = found.readings()[0]
    assert [(value.report_id, value.quote) for value in deaths.values] == [
        (report, "截至发稿，遇难人数如下")
    ]
    assert (deaths.value, deaths.lacks, deaths.lacking.step) == (86, 14, 2)
    people_rule = found.readings()[1]
    assert (people_rule.values, people_rule.unknown) == ((), ("resettled", "urgent_aid"))


def test_a_national_decision_stands_on_the_county_ladder_as_received(
    session: Session, people: People
) -> None:
    wish = NewProposal(
        "incident-1", make.NATION, "relief", 4, "discretion", "先行启动", subject=make.GANSU
    )
    proposal = propose(session, people.office, make.stamp(by="national"), wish)
    choice = Choice(proposal, accepted=True, reason="同意", document="国减办发〔2023〕1号")
    decide(session, people.deputy, make.stamp(by="national-deputy"), choice)
    rows = [
        of(ladder(session, who, quake(session)), "nation") for who in (people.county, people.office)
    ]
    assert [row.received for row in rows] == [True, False]
    assert {row.label for row in rows} == {"Ⅳ级"}
    assert {row.document for row in rows} == {"国减办发〔2023〕1号"}
    assert {row.decided_by for row in rows} == {"国家减灾委员会办公室常务副主任"}


def test_the_ladder_is_read_as_this_desk_knew_it_at_an_hour(
    session: Session, people: People
) -> None:
    make.published(session, {"deaths": 86}, at=make.NIGHT)
    make.published(session, {"deaths": 100}, at=make.NIGHT + timedelta(hours=2))
    start = Received(
        "incident-1", make.NATION, "earthquake", 2, "国务院抗震救灾指挥部", make.NIGHT, "unknown"
    )
    stamp = make.stamp(make.NIGHT + timedelta(hours=2), by="jishishan")
    receive(session, people.county, stamp, start)

    def at(minutes: int) -> tuple[int | None, int | None]:
        hour = make.NIGHT + timedelta(minutes=minutes)
        rows = ladder(session, people.county, quake(session), hour)
        return of(rows, "nation").dues[0].level, of(rows, "nation", "earthquake").started

    assert (at(-1), at(60), at(121)) == ((None, None), (3, None), (2, 2))
