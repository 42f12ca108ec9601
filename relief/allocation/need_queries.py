"""Reads what each township needs, has and is being sent; statements do not grow with the rows."""

from datetime import datetime

from sqlalchemy.orm import Session

from relief.allocation.people import by_township
from relief.allocation.position import NeedPosition, NeedWish, goods_of, position_of
from relief.allocation.township_needs import Known, township_needs
from relief.core.scope import Scope
from relief.damage.queries import figures
from relief.geography.queries import divisions
from relief.incidents.ground import ground_of
from relief.incidents.queries import IncidentRow
from relief.shelters.queries import resettled
from relief.supplies.queries import stock


def need_position(
    session: Session,
    scope: Scope,
    incident: IncidentRow,
    wish: NeedWish,
    at: datetime | None = None,
) -> NeedPosition:
    """Return the needs of the incident's townships in scope, in the order of their codes.

    Args:
        session: open for reading.
        scope: whose townships; drafts of its own offices count.
        incident: loaded with `open_incident`.
        wish: days, season, standard.
        at: what this desk knew at that hour; None is now.
    """
    ground = ground_of(session, incident)
    towns = [row for row in ground.rows if scope.covers(row.code)]
    counties = divisions(session, {row.parent_code for row in towns})
    known = Known(
        register=resettled(session, incident.id, at),
        words=by_township(ground.current(figures(session, incident.id, at))),
        goods=goods_of(stock(session, ranges=scope.ranges(), at=at)),
    )
    return position_of(wish, township_needs(towns, counties, known, scope, wish))
