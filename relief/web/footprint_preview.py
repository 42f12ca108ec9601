"""What would lie under a draft, before it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from relief.geography.overlay_queries import Zones, overlay
from relief.incidents.footprint_drafts import Draft


@dataclass(frozen=True, slots=True)
class Preview:
    """Villages by their real positions.

    Fields:
        villages: under each zone, by rank.
        open: of the counties touched, whose position is not real.
    """

    villages: Mapping[int, int]
    open: int


def preview(session: Session, draft: Draft) -> Preview | None:
    """Return what would lie under a sound draft, None while errors hold it back."""
    if not draft.checked.sound:
        return None
    found = overlay(session, Zones((), draft.checked.zones, ()))
    counts: dict[int, int] = {zone.rank: 0 for zone in draft.checked.zones}
    for village in found.villages:
        if village.estimate.rank is not None:
            counts[village.estimate.rank] += 1
    return Preview(counts, sum(village.estimate.open for village in found.villages))
