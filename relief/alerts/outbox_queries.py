"""How long the outbox is: what waits, what is on its way, what may have gone out."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relief.alerts.alert import BY_GATEWAY, MessageState
from relief.alerts.alert_tables import MessageNow

WAITING: tuple[MessageState, ...] = ("held", "queued", "sending", "unsure")


def outbox_lengths(session: Session) -> dict[MessageState, int]:
    """Return how many messages of the gateways stand in each state that is not an end."""
    counted = (
        select(MessageNow.state, func.count().label("messages"))
        .where(MessageNow.state.in_(WAITING), MessageNow.channel.in_(BY_GATEWAY))
        .group_by(MessageNow.state)
    )
    found = {row.state: row.messages for row in session.execute(counted)}
    return {state: found.get(state, 0) for state in WAITING}
