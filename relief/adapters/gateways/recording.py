"""The recording gateway of tests: it keeps what it was given and fails when it is told to."""

from dataclasses import dataclass, field
from datetime import datetime

from relief.alerts.alert import Channel
from relief.alerts.ports import GatewayAway, GatewayRefused, GatewayUnsure, Sent


@dataclass(frozen=True, slots=True)
class Recorded:
    """One message as the gateway got it."""

    message_id: str
    channel: Channel
    to: str
    text: str
    callback: str


@dataclass
class RecordingGateway:
    """Keeps messages in the order they came.

    Fields:
        sent: what was taken; the same id twice is one where `tells_apart`.
        fails: raised at the next sends, in order, before anything is taken.
        loses: raised at the next sends, in order, after the message was taken.
        leaves_the_house: pretend to be a real one.
    """

    tells_apart: bool = True
    leaves_the_house: bool = False
    sent: list[Recorded] = field(default_factory=list)
    fails: list[GatewayAway | GatewayRefused | GatewayUnsure] = field(default_factory=list)
    loses: list[GatewayUnsure] = field(default_factory=list)

    def send(self, *, message_id: str, channel: Channel, to: str, text: str, callback: str) -> Sent:
        """Return under which id the message is kept.

        Raises:
            GatewayAway, GatewayRefused, GatewayUnsure: as it was told to.
        """
        if self.fails:
            raise self.fails.pop(0)
        known = [place for place, row in enumerate(self.sent) if row.message_id == message_id]
        if not known or not self.tells_apart:
            self.sent.append(Recorded(message_id, channel, to, text, callback))
            known = [len(self.sent) - 1]
        if self.loses:
            raise self.loses.pop(0)
        return Sent(f"recorded:{known[0]}")

    def find(self, *, channel: Channel, to: str, text: str, since: datetime) -> tuple[Sent, ...]:
        """Return what was taken for this number with this text.

        Raises:
            GatewayUnsure: as it was told to.
        """
        del since
        if self.fails:
            raise self.fails.pop(0)
        wanted = (channel, to, text)
        return tuple(
            Sent(f"recorded:{place}")
            for place, row in enumerate(self.sent)
            if (row.channel, row.to, row.text) == wanted
        )
