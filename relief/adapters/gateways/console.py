"""The console gateway: what would leave is written to `DATA/outbox.log`, and nothing leaves."""

import fcntl
import json
from datetime import UTC, datetime
from pathlib import Path

from relief.alerts.alert import Channel
from relief.alerts.ports import Sent

OUTBOX = "outbox.log"


class ConsoleGateway:
    """Appends one JSON line a message; the same message id is one line however often it comes."""

    tells_apart = True
    leaves_the_house = False

    def __init__(self, folder: Path) -> None:
        """Keep the data folder; the file is made with mode 0600 (it holds names' numbers)."""
        self._path = folder / OUTBOX

    def send(self, *, message_id: str, channel: Channel, to: str, text: str, callback: str) -> Sent:
        """Return the line's id after it has been written."""
        del callback
        line = {
            "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "message_id": message_id,
            "channel": channel,
            "to": to,
            "text": text,
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch(mode=0o600, exist_ok=True)
        with self._path.open("r+", encoding="utf-8") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            # A sender that died between this line and the ledger left it: it is not written twice.
            if not any(message_id in known for known in stream):
                stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        return Sent(f"console:{message_id}")

    def find(self, *, channel: Channel, to: str, text: str, since: datetime) -> tuple[Sent, ...]:
        """Return nothing: a gateway that tells messages apart is not asked back."""
        del channel, to, text, since
        return ()
