"""Which zone of a footprint a division lies in (DESIGN, law 13).

A published list outranks geometry, the highest zone named wins, and what is neither named nor
really positioned under a published shape is unknown (待核). An estimated shape never decides.
"""

from collections.abc import Mapping, Sequence

from relief.core.division_code import chain
from relief.geography.rows import Listing, ZoneRow

UNKNOWN = ZoneRow(None, None, "unknown")


def highest_listed(listed: Sequence[Listing]) -> dict[str, int]:
    """Return the highest rank each division was named for.

    Source: the published counts overlap (Ⅶ 积石山17 includes the eight townships in Ⅷ), so the
    highest zone wins (cases/jishishan_2023/README.md).
    """
    ranks: dict[str, int] = {}
    for listing in listed:
        ranks[listing.division_code] = max(listing.rank, ranks.get(listing.division_code, 0))
    return ranks


def zone_of(
    code: str, listed: Mapping[str, int], labels: Mapping[int, str], measured: int | None = None
) -> ZoneRow:
    """Return the zone of one division.

    Args:
        code: 12-digit division code.
        listed: highest published rank by division; a division named whole covers all within it.
        labels: rank to its label.
        measured: highest rank of a *published* shape over the division's *real* position, None
            when there is no such shape or no such position.
    """
    named = [listed[outer] for outer in chain(code) if outer in listed]
    if named:
        rank = max(named)
        return ZoneRow(rank, labels.get(rank, str(rank)), "published")
    if measured is not None:
        return ZoneRow(measured, labels.get(measured, str(measured)), "geometry")
    return UNKNOWN
