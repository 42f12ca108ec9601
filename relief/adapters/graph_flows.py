"""Maximum flow and flow of least cost by OR-Tools' graph library, on columns of numpy."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from ortools.graph.python.max_flow import SimpleMaxFlow  # type: ignore[import-untyped]
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # type: ignore[import-untyped]

from relief.allocation.ports import Arcs, Shortage

Whole = npt.NDArray[np.int64]


def least_cost(arcs: Arcs, supplies: Mapping[int, int]) -> Sequence[int]:
    """Return the flow on every arc that moves all supplies at the least cost.

    Raises:
        RuntimeError: the supplies cannot be moved.
    """
    solver = SimpleMinCostFlow()
    columns = (arcs.tails, arcs.heads, arcs.capacities, arcs.unit_costs)
    numbers = solver.add_arcs_with_capacity_and_unit_cost(
        *(np.array(column, np.int64) for column in columns)
    )
    solver.set_nodes_supplies(_column(supplies.keys()), _column(supplies.values()))
    status = solver.solve()
    if status != solver.OPTIMAL:
        reason = f"no flow of least cost: {status}"
        raise RuntimeError(reason)
    found: list[int] = solver.flows(numbers).tolist()
    return found


class PairNetwork:
    """Depots and demands as columns, so that a part of them is one mask away."""

    def __init__(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Keep the pairs of depot and demand."""
        columns = np.array(pairs, np.int64).reshape(-1, 2)
        self._depots: Whole = columns[:, 0]
        self._demands: Whole = columns[:, 1]

    def shortage(self, *, supply: Mapping[int, int], want: Mapping[int, int]) -> Shortage | None:
        """Return where the wants cannot be met from the supplies; None when all can."""
        depots, held = _column(supply.keys()), _column(supply.values())
        demands, wanted = _column(want.keys()), _column(want.values())
        tails = _positions(depots, self._depots)
        heads = _positions(demands, self._demands)
        kept = (tails >= 0) & (heads >= 0)
        total = int(wanted.sum())
        solver = SimpleMaxFlow()
        first, source = len(depots), len(depots) + len(demands)
        _add(solver, source, np.arange(first), held)
        # One more than can ever flow: an arc that is never full keeps the cut at points and depots.
        _add(solver, tails[kept], heads[kept] + first, total + 1)
        _add(solver, np.arange(first, source), source + 1, wanted)
        status = solver.solve(source, source + 1)
        if status != solver.OPTIMAL:
            reason = f"no maximum flow: {status}"
            raise RuntimeError(reason)
        if solver.optimal_flow() == total:
            return None
        side = np.array(solver.get_sink_side_min_cut(), np.int64)
        return Shortage(
            frozenset(depots[side[side < first]].tolist()),
            frozenset(demands[side[(side >= first) & (side < source)] - first].tolist()),
        )


def _column(values: Iterable[int]) -> Whole:
    return np.fromiter(values, np.int64)


def _positions(chosen: Whole, wanted: Whole) -> Whole:
    """Return where each of `wanted` stands in `chosen`, -1 where it does not."""
    size = 1 + max(chosen.max(initial=-1), wanted.max(initial=-1))
    found = np.full(size, -1, np.int64)
    found[chosen] = np.arange(len(chosen))
    positions: Whole = found[wanted]
    return positions


def _add(
    solver: SimpleMaxFlow, tails: Whole | int, heads: Whole | int, capacities: Whole | int
) -> None:
    """Add arcs; a single number stands for a whole column of it."""
    columns = np.broadcast_arrays(tails, heads, capacities)
    solver.add_arcs_with_capacity(*(np.ascontiguousarray(column) for column in columns))
