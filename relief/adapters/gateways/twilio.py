"""Twilio: text messages and calls through its official SDK.

Twilio has no idempotency key for messages: after a crash it is asked what it took for a number
(`find`) before anything is sent again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from relief.alerts.alert import Channel
from relief.alerts.ports import GatewayAway, GatewayRefused, GatewayUnsure, Sent

if TYPE_CHECKING:
    from twilio.rest import Client

TIMEOUT_S = 10.0
MOST_LISTED = 50
# Its clock and ours, and the seconds it cuts off: what it took a little earlier is looked at too.
MARGIN = timedelta(minutes=2)
TOO_MANY, SERVER_FAULT = 429, 500
LANGUAGE = "zh-CN"
SECONDS_TO_PRESS = 10


class TwilioGateway:
    """Sends text messages and makes calls; a real telephone rings."""

    tells_apart = False
    leaves_the_house = True

    def __init__(
        self, *, account_sid: str, auth_token: str, sender: str, base_url: str = ""
    ) -> None:
        """Keep the account and its sender; nothing is connected yet.

        With `base_url` it asks there instead of at Twilio's own host.
        """
        self._sender = sender
        self._client = _client(account_sid, auth_token, base_url)

    def send(self, *, message_id: str, channel: Channel, to: str, text: str, callback: str) -> Sent:
        """Return the SID under which Twilio took the message or the call.

        Raises:
            GatewayRefused: Twilio will not take it (4xx).
            GatewayAway: not connected, or too many at once (429): nothing went out.
            GatewayUnsure: its answer was lost, or it failed in the middle (5xx).
        """
        status = f"{callback}/hooks/twilio/status?{urlencode({'message': message_id})}"
        reply = f"{callback}/hooks/twilio/reply?{urlencode({'message': message_id})}"
        known: dict[str, Any] = {"status_callback": status} if callback else {}
        with _answered():
            if channel == "sms":
                taken = self._client.messages.create(to=to, from_=self._sender, body=text, **known)
                return Sent(str(taken.sid))
            spoken = _speech(text, reply if callback else "")
            call = self._client.calls.create(to=to, from_=self._sender, twiml=spoken, **known)
            return Sent(str(call.sid))

    def find(self, *, channel: Channel, to: str, text: str, since: datetime) -> tuple[Sent, ...]:
        """Return what Twilio took for this number since then, oldest first.

        A call carries no text: every call to the number counts.

        Raises:
            GatewayUnsure: it does not answer just now.
        """
        try:
            with _answered():
                found = self._taken(channel, to, text)
        except (GatewayAway, GatewayRefused) as error:
            raise GatewayUnsure(error.words) from error
        recent = [(at, sid) for at, sid in found if at is not None and at >= since - MARGIN]
        return tuple(Sent(sid) for _at, sid in sorted(recent))

    def _taken(self, channel: Channel, to: str, text: str) -> list[tuple[datetime | None, str]]:
        if channel == "sms":
            messages = self._client.messages.list(to=to, limit=MOST_LISTED)
            return [(m.date_created, str(m.sid)) for m in messages if m.body == text]
        calls = self._client.calls.list(to=to, limit=MOST_LISTED)
        return [(call.date_created, str(call.sid)) for call in calls]


def _client(account_sid: str, auth_token: str, base_url: str) -> "Client":
    from twilio.http.http_client import TwilioHttpClient
    from twilio.http.response import Response
    from twilio.rest import Client

    class AtBase(TwilioHttpClient):  # type: ignore[misc]
        """The SDK's own client, sent to another host: a proxy of the desk's, or a test's server."""

        def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
            if base_url:
                base, asked = urlsplit(base_url), urlsplit(url)
                path = base.path.rstrip("/") + asked.path
                url = urlunsplit((base.scheme, base.netloc, path, asked.query, ""))
            return super().request(method, url, *args, **kwargs)

    http = AtBase(timeout=TIMEOUT_S)
    return Client(account_sid, auth_token, http_client=http)


@contextmanager
def _answered() -> Iterator[None]:
    """Say in the port's words what the SDK or the network raises."""
    import requests
    from twilio.base.exceptions import TwilioException, TwilioRestException

    try:
        yield
    except TwilioRestException as error:
        raise _said(error.status, str(error.code or error.status), error.msg) from error
    except requests.ConnectTimeout as error:
        raise GatewayAway("connect timeout") from error
    except requests.ConnectionError as error:
        raise _lost(error) from error
    except (requests.RequestException, TwilioException, ValueError) as error:
        raise GatewayUnsure(type(error).__name__) from error


def _said(status: int, code: str, words: str) -> Exception:
    if status == TOO_MANY:
        return GatewayAway(f"{code} {words}")
    if status >= SERVER_FAULT:
        return GatewayUnsure(f"{code} {words}")
    return GatewayRefused(code, words)


def _lost(error: Exception) -> Exception:
    """Return whether the request left: where no connection was made it certainly did not."""
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(reason, NewConnectionError):
        return GatewayAway("not connected")
    return GatewayUnsure(type(error).__name__)


def _speech(text: str, reply: str) -> str:
    """Return what the called person hears, twice; 1 is the answer where the desk can be reached."""
    from twilio.twiml.voice_response import Gather, VoiceResponse

    spoken = VoiceResponse()
    if not reply:
        spoken.say(text, language=LANGUAGE, loop=2)
        return str(spoken)
    gather = Gather(num_digits=1, timeout=SECONDS_TO_PRESS, action=reply, method="POST")
    gather.say(f"{text} 收到请按 1。", language=LANGUAGE, loop=2)
    spoken.append(gather)
    return str(spoken)
