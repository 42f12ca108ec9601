"""Needs become a plan, an officer changes a line, another approves it, orders stand reserved."""

from datetime import timedelta
from decimal import Decimal

import pytest

from relief.alerts.service import record_call
from relief.alerts.slip import CallSlip
from relief.allocation.leximin import allocate
from relief.allocation.need_queries import need_position
from relief.allocation.plan_order import read_wish
from relief.allocation.projections import PROJECTIONS
from relief.allocation.queries import plan_view, plans
from relief.allocation.services.change_line import Change, change_line
from relief.allocation.services.make_plan import file_plan, prepare
from relief.allocation.stale import StaleStock
from relief.allocation.township_needs import season_at
from relief.bootstrap import flow_solver
from relief.core.errors import AlreadyDone, NotFound, OutOfScope, Refused
from relief.db.projections import compare
from relief.delivery.queries import OrderFilter, orders
from relief.delivery.services.carry_out import approve_plan, orders_of_plan
from relief.incidents.queries import find_incident
from relief.incidents.tables import Incident
from relief.shelters.service import NewPlacement, place
from relief.supplies.places import depot, township
from relief.supplies.queries import stock
from relief.supplies.service import Intake, take_in
from tests import make
from tests.delivery.conftest import DEPOT, given, later, now, seat

WISH = read_wish("3", "cold", "demo-cold-2023")


def resettle(session, people, count, division=make.DAHEJIA, hours=1):
    new = NewPlacement(people.incident, "", division, count)
    return place(session, people.officer, later(hours, people.officer), new)


def position(session, people, at=None, scope=None):
    incident = find_incident(session, people.incident)
    return need_position(session, scope or people.officer, incident, WISH, at)


def row(shown, code=make.DAHEJIA):
    return next(r for r in shown.townships if r.code == code)


def make_plan(session, people, hours=2, first=frozenset(), command=None):
    prepared = prepare(session, people.officer, people.incident, WISH, first)
    solved = allocate(prepared.problem, flow_solver())
    stamp = later(hours, people.officer, command)
    return file_plan(session, people.officer, stamp, prepared, solved, 0.1)


def view(session, people, plan_id, at=None):
    return plan_view(session, people.officer, plan_id, at)


def leader(session, name="leader"):
    return make.account(session, name, roles=("duty_leader",), post="带班领导")


def approve(session, who, plan_id, hours=4, command=None):
    return approve_plan(session, who, later(hours, who, command), plan_id)


def change(session, people, plan_id, units, reason="路不通", item="tent_12", **kwargs):
    wish = Change(plan_id, DEPOT, make.DAHEJIA, item, units, reason, **kwargs)
    return change_line(session, people.officer, later(3, people.officer), wish)


def test_people_who_are_unknown_need_an_unknown_quantity(session):
    shown = position(session, seat(session))
    assert row(shown).people.count is None
    assert row(shown).of("tent_12").need is None
    assert row(shown).of("tent_12").short is None
    assert row(shown).tonight.without_tent is None
    assert shown.people_open == len(shown.townships)


def test_register_and_report_are_never_added_the_greater_stands(session):
    people = seat(session)
    slip = CallSlip(
        people.incident, make.DAHEJIA, later(0).recorded_at, figures={"resettled": Decimal(400)}
    )
    record_call(session, people.officer, later(0, people.officer), slip)
    told = row(position(session, people)).people
    assert (told.count, told.source, told.register.people) == (400, "call", None)
    resettle(session, people, 300)
    both = row(position(session, people)).people
    assert (both.count, both.source, both.register.with_relatives) == (400, "call", 300)
    resettle(session, people, 150, hours=2)
    more = row(position(session, people)).people
    assert (more.count, more.source, more.reported) == (450, "register", 400)


def test_a_push_order_counts_as_under_way_before_any_need_is_known(session):
    people = seat(session)
    given(session, people, {"tent_12": 120})
    assert row(position(session, people)).of("tent_12").under_way == 120
    resettle(session, people, 400)
    tents = row(position(session, people)).of("tent_12")
    assert (tents.need, tents.under_way, tents.short) == (200, 120, 80)


def test_what_is_at_hand_is_taken_off_and_says_how_long_it_lasts(session):
    people = seat(session)
    resettle(session, people, 100)
    official = make.account(session, "keeper-2", make.DAHEJIA, roles=("depot_keeper",))
    here = township(make.DAHEJIA)
    for item, units in (("tent_12", 30), ("tent_36", 2), ("stove", 20), ("water", 1500)):
        take_in(session, official, later(1, official), Intake(here, item, units, donor=True))
    town = row(position(session, people))
    tents = town.of("tent_12")
    # 50 tents for 100 people; two of 36 m² hold 16 people, as eight of 12 m² do.
    assert (tents.need, tents.at_hand, tents.stood_for, tents.short) == (50, 30, 8, 12)
    water = town.of("water")
    assert (water.need, water.short, water.days) == (2250, 750, Decimal(2))
    assert town.of("quilt").days is None
    # 30 tents hold 60 and two large ones 16; stoves for 20 tents warm 40 of these 76.
    assert (town.tonight.without_tent, town.tonight.without_stove) == (24, 36)
    assert town.tonight.bare_tents == 12


def test_sums_leave_out_what_is_unknown_and_say_so(session):
    people = seat(session)
    resettle(session, people, 101)
    resettle(session, people, 101, make.CHUIMATAN)
    shown = position(session, people)
    tents = next(total for total in shown.totals if total.item == "tent_12")
    assert (tents.need, tents.open_rows, shown.people) == (102, 0, 202)
    nation = position(session, people, scope=make.scope(""))
    tents = next(total for total in nation.totals if total.item == "tent_12")
    assert (tents.need, tents.open_rows, nation.people_open) == (102, 1, 1)


def test_a_desk_sees_its_own_townships_and_only_what_it_knew(session):
    people = seat(session)
    resettle(session, people, 400)
    other = position(session, people, scope=make.scope("630222"))
    assert {r.code[:6] for r in other.townships} == {"630222"}
    before = position(session, people, at=later(0.5).recorded_at)
    assert row(before).people.count is None
    assert season_at(make.NIGHT) == "cold"
    assert season_at(make.NIGHT + timedelta(days=200)) == "warm"


def test_short_stock_is_shared_fairly_and_every_line_says_why(session):
    people = seat(session, {"tent_12": 100, "stove": 300})
    resettle(session, people, 300)
    resettle(session, people, 100, make.CHUIMATAN)
    shown = view(session, people, make_plan(session, people))
    tents = {line.township: line.units for line in shown.lines if line.item == "tent_12"}
    assert tents == {make.DAHEJIA: 75, make.CHUIMATAN: 25}
    assert all(line.reasons and line.units == line.planned for line in shown.lines)
    text = "".join(reason.zh for line in shown.lines for reason in line.reasons)
    assert DEPOT not in text
    left = {(n.township, n.item): n.left for n in shown.unserved}
    assert left[make.DAHEJIA, "tent_12"] == 75
    assert left[make.CHUIMATAN, "water"] == 2250
    assert all(need.reasons for need in shown.unserved)
    assert shown.indicative > 0
    assert shown.row.state == "made"
    for projection in PROJECTIONS:
        assert compare(session, projection) == []


def test_townships_named_first_are_served_first(session):
    people = seat(session, {"tent_12": 100})
    resettle(session, people, 300)
    resettle(session, people, 100, make.CHUIMATAN)
    plan_id = make_plan(session, people, first=frozenset({make.CHUIMATAN}))
    lines = view(session, people, plan_id).lines
    assert {line.township: line.units for line in lines} == {make.DAHEJIA: 50, make.CHUIMATAN: 50}


def test_a_plan_made_twice_by_one_command_is_one_plan(session):
    people = seat(session)
    resettle(session, people, 300)
    one = make_plan(session, people, command="c")
    assert make_plan(session, people, command="c") == one
    ranges = people.officer.ranges()
    assert [p.number for p in plans(session, people.incident, ranges)] == [1]
    assert plans(session, people.incident, make.scope("630222").ranges()) == []
    assert plans(session, people.incident, ranges, later(1).recorded_at) == []


def test_without_people_or_without_a_gap_there_is_no_plan(session):
    people = seat(session)
    with pytest.raises(Refused) as unknown:
        make_plan(session, people)
    assert unknown.value.path == "people"
    resettle(session, people, 0 + 2)
    official = make.account(session, "keeper-2", make.DAHEJIA, roles=("depot_keeper",))
    for item in position(session, people).items:
        new = Intake(township(make.DAHEJIA), item, 1000, donor=True)
        take_in(session, official, later(1, official), new)
    with pytest.raises(Refused) as enough:
        make_plan(session, people)
    assert enough.value.path == "needs"


def test_a_closed_incident_is_planned_no_more(session):
    people = seat(session)
    resettle(session, people, 300)
    plan_id = make_plan(session, people)
    session.get(Incident, people.incident).state = "closed"
    session.flush()
    with pytest.raises(Refused) as closed:
        make_plan(session, people)
    assert closed.value.path == "incident"
    with pytest.raises(Refused):
        change(session, people, plan_id, 1)
    with pytest.raises(Refused):
        approve(session, leader(session), plan_id)


def test_a_line_is_changed_with_a_reason_and_keeps_its_history(session):
    people = seat(session)
    resettle(session, people, 300)
    plan_id = make_plan(session, people)
    change(session, people, plan_id, 120)
    change(session, people, plan_id, 0, "改由捐赠")
    line = next(x for x in view(session, people, plan_id).lines if x.item == "tent_12")
    assert (line.planned, line.units) == (150, 0)
    assert [(c.units, c.reason) for c in line.changes] == [(120, "路不通"), (0, "改由捐赠")]
    left = {n.item: n.left for n in view(session, people, plan_id).unserved}
    assert left["tent_12"] == 150
    before = view(session, people, plan_id, later(2.5).recorded_at)
    assert next(x for x in before.lines if x.item == "tent_12").units == 150
    for projection in PROJECTIONS:
        assert compare(session, projection) == []


def test_a_line_is_added_where_the_plan_had_none(session):
    people = seat(session)
    resettle(session, people, 300)
    plan_id = make_plan(session, people)
    wish = Change(plan_id, DEPOT, make.CHUIMATAN, "tent_12", 20, "镇长来电")
    change_line(session, people.officer, later(3, people.officer), wish)
    line = next(x for x in view(session, people, plan_id).lines if x.township == make.CHUIMATAN)
    assert (line.planned, line.units, line.changes[0].reason) == (0, 20, "镇长来电")
    assert compare(session, PROJECTIONS[1]) == []


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"reason": " "}, "reason"),
        ({"units": -1}, "units"),
        ({"units": 1.5}, "units"),
        ({"units": 150}, "units"),
        ({"units": 201}, "units"),
        ({"units": 15, "item": "quilt"}, "units"),
        ({"units": 1, "item": "light"}, "line"),
    ],
)
def test_a_wrong_change_is_refused_with_its_field(session, wrong, path):
    people = seat(session)
    resettle(session, people, 300)
    plan_id = make_plan(session, people)
    with pytest.raises(Refused) as refused:
        change(session, people, plan_id, **{"units": 100, **wrong})
    assert refused.value.path == path


def test_who_changes_a_line_that_was_changed_meanwhile_is_told(session):
    people = seat(session)
    resettle(session, people, 300)
    plan_id = make_plan(session, people)
    seen = next(x for x in view(session, people, plan_id).lines if x.item == "tent_12").last_id
    change(session, people, plan_id, 120, after=seen)
    with pytest.raises(AlreadyDone):
        change(session, people, plan_id, 130, after=seen)
    with pytest.raises(NotFound):
        change(session, people, "no-plan", 130)


def test_approval_reserves_the_stock_in_orders_of_whole_packs(session):
    people = seat(session)
    resettle(session, people, 395)
    plan_id = make_plan(session, people)
    change(session, people, plan_id, 120)
    boss = leader(session)
    ids = approve(session, boss, plan_id, command="c")
    assert approve(session, boss, plan_id, command="c") == ids
    assert [order_id for order_id, _number in orders_of_plan(session, plan_id)] == list(ids)
    (one,) = orders(session, people.officer, people.incident, OrderFilter(), now()).items
    assert {line.item: line.ordered for line in one.lines} == {
        "tent_12": 120,
        "quilt": 400,
        "stove": 50,
    }
    held = {r.item: r.units for r in stock(session, kinds=["reserved"])}
    assert held == {"tent_12": 120, "quilt": 400, "stove": 50}
    assert row(position(session, people)).of("tent_12").under_way == 120
    shown = view(session, people, plan_id)
    assert (shown.row.state, shown.row.approved_by) == ("approved", "leader")
    for projection in PROJECTIONS:
        assert compare(session, projection) == []


def test_nobody_approves_his_own_plan_or_a_plan_he_changed(session):
    people = seat(session)
    resettle(session, people, 300)
    both = make.account(session, "both", roles=("desk_officer", "duty_leader"))
    prepared = prepare(session, both, people.incident, WISH, frozenset())
    solved = allocate(prepared.problem, flow_solver())
    own = file_plan(session, both, later(2, both), prepared, solved, 0.1)
    with pytest.raises(Refused) as refused:
        approve(session, both, own)
    assert refused.value.path == "approver"
    plan_id = make_plan(session, people)
    wish = Change(plan_id, DEPOT, make.DAHEJIA, "tent_12", 10, "路不通")
    change_line(session, both, later(3, both), wish)
    with pytest.raises(Refused):
        approve(session, both, plan_id)
    with pytest.raises(OutOfScope):
        approve(session, people.officer, plan_id)
    other = make.account(session, "minhe", make.MINHE, roles=("duty_leader",))
    with pytest.raises(OutOfScope):
        approve(session, other, plan_id)
    assert stock(session, kinds=["reserved"]) == []


def test_a_plan_whose_stock_has_moved_is_not_approved_and_says_what_moved(session):
    people = seat(session)
    resettle(session, people, 300)
    plan_id = make_plan(session, people)
    given(session, people, {"tent_12": 60})
    boss = leader(session)
    with pytest.raises(StaleStock) as stale:
        approve(session, boss, plan_id)
    assert [(m.item, m.then, m.now) for m in stale.value.moved] == [("tent_12", 200, 140)]
    assert "200 → 140" in stale.value.reason.zh
    assert view(session, people, plan_id).row.state == "made"
    fresh = make_plan(session, people, hours=5)
    assert len(approve(session, boss, fresh, 6)) == 1


def test_goods_that_came_in_since_make_a_plan_stale_too(session):
    people = seat(session)
    resettle(session, people, 300)
    plan_id = make_plan(session, people)
    place_of = depot(DEPOT, make.JISHISHAN)
    local = make.account(session, "local-keeper", roles=("depot_keeper",))
    take_in(session, local, later(3, local), Intake(place_of, "stove", 10, donor=False))
    with pytest.raises(StaleStock):
        approve(session, leader(session), plan_id)


def test_an_approved_plan_is_neither_changed_nor_approved_again(session):
    people = seat(session)
    resettle(session, people, 300)
    plan_id = make_plan(session, people)
    approve(session, leader(session), plan_id)
    with pytest.raises(AlreadyDone) as told:
        approve(session, leader(session, "second"), plan_id)
    assert told.value.by == "leader"
    with pytest.raises(AlreadyDone):
        change(session, people, plan_id, 1)


def test_a_plan_struck_out_line_by_line_is_not_approved(session):
    people = seat(session, {"tent_12": 200})
    resettle(session, people, 300)
    plan_id = make_plan(session, people)
    change(session, people, plan_id, 0)
    with pytest.raises(Refused) as empty:
        approve(session, leader(session), plan_id)
    assert empty.value.path == "lines"
