"""Photos of a draft: a new version names them; so does the reason why there are fewer than due."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from relief.core.errors import NotFound, Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.damage.report import NewReport
from relief.damage.services.keep import begin, keep_version, overtaken
from relief.damage.versions import Version, open_draft, version

MOST_PHOTOS = 30
LONGEST_REASON = 200


def set_photos(  # noqa: PLR0913, PLR0917 (what is added, what is taken away, and why there are few)
    session: Session,
    scope: Scope,
    stamp: Stamp,
    report_id: str,
    added: Sequence[str],
    removed: Sequence[str],
    reason: str,
) -> str:
    """Return the id of the draft's next version, or of this one when nothing changes.

    `added` and `removed` are SHA-256 of kept photos; `reason` says why there are fewer than are
    due, empty for none.

    Raises:
        OutOfScope: not this desk's report, or the role does not draft.
        NotFound: no such report.
        Refused: too many photos, or a reason too long.
        AlreadyDone: the draft was corrected or released first.
    """
    kept = version(session, report_id)
    if kept is None or not scope.covers(kept.division):
        raise NotFound(kind="灾情报告 report", key=report_id)
    scope.require("damage.draft", kept.division)
    known = begin(session, stamp, kept.incident_id, kept.division)
    if known:
        return known
    current = open_draft(session, kept.incident_id, kept.division)
    if current is None or current.id != report_id:
        raise overtaken(session, report_id)
    left = [digest for digest in current.files if digest not in set(removed)]
    files = tuple(dict.fromkeys((*left, *added)))
    _check(files, reason)
    if (files, reason.strip()) == (current.files, current.photos_reason):
        return current.id
    return keep_version(session, stamp, _next(current, files, reason.strip()))


def _check(files: Sequence[str], reason: str) -> None:
    if len(files) > MOST_PHOTOS:
        zh, en = f"一份报告最多 {MOST_PHOTOS} 张照片", f"At most {MOST_PHOTOS} photos a report"
        raise Refused(Bilingual(zh, en), "photos")
    if len(reason) > LONGEST_REASON:
        zh = f"原因请在 {LONGEST_REASON} 字以内"
        raise Refused(
            Bilingual(zh, f"The reason in at most {LONGEST_REASON} characters"), "photos_reason"
        )


def _next(current: Version, files: tuple[str, ...], reason: str) -> NewReport:
    same = NewReport(
        incident_id=current.incident_id,
        division=current.division,
        kind=current.kind,
        as_of=current.as_of,
        drafted_from=current.drafted_from,
        note=current.note,
        photos=current.photos,
        lines=current.lines,
        corrects=current.id,
    )
    return replace(same, files=files, photos_reason=reason)
