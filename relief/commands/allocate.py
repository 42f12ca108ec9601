"""`allocate`: who gets which goods from where?"""

import time
from collections.abc import Mapping
from typing import Any, BinaryIO

import click

from relief.commands.calculators import answer_or_refuse, read_input


@click.command("allocate")
@click.argument("file", type=click.File("rb"), metavar="FILE")
@click.option("--why", is_flag=True, help="Give the reasons of every line and every shortfall.")
def command(file: BinaryIO, *, why: bool) -> None:
    """Share stock out fairly, at the least cost; no database is needed.

    FILE ("-" is standard input) holds one JSON object:

    \b
      {"items": [{"code": "tent_12", "pack": 1, "weight_kg": "38.5"}],
       "depots": [{"id": "lanzhou", "lon": 103.83, "lat": 36.06,
                   "stock": {"tent_12": 400}, "truck_kg": null}],
       "demands": [{"id": "622927101", "lon": 102.87, "lat": 35.72,
                    "tier": 1, "need": {"tent_12": 260}}],
       "cost": null, "nearest": null, "closed": [["lanzhou", "622927101"]]}

    Units and packs are JSON integers, weights and costs decimal strings. A need is above 0; a
    stock may be 0, and an item absent is not there. "cost" is per tonne, a row a depot and a
    column a demand; null is great-circle km × 1.4, and then every place needs lon and lat.
    "truck_kg" limits what leaves a depot in all. "nearest" k looks at the k nearest open depots
    of a demand; where none of them holds a pack of an item, at the k nearest that do. "closed"
    lists pairs between which nothing travels.

    The lower tier is served first. Inside a tier the lowest fill (units / need, at most 1) is as
    high as it can be, then the next lowest, and so on, in whole packs; then the cost is the least.
    Equal plans are told apart by the order of ids.

    Prints the lines, the fill levels per tier and item ("levels_before_packs": if packs could be
    opened; "unserved": units left open), the demands that no depot may send to, the cost, and a
    bound below which no plan with these levels costs.

    \b
    Exit codes: 0  answered
                1  refused: zero, negative or fractional quantities, unknown
                   items, an id twice, a cost table that does not fit, …;
                   reasons on standard output
                2  wrong usage
    """
    answer_or_refuse(lambda: _allocate(file, why=why))


def _allocate(file: BinaryIO, *, why: bool) -> Mapping[str, Any]:
    from relief.allocation.answer import as_answer, as_explained_answer
    from relief.allocation.contracts import read_problem
    from relief.allocation.leximin import allocate
    from relief.bootstrap import flow_solver

    problem = read_problem(read_input(file))
    began = time.perf_counter()
    plan = allocate(problem, flow_solver())
    seconds = round(time.perf_counter() - began, 3)
    return as_explained_answer(problem, plan, seconds) if why else as_answer(plan, seconds)
