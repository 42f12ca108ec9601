"""Reads what a plan rests on, and keeps the plan made from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relief.allocation.need_queries import need_position
from relief.allocation.plan import Plan as Solved
from relief.allocation.planning import (
    Inputs,
    digest_of,
    frozen,
    make_problem,
    may_serve,
    outcome,
    stock_by_depot,
)
from relief.allocation.position import NeedWish
from relief.allocation.problem import Problem
from relief.allocation.projections import line_now_row, plan_now_row
from relief.allocation.tables import LineNow, Plan, PlanLine, PlanNow
from relief.core.errors import Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope, range_of
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.db.upsert import upsert
from relief.geography.place_queries import places
from relief.incidents.closed import require_open
from relief.incidents.queries import IncidentRow
from relief.needs.contracts import MOST_DAYS
from relief.offices.queries import office_of
from relief.supplies.queries import stock

PLAN = "allocation.plan"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A problem and the facts it was made from, as they were when it was read."""

    incident: IncidentRow
    inputs: Inputs
    problem: Problem


def prepare(
    session: Session, scope: Scope, incident_id: str, wish: NeedWish, first: frozenset[str]
) -> Prepared:
    """Return the problem of the desk's townships, depots and stock as they are now.

    Raises:
        OutOfScope: not this role's to do.
        NotFound: no such incident.
        Refused: a closed incident, no need open, no depot.
    """
    scope.require(PLAN)
    incident = require_open(session, incident_id)
    if not 1 <= wish.days <= MOST_DAYS:
        raise Refused(
            Bilingual(f"天数应为 1 至 {MOST_DAYS}", f"Days lie between 1 and {MOST_DAYS}"), "days"
        )
    position = need_position(session, scope, incident, wish)
    codes = [row.code for row in position.townships]
    everywhere = places(session, ("depot", "township"), [range_of("")])
    depots = tuple(
        place
        for place in everywhere
        if place.kind == "depot" and any(may_serve(scope, place, code) for code in codes)
    )
    seats = {
        place.division_code: place
        for place in everywhere
        if place.kind == "township" and place.division_code in set(codes)
    }
    held = stock_by_depot(depots, stock(session, kinds=["depot"]), position.items)
    inputs = Inputs(position, depots, held, seats, first)
    return Prepared(incident, inputs, make_problem(scope, inputs))


def file_plan(  # noqa: PLR0913, PLR0917 (a plan is what was asked, what was known, what came out)
    session: Session,
    scope: Scope,
    stamp: Stamp,
    prepared: Prepared,
    solved: Solved,
    seconds: float,
) -> str:
    """Return the id of the plan kept; the same command again gets the first one's.

    Raises:
        OutOfScope: not this role's to do.
        Refused: the incident was closed meanwhile.
    """
    scope.require(PLAN)
    incident = require_open(session, prepared.incident.id)
    take_turn(session, f"allocation-number|{incident.id}")
    if done := find_by_command(session, Plan, stamp.command_id):
        return done
    answer = outcome(prepared.inputs, prepared.problem, solved, seconds)
    entry = _entry(session, scope, stamp, prepared, answer)
    if not append(session, entry):
        raise Refused(Bilingual("方案编号被占用，请重试", "The number was taken; please try again"))
    lines = [_line(entry.id, row) for row in answer["lines"]]
    session.add_all(lines)
    session.flush()
    upsert(session, PlanNow, [plan_now_row(entry)])
    upsert(session, LineNow, [line_now_row(line) for line in lines])
    write_audit(session, scope.account_id, PLAN, entry.id, {"number": entry.number})
    note_change(session, "allocation")
    return entry.id


def _entry(
    session: Session, scope: Scope, stamp: Stamp, prepared: Prepared, answer: Mapping[str, Any]
) -> Plan:
    incident_id = prepared.incident.id
    highest = session.scalar(select(func.max(Plan.number)).where(Plan.incident_id == incident_id))
    wish = prepared.inputs.position.wish
    return Plan(
        **stamped(stamp),
        id=new_id(),
        incident_id=incident_id,
        division_code=office_of(session, scope.account_id).division,
        number=(highest or 0) + 1,
        days=wish.days,
        season=wish.season,
        standard=wish.standard.id,
        inputs=frozen(prepared.inputs, prepared.problem),
        outcome={key: value for key, value in answer.items() if key != "lines"},
        stock_digest=digest_of(prepared.inputs.stock),
    )


def _line(plan_id: str, row: Mapping[str, Any]) -> PlanLine:
    return PlanLine(
        id=new_id(),
        plan_id=plan_id,
        depot=row["depot"],
        division_code=row["demand"],
        item=row["item"],
        units=row["units"],
        reasons=row["why"],
    )
