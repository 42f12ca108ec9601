"""Items that compete for trucks, settled by OR-Tools' SCIP while they are few.

SCIP computes with floats; what it answers is rounded to whole packs and then checked in whole
numbers, so that a plan never overloads a truck by a rounding.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ortools.linear_solver.pywraplp import (  # type: ignore[import-untyped]
    Solver,
    Variable,
)

from relief.allocation.ports import Competition, Settlement

_MOST_NODES = 1_000
"""Of the search for one answer: the same on every machine, unlike seconds."""
_SURELY_BELOW = 1 - 1e-8
_GAP = 1e-9

Goal = Sequence[tuple[int, int, int]]


def settle(competition: Competition) -> Settlement | None:
    """Return the best settlement of a competition, cheap too; None when it cannot be proved."""
    return _Model(competition).settle()


class _Model:
    """Packs on every way; and for every point and number of packs, whether it has as many."""

    def __init__(self, competition: Competition) -> None:
        self._given = competition
        self._solver = Solver.CreateSolver("SCIP")
        self._solver.SetSolverSpecificParametersAsString(
            f"limits/nodes = {_MOST_NODES}\nlimits/gap = {_GAP}\n"
        )
        self._packs = [
            self._solver.IntVar(0, competition.most[way.item, way.demand], "")
            for way in competition.ways
        ]
        self._has: dict[tuple[int, int, int], Variable] = {}
        self._limit_stock_and_trucks()
        for (item, demand), most in competition.most.items():
            self._count_packs(item, demand, most)

    def _limit_stock_and_trucks(self) -> None:
        ways = list(zip(self._given.ways, self._packs, strict=True))
        for (item, depot), packs in self._given.stock.items():
            sent = [(flow, 1) for way, flow in ways if (way.item, way.depot) == (item, depot)]
            self._limit(sent, 0, packs)
        for depot, limit in self._given.trucks.items():
            self._limit([(flow, way.weight) for way, flow in ways if way.depot == depot], 0, limit)

    def _limit(self, terms: Iterable[tuple[Variable, int]], least: int, most: int) -> None:
        row = self._solver.Constraint(least, most)
        for variable, factor in terms:
            row.SetCoefficient(variable, factor)

    def _count_packs(self, item: int, demand: int, most: int) -> None:
        """Let `has[item, demand, n]` say whether the point gets at least n packs."""
        ladder = [self._solver.BoolVar("") for _ in range(most)]
        for lower, higher in pairwise(ladder):
            self._limit([(lower, 1), (higher, -1)], 0, 1)
        got = [
            (flow, 1)
            for way, flow in zip(self._given.ways, self._packs, strict=True)
            if (way.item, way.demand) == (item, demand)
        ]
        self._limit([*got, *((has, -1) for has in ladder)], 0, 0)
        self._has |= {(item, demand, n): has for n, has in enumerate(ladder, 1)}

    def settle(self) -> Settlement | None:
        """Return the settlement that serves the goals in order, then costs little."""
        if not all(self._serve(goal) for goal in self._given.goals):
            return None
        costs = [way.unit_cost for way in self._given.ways]
        status = self._solve(zip(self._packs, costs, strict=True), best="least")
        packs = [round(flow.solution_value()) for flow in self._packs]
        if status not in {Solver.OPTIMAL, Solver.FEASIBLE} or not self._holds(packs):
            return None
        cost = sum(cost * sent for cost, sent in zip(costs, packs, strict=True))
        # The levels are proved; a cost that is not stands beside the bound that is.
        bound = self._solver.Objective().BestBound() * _SURELY_BELOW
        return Settlement(packs, cost if status == Solver.OPTIMAL else min(cost, int(bound)))

    def _serve(self, goal: Goal) -> bool:
        """Reach as much as possible of a goal, and hold it."""
        wanted = [(self._has[key], 1) for key in goal]
        if self._solve(wanted, best="most") != Solver.OPTIMAL:
            return False
        self._limit(wanted, round(self._solver.Objective().Value()), len(goal))
        return True

    def _solve(self, terms: Iterable[tuple[Variable, int]], *, best: str) -> int:
        objective = self._solver.Objective()
        objective.Clear()
        for variable, factor in terms:
            objective.SetCoefficient(variable, factor)
        objective.SetOptimizationDirection(best == "most")
        status: int = self._solver.Solve()
        return status

    def _holds(self, packs: Sequence[int]) -> bool:
        """Say whether whole packs keep every limit exactly and serve every goal as proved."""
        stock, trucks = dict(self._given.stock), dict(self._given.trucks)
        got = dict.fromkeys(self._given.most, 0)
        for way, sent in zip(self._given.ways, packs, strict=True):
            stock[way.item, way.depot] -= sent
            got[way.item, way.demand] += sent
            if way.depot in trucks:
                trucks[way.depot] -= sent * way.weight
        within = all(got[key] <= most for key, most in self._given.most.items())
        served = all(
            round(self._has[item, demand, n].solution_value()) == (got[item, demand] >= n)
            for item, demand, n in self._has
        )
        return within and served and min([*stock.values(), *trucks.values()]) >= 0
