"""The officer puts another number into a line, strikes it out or adds one, with a reason."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from relief.allocation.projections import line_now_row
from relief.allocation.services.make_plan import PLAN
from relief.allocation.services.standing import Standing, is_approved, open_plan, told
from relief.allocation.tables import LineChange, LineNow
from relief.core.errors import AlreadyDone, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.upsert import upsert
from relief.incidents.closed import require_open
from relief.supplies.catalogue import find_item

MOST_UNITS = 10**9


@dataclass(frozen=True, slots=True)
class Change:
    """Another number for a line.

    Fields:
        units: 0 or more, in whole packs; 0 strikes the line out.
        after: the line or change the person saw, so that a second one loses; empty is whatever
            stands now.
    """

    plan_id: str
    depot: str
    township: str
    item: str
    units: int
    reason: str
    after: str = ""


def change_line(session: Session, scope: Scope, stamp: Stamp, wish: Change) -> str:
    """Return the id of the change; the same command again gets the first one's.

    Raises:
        OutOfScope: another desk's plan.
        AlreadyDone: the plan is approved, or somebody changed this line first.
        Refused: no reason, no whole packs, more than the depot had, a way that is closed.
    """
    standing = open_plan(session, scope, PLAN, wish.plan_id)
    if done := find_by_command(session, LineChange, stamp.command_id):
        return done
    require_open(session, standing.plan.incident_id)
    if is_approved(standing):
        raise told(session, standing)
    before = _line(standing, wish)
    _check(standing, wish, before)
    entry = LineChange(
        **stamped(stamp),
        id=new_id(),
        plan_id=wish.plan_id,
        depot=wish.depot,
        division_code=wish.township,
        item=wish.item,
        units=wish.units,
        reason=wish.reason.strip(),
        follows=before.last_id if before else f"new:{_key(wish)}",
    )
    if not append(session, entry):
        raise _overtaken()
    upsert(session, LineNow, [line_now_row(entry)])
    facts = {"item": wish.item, "township": wish.township, "units": wish.units}
    write_audit(session, scope.account_id, "allocation.change", entry.id, facts)
    note_change(session, "allocation")
    return entry.id


def _line(standing: Standing, wish: Change) -> LineNow | None:
    key = (wish.depot, wish.township, wish.item)
    rows = (r for r in standing.lines if (r.depot, r.division_code, r.item) == key)
    return next(rows, None)


def _check(standing: Standing, wish: Change, before: LineNow | None) -> None:
    if wish.after and (before is None or before.last_id != wish.after):
        raise _overtaken()
    if not wish.reason.strip():
        raise Refused(Bilingual("请写明修改理由", "Give the reason of the change"), "reason")
    _check_way(standing, wish)
    item = find_item(wish.item)
    whole = isinstance(wish.units, int) and not isinstance(wish.units, bool)
    if not whole or not 0 <= wish.units <= MOST_UNITS or wish.units % item.pack:
        raise Refused(
            Bilingual(
                f"{item.name.zh}应为不小于 0 的整件数，每件 {item.pack} {item.unit.zh}",
                f"{item.name.en}: whole packs of {item.pack}, 0 or more",
            ),
            "units",
        )
    if before is not None and before.units == wish.units:
        raise Refused(Bilingual("数量没有变化", "The number is the same"), "units")
    others = sum(
        row.units
        for row in standing.lines
        if (row.depot, row.item) == (wish.depot, wish.item) and row is not before
    )
    have = standing.plan.inputs["stock"][wish.depot].get(wish.item, 0)
    if others + wish.units > have:
        raise Refused(
            Bilingual(
                f"该库{item.name.zh}共 {have:,}，其他行已用 {others:,}，最多 {have - others:,}",
                f"{have:,} of {item.name.en} there, {others:,} used by other lines: at most "
                f"{have - others:,}",
            ),
            "units",
        )


def _check_way(standing: Standing, wish: Change) -> None:
    inputs = standing.plan.inputs
    known = wish.depot in inputs["depots"] and wish.township in inputs["demands"]
    if not known or wish.item not in inputs["items"]:
        raise Refused(
            Bilingual("仓库、乡镇或物资不在本方案内", "Not a depot, township or item of this plan"),
            "line",
        )
    if [wish.depot, wish.township] in inputs["closed"]:
        raise Refused(
            Bilingual("该库不能调往该乡镇", "This depot does not serve that township"), "line"
        )


def _key(wish: Change) -> str:
    return f"{wish.plan_id}:{wish.depot}:{wish.township}:{wish.item}"


def _overtaken() -> AlreadyDone:
    return AlreadyDone(Bilingual("这一行的修改", "Changing this line"))
