"""What is exactly fairest and cheapest, found without any of our own thinking: HiGHS alone.

One whole-number variable a way, one yes/no a pack of a demand; then, tier by tier and item by item,
as many demands as possible at or above each fill, the lowest fill first; last the least cost.

It answers in a process of its own: HiGHS and OR-Tools each bring a library of the same name, and
whichever comes second does not load.
"""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from relief.allocation.problem import Problem

Price = Mapping[tuple[str, str], Fraction]


def ask(problem: Problem, price: Price) -> tuple[dict[tuple[int, str], list[Fraction]], Fraction]:
    """Return by tier and item the exactly fairest fills, sorted, and their least cost."""
    oracle = Oracle(problem, price)
    return oracle.levels(), oracle.least_cost()


class Oracle:
    def __init__(self, problem: Problem, price: Price) -> None:
        import highspy

        self.problem = problem
        self.price = price
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("mip_rel_gap", 0.0)
        self.highs.setOptionValue("mip_abs_gap", 1e-7)
        self.packs = {}
        self.has = {}
        for item in problem.items:
            self._add_item(item)
        for depot in problem.depots:
            if depot.truck_kg is not None:
                weight = {item.code: float(item.pack * item.weight_kg) for item in problem.items}
                load = [
                    weight[code] * flow
                    for (code, source, _), flow in self.packs.items()
                    if source == depot.id
                ]
                if load:
                    self.highs.addConstr(sum(load) <= float(depot.truck_kg) + 1e-6)

    def _add_item(self, item) -> None:
        for demand in self.problem.demands:
            need = demand.need.get(item.code, 0)
            most = -(-need // item.pack)
            got = []
            for depot in self.problem.depots:
                if most and (depot.id, demand.id) in self.price:
                    flow = self.highs.addIntegral(lb=0, ub=most)
                    self.packs[item.code, depot.id, demand.id] = flow
                    got.append(flow)
            steps = [self.highs.addBinary() for _ in range(most if got else 0)]
            for lower, higher in pairwise(steps):
                self.highs.addConstr(higher <= lower)
            if got:
                self.highs.addConstr(sum(got) == sum(steps))
            for number, step in enumerate(steps, 1):
                self.has[item.code, demand.id, number] = step
        for depot in self.problem.depots:
            sent = [
                flow
                for (code, source, _), flow in self.packs.items()
                if (code, source) == (item.code, depot.id)
            ]
            if sent:
                held = depot.stock.get(item.code, 0) // item.pack
                self.highs.addConstr(sum(sent) <= held)

    def _best(self, wanted) -> int:
        total = sum(wanted)
        self.highs.maximize(total)
        best = round(sum(self.highs.val(one) for one in wanted))
        self.highs.addConstr(total == best)
        return best

    def levels(self) -> dict[tuple[int, str], list[Fraction]]:
        """Return by tier and item the sorted fills, one a demand that needs the item."""
        found = {}
        for tier in self.problem.tiers:
            for item in self.problem.items:
                demands = [
                    demand
                    for demand in self.problem.demands
                    if demand.tier == tier and demand.need.get(item.code, 0)
                ]
                if demands:
                    found[tier, item.code] = self._leximin(item, demands)
        return found

    def _leximin(self, item, demands) -> list[Fraction]:
        fills = {
            (demand.id, n): min(Fraction(1), Fraction(n * item.pack, demand.need[item.code]))
            for demand in demands
            for n in range(1, -(-demand.need[item.code] // item.pack) + 1)
        }
        below, reached, standing = Fraction(0), len(demands), []
        for level in sorted(set(fills.values())):
            first = {}
            for (demand, n), fill in sorted(fills.items()):
                if fill >= level:
                    first.setdefault(demand, n)
            wanted = [
                self.has[item.code, demand, n]
                for demand, n in first.items()
                if (item.code, demand, n) in self.has
            ]
            best = self._best(wanted) if wanted else 0
            standing += [below] * (reached - best)
            below, reached = level, best
        return standing + [below] * reached

    def least_cost(self) -> Fraction:
        """Return the least cost of the levels found before."""
        weight = {
            item.code: Fraction(item.pack * item.weight_kg) / 1000 for item in self.problem.items
        }
        costs = {key: weight[key[0]] * self.price[key[1], key[2]] for key in self.packs}
        if not costs:
            return Fraction(0)
        self.highs.minimize(sum(float(costs[key]) * flow for key, flow in self.packs.items()))
        return sum(
            (costs[key] * round(self.highs.val(flow)) for key, flow in self.packs.items()),
            Fraction(0),
        )
