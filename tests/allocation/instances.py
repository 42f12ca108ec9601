"""Small problems made at random, from a seed; and a plan's own fills and cost, counted anew."""

import random
from decimal import Decimal
from fractions import Fraction

from relief.allocation.plan import Plan
from relief.allocation.problem import Demand, Depot, Item, Problem


def small_problem(seed: int, *, trucks: bool = False) -> Problem:
    """Return up to 4 depots, 6 demands, 3 items, 3 tiers, some pairs closed."""
    dice = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    items = tuple(
        Item(f"i{k}", dice.choice([1, 1, 2, 3, 5]), Decimal(dice.randint(1, 40)) / 4)
        for k in range(dice.randint(1, 3))
    )
    depots = tuple(
        Depot(
            f"s{k}",
            {item.code: dice.randint(0, 14) for item in items},
            truck_kg=Decimal(dice.randint(0, 120)) if trucks and dice.random() < 0.7 else None,
        )
        for k in range(dice.randint(1, 4))
    )
    demands = tuple(
        Demand(
            f"d{k}",
            dice.choice([1, 1, 1, 2, 3]),
            {item.code: dice.randint(1, 12) for item in items if dice.random() < 0.9},
        )
        for k in range(dice.randint(1, 6))
    )
    cost = tuple(tuple(Decimal(dice.randint(0, 300)) / 2 for _ in demands) for _ in depots)
    closed = frozenset(
        (depot.id, demand.id) for depot in depots for demand in demands if dice.random() < 0.35
    )
    return Problem(items, depots, demands, cost=cost, closed=closed)


def open_prices(problem: Problem) -> dict[tuple[str, str], Fraction]:
    return {
        (depot.id, demand.id): Fraction(problem.cost[i][j])
        for i, depot in enumerate(problem.depots)
        for j, demand in enumerate(problem.demands)
        if (depot.id, demand.id) not in problem.closed
    }


def fills_of(problem: Problem, plan: Plan) -> dict[tuple[int, str], list[Fraction]]:
    """Return by tier and item the sorted fills that the lines of a plan amount to."""
    got = {}
    for line in plan.lines:
        got[line.demand, line.item] = got.get((line.demand, line.item), 0) + line.units
    found = {}
    for demand in problem.demands:
        for item, need in demand.need.items():
            fill = min(Fraction(1), Fraction(got.get((demand.id, item), 0), need))
            found.setdefault((demand.tier, item), []).append(fill)
    return {key: sorted(fills) for key, fills in found.items()}


def cost_of(problem: Problem, plan: Plan) -> Fraction:
    price = open_prices(problem)
    weight = {item.code: Fraction(item.weight_kg) for item in problem.items}
    return sum(
        (
            line.units * weight[line.item] / 1000 * price[line.depot, line.demand]
            for line in plan.lines
        ),
        Fraction(0),
    )


def check_conserved(problem: Problem, plan: Plan) -> None:
    """Fail where a plan sends what is not there, breaks a pack, or overloads a truck."""
    items = {item.code: item for item in problem.items}
    for line in plan.lines:
        assert line.units > 0
        assert line.units % items[line.item].pack == 0
        assert (line.depot, line.demand) not in problem.closed
    for depot in problem.depots:
        sent = dict.fromkeys(items, 0)
        for line in plan.lines:
            if line.depot == depot.id:
                sent[line.item] += line.units
        assert all(units <= depot.stock.get(code, 0) for code, units in sent.items())
        load = sum(units * items[code].weight_kg for code, units in sent.items())
        assert depot.truck_kg is None or load <= depot.truck_kg
