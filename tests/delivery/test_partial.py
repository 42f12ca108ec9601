"""A keeper sends a part of an order: the rest is back in the depot with its reason."""

from collections import Counter

import pytest
from hypothesis import given as sampled
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from relief.core.errors import AlreadyDone, Refused, RefusedRows
from relief.db.projections import compare
from relief.delivery.goods import Arrived, Line, check_load
from relief.delivery.queries import order, steps
from relief.delivery.services.keep import accept, dispatch
from relief.delivery.services.receive import close, distribute, receive
from relief.supplies.places import depot
from relief.supplies.projections import PROJECTIONS as BALANCES
from relief.supplies.queries import MoveFilter, flows, history, stock
from relief.supplies.service import Intake, take_in
from tests import make
from tests.delivery.conftest import DEPOT, given, later, now, seat, step

GOODS = {"tent_12": 200, "quilt": 400}


def accepted(session: Session, people, goods=None) -> str:
    order_id = given(session, people, goods or GOODS)
    accept(session, people.keeper, later(2, people.keeper), step(order_id, "accepted"))
    return order_id


def send(session, people, order_id, lines, reason="车装不下", **kwargs) -> str:
    wish = step(order_id, "dispatched", reason)
    return dispatch(session, people.keeper, later(3, people.keeper, **kwargs), wish, lines)


def standing(session: Session) -> dict[tuple[str, str], int]:
    found: Counter = Counter()
    for row in stock(session):
        found[row.kind, row.item] += row.units
    return dict(found)


def test_a_part_leaves_and_the_rest_is_free_for_others(session) -> None:
    people = seat(session)
    order_id = accepted(session, people)
    send(session, people, order_id, [Line("tent_12", 150), Line("quilt", 100)])
    assert standing(session) == {
        ("road", "tent_12"): 150,
        ("depot", "tent_12"): 50,
        ("road", "quilt"): 100,
        ("depot", "quilt"): 300,
        ("depot", "stove"): 50,
    }
    row = order(session, people.officer, order_id, now())
    assert [(n.item, n.ordered, n.dispatched, n.unsent) for n in row.lines] == [
        ("tent_12", 200, 150, 50),
        ("quilt", 400, 100, 300),
    ]
    assert steps(session, order_id, now())[-1].reason == "车装不下"
    moves = history(session, make.scope("").ranges(), MoveFilter(order_id=order_id)).items
    assert {m.reason for m in moves if m.kind == "released"} == {"车装不下"}
    assert given(session, people, {"tent_12": 50})
    assert compare(session, BALANCES[0]) == []


def test_what_was_sent_arrives_and_is_handed_out_like_any_other(session) -> None:
    people = seat(session)
    order_id = accepted(session, people, {"tent_12": 200})
    send(session, people, order_id, [Line("tent_12", 150)])
    receive(
        session,
        people.town,
        later(6, people.town),
        step(order_id, "received"),
        [Arrived("tent_12", 150)],
    )
    out = step(order_id, "distributed")
    distribute(session, people.town, later(7, people.town), out, [Line("tent_12", 150)])
    close(session, people.town, later(8, people.town), step(order_id, "closed"))
    (flow,) = flows(session, people.incident)
    assert (flow.dispatched, flow.arrived, flow.distributed) == (150, 150, 150)
    line = order(session, people.officer, order_id, now()).lines[0]
    assert line.ordered == line.dispatched + line.unsent == 200


def test_an_item_not_named_or_put_at_nothing_stays_behind_whole(session) -> None:
    people = seat(session)
    for rest in ([], [Line("quilt", 0)]):
        order_id = accepted(session, people, {"tent_12": 10, "quilt": 20})
        send(session, people, order_id, [Line("tent_12", 10), *rest])
        quilts = order(session, people.officer, order_id, now()).lines[1]
        assert (quilts.dispatched, quilts.unsent) == (0, 20)


def test_everything_named_needs_no_reason(session) -> None:
    people = seat(session)
    order_id = accepted(session, people)
    send(session, people, order_id, [Line("tent_12", 200), Line("quilt", 400)], reason="")
    assert ("depot", "tent_12") not in standing(session)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([], "x"),
        ([Line("tent_12", 0), Line("quilt", 0)], "x"),
        ([Line("tent_12", 150)], "  "),
        ([Line("tent_12", -1)], "x"),
        ([Line("tent_12", 1.5)], "x"),  # type: ignore[arg-type]
        ([Line("tent_12", 201)], "x"),
        ([Line("quilt", 105)], "x"),
        ([Line("stove", 1)], "x"),
        ([Line("tent_12", 5), Line("tent_12", 5)], "x"),
        ([Line("tent_12", 201), Line("quilt", 410)], "x"),
    ],
)
def test_a_wrong_load_is_refused_and_everything_stays_reserved(session, lines, reason) -> None:
    people = seat(session)
    order_id = accepted(session, people)
    before = standing(session)
    with pytest.raises((Refused, RefusedRows)):
        send(session, people, order_id, lines, reason)
    assert standing(session) == before
    assert order(session, people.officer, order_id, now()).state == "accepted"


def test_the_same_command_sends_once_and_a_second_keeper_is_told(session) -> None:
    people = seat(session)
    order_id = accepted(session, people)
    lines = [Line("tent_12", 150)]
    one = send(session, people, order_id, lines, command="c")
    assert send(session, people, order_id, lines, command="c") == one
    with pytest.raises(AlreadyDone):
        send(session, people, order_id, [Line("tent_12", 50)])
    assert standing(session)["road", "tent_12"] == 150


def test_batches_leave_oldest_first_and_add_up(session) -> None:
    people = seat(session, {})
    place = depot(DEPOT, make.JISHISHAN)
    for number, batch in enumerate(("2021-05", "2022-03", "2023-01")):
        at = later(0.1 * number, people.keeper)
        take_in(session, people.keeper, at, Intake(place, "tent_12", 10, donor=True, batch=batch))
    order_id = accepted(session, people, {"tent_12": 25})
    send(session, people, order_id, [Line("tent_12", 12)])
    rows = {(r.kind, r.batch): r.units for r in stock(session)}
    assert rows == {
        ("road", "2021-05"): 10,
        ("road", "2022-03"): 2,
        ("depot", "2022-03"): 8,
        ("depot", "2023-01"): 10,
    }


@sampled(st.dictionaries(st.sampled_from(["tent_12", "stove"]), st.integers(1, 50), min_size=1))
def test_a_whole_load_always_passes_and_more_never_does(held) -> None:
    check_load(held, [Line(item, units) for item, units in held.items()], "")
    for item, units in held.items():
        with pytest.raises((Refused, RefusedRows)):
            check_load(held, [Line(item, units + 1)], "x")
