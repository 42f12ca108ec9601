"""The townships a new entry may name: today's, and those closed since that still hold work."""

from sqlalchemy.orm import Session

from relief.alerts.queries import heard
from relief.allocation.position import goods_of
from relief.core.division_code import at_level
from relief.core.scope import Scope
from relief.damage.queries import figures
from relief.geography.rows import DivisionRow
from relief.incidents.ground import ground_of
from relief.incidents.queries import IncidentRow
from relief.shelters.queries import resettled
from relief.supplies.queries import stock


def open_townships(session: Session, scope: Scope, incident: IncidentRow) -> list[DivisionRow]:
    """Return the incident's townships in scope that a call, an order or a site may be about.

    A closed one stays to choose from while figures, calls, people or goods of this incident are
    there; only then is anything more than the divisions asked for.
    """
    ground = ground_of(session, incident)
    rows = [row for row in ground.rows if scope.covers(row.code)]
    closed = {row.code for row in rows} & ground.closed.keys()
    if not closed:
        return rows
    holding = closed & _holding(session, scope, incident)
    return [row for row in rows if row.code not in closed or row.code in holding]


def _holding(session: Session, scope: Scope, incident: IncidentRow) -> set[str]:
    goods = goods_of(stock(session, ranges=scope.ranges()))
    return {
        *(figure.division for figure in figures(session, incident.id)),
        *(at_level(code, "township") for code in heard(session, incident.id)),
        *resettled(session, incident.id),
        *(code for (code, _kind, _item), units in goods.items() if units),
    }
