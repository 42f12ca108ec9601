"""What a plan promises, on cases to check by hand, and on larger ones made at random."""

from dataclasses import replace
from decimal import Decimal

import pytest

from relief.allocation.explanation import Explanation
from relief.allocation.levels import FULL, Point, four_decimals, level_of
from relief.allocation.leximin import allocate
from relief.allocation.problem import Demand, Depot, Item, Problem
from relief.bootstrap import flow_solver
from tests.allocation.instances import check_conserved, cost_of, fills_of, small_problem
from tests.benchmarks.allocation import made_up

TENT = Item("tent", 1, Decimal(40))


def plan(depots, demands, *, items=(TENT,), cost=None, **limits):
    cost = cost or tuple(tuple(Decimal(1) for _ in demands) for _ in depots)
    return allocate(
        Problem(tuple(items), tuple(depots), tuple(demands), cost=cost, **limits), flow_solver()
    )


def sent(found):
    return {(line.depot, line.demand, line.item): line.units for line in found.lines}


def test_the_lower_tier_has_all_before_the_next_has_any():
    found = plan(
        [Depot("s", {"tent": 5})],
        [Demand("a", 2, {"tent": 5}), Demand("b", 1, {"tent": 4})],
    )
    assert sent(found) == {("s", "a", "tent"): 1, ("s", "b", "tent"): 4}


def test_the_last_pack_goes_where_it_fills_most():
    found = plan(
        [Depot("s", {"tent": 1})],
        [Demand("a", 1, {"tent": 2}), Demand("b", 1, {"tent": 1})],
    )
    assert sent(found) == {("s", "b", "tent"): 1}


def test_among_equals_the_last_pack_goes_where_it_costs_least():
    demands = [Demand("a", 1, {"tent": 1}), Demand("b", 1, {"tent": 1})]
    found = plan([Depot("s", {"tent": 1})], demands, cost=((Decimal(9), Decimal(2)),))
    assert sent(found) == {("s", "b", "tent"): 1}
    assert found.cost == Decimal("0.08")


def test_who_cannot_rise_is_frozen_and_the_rest_rise_on():
    found = plan(
        [Depot("poor", {"tent": 2}), Depot("rich", {"tent": 9})],
        [Demand("a", 1, {"tent": 10}), Demand("b", 1, {"tent": 10})],
        closed=frozenset({("rich", "a")}),
    )
    assert sent(found) == {("poor", "a", "tent"): 2, ("rich", "b", "tent"): 9}
    assert found.fills[0].levels == (Decimal("0.2000"), Decimal("0.9000"))


def test_a_later_tier_is_served_from_where_the_earlier_can_do_without():
    found = plan(
        [Depot("x", {"tent": 1}), Depot("y", {"tent": 1})],
        [Demand("a", 1, {"tent": 1}), Demand("b", 2, {"tent": 1})],
        cost=((Decimal(1), Decimal(1)), (Decimal(50), Decimal(1))),
        closed=frozenset({("y", "b")}),
    )
    assert sent(found) == {("y", "a", "tent"): 1, ("x", "b", "tent"): 1}


def test_packs_stay_whole_and_the_levels_before_packs_stand_beside():
    quilt = Item("quilt", 10, Decimal(3))
    found = plan(
        [Depot("s", {"quilt": 29})],
        [Demand(name, 1, {"quilt": 15}) for name in "ab"],
        items=(quilt,),
    )
    (fill,) = found.fills
    assert fill.levels == (Decimal("0.6667"),)
    assert fill.levels_before_packs == (Decimal("0.9333"), Decimal("1.0000"))
    assert fill.unserved == 10


def test_nearest_looks_on_where_nobody_near_holds_the_item():
    depots = [Depot("far", {"tent": 3}), Depot("near", {"tent": 0})]
    cost = ((Decimal(9),), (Decimal(1),))
    found = plan(depots, [Demand("a", 1, {"tent": 2})], cost=cost, nearest=1)
    assert sent(found) == {("far", "a", "tent"): 2}


def test_trucks_carry_the_items_in_their_order():
    stove = Item("stove", 1, Decimal(40))
    depots = [Depot("s", {"tent": 5, "stove": 5}, truck_kg=Decimal(240))]
    demands = [Demand("a", 1, {"tent": 4, "stove": 4})]
    for items, expected in (((TENT, stove), (4, 2)), ((stove, TENT), (2, 4))):
        found = sent(plan(depots, demands, items=items))
        assert (found["s", "a", "tent"], found["s", "a", "stove"]) == expected


def test_a_truck_is_kept_for_the_item_that_has_no_other_way():
    stove = Item("stove", 1, Decimal(40))
    found = plan(
        [
            Depot("x", {"tent": 4, "stove": 4}, truck_kg=Decimal(160)),
            Depot("y", {"tent": 4}),
        ],
        [Demand("a", 1, {"tent": 4, "stove": 4})],
        items=(TENT, stove),
        cost=((Decimal(1),), (Decimal(8),)),
    )
    assert sent(found) == {("y", "a", "tent"): 4, ("x", "a", "stove"): 4}


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_the_input_decides_nothing(seed):
    problem = small_problem(seed)
    turned = replace(
        problem,
        depots=problem.depots[::-1],
        demands=problem.demands[::-1],
        cost=tuple(row[::-1] for row in problem.cost[::-1]),
    )
    assert allocate(problem, flow_solver()) == allocate(turned, flow_solver())


def test_a_large_plan_with_trucks_conserves_goods_and_keeps_the_limits():
    problem = made_up(120, 8, 4)
    tight = replace(
        problem, depots=tuple(replace(d, truck_kg=Decimal(90_000)) for d in problem.depots)
    )
    found = allocate(tight, flow_solver())
    check_conserved(tight, found)
    assert found.cost_bound <= found.cost
    assert allocate(problem, flow_solver()).cost > found.cost


def test_a_large_plan_without_trucks_costs_its_bound_and_explains_every_line():
    problem = made_up(200, 8, 3)
    found = allocate(problem, flow_solver())
    check_conserved(problem, found)
    assert found.cost == found.cost_bound
    explanation = Explanation(problem, found)
    assert all(explanation.of_line(line) for line in found.lines)
    short = {(row.demand, row.item): row.need - row.units for row in explanation.shortfalls()}
    assert sum(short.values()) == sum(fill.unserved for fill in found.fills)
    assert {(fill.tier, fill.item): sorted(fill.levels) for fill in found.fills} == {
        key: sorted({four_decimals(f.numerator, f.denominator) for f in fills})
        for key, fills in fills_of(problem, found).items()
    }


def test_progress_counts_items_and_may_cancel():
    problem = small_problem(3)
    seen = []
    allocate(problem, flow_solver(), lambda done, of: seen.append((done, of)))
    assert seen == [(i, len(problem.items)) for i in range(len(problem.items))]

    def cancel(done, of):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        allocate(problem, flow_solver(), cancel)


def test_nothing_to_share_is_an_empty_plan():
    found = plan([], [Demand("a", 1, {"tent": 3})], cost=())
    assert (found.lines, found.unreachable, found.cost) == ((), ("a",), Decimal("0.00"))
    assert found.fills[0].unserved == 3


def test_levels_compare_exactly_where_floats_cannot():
    large = 10**9
    one, other = Point(0, 1, large, large), Point(1, 1, large - 1, large - 1)
    assert level_of(one, 1, 1) < level_of(other, 1, 1)
    assert level_of(one, large, 1) == level_of(other, large - 1, 1) == FULL


def test_costs_count_what_the_lines_say():
    problem = small_problem(11)
    found = allocate(problem, flow_solver())
    assert found.cost == round(cost_of(problem, found), 2)
