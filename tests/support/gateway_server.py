"""A gateway on this machine: it takes what it is posted, as Twilio does, and remembers it."""

import json
import threading
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from relief.adapters.gateways.twilio import TwilioGateway
from relief.alerts.ports import GatewayUnsure, Sent
from relief.settings import TwilioAccount

ACCOUNT, TOKEN, SENDER = "ACtest", "secret-of-the-test", "+8610000"


def twilio_at(url: str) -> TwilioGateway:
    return TwilioGateway(account_sid=ACCOUNT, auth_token=TOKEN, sender=SENDER, base_url=url)


class _Quiet(ThreadingHTTPServer):
    """Says nothing of a sender that was killed in the middle."""

    daemon_threads = True

    def handle_error(self, *_args: object) -> None:
        return


class GatewayServer:
    """Messages and calls in `taken`; what it is to answer next in `answers`.

    Fields:
        answers: status codes, or `hang` (take the message, then never answer), or `drop`.
        slow_s: how long it thinks before it answers.
    """

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.answers: list[int | str] = []
        self.slow_s = 0.0
        self.lock = threading.Lock()
        self.http = _Quiet(("127.0.0.1", 0), _handler(self))
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http.server_port}"

    @property
    def account(self) -> TwilioAccount:
        return TwilioAccount(ACCOUNT, TOKEN, SENDER, self.url)

    def gateway(self) -> TwilioGateway:
        return twilio_at(self.url)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.http.shutdown()
        self.http.server_close()

    def take(self, kind: str, form: dict[str, str], key: str = "") -> dict[str, str]:
        """Keep a message; the same key twice is one."""
        with self.lock:
            known = [row for row in self.taken if key and row["key"] == key]
            if known:
                return known[0]
            sid = f"{'SM' if kind == 'Messages' else 'CA'}{len(self.taken):032d}"
            created = format_datetime(datetime.now(UTC))
            row = {"sid": sid, "kind": kind, "key": key, "date_created": created, **form}
            self.taken.append(row)
            return row


def _handler(server: GatewayServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:  # the sender died before he had said it all: nothing was taken
                self.close_connection = True
                return
            form = {k: v[0] for k, v in parse_qs(body.decode()).items()}
            with server.lock:
                said = server.answers.pop(0) if server.answers else 201
            if isinstance(said, int) and said >= 400:
                self._answer(said, {"status": said, "code": 20000 + said, "message": "no"})
                return
            if said == "drop":
                self.close_connection = True
                return
            kind = urlsplit(self.path).path.rpartition("/")[2].removesuffix(".json")
            row = server.take(kind, form, self.headers.get("Idempotency-Key", ""))
            time.sleep(server.slow_s)
            if said == "hang":
                self.close_connection = True
                return
            self._answer(201, _as_listed(row))

        def do_GET(self) -> None:
            with server.lock:
                said = server.answers.pop(0) if server.answers else 200
            if isinstance(said, int) and said >= 400:
                self._answer(said, {"status": said, "code": 20000 + said, "message": "no"})
                return
            parts = urlsplit(self.path)
            kind = parts.path.rpartition("/")[2].removesuffix(".json")
            to = parse_qs(parts.query).get("To", [""])[0]
            found = [_as_listed(r) for r in server.taken if r["kind"] == kind and r.get("To") == to]
            name = {"Messages": "messages", "Calls": "calls"}[kind]
            self._answer(200, {name: found, "next_page_uri": None, "page": 0, "page_size": 50})

        def _answer(self, code: int, body: dict[str, object]) -> None:
            content = json.dumps(body).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            return

    return Handler


def _as_listed(row: dict[str, str]) -> dict[str, object]:
    return {
        "sid": row["sid"],
        "to": row.get("To"),
        "from": row.get("From"),
        "body": row.get("Body"),
        "status": "queued",
        "date_created": row["date_created"],
    }


class KeyedGateway:
    """A gateway that tells messages apart by the id it is given: `Idempotency-Key`."""

    tells_apart = True
    leaves_the_house = False

    def __init__(self, url: str) -> None:
        self.url = url

    def send(self, *, message_id: str, channel: str, to: str, text: str, callback: str) -> Sent:
        body = f"To={to.replace('+', '%2B')}".encode()
        headers = {"Idempotency-Key": message_id}
        request = Request(f"{self.url}/Messages.json", body, headers)  # noqa: S310 (our own server)
        try:
            with urlopen(request, timeout=5) as answer:  # noqa: S310 (our own server)
                return Sent(json.load(answer)["sid"])
        except OSError as error:
            raise GatewayUnsure(str(error)) from error

    def find(self, *, channel: str, to: str, text: str, since: datetime) -> tuple[Sent, ...]:
        return ()
