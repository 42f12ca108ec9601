"""Items that compete for trucks, settled exactly by OR-Tools' CP-SAT while they are few."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from relief.allocation.ports import Competition, Settlement

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver, IntVar

_LARGEST_SUM = 1 << 60
_OBJECTIVE_BITS = 40
_WORK_FOR_LEVELS, _WORK_FOR_COST = 4.0, 1.0
"""In CP-SAT's own measure of work, the same on every machine, unlike seconds: two or so a unit."""
_SURELY_BELOW = 1 - 1e-9


def settle(competition: Competition) -> Settlement | None:
    """Return the best settlement of a competition, of least cost; None when it cannot be proved."""
    return None if _too_large(competition) else _Model(competition).settle()


def _too_large(competition: Competition) -> bool:
    """Say whether a sum could leave the whole numbers that the solver computes with."""
    most = competition.most
    cost = sum(way.unit_cost * most[way.item, way.demand] for way in competition.ways)
    weight = sum(way.weight * most[way.item, way.demand] for way in competition.ways)
    return max(cost, weight, *competition.trucks.values()) > _LARGEST_SUM


class _Model:
    """Packs on every way; and for every point and number of packs, whether it has as many."""

    def __init__(self, competition: Competition) -> None:
        from ortools.sat.python.cp_model import CpModel

        self._given = competition
        self._model = CpModel()
        self._packs = [
            self._model.new_int_var(0, competition.most[way.item, way.demand], "")
            for way in competition.ways
        ]
        self._work_left = _WORK_FOR_LEVELS
        self._has: dict[tuple[int, int, int], IntVar] = {}
        self._limit_stock_and_trucks()
        for (item, demand), most in competition.most.items():
            self._count_packs(item, demand, most)

    def _limit_stock_and_trucks(self) -> None:
        ways = list(zip(self._given.ways, self._packs, strict=True))
        for (item, depot), packs in self._given.stock.items():
            sent = [flow for way, flow in ways if (way.item, way.depot) == (item, depot)]
            self._model.add(sum(sent) <= packs)
        for depot, limit in self._given.trucks.items():
            loads = [way.weight * flow for way, flow in ways if way.depot == depot]
            self._model.add(sum(loads) <= limit)

    def _count_packs(self, item: int, demand: int, most: int) -> None:
        """Let `has[item, demand, n]` say whether the point gets at least n packs."""
        ladder = [self._model.new_bool_var("") for _ in range(most)]
        for lower, higher in pairwise(ladder):
            self._model.add_implication(higher, lower)
        got = [
            flow
            for way, flow in zip(self._given.ways, self._packs, strict=True)
            if (way.item, way.demand) == (item, demand)
        ]
        self._model.add(sum(got) == sum(ladder))
        self._has |= {(item, demand, n): has for n, has in enumerate(ladder, 1)}

    def settle(self) -> Settlement | None:
        """Return the settlement that serves the goals in order, then costs little."""
        for goals in _bundles(self._given.goals):
            if not self._serve(goals):
                return None
        costs = [way.unit_cost for way in self._given.ways]
        self._model.minimize(
            sum(cost * flow for cost, flow in zip(costs, self._packs, strict=True))
        )
        # The levels are proved; a cost that is not stands beside the bound that is.
        self._work_left = _WORK_FOR_COST
        solver, proved = self._solved()
        if solver is None:
            return None
        packs = [solver.value(flow) for flow in self._packs]
        cost = sum(cost * sent for cost, sent in zip(costs, packs, strict=True))
        bound = cost if proved else int(solver.best_objective_bound * _SURELY_BELOW)
        return Settlement(packs, min(bound, cost))

    def _serve(self, goals: Sequence[Sequence[tuple[int, int, int]]]) -> bool:
        """Reach as much as possible of each goal, the first before the next, and hold it."""
        weight, terms = 1, []
        for goal in reversed(goals):
            terms += [weight * self._has[key] for key in goal]
            weight *= len(goal) + 1
        self._model.maximize(sum(terms))
        solver, proved = self._solved()
        if solver is None or not proved:
            return False
        for goal in goals:
            best = sum(solver.value(self._has[key]) for key in goal)
            self._model.add(sum(self._has[key] for key in goal) == best)
        return True

    def _solved(self) -> "tuple[CpSolver | None, bool]":
        """Return what was found with the work that is left, and whether it is the best."""
        from ortools.sat.python.cp_model import FEASIBLE, OPTIMAL, CpSolver

        solver = CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = max(self._work_left, 0)
        status = solver.solve(self._model)
        if status not in {OPTIMAL, FEASIBLE}:
            return None, False
        self._work_left -= solver.response_proto.deterministic_time
        self._model.clear_hints()
        for variable in (*self._packs, *self._has.values()):
            self._model.add_hint(variable, solver.value(variable))
        return solver, status == OPTIMAL


def _bundles(
    goals: Sequence[Sequence[tuple[int, int, int]]],
) -> list[list[Sequence[tuple[int, int, int]]]]:
    """Return the goals in order, as many together as one objective can hold."""
    bundles: list[list[Sequence[tuple[int, int, int]]]] = []
    size = _LARGEST_SUM
    for goal in goals:
        size *= len(goal) + 1
        if size > 1 << _OBJECTIVE_BITS:
            bundles.append([])
            size = len(goal) + 1
        bundles[-1].append(goal)
    return bundles
