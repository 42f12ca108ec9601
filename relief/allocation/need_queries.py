"""Reads what each township needs, has and is being sent; statements do not grow with the rows."""

from datetime import datetime

from sqlalchemy.orm import Session

from relief.allocation.people import by_township, people_of
from relief.allocation.position import (
    NeedPosition,
    NeedWish,
    TownshipNeed,
    goods_of,
    position_of,
    tonight,
    township_items,
)
from relief.core.clock import beijing
from relief.core.scope import Scope
from relief.damage.queries import figures
from relief.geography.queries import divisions, townships_of
from relief.incidents.queries import IncidentRow
from relief.needs.catalogue import Season
from relief.shelters.queries import resettled
from relief.supplies.queries import stock

COLD_MONTHS = frozenset({10, 11, 12, 1, 2, 3, 4})
DEFAULT_DAYS = 3
DEFAULT_STANDARD = "demo-cold-2023"


def season_at(at: datetime) -> Season:
    """Return the season offered first: cold from October to April; the officer may change it."""
    return "cold" if beijing(at).month in COLD_MONTHS else "warm"


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
    towns = [row for row in townships_of(session, incident.counties) if scope.covers(row.code)]
    counties = divisions(session, {row.parent_code for row in towns})
    register = resettled(session, incident.id, at)
    words = by_township(figures(session, incident.id, at))
    goods = goods_of(stock(session, ranges=scope.ranges(), at=at))
    rows = []
    for town in towns:
        people = people_of(register.get(town.code), words.get(town.code, ()), scope)
        county = counties.get(town.parent_code)
        rows.append(
            TownshipNeed(
                code=town.code,
                name=town.name,
                county_name=county.name if county else town.parent_code,
                people=people,
                items=township_items(town.code, people.count, goods, wish),
                tonight=tonight(town.code, people.count, goods, wish),
            )
        )
    return position_of(wish, rows)
