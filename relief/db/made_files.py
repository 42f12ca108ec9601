"""Files the desk makes itself, too large to be held in memory: moved into the store by path."""

import hashlib
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from relief.core.errors import NotFound, Refused
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.files import FileStore
from relief.db.tables import StoredFile

LARGEST_MADE_BYTES = 1024 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that lies at `path`: its name for people, its media type, and whose it is."""

    name: str
    media_type: str
    path: Path
    division: str


def keep_made(
    store: FileStore, session: Session, scope: Scope, made: MadeFile, at: datetime
) -> str:
    """Return the SHA-256 (hex) under which a copy is kept; memory holds a megabyte of it.

    Raises:
        Refused: empty, or larger than 1 GiB.
    """
    size = made.path.stat().st_size
    if not 0 < size <= LARGEST_MADE_BYTES:
        raise Refused(
            Bilingual("文件为空或超过 1 GiB", "The file is empty or above 1 GiB"), made.name
        )
    digest = _digest(made.path)
    target = store.path_of(digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        # A crash between two writes must not leave half a file under a whole file's name.
        draft = target.with_name(f".{digest}.made")
        shutil.copyfile(made.path, draft)
        draft.replace(target)
    if session.get(StoredFile, digest) is None:
        session.add(
            StoredFile(
                sha256=digest,
                name=made.name,
                media_type=made.media_type,
                size_bytes=size,
                division_code=made.division,
                stored_by=scope.account_id,
                stored_at=at,
            )
        )
        session.flush()
    return digest


def locate(
    store: FileStore, session: Session, scope: Scope, digest: str
) -> tuple[StoredFile, Path]:
    """Return the row of a file within scope, and where its bytes lie.

    Raises:
        NotFound: no such file, or not within the person's divisions.
    """
    row = session.get(StoredFile, digest)
    if row is None or not scope.covers(row.division_code):
        raise NotFound("文件 file", digest)
    return row, store.path_of(digest)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
