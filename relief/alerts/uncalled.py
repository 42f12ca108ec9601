"""Which of a desk's own hardest struck townships nobody has called yet."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.alerts.alert_tables import DivisionNow
from relief.geography.footprint_queries import listings
from relief.geography.rows import DivisionRow
from relief.geography.zones import highest_listed, zone_of
from relief.incidents.queries import IncidentRow

STOPPED = "stopped"


def uncalled(
    session: Session, incident: IncidentRow, own: Sequence[DivisionRow]
) -> tuple[DivisionRow, ...]:
    """Return the townships of the highest zone among `own` that no alert calls, in order.

    What is handed from desk to desk is not a message that can be lost: every desk reads here what
    is still its own to call. An alert stopped in its count-down called nobody.
    """
    if incident.footprint_id is None:
        return ()
    # The published list alone says who is struck (DESIGN, law 13): no shape has to be read.
    listed = highest_listed(listings(session, incident.footprint_id))
    ranks = {row.code: zone_of(row.code, listed, {}).rank or 0 for row in own}
    highest = max(ranks.values(), default=0)
    if not highest:
        return ()
    called = set(
        session.scalars(
            select(DivisionNow.division_code).where(
                DivisionNow.incident_id == incident.id, DivisionNow.state != STOPPED
            )
        )
    )
    return tuple(row for row in own if ranks[row.code] == highest and row.code not in called)
