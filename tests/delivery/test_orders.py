"""An order from the desk to people's hands: stock, road, received and distributed add up."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from relief.core.errors import AlreadyDone, NotFound, OutOfScope, Refused, RefusedRows
from relief.db.projections import compare
from relief.delivery.goods import Arrived, Line, NewOrder, take
from relief.delivery.projections import PROJECTIONS
from relief.delivery.queries import OrderFilter, order, orders, steps
from relief.delivery.services.keep import accept, dispatch, expire, refuse, void
from relief.delivery.services.lapse import expire_due
from relief.delivery.services.order import order as give
from relief.delivery.services.order import order_all
from relief.delivery.services.receive import close, distribute, find, give_back, receive
from relief.delivery.services.steps import Wish
from relief.delivery.states import GIVES_BACK, NEXT, STATES
from relief.incidents.tables import Incident
from relief.supplies.not_enough import NotEnough
from relief.supplies.projections import PROJECTIONS as BALANCES
from relief.supplies.queries import differences, flows, stock
from relief.supplies.rows import StockRow
from tests import make
from tests.delivery.conftest import (
    DEPOT,
    GOODS,
    START,
    add_depot,
    given,
    later,
    now,
    seat,
    step,
    wish_for,
)

TENTS = {"tent_12": 200}
FULL = [Arrived("tent_12", 200)]


def by_kind(session: Session, item: str = "tent_12") -> dict[str, int]:
    found: Counter = Counter()
    for row in stock(session):
        if row.item == item:
            found[row.kind] += row.units
    return dict(found)


def sent(session: Session, people, goods=None) -> str:
    order_id = given(session, people, goods or TENTS)
    accept(session, people.keeper, later(2, people.keeper), step(order_id, "accepted"))
    dispatch(
        session,
        people.keeper,
        later(3, people.keeper),
        step(order_id, "dispatched", vehicle="甘N12345"),
    )
    return order_id


def arrived(session: Session, people, goods=None, lines=None) -> str:
    order_id = sent(session, people, goods)
    told = lines or [Arrived(item, n) for item, n in (goods or TENTS).items()]
    receive(session, people.town, later(6, people.town), step(order_id, "received"), told)
    return order_id


def test_the_whole_way_from_the_depot_to_the_households(session) -> None:
    people = seat(session)
    order_id = given(session, people, TENTS)
    assert by_kind(session) == {"reserved": 200}
    accept(session, people.keeper, later(2), step(order_id, "accepted"))
    dispatch(session, people.keeper, later(3), step(order_id, "dispatched"))
    assert by_kind(session) == {"road": 200}
    told = [Arrived("tent_12", 190, "三号车未到")]
    receive(session, people.town, later(6), step(order_id, "received"), told)
    assert by_kind(session) == {"township": 190, "lost": 10}
    distribute(
        session, people.town, later(7), step(order_id, "distributed"), [Line("tent_12", 100)]
    )
    distribute(session, people.town, later(8), step(order_id, "distributed"), [Line("tent_12", 50)])
    give_back(
        session, people.town, later(9), step(order_id, "returned", "多余"), [Line("tent_12", 30)]
    )
    assert by_kind(session) == {"township": 10, "lost": 10, "households": 150, "depot": 30}
    with pytest.raises(Refused):
        close(session, people.town, later(10), step(order_id, "closed"))
    close(session, people.town, later(10), step(order_id, "closed", "留镇备用"))
    row = order(session, people.officer, order_id, now())
    line = row.lines[0]
    assert (line.arrived, line.lost, line.distributed, line.returned, line.left) == (
        190,
        10,
        150,
        30,
        10,
    )
    assert [s.state for s in steps(session, order_id, now())] == [
        "ordered",
        "accepted",
        "dispatched",
        "received",
        "distributed",
        "distributed",
        "returned",
        "closed",
    ]
    (flow,) = flows(session, people.incident)
    assert flow.dispatched == flow.arrived + flow.on_road + flow.lost + flow.unknown == 200
    assert flow.arrived == flow.at_townships + flow.distributed + flow.returned
    assert compare(session, PROJECTIONS[0]) == []
    assert compare(session, BALANCES[0]) == []


def test_a_push_order_needs_no_figures_and_counts_as_under_way(session) -> None:
    people = seat(session)
    order_id = given(session, people, TENTS, note="先去两百顶")
    under_way = stock(session, kinds=["reserved", "road"], ranges=people.town.ranges())
    assert [(r.division, r.item, r.units) for r in under_way] == [(make.DAHEJIA, "tent_12", 200)]
    assert order(session, people.town, order_id, now()).push


def test_more_than_the_depot_has_is_refused_with_the_facts_and_nothing_changes(session) -> None:
    people = seat(session)
    given(session, people, {"tent_12": 150})
    with pytest.raises(NotEnough) as refused:
        given(session, people, {"stove": 10, "tent_12": 51})
    assert (refused.value.short.have, refused.value.short.asked) == (50, 51)


@pytest.mark.parametrize("units", [0, -5, 1.5])
def test_a_wrong_quantity_is_refused(session, units) -> None:
    people = seat(session)
    with pytest.raises(Refused):
        given(session, people, {"tent_12": units})
    assert by_kind(session) == {"depot": 200}


def test_goods_go_in_whole_packs_and_every_fault_is_told(session) -> None:
    people = seat(session)
    with pytest.raises(Refused) as refused:
        given(session, people, {"quilt": 195})
    assert "190 / 200" in refused.value.reason.zh
    with pytest.raises(RefusedRows) as many:
        given(session, people, {"quilt": 195, "tent_12": 0})
    assert [r.path for r in many.value.reasons] == ["quilt", "tent_12"]
    with pytest.raises(Refused):
        given(session, people, {})


def test_a_closed_incident_orders_and_sends_nothing_but_what_left_still_arrives(session) -> None:
    people = seat(session)
    on_the_road = sent(session, people, {"tent_12": 10})
    waiting = given(session, people, {"tent_12": 10})
    session.get(Incident, people.incident).state = "closed"
    session.flush()
    with pytest.raises(Refused):
        given(session, people, {"tent_12": 10})
    with pytest.raises(Refused):
        accept(session, people.keeper, later(4), step(waiting, "accepted"))
    void(session, people.officer, later(4), step(waiting, "voided", "事件结束"))
    receive(
        session,
        people.town,
        later(6),
        step(on_the_road, "received"),
        [Arrived("tent_12", 10)],
    )
    assert by_kind(session) == {"depot": 190, "township": 10}


def test_goods_go_to_a_struck_township_from_a_depot_the_desk_may_ask(session) -> None:
    people = seat(session)
    goods = (Line("tent_12", 1),)
    for place, town, error in (
        (DEPOT, make.JISHISHAN, Refused),
        ("depot:nowhere", make.DAHEJIA, NotFound),
        (DEPOT, "630222103000", OutOfScope),
    ):
        with pytest.raises(error):
            give(session, people.officer, later(1), NewOrder(people.incident, place, town, goods))
    add_depot(session, "depot:minhe", make.MINHE)
    with pytest.raises(OutOfScope):
        wish = NewOrder(people.incident, "depot:minhe", make.DAHEJIA, goods)
        give(session, people.officer, later(1), wish)


def test_the_keeper_is_of_another_organisation_and_of_this_depot(session) -> None:
    people = seat(session)
    order_id = given(session, people, TENTS)
    own = make.account(session, "own-keeper", roles=("depot_keeper", "desk_officer"))
    with pytest.raises(Refused) as refused:
        accept(session, own, later(2), step(order_id, "accepted"))
    assert refused.value.path == "keeper"
    other = make.account(session, "minhe-keeper", make.MINHE, roles=("depot_keeper",))
    for person in (other, people.officer, people.town):
        with pytest.raises(OutOfScope):
            accept(session, person, later(2), step(order_id, "accepted"))
    with pytest.raises(OutOfScope):
        void(session, people.keeper, later(2), step(order_id, "voided", "x"))


def test_another_townships_official_receives_nothing_here(session) -> None:
    people = seat(session)
    order_id = sent(session, people)
    other = make.account(session, "other", make.CHUIMATAN, roles=("township_official",))
    with pytest.raises(OutOfScope):
        receive(session, other, later(6), step(order_id, "received"), FULL)
    with pytest.raises(NotFound):
        order(session, other, order_id, now())
    assert orders(session, other, people.incident, OrderFilter(), now()).total == 0


@pytest.mark.parametrize("state", sorted(GIVES_BACK))
def test_what_is_refused_voided_or_expired_is_free_again_once(session, state) -> None:
    people = seat(session)
    until = START + timedelta(hours=5)
    order_id = given(session, people, TENTS, valid_until=until)
    deeds = {"refused": refuse, "voided": void, "expired": expire}
    who = people.keeper if state == "refused" else people.officer
    if state == "expired":
        accept(session, people.keeper, later(2), step(order_id, "accepted"))
        with pytest.raises(Refused):
            expire(session, who, later(4), step(order_id, "expired"))
    else:
        with pytest.raises(Refused):
            deeds[state](session, who, later(4), step(order_id, state))
    deeds[state](session, who, later(6), step(order_id, state, "道路中断"))
    assert by_kind(session) == {"depot": 200}
    with pytest.raises(AlreadyDone):
        deeds[state](session, who, later(7), step(order_id, state, "道路中断"))


@pytest.mark.parametrize("answered", [True, False])
def test_a_reservation_past_its_term_lapses_by_itself_once(session, answered) -> None:
    people = seat(session)
    until = START + timedelta(hours=5)
    order_id = given(session, people, TENTS, valid_until=until)
    if answered:
        accept(session, people.keeper, later(2), step(order_id, "accepted"))
    assert expire_due(session, until - timedelta(minutes=1)) == 0
    assert expire_due(session, until) == 1
    assert expire_due(session, until) == 0
    assert by_kind(session) == {"depot": 200}
    with pytest.raises(AlreadyDone):
        accept(session, people.keeper, later(6), step(order_id, "accepted", after="seen"))


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_term_that_is_past_is_refused_and_nothing_is_reserved(session, hours) -> None:
    people = seat(session)
    with pytest.raises(Refused) as refused:
        given(session, people, TENTS, valid_until=START + timedelta(hours=hours))
    assert refused.value.path == "valid_until"
    assert by_kind(session) == {"depot": 200}


def test_arrival_before_departure_is_refused(session) -> None:
    people = seat(session)
    order_id = sent(session, people)
    early = step(order_id, "received", occurred_at=START + timedelta(hours=2.5))
    with pytest.raises(Refused) as refused:
        receive(session, people.town, later(6), early, FULL)
    assert refused.value.path == "occurred_at"
    future = step(order_id, "received", occurred_at=START + timedelta(hours=9))
    with pytest.raises(Refused):
        receive(session, people.town, later(6), future, FULL)


@pytest.mark.parametrize("units", [199, 201, 0, None])
def test_what_differs_from_what_was_sent_needs_a_reason(session, units) -> None:
    people = seat(session)
    order_id = sent(session, people)
    with pytest.raises(Refused):
        receive(
            session,
            people.town,
            later(6),
            step(order_id, "received"),
            [Arrived("tent_12", units)],
        )
    told = [Arrived("tent_12", units, "电话核对")]
    receive(session, people.town, later(6), step(order_id, "received"), told)
    found = by_kind(session)
    assert found.get("township", 0) == (units or 0)
    assert found.get("lost", 0) == (max(0, 200 - units) if units is not None else 0)
    assert found.get("unknown", 0) == (200 if units is None else 0)


def test_every_item_sent_must_be_answered_and_no_other(session) -> None:
    people = seat(session)
    order_id = sent(session, people, {"tent_12": 20, "stove": 5})
    for told in ([Arrived("tent_12", 20)], [], [*FULL[:0], Arrived("tent_12", -1, "x")]):
        with pytest.raises((Refused, RefusedRows)):
            receive(session, people.town, later(6), step(order_id, "received"), told)
    told = [Arrived("tent_12", 20), Arrived("stove", 5), Arrived("bed", 1, "x")]
    with pytest.raises(Refused):
        receive(session, people.town, later(6), step(order_id, "received"), told)


def test_an_arrival_nobody_knows_is_unknown_and_not_zero(session) -> None:
    people = seat(session)
    order_id = arrived(session, people, lines=[Arrived("tent_12", None, "未公布")])
    assert order(session, people.town, order_id, now()).lines[0].arrived is None
    (flow,) = flows(session, people.incident)
    assert (flow.arrived, flow.unknown, flow.on_road) == (None, 200, 0)


def test_what_was_unaccounted_for_may_be_found_and_handed_out(session) -> None:
    people = seat(session)
    order_id = arrived(session, people, lines=[Arrived("tent_12", None, "未公布")])
    wish = step(order_id, "received", "在村部找到")
    for units, why in ((201, "x"), (0, "x"), (5, "")):
        with pytest.raises(Refused):
            lines = [Line("tent_12", units)]
            find(session, people.town, later(7), step(order_id, "received", why), lines)
    found = later(7, command="found")
    find(session, people.town, found, wish, [Line("tent_12", 150)])
    find(session, people.town, found, wish, [Line("tent_12", 150)])
    out = step(order_id, "distributed")
    distribute(session, people.town, later(8), out, [Line("tent_12", 100)])
    assert by_kind(session) == {"unknown": 50, "township": 50, "households": 100}
    (flow,) = flows(session, people.incident)
    assert (flow.arrived, flow.unknown, flow.at_townships) == (150, 50, 50)
    line = order(session, people.town, order_id, now()).lines[0]
    assert (line.arrived, line.unknown, line.left) == (150, 50, 50)


def test_no_more_is_found_than_this_order_lost_sight_of(session) -> None:
    people = seat(session, {"tent_12": 300})
    mine = arrived(session, people, lines=[Arrived("tent_12", 190, "未到齐", "unknown")])
    told = [Arrived("tent_12", 70, "未到齐", "unknown")]
    arrived(session, people, {"tent_12": 100}, told)  # 40 are unaccounted for in all, 10 of mine
    wish = step(mine, "received", "在村部找到")
    with pytest.raises(Refused) as refused:
        find(session, people.town, later(7), wish, [Line("tent_12", 11)])
    assert "10" in refused.value.reason.zh
    find(session, people.town, later(8), wish, [Line("tent_12", 10)])
    line = order(session, people.town, mine, now()).lines[0]
    assert (line.arrived, line.unknown) == (200, 0)
    assert by_kind(session)["unknown"] == 30


def test_what_differs_is_told_with_its_reason_as_of_the_hour(session) -> None:
    people = seat(session, GOODS)
    lines = [
        Arrived("tent_12", 190, "三号车未到", "unknown"),
        Arrived("quilt", 405, "多装一包"),
        Arrived("stove", 48, "压坏"),
    ]
    order_id = arrived(session, people, GOODS, lines)
    first = differences(session, order_id)
    assert {(row.item, row.kind, row.units, row.reason) for row in first} == {
        ("tent_12", "unaccounted", 10, "三号车未到"),
        ("quilt", "surplus", 5, "多装一包"),
        ("stove", "lost", 2, "压坏"),
    }
    wish = step(order_id, "received", "在村部找到")
    find(session, people.town, later(9), wish, [Line("tent_12", 4)])
    assert ("tent_12", "found", 4, "在村部找到") in {
        (row.item, row.kind, row.units, row.reason) for row in differences(session, order_id)
    }
    assert differences(session, order_id, later(8).recorded_at) == first


@pytest.mark.parametrize("units", [0, 201, -1])
def test_no_more_is_handed_out_than_is_left_of_the_order(session, units) -> None:
    people = seat(session, {"tent_12": 300})
    order_id = arrived(session, people)
    arrived(session, people, {"tent_12": 100})  # the township holds 300, this order 200
    wish = step(order_id, "distributed")
    with pytest.raises(Refused):
        distribute(session, people.town, later(7), wish, [Line("tent_12", units)])
    twice = [Line("tent_12", 150), Line("tent_12", 51)]
    with pytest.raises(Refused):
        distribute(session, people.town, later(7), wish, twice)


def test_the_same_command_steps_once_and_a_stale_screen_is_told(session) -> None:
    people = seat(session)
    order_id = given(session, people, TENTS)
    seen = order(session, people.keeper, order_id, now()).step_id
    first = accept(
        session, people.keeper, later(2, command="c"), step(order_id, "accepted", after=seen)
    )
    again = accept(
        session, people.keeper, later(2, command="c"), step(order_id, "accepted", after=seen)
    )
    assert first == again
    with pytest.raises(AlreadyDone) as told:
        refuse(session, people.keeper, later(3), step(order_id, "refused", "无货", after=seen))
    assert told.value.deed.zh == "调拨单第 1 号（已接受）"
    one = give(session, people.officer, later(1, command="o"), wish_for(people, {"stove": 1}))
    two = give(session, people.officer, later(1, command="o"), wish_for(people, {"stove": 1}))
    assert one == two


DEEDS = {
    "accepted": lambda s, p, at, w: accept(s, p.keeper, at, w),
    "refused": lambda s, p, at, w: refuse(s, p.keeper, at, w),
    "voided": lambda s, p, at, w: void(s, p.officer, at, w),
    "expired": lambda s, p, at, w: expire(s, p.officer, at, w),
    "dispatched": lambda s, p, at, w: dispatch(s, p.keeper, at, w),
    "received": lambda s, p, at, w: receive(s, p.town, at, w, FULL),
    "distributed": lambda s, p, at, w: distribute(s, p.town, at, w, [Line("tent_12", 1)]),
    "returned": lambda s, p, at, w: give_back(s, p.town, at, w, [Line("tent_12", 1)]),
    "closed": lambda s, p, at, w: close(s, p.town, at, w),
}
WAYS = {
    "ordered": (),
    "accepted": ("accepted",),
    "refused": ("refused",),
    "voided": ("voided",),
    "expired": ("accepted", "expired"),
    "dispatched": ("accepted", "dispatched"),
    "received": ("accepted", "dispatched", "received"),
    "distributed": ("accepted", "dispatched", "received", "distributed"),
    "returned": ("accepted", "dispatched", "received", "returned"),
    "closed": ("accepted", "dispatched", "received", "closed"),
}


def test_every_state_has_a_deed_that_reaches_it() -> None:
    assert set(DEEDS) == set(STATES) - {"ordered"} == {s for to in NEXT.values() for s in to}
    assert set(NEXT) == set(STATES)


@pytest.mark.parametrize("before", sorted(STATES))
def test_every_pair_of_states_is_as_the_table_says(session, before) -> None:
    people = seat(session)
    order_id = given(session, people, TENTS, valid_until=START + timedelta(hours=2))
    for number, state in enumerate(WAYS[before], 2):
        DEEDS[state](session, people, later(number), Wish(order_id, state, "原因"))
    for after, deed in DEEDS.items():
        trial = session.begin_nested()
        try:
            deed(session, people, later(20), Wish(order_id, after, "原因"))
            happened = True
        except (Refused, AlreadyDone):
            happened = False
        trial.rollback()
        assert happened == (after in NEXT[before]), f"{before} → {after}"


def test_orders_are_listed_by_page_and_filter_and_as_they_were(session) -> None:
    people = seat(session, {"tent_12": 200, "stove": 50})
    ids = order_all(
        session,
        people.officer,
        later(1),
        [wish_for(people, {"tent_12": 1} if n % 2 else {"stove": 1}) for n in range(60)],
    )
    accept(session, people.keeper, later(2), step(ids[0], "accepted"))

    def listed(**kwargs):
        return orders(session, people.officer, people.incident, OrderFilter(**kwargs), now())

    assert (listed().total, listed().pages, len(listed().items)) == (60, 2, 50)
    assert [r.number for r in listed(page=2).items] == list(range(10, 0, -1))
    assert [r.id for r in listed(states=("accepted",)).items] == [ids[0]]
    assert listed(item="stove").total == 30
    assert listed(destination=make.CHUIMATAN).total == 0
    before = type(now())(START + timedelta(hours=1.5), replay=True)
    assert order(session, people.officer, ids[0], before).state == "ordered"
    none_yet = type(now())(START, replay=True)
    assert orders(session, people.officer, people.incident, OrderFilter(), none_yet).total == 0


def test_units_are_taken_from_the_first_batches() -> None:
    rows = [StockRow("p", "depot", make.JISHISHAN, "bed", b, n) for b, n in (("a", 3), ("b", 5))]
    assert take(rows, 4) == [("a", 3), ("b", 1)]
    assert take(rows, 9) == [("a", 3), ("b", 5)]
    assert take(rows, 0) == []
