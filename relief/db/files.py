"""The file store: bytes once by SHA-256 in `DATA/files`, the row in the database."""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from relief.core.errors import NotFound, Refused
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.tables import StoredFile

LARGEST_FILE_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to keep: its name as sent, its media type, its bytes, and whose it is.

    Fields:
        position: "lon,lat" a photo's camera told, None when it did not or it is no photo.
    """

    name: str
    media_type: str
    content: bytes
    division: str
    position: str | None = None


class FileStore:
    """Files under one folder, named by their digest."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, made on the first write."""
        self.folder = folder

    def keep(self, session: Session, scope: Scope, new: NewFile, at: datetime) -> str:
        """Return the SHA-256 (hex) under which the file is kept; the same bytes are kept once.

        Raises:
            Refused: empty, or larger than 20 MiB.
        """
        if not 0 < len(new.content) <= LARGEST_FILE_BYTES:
            raise Refused(
                Bilingual("文件为空或超过 20 MiB", "The file is empty or above 20 MiB"), new.name
            )
        digest = hashlib.sha256(new.content).hexdigest()
        self._write_once(digest, new.content)
        if session.get(StoredFile, digest) is None:
            session.add(
                StoredFile(
                    sha256=digest,
                    name=new.name,
                    media_type=new.media_type,
                    size_bytes=len(new.content),
                    division_code=new.division,
                    stored_by=scope.account_id,
                    stored_at=at,
                    position=new.position,
                )
            )
            session.flush()
        return digest

    def read(self, session: Session, scope: Scope, digest: str) -> tuple[StoredFile, bytes]:
        """Return the row and the bytes of a file within scope.

        Raises:
            NotFound: no such file, or not within the person's divisions.
        """
        row = session.get(StoredFile, digest)
        if row is None or not scope.covers(row.division_code):
            raise NotFound("文件 file", digest)
        return row, self.path_of(digest).read_bytes()

    def path_of(self, digest: str) -> Path:
        """Return where the bytes of a digest lie."""
        return self.folder / digest[:2] / digest

    def _write_once(self, digest: str, content: bytes) -> None:
        path = self.path_of(digest)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        # A crash between two writes must not leave half a file under a whole file's name.
        draft = path.with_name(f".{digest}.{os.getpid()}")
        with draft.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
