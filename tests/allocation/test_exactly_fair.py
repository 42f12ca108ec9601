"""The plan against HiGHS, which knows nothing of how the plan was found."""

import pytest

from relief.allocation.leximin import allocate
from relief.bootstrap import flow_solver
from tests.allocation.instances import (
    check_conserved,
    cost_of,
    fills_of,
    open_prices,
    small_problem,
)


@pytest.mark.parametrize("seed", range(100))
def test_levels_are_the_exact_leximin_and_the_cost_is_least(seed, ask_oracle):
    problem = small_problem(seed)
    plan = allocate(problem, flow_solver())
    levels, cost = ask_oracle(problem, open_prices(problem))
    check_conserved(problem, plan)
    assert fills_of(problem, plan) == levels
    assert cost_of(problem, plan) == cost
    assert plan.cost == plan.cost_bound == round(cost_of(problem, plan), 2)


@pytest.mark.parametrize("seed", range(1000, 1040))
def test_where_trucks_bind_the_levels_are_exact_in_the_order_of_the_items(seed, ask_oracle):
    problem = small_problem(seed, trucks=True)
    plan = allocate(problem, flow_solver())
    levels, cost = ask_oracle(problem, open_prices(problem))
    check_conserved(problem, plan)
    assert fills_of(problem, plan) == levels
    assert plan.cost_bound <= plan.cost
    assert float(plan.cost_bound) <= float(cost) + 0.005
