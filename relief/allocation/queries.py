"""Reads of plans: the list, and one plan with its lines, changes and what stays open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from relief.allocation.projections import APPROVED, MADE
from relief.allocation.tables import Approval, LineChange, Plan, PlanLine
from relief.core.errors import NotFound
from relief.core.paging import PAGE_SIZE
from relief.core.scope import CodeRange, Scope
from relief.core.wording import Bilingual
from relief.offices.queries import account_names

_KIND = "调配方案 plan"
Key = tuple[str, str, str]
"""Depot, township, item."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as the list shows it.

    Fields:
        state: "made" or "approved".
        approved_by, approved_at: empty and None until it is approved.
    """

    id: str
    number: int
    division: str
    days: int
    season: str
    standard: str
    state: str
    made_at: datetime
    made_by: str
    approved_at: datetime | None
    approved_by: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of a line."""

    units: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as it stands.

    Fields:
        planned: units of the calculation, 0 where a person added the line.
        units: units now; 0 is struck out.
        last_id: the line or change that a further change follows.
        reasons: why this depot and so much, as calculated.
    """

    depot: str
    depot_name: str
    township: str
    township_name: str
    county_name: str
    item: str
    planned: int
    units: int
    last_id: str
    reasons: tuple[Bilingual, ...]
    changes: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """What a township still lacks when the plan is carried out, in units."""

    township: str
    township_name: str
    item: str
    short: int
    planned: int
    reasons: tuple[Bilingual, ...]

    @property
    def left(self) -> int:
        """Return what stays open."""
        return max(0, self.short - self.planned)


@dataclass(frozen=True, slots=True)
class PlanView:
    """One plan with everything its page shows.

    Fields:
        unknown: names of townships whose people were 待核: they are in no line.
        fills: per tier and item, as calculated: `tier item levels unserved`.
        indicative, positions: how many of the positions the costs rest on are 示意坐标.
        first: townships that were to be served before the others; empty when all are equal.
        changers: account ids of who made or changed the plan, and may not approve it.
    """

    row: PlanRow
    incident_id: str
    lines: tuple[LineRow, ...]
    unserved: tuple[OpenNeed, ...]
    unreachable: tuple[str, ...]
    unknown: tuple[str, ...]
    fills: tuple[dict[str, Any], ...]
    depots: dict[str, str]
    townships: dict[str, str]
    items: tuple[str, ...]
    cost: str
    indicative: int
    positions: int
    first: tuple[str, ...]
    changers: frozenset[str]


def incident_of_plan(session: Session, plan_id: str) -> str:
    """Return the incident a plan belongs to.

    Raises:
        NotFound: no such plan.
    """
    found = session.scalar(select(Plan.incident_id).where(Plan.id == plan_id))
    if found is None:
        raise NotFound(_KIND, plan_id)
    return found


def plans(
    session: Session,
    incident_id: str,
    ranges: Sequence[CodeRange],
    at: datetime | None = None,
) -> list[PlanRow]:
    """Return the latest plans of the desks in these divisions, newest first."""
    inside = or_(false(), *(Plan.division_code.between(low, high) for low, high in ranges))
    chosen = (
        select(Plan, Approval)
        .outerjoin(Approval, Approval.plan_id == Plan.id)
        .where(Plan.incident_id == incident_id, inside)
    )
    if at is not None:
        chosen = chosen.where(Plan.recorded_at <= at)
    found = session.execute(chosen.order_by(Plan.number.desc()).limit(PAGE_SIZE)).all()
    people = {entry.recorded_by for pair in found for entry in pair if entry}
    names = account_names(session, people)
    return [_row(plan, _known(approval, at), names) for plan, approval in found]


def plan_view(session: Session, scope: Scope, plan_id: str, at: datetime | None = None) -> PlanView:
    """Return one plan as it stands, or as this desk knew it at `at`.

    Raises:
        NotFound: no such plan of the person's desks at that hour.
    """
    plan = session.get(Plan, plan_id)
    known = plan is not None and (at is None or plan.recorded_at <= at)
    if plan is None or not known or not scope.covers(plan.division_code):
        raise NotFound(_KIND, plan_id)
    approval = session.scalar(select(Approval).where(Approval.plan_id == plan_id))
    changes = _changes(session, plan_id, at)
    people = {plan.recorded_by, *(c.recorded_by for c in changes)}
    names = account_names(session, people | ({approval.recorded_by} if approval else set()))
    lines = _lines(session, plan, changes, names)
    demands, depots = plan.inputs["demands"], plan.inputs["depots"]
    return PlanView(
        row=_row(plan, _known(approval, at), names),
        incident_id=plan.incident_id,
        lines=lines,
        unserved=_unserved(plan, lines),
        unreachable=tuple(demands[code]["name"] for code in plan.outcome["unreachable"]),
        unknown=tuple(row["name"] for row in demands.values() if row["people"] is None),
        fills=tuple(plan.outcome["fill"]),
        depots={place_id: row["name"] for place_id, row in depots.items()},
        townships={code: row["name"] for code, row in demands.items()},
        items=tuple(plan.inputs["items"]),
        cost=plan.outcome["cost"],
        indicative=plan.inputs["indicative"],
        positions=plan.inputs["positions"],
        first=_first(demands),
        changers=frozenset(people),
    )


def _first(demands: Mapping[str, Any]) -> tuple[str, ...]:
    tiers = {code: row["tier"] for code, row in demands.items() if row["tier"] is not None}
    served_first = tuple(sorted(code for code, tier in tiers.items() if tier == 1))
    return served_first if len(set(tiers.values())) > 1 else ()


def _changes(session: Session, plan_id: str, at: datetime | None) -> list[LineChange]:
    chosen = select(LineChange).where(LineChange.plan_id == plan_id)
    if at is not None:
        chosen = chosen.where(LineChange.recorded_at <= at)
    return list(session.scalars(chosen.order_by(LineChange.recorded_at, LineChange.id)))


def _lines(
    session: Session, plan: Plan, changes: Sequence[LineChange], names: dict[str, str]
) -> tuple[LineRow, ...]:
    planned: dict[Key, PlanLine] = {
        (line.depot, line.division_code, line.item): line
        for line in session.scalars(select(PlanLine).where(PlanLine.plan_id == plan.id))
    }
    later: dict[Key, list[LineChange]] = {}
    for change in changes:
        later.setdefault((change.depot, change.division_code, change.item), []).append(change)
    place = {item: number for number, item in enumerate(plan.inputs["items"])}
    keys = sorted({*planned, *later}, key=lambda key: (key[1], place[key[2]], key[0]))
    return tuple(_line(plan, key, planned.get(key), later.get(key, []), names) for key in keys)


def _line(
    plan: Plan,
    key: Key,
    line: PlanLine | None,
    changes: Sequence[LineChange],
    names: dict[str, str],
) -> LineRow:
    depot, township, item = key
    town = plan.inputs["demands"][township]
    first = line.units if line else 0
    return LineRow(
        depot=depot,
        depot_name=plan.inputs["depots"][depot]["name"],
        township=township,
        township_name=town["name"],
        county_name=town["county"],
        item=item,
        planned=first,
        units=changes[-1].units if changes else first,
        last_id=changes[-1].id if changes else (line.id if line else ""),
        reasons=_said(line.reasons if line else ()),
        changes=tuple(
            ChangeRow(c.units, c.reason, names[c.recorded_by], c.recorded_at) for c in changes
        ),
    )


def _unserved(plan: Plan, lines: Sequence[LineRow]) -> tuple[OpenNeed, ...]:
    sent: dict[tuple[str, str], int] = {}
    for line in lines:
        sent[line.township, line.item] = sent.get((line.township, line.item), 0) + line.units
    why = {(row["demand"], row["item"]): row["why"] for row in plan.outcome["shortfalls"]}
    needs = [
        OpenNeed(
            township=code,
            township_name=row["name"],
            item=item,
            short=position["short"] or 0,
            planned=sent.get((code, item), 0),
            reasons=_said(why.get((code, item), ())),
        )
        for code, row in plan.inputs["demands"].items()
        for item, position in row["items"].items()
    ]
    return tuple(need for need in needs if need.left)


def _said(reasons: Sequence[dict[str, Any]]) -> tuple[Bilingual, ...]:
    return tuple(Bilingual(**reason["message"]) for reason in reasons)


def _known(approval: Approval | None, at: datetime | None) -> Approval | None:
    return approval if approval and (at is None or approval.recorded_at <= at) else None


def _row(plan: Plan, approval: Approval | None, names: dict[str, str]) -> PlanRow:
    return PlanRow(
        id=plan.id,
        number=plan.number,
        division=plan.division_code,
        days=plan.days,
        season=plan.season,
        standard=plan.standard,
        state=APPROVED if approval else MADE,
        made_at=plan.recorded_at,
        made_by=names[plan.recorded_by],
        approved_at=approval.recorded_at if approval else None,
        approved_by=names[approval.recorded_by] if approval else "",
    )
