"""Tents for the resettled: whole tents, rounded up once. Pure."""

from decimal import ROUND_CEILING, Decimal

from relief.needs.catalogue import Season, Standard

TENT = "tent_12"


def tents_needed(resettled: Decimal | int, standard: Standard, *, season: Season) -> int:
    """Return the number of 12 m² tents that shelter the resettled.

    Args:
        resettled: people resettled, 0 or more.
        standard: whose rate for `tent_12` is used.
        season: "cold" or "warm".

    Returns:
        Whole tents, rounded up; 0 when nobody is resettled.

    Raises:
        ValueError: a negative head count.
        NotFound: the standard has no rate for tents.

    Source:
        the rate's own `source`; capacity derived from the covered area a person (DOMAIN 7).
    """
    if resettled < 0:
        msg = f"people resettled cannot be {resettled}"
        raise ValueError(msg)
    rate = standard.rate(TENT, season)
    exact = Decimal(resettled) * rate.units / rate.per
    return int(exact.to_integral_value(ROUND_CEILING))


def tents_short(needed: int | None, at_hand: int | None) -> int | None:
    """Return needed minus at hand, never below 0; None while the need is 待核.

    An unknown stock at hand counts as none, so that the answer is an upper bound.
    """
    if needed is None:
        return None
    return max(0, needed - (at_hand or 0))
