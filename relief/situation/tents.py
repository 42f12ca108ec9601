"""The tents a row of the table lacks: people known, minus the tents known to be there. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from relief.allocation.position import AT_TOWNSHIP, Goods
from relief.needs.catalogue import Season, Standard
from relief.needs.needs import ALTERNATIVE, people_covered
from relief.needs.tents import TENT, tents_needed, tents_short
from relief.shelters.queries import Resettled
from relief.situation.picture import TentsShort

SEASON: Season = "cold"


def tents_of(
    townships: Sequence[str],
    reported: Decimal | None,
    register: Mapping[str, Resettled],
    goods: Goods,
    standard: Standard,
) -> TentsShort:
    """Return the tents lacking in a row.

    Args:
        townships: the row's own, or those inside a county.
        reported: people resettled by the cell of the row.
        register: who is recorded where, by township; not added to reports: the greater stands.
            A sum with an unknown term is unknown, so that it speaks for a county only when every
            township has an entry.
        goods: what stands at the townships and what is on its way.
        standard: whose rate for tents is used.
    """
    counted = [register.get(code, Resettled()).people for code in townships]
    placed = [Decimal(people) for people in counted if people is not None]
    known = [reported] if reported is not None else []
    if placed and len(placed) == len(counted):
        known.append(sum(placed, Decimal(0)))
    needed = tents_needed(max(known), standard, season=SEASON) if known else None
    at_hand = _at_hand(townships, goods, standard)
    return TentsShort(
        at_most=tents_short(needed, at_hand),
        at_hand=at_hand,
        standard=standard.id,
        verified=all(rate.verified for rate in standard.rates if rate.item == TENT),
    )


def _at_hand(townships: Sequence[str], goods: Goods, standard: Standard) -> int | None:
    """Return tents of 12 m², larger ones as what they stand for; None where none was ever sent."""
    inside = set(townships)
    sent = {key: units for key, units in goods.items() if key[0] in inside}
    found = dict.fromkeys((TENT, ALTERNATIVE), 0)
    if not any(item in found for _code, _kind, item in sent):
        return None
    for (_code, kind, item), units in sent.items():
        if item in found and kind in AT_TOWNSHIP:
            found[item] += units
    large = people_covered({ALTERNATIVE: found[ALTERNATIVE]}, standard, season=SEASON)
    one = people_covered({TENT: 1}, standard, season=SEASON)
    return found[TENT] + (large // one if one else 0)
