"""Measuring two ways of one piece of work in the same run: medians and their ratio."""

import statistics
import time
from collections.abc import Callable

ROUNDS = 5


def median_s(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median seconds of `rounds` runs after one that is not counted."""
    work()
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def line(name: str, size: str, ours_s: float, baseline: str, baseline_s: float) -> str:
    """Return one printed line: what, how large, ours, the baseline, and the ratio."""
    ratio = ours_s / baseline_s if baseline_s else float("inf")
    return (
        f"{name:<34} {size:<22} {ours_s * 1000:9.1f} ms   {baseline:<28} "
        f"{baseline_s * 1000:9.1f} ms   ratio {ratio:6.2f}"
    )
