"""The needs of townships from what is known of their people and goods, however it was read. Pure.

The page of needs, the desk's table and the map's layer of shortfalls are all made from here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from relief.allocation.people import people_of
from relief.allocation.position import Goods, NeedWish, TownshipNeed, tonight, township_items
from relief.core.clock import beijing
from relief.core.scope import Scope
from relief.damage.queries import SourcedFigure
from relief.geography.rows import DivisionRow
from relief.needs.catalogue import Season, load_standard
from relief.shelters.queries import Resettled

COLD_MONTHS = frozenset({10, 11, 12, 1, 2, 3, 4})
DEFAULT_DAYS = 3
DEFAULT_STANDARD = "demo-cold-2023"


@dataclass(frozen=True, slots=True)
class Known:
    """What the desk knows at one moment.

    Fields:
        register: who is at sites and with relatives, by township.
        words: every source's figures about the resettled, by division.
        goods: what stands at the townships and is on its way to them.
    """

    register: Mapping[str, Resettled]
    words: Mapping[str, Sequence[SourcedFigure]]
    goods: Goods


def season_at(at: datetime) -> Season:
    """Return the season offered first: cold from October to April; the officer may change it."""
    return "cold" if beijing(at).month in COLD_MONTHS else "warm"


def default_wish(at: datetime) -> NeedWish:
    """Return the days, season and standard offered first, which the desk and its map use."""
    return NeedWish(DEFAULT_DAYS, season_at(at), load_standard(DEFAULT_STANDARD))


def township_needs(
    towns: Iterable[DivisionRow],
    counties: Mapping[str, DivisionRow],
    known: Known,
    scope: Scope,
    wish: NeedWish,
) -> tuple[TownshipNeed, ...]:
    """Return what every township needs, has and is being sent, in the order given.

    Args:
        towns: the townships asked about.
        counties: by code, for their names.
        known: people and goods.
        scope: whose drafts count.
        wish: days, season, standard.
    """
    return tuple(_need(town, counties.get(town.parent_code), known, scope, wish) for town in towns)


def _need(
    town: DivisionRow, county: DivisionRow | None, known: Known, scope: Scope, wish: NeedWish
) -> TownshipNeed:
    words = known.words.get(town.code, ())
    people = people_of(known.register.get(town.code), words, scope)
    return TownshipNeed(
        code=town.code,
        name=town.name,
        county_name=county.name if county else town.parent_code,
        people=people,
        items=township_items(town.code, people.count, known.goods, wish),
        tonight=tonight(town.code, people.count, known.goods, wish),
    )
