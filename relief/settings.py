"""Where this desk keeps its things: one data folder, one database URL."""

import os
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATABASE_FILE = "relief.db"


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """The account alerts leave through; empty texts where a variable is not set.

    Fields:
        sender: the number (`+86…`) or messaging service it sends from.
        base_url: another host than Twilio's own, empty for its own.
    """

    account_sid: str = ""
    auth_token: str = field(default="", repr=False)
    sender: str = ""
    base_url: str = ""

    def is_complete(self) -> bool:
        """Return whether messages can be sent with it."""
        return bool(self.account_sid and self.auth_token and self.sender)


@dataclass(frozen=True, slots=True)
class Settings:
    """A desk's settings.

    Fields:
        data: the data folder (database file, files, secret key).
        database_url: SQLAlchemy URL; by default the SQLite file in `data`.
        behind_tls: a proxy ends TLS before the desk: cookies are then sent over TLS alone.
        gateway: what carries alerts: `console` (nothing leaves) or `twilio`.
        twilio: its account.
        public_url: the desk's address as the internet sees it, for a gateway's callbacks.
    """

    data: Path
    database_url: str
    behind_tls: bool = False
    gateway: str = "console"
    twilio: TwilioAccount = TwilioAccount()
    public_url: str = ""

    @property
    def files(self) -> Path:
        """Return the folder of the file store."""
        return self.data / "files"

    @property
    def secret_path(self) -> Path:
        """Return the file that holds the session key, made at `init` with mode 0600."""
        return self.data / "secret.key"

    def protect(self) -> None:
        """Give the SQLite file to its owner alone (mode 0600)."""
        path = self.data / DATABASE_FILE
        if path.exists():
            path.chmod(0o600)


def read_settings(data: str | None = None) -> Settings:
    """Return the settings from `--data` (default `./data`) and the environment.

    `RELIEF_DATABASE_URL` names another database, `RELIEF_BEHIND_TLS=1` a proxy that ends TLS,
    `RELIEF_GATEWAY` and `RELIEF_TWILIO_…` what carries alerts, `RELIEF_PUBLIC_URL` the address its
    callbacks come to.
    """
    folder = Path(data or os.environ.get("RELIEF_DATA", "data")).resolve()
    url = os.environ.get("RELIEF_DATABASE_URL", "")
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    url = url or f"sqlite:///{folder / DATABASE_FILE}"
    return Settings(
        folder,
        url,
        behind_tls=os.environ.get("RELIEF_BEHIND_TLS") == "1",
        gateway=os.environ.get("RELIEF_GATEWAY", "console"),
        twilio=TwilioAccount(
            account_sid=os.environ.get("RELIEF_TWILIO_ACCOUNT_SID", ""),
            auth_token=os.environ.get("RELIEF_TWILIO_AUTH_TOKEN", ""),
            sender=os.environ.get("RELIEF_TWILIO_FROM", ""),
            base_url=os.environ.get("RELIEF_TWILIO_BASE_URL", ""),
        ),
        public_url=os.environ.get("RELIEF_PUBLIC_URL", "").rstrip("/"),
    )
