"""Allocation against the bare OR-Tools calls it rests on, and against a greedy plan.

Bare means: the arrays are ready, one maximum flow and one flow of least cost an item, nothing else.
All three are measured in processor seconds, each size in a process of its own.
"""

import random
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from multiprocessing import get_context

import numpy as np
from ortools.graph.python.max_flow import SimpleMaxFlow
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from relief.adapters.flows import OrtoolsFlows
from relief.allocation.leximin import allocate
from relief.allocation.ports import Arcs
from relief.allocation.problem import Demand, Depot, Item, Problem
from relief.allocation.reach import open_depots, prices

SIZES = ((500, 20, 12), (5_000, 20, 12))
NEAREST = 5
_ROUNDS = 3


@dataclass(frozen=True)
class Measured:
    """One size; seconds of processor time, the best of three; memory in MB.

    Fields:
        memory_mb: peak of the process; before_mb: with the problem and the libraries loaded.
    """

    size: tuple[int, int, int]
    ours: float
    bare: float
    greedy: float
    before_mb: float
    memory_mb: float

    @property
    def ratio(self) -> float:
        """Return ours as a multiple of the bare calls."""
        return self.ours / self.bare


def made_up(demands: int, depots: int, items: int, *, seed: int = 1) -> Problem:
    """Return a problem in which about seven tenths of what is needed is there."""
    dice = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    catalogue = tuple(
        Item(f"i{k:02}", dice.choice([1, 1, 2, 4, 5, 10]), Decimal(dice.randint(5, 400)) / 10)
        for k in range(items)
    )
    places = tuple(
        Demand(
            f"d{k:05}",
            dice.choice([1, 1, 2, 3]),
            {item.code: dice.randint(1, 400) for item in catalogue},
            (102 + 2 * dice.random(), 35 + 2 * dice.random()),
        )
        for k in range(demands)
    )
    share = {
        item.code: sum(place.need[item.code] for place in places) * 7 // (10 * depots)
        for item in catalogue
    }
    stores = tuple(
        Depot(
            f"s{k:02}",
            {
                code: dice.randint(units * 3 // 10, units * 17 // 10)
                for code, units in share.items()
            },
            (102 + 2 * dice.random(), 35 + 2 * dice.random()),
        )
        for k in range(depots)
    )
    return Problem(catalogue, stores, places, nearest=NEAREST)


class Recording(OrtoolsFlows):
    """Keeps the arrays of every flow of least cost."""

    def __init__(self) -> None:
        self.calls: list[tuple[list[np.ndarray], np.ndarray, np.ndarray]] = []

    def least_cost(self, *, arcs: Arcs, supplies: Mapping[int, int]) -> Sequence[int]:
        columns = [
            np.array(column, np.int64)
            for column in (arcs.tails, arcs.heads, arcs.capacities, arcs.unit_costs)
        ]
        nodes = np.fromiter(supplies.keys(), np.int64)
        self.calls.append((columns, nodes, np.fromiter(supplies.values(), np.int64)))
        return super().least_cost(arcs=arcs, supplies=supplies)


def bare(calls: list[tuple[list[np.ndarray], np.ndarray, np.ndarray]]) -> None:
    """Run one maximum flow and one flow of least cost an item, on arrays that are ready."""
    for columns, nodes, supplies in calls:
        most = SimpleMaxFlow()
        source, sink = int(nodes.max()) + 1, int(nodes.max()) + 2
        from_source, to_sink = supplies > 0, supplies < 0
        most.add_arcs_with_capacity(*columns[:3])
        for nodes_in, ends, capacities in (
            (np.full(int(from_source.sum()), source), nodes[from_source], supplies[from_source]),
            (nodes[to_sink], np.full(int(to_sink.sum()), sink), -supplies[to_sink]),
        ):
            most.add_arcs_with_capacity(nodes_in, ends, capacities)
        assert most.solve(source, sink) == most.OPTIMAL
        least = SimpleMinCostFlow()
        numbers = least.add_arcs_with_capacity_and_unit_cost(*columns)
        least.set_nodes_supplies(nodes, supplies)
        assert least.solve() == least.OPTIMAL
        least.flows(numbers)


def greedy(problem: Problem) -> None:
    """Serve demand after demand from the nearest depot that has any; neither fair nor cheap."""
    problem = problem.ordered()
    open_to = open_depots(problem, prices(problem).table)
    left = [dict(depot.stock) for depot in problem.depots]
    lines = []
    for item in problem.items:
        for tier in problem.tiers:
            for demand, depots in zip(problem.demands, open_to, strict=True):
                if demand.tier != tier:
                    continue
                wanted = -(-demand.need[item.code] // item.pack)
                for depot in depots[:NEAREST]:
                    sent = min(wanted, left[depot][item.code] // item.pack)
                    if sent:
                        left[depot][item.code] -= sent * item.pack
                        wanted -= sent
                        lines.append((depot, demand.id, item.code, sent * item.pack))


def _seconds(deed: Callable[[], object]) -> float:
    times = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        deed()
        times.append(time.process_time() - began)
    return min(times)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(size: tuple[int, int, int]) -> Measured:
    """Measure one size; call it in a fresh process."""
    allocate(made_up(3, 2, 1), OrtoolsFlows())
    problem = made_up(*size)
    before = _peak_mb()
    ours = _seconds(lambda: allocate(problem, OrtoolsFlows()))
    peak = _peak_mb()
    recording = Recording()
    allocate(problem, recording)
    return Measured(
        size=size,
        ours=ours,
        bare=_seconds(lambda: bare(recording.calls)),
        greedy=_seconds(lambda: greedy(problem)),
        before_mb=before,
        memory_mb=peak,
    )


def run() -> list[Measured]:
    """Return what each size takes."""
    found = []
    for size in SIZES:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            found.append(pool.submit(measure, size).result())
    return found


def main() -> None:
    """Print one line a size, and the growth between them."""
    found = run()
    for one in found:
        demands, depots, items = one.size
        print(
            f"allocation {demands} demands × {depots} depots × {items} items (nearest {NEAREST}):"
            f" ours {one.ours:.2f} s, bare OR-Tools {one.bare:.2f} s (× {one.ratio:.1f}),"
            f" greedy {one.greedy:.2f} s; memory {one.before_mb:.0f} → {one.memory_mb:.0f} MB"
        )
    print(f"allocation growth for 10 × the demands: × {found[-1].ours / found[0].ours:.1f}")


if __name__ == "__main__":
    main()
