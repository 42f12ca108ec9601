"""Photos and papers sent with a form: kept once, the picture without what lay beside it."""

from collections.abc import Collection

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.bootstrap import now_in, photo_cleaner
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.db.files import NewFile
from relief.db.tables import StoredFile
from relief.web.context import desk, scope

PDF = "application/pdf"
_PDF_START = b"%PDF-"
_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", PDF: ".pdf"}
MOST_FILES = 6
ACCEPTED = "image/jpeg,image/png,application/pdf"


def kept_files(
    session: Session, field: str, division: str, *, papers: bool = True
) -> tuple[str, ...]:
    """Return the digests of the photos and PDFs sent in `field`, kept as the division's.

    Without `papers` only photos are taken.

    The names people gave their files are not kept: they often say who lives there.

    Raises:
        Refused: too many, too large, or neither photo nor PDF.
    """
    contents = [content for sent in request.files.getlist(field) if (content := sent.read())]
    if len(contents) > MOST_FILES:
        raise Refused(
            Bilingual(f"一次最多 {MOST_FILES} 个文件", f"{MOST_FILES} files at a time"), field
        )
    if not papers and any(content.startswith(_PDF_START) for content in contents):
        raise Refused(Bilingual("只收 JPG 或 PNG 照片", "Photos only: JPG or PNG"), field)
    return tuple(_kept(session, content, field, division) for content in contents)


def _kept(session: Session, content: bytes, field: str, division: str) -> str:
    media_type, position = PDF, None
    if not content.startswith(_PDF_START):
        content, media_type, position = _photo(content, field)
    name = f"{field}{_ENDINGS[media_type]}"
    new = NewFile(name, media_type, content, division, position)
    return desk().files.keep(session, scope(), new, now_in(session))


def _photo(content: bytes, field: str) -> tuple[bytes, str, str | None]:
    try:
        photo = photo_cleaner().clean(content=content)
    except Refused as refused:
        raise Refused(refused.reason, field) from None
    told = photo.position
    return photo.content, photo.media_type, f"{told[0]},{told[1]}" if told else None


def media_types(session: Session, digests: Collection[str]) -> dict[str, str]:
    """Return the type of each file by its digest; one unknown is left out."""
    rows = session.execute(
        select(StoredFile.sha256, StoredFile.media_type).where(StoredFile.sha256.in_(digests))
    )
    return {row.sha256: row.media_type for row in rows}
