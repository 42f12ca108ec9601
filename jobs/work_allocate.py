"""Makes an allocation plan: needs and stock are read, shared out fairly, and the plan is kept."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from relief.allocation.leximin import allocate
from relief.allocation.plan import Plan
from relief.allocation.plan_order import PlanOrder, read_plan_order
from relief.allocation.services.make_plan import Prepared, file_plan, prepare
from relief.bootstrap import Desk, flow_solver, now_in
from relief.core.ledger import Stamp
from relief.core.wording import Bilingual
from relief.offices.queries import scope_of_account

KIND = "allocate"
Progress = Callable[[int, int], bool]


class _CancelledError(Exception):
    """The person asked to stop."""


def run(
    desk: Desk, work_id: str, arguments: Mapping[str, Any], progress: Progress
) -> Mapping[str, Any]:
    """Return the plan's id, or the state "cancelled"; twice keeps one plan.

    Raises:
        Refused: nobody is short, no depot may be asked, or the incident is closed.
    """
    asked = read_plan_order(arguments)
    with desk.database.read() as session:
        scope = scope_of_account(session, asked.account_id)
        prepared = prepare(session, scope, asked.incident_id, asked.wish, asked.first)
    began = time.perf_counter()
    try:
        solved = _solve(prepared, progress)
    except _CancelledError:
        return {"state": "cancelled"}
    return _keep(desk, work_id, asked, prepared, solved, time.perf_counter() - began)


def _solve(prepared: Prepared, progress: Progress) -> Plan:
    def told(done: int, total: int) -> None:
        if progress(done, total):
            raise _CancelledError

    return allocate(prepared.problem, flow_solver(), told)


def _keep(  # noqa: PLR0913, PLR0917 (what was asked, known and found)
    desk: Desk, work_id: str, asked: PlanOrder, prepared: Prepared, solved: Plan, seconds: float
) -> Mapping[str, Any]:
    with desk.database.write() as session:
        scope = scope_of_account(session, asked.account_id)
        stamp = Stamp.make(now_in(session), asked.account_id, "desk", f"work:{work_id}")
        plan_id = file_plan(session, scope, stamp, prepared, solved, round(seconds, 3))
    said = Bilingual(
        "方案已编制，请核看后报批", "The plan is made: look at it, then have it approved"
    )
    return {"plan_id": plan_id, "slug": prepared.incident.slug, "said": said.as_dict()}
