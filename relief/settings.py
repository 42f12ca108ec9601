"""Where this desk keeps its things: one data folder, one database URL."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATABASE_FILE = "relief.db"


@dataclass(frozen=True, slots=True)
class Settings:
    """A desk's settings.

    Fields:
        data: the data folder (database file, files, secret key).
        database_url: SQLAlchemy URL; by default the SQLite file in `data`.
        behind_tls: a proxy ends TLS before the desk: cookies are then sent over TLS alone.
    """

    data: Path
    database_url: str
    behind_tls: bool = False

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

    `RELIEF_DATABASE_URL` names another database, `RELIEF_BEHIND_TLS=1` a proxy that ends TLS.
    """
    folder = Path(data or os.environ.get("RELIEF_DATA", "data")).resolve()
    url = os.environ.get("RELIEF_DATABASE_URL", "")
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    url = url or f"sqlite:///{folder / DATABASE_FILE}"
    return Settings(folder, url, os.environ.get("RELIEF_BEHIND_TLS") == "1")
