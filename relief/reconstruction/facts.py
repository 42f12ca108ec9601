"""What cases are judged by besides where they stand, read in sets."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.aid.queries import lacking
from relief.damage.house_queries import houses_by_id
from relief.reconstruction.course import Facts, LastVisit
from relief.reconstruction.tables import Case, Visit

_VISITED = frozenset({"main_structure", "completed", "accepted"})
_PAID = "archived"
EVERY = ""
"""Asked for instead of a state: all that could be asked."""


def facts_of(session: Session, cases: Sequence[Case], asked: Mapping[str, str]) -> dict[str, Facts]:
    """Return the facts of each case, by case; `asked` says for which state each is asked.

    `today` is the first day there is: the caller sets the desk's.
    """
    houses = houses_by_id(session, [case.house_id for case in cases])
    visits = last_visits(session, _wanting(asked, _VISITED))
    money = lacking(session, paying) if (paying := _wanting(asked, {_PAID})) else {}
    return {
        case.id: Facts(
            date.min, houses.get(case.house_id), visits.get(case.id, {}), money.get(case.id)
        )
        for case in cases
    }


def last_visits(session: Session, cases: Sequence[str]) -> dict[str, dict[str, LastVisit]]:
    """Return the last visit of each kind, by case; of two on one day the later recorded."""
    if not cases:
        return {}
    rows = session.execute(
        select(Visit.case_id, Visit.kind, Visit.result, Visit.visited_on)
        .where(Visit.case_id.in_(cases))
        .order_by(Visit.visited_on, Visit.recorded_at, Visit.id)
    )
    found: dict[str, dict[str, LastVisit]] = {}
    for row in rows:
        passed = row.result == "passed"
        found.setdefault(row.case_id, {})[row.kind] = LastVisit(passed, row.visited_on)
    return found


def _wanting(
    asked: Mapping[str, str], states: Sequence[str] | frozenset[str] | set[str]
) -> list[str]:
    return [case_id for case_id, state in asked.items() if state in states or state == EVERY]
