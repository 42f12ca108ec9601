"""What sending needs of the outside world: a gateway, and a reader of its callbacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from relief.alerts.alert import Channel, MessageState


@dataclass(frozen=True, slots=True)
class Sent:
    """A message the gateway has taken: the id under which it knows it."""

    provider_id: str


@dataclass
class GatewayRefused(Exception):
    """The gateway will never take this message (a wrong number, a closed account)."""

    code: str
    words: str = ""


@dataclass
class GatewayAway(Exception):
    """The gateway was not reached: certainly nothing went out; to be tried again."""

    words: str = ""


@dataclass
class GatewayUnsure(Exception):
    """Nobody can say whether it went out: the answer was lost on the way."""

    words: str = ""


class Gateway(Protocol):
    """Carries messages out of the house.

    Attributes:
        tells_apart: whether the same message id twice is one message to it.
        leaves_the_house: whether a real telephone rings.
    """

    tells_apart: bool
    leaves_the_house: bool

    def send(self, *, message_id: str, channel: Channel, to: str, text: str, callback: str) -> Sent:
        """Return under which id the gateway took the message.

        Args:
            message_id: ours; the idempotency key.
            channel: `sms` or `voice`.
            to: the number, `+86…`.
            text: what is written or read out.
            callback: the desk's public address, empty where it has none.

        Raises:
            GatewayRefused: never.
            GatewayAway: not now.
            GatewayUnsure: perhaps.
        """

    def find(self, *, channel: Channel, to: str, text: str, since: datetime) -> tuple[Sent, ...]:
        """Return what the gateway took for this number with this text since then, oldest first.

        Raises:
            GatewayUnsure: it cannot be asked, or not now.
        """


@dataclass(frozen=True, slots=True)
class StatusNote:
    """What a gateway says became of a message.

    Fields:
        message_id: ours, as the callback's address carries it.
        state: None for a step on the way that changes nothing here.
        code: the provider's own word for it and its error number.
    """

    message_id: str
    provider_id: str
    state: MessageState | None
    code: str


@dataclass(frozen=True, slots=True)
class Reply:
    """Somebody answered a gateway.

    Fields:
        reply_id: the gateway's id of the reply; twice is one.
        phone: whose.
        words: what was written, or the key pressed.
        message_id: of the call that was answered, empty for a text message.
    """

    reply_id: str
    phone: str
    words: str
    message_id: str = ""


class CallbackReader(Protocol):
    """Reads what a gateway posts to the desk."""

    def is_genuine(self, *, path: str, form: Mapping[str, str], signature: str) -> bool:
        """Return whether the gateway itself signed the post to `path` (with its query)."""

    def status(self, *, message_id: str, form: Mapping[str, str]) -> StatusNote:
        """Return what a status callback says."""

    def reply(self, *, message_id: str, form: Mapping[str, str]) -> Reply:
        """Return what a reply says."""
