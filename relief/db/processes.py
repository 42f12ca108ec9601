"""Which processes of the desk are alive: the leader and the workers say so once in a while."""

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from relief.db.base import Base
from relief.db.upsert import upsert

LEADER, WORKER = "leader", "worker"
BEAT_EVERY = timedelta(seconds=60)
ALIVE_FOR = timedelta(seconds=90)
_KEPT_FOR = timedelta(days=1)


class Process(Base):
    """A process that said it was alive; its row goes when it ends well (machine time)."""

    __tablename__ = "db_process"
    kind: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str] = mapped_column(primary_key=True)
    pid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime]
    seen_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Seen:
    """A process as it last said; `alive` while it was heard from lately."""

    kind: str
    host: str
    pid: int
    since: datetime
    seen_at: datetime
    alive: bool


class Beat:
    """Says that this process is alive, at most once a minute."""

    def __init__(self, kind: str, since: datetime) -> None:
        """Begin at `since`; nothing is written yet."""
        self.kind = kind
        self._since = since
        self._last: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Return whether it is time to say so again."""
        return self._last is None or now - self._last >= BEAT_EVERY

    def write(self, session: Session, now: datetime) -> None:
        """Say so; a new leader takes the place of the one before."""
        others = delete(Process).where(Process.kind == self.kind)
        if self.kind == LEADER:
            session.execute(others.where((Process.pid != os.getpid()) | (Process.host != _host())))
        else:
            session.execute(others.where(Process.seen_at < now - _KEPT_FOR))
        row = {
            "kind": self.kind,
            "host": _host(),
            "pid": os.getpid(),
            "since": self._since,
            "seen_at": now,
        }
        upsert(session, Process, [row])
        self._last = now


def forget_me(session: Session, kind: str) -> None:
    """Take this process's row away: it ends well."""
    session.execute(
        delete(Process).where(
            Process.kind == kind, Process.host == _host(), Process.pid == os.getpid()
        )
    )


def processes(session: Session, now: datetime) -> tuple[Seen, ...]:
    """Return the processes that said they were alive, the leader first, the latest heard first."""
    rows = session.scalars(select(Process).order_by(Process.kind, Process.seen_at.desc()))
    return tuple(
        Seen(r.kind, r.host, r.pid, r.since, r.seen_at, now - r.seen_at <= ALIVE_FOR) for r in rows
    )


def _host() -> str:
    return socket.gethostname()
