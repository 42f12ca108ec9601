"""A report leaves the house by a leader's word; one published elsewhere is entered as released."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, NotFound, Refused, RefusedRows
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.damage.office_now import standing
from relief.damage.projections import fold_release
from relief.damage.report import WORDS, Line, NewReport, next_kind, sequence_faults
from relief.damage.report_queries import found_in
from relief.damage.review import Placed
from relief.damage.services.keep import append_version, begin
from relief.damage.tables import Release, Report
from relief.damage.versions import (
    Version,
    open_draft,
    released_before,
    released_kinds,
    version,
)
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.incidents.closed import require_open
from relief.offices.queries import account_names

LONGEST_POST = 60


def release(  # noqa: PLR0913, PLR0917 (whose word, and how it was given, belong to the release)
    session: Session,
    scope: Scope,
    stamp: Stamp,
    report_id: str,
    word: str,
    leader: str,
    *,
    response_is_on: bool = False,
) -> int:
    """Return the number the report got: the n-th of its office in this incident.

    `word` is "spoken" or "signed", `leader` the post whose word it was; `response_is_on` says
    whether a response is on where the damage is (photos are then due).

    Raises:
        OutOfScope: not this desk's report, or the role does not release.
        NotFound: no such report.
        AlreadyDone: somebody released it, or a later version of it, first.
        Refused: released by its drafter, corrected meanwhile, or no leader named.
        RefusedRows: errors the checks find, each with its figure.
    """
    kept = version(session, report_id)
    if kept is None or not scope.covers(kept.division):
        raise NotFound(kind="灾情报告 report", key=report_id)
    scope.require("damage.release", kept.division)
    begin(session, stamp, kept.incident_id, kept.division)
    known = find_by_command(session, Release, stamp.command_id)
    if known:
        return _number_of(session, known)
    _require_first(session, kept)
    _require_word(word, leader)
    _require_other_hand(session, scope, kept)
    _require_sound(session, kept, response_is_on=response_is_on)
    report = session.get_one(Report, kept.id)
    return _append_release(session, stamp, report, word, leader.strip())


def enter_published(  # noqa: PLR0913, PLR0917 (a published notice: where, as of when, what, from where)
    session: Session,
    stamp: Stamp,
    incident_id: str,
    division: str,
    as_of: datetime,
    figures: Mapping[str, Decimal | int | None],
    source: str,
    quote: str,
) -> str:
    """Return the id of a division's report as it was published, entered as released.

    The figures stand as they were published: the checks do not hold them back. `source` is the id
    of the source the notice was read in, `quote` its words.

    Raises:
        NotFound: no such incident.
        RefusedRows: figures or times that cannot be kept.
    """
    known = begin(session, stamp, incident_id, division)
    if known:
        return known
    lines = tuple(
        Line(division, code, None if value is None else Decimal(value), source)
        for code, value in sorted(figures.items())
    )
    kinds = released_kinds(session, incident_id, division)
    # After its final report an office's published figures can only correct it.
    kind = "final" if "final" in kinds else next_kind(kinds)
    new = NewReport(incident_id, division, kind, as_of, "published", quote, 0, lines)
    return enter_released(session, stamp, new, "published", source)


def enter_released(session: Session, stamp: Stamp, new: NewReport, word: str, leader: str) -> str:
    """Return the id of a report that left another house, entered as released; checks hold none.

    An open draft of the office stays open: whoever is at it has not said this.

    Raises:
        NotFound: no such incident.
        RefusedRows: figures, times or a kind that cannot be kept.
    """
    known = begin(session, stamp, new.incident_id, new.division)
    if known:
        return known
    report = append_version(session, stamp, new)
    _append_release(session, stamp, report, word, leader)
    return report.id


def _require_first(session: Session, kept: Version) -> None:
    """Pass when the version is the open draft.

    Raises:
        AlreadyDone: released, by whom and when.
        Refused: corrected by a later version.
    """
    done = session.scalar(select(Release).where(Release.report_id == kept.id))
    if done is not None:
        raise _released_by(session, done)
    current = open_draft(session, kept.incident_id, kept.division)
    if current is None or current.id != kept.id:
        raise Refused(
            Bilingual(
                "这一稿已被更正，请签发最新一稿",
                "This version has been corrected: release the latest one",
            )
        )
    require_open(session, kept.incident_id)


def _released_by(session: Session, done: Release) -> AlreadyDone:
    name = account_names(session, {done.recorded_by})[done.recorded_by]
    deed = Bilingual(f"签发第{done.number}期", f"Releasing report no. {done.number}")
    return AlreadyDone(deed, name, f"{beijing(done.recorded_at):%m-%d %H:%M}")


def _require_word(word: str, leader: str) -> None:
    if word not in WORDS:
        raise Refused(Bilingual("请选口头同意或签字", "Say whether spoken or signed"), "word")
    if not leader.strip() or len(leader) > LONGEST_POST:
        raise Refused(Bilingual("请写明签发领导的职务", "Name the post whose word it is"), "leader")


def _require_other_hand(session: Session, scope: Scope, kept: Version) -> None:
    """Pass when the releaser wrote no version of the draft: nobody confirms his own proposal."""
    first = select(Report.id, Report.corrects, Report.recorded_by).where(Report.id == kept.id)
    chain = first.cte("versions", recursive=True)
    before = select(Report.id, Report.corrects, Report.recorded_by).where(
        Report.id == chain.c.corrects
    )
    drafters = set(session.scalars(select(chain.union_all(before).c.recorded_by)))
    if scope.account_id in drafters:
        raise Refused(
            Bilingual("起草人不能签发自己起草的报告", "Whoever drafted a report cannot release it")
        )


def _require_sound(session: Session, kept: Version, *, response_is_on: bool) -> None:
    released = released_kinds(session, kept.incident_id, kept.division)
    refused = sequence_faults(kept.kind, released, kept.note)
    if not refused:
        before = released_before(session, kept.incident_id, kept.division)
        found = found_in(session, kept, before, response_is_on=response_is_on)
        refused = [as_refusal(placed) for placed in found if placed.finding.severity == "error"]
    if refused:
        raise RefusedRows(refused)


def as_refusal(placed: Placed) -> Refused:
    """Return a finding as a refusal at its figure."""
    indicator = placed.finding.indicators[0] if placed.finding.indicators else ""
    return Refused(placed.finding.message, f"{placed.division}.{indicator}".rstrip("."))


def _append_release(session: Session, stamp: Stamp, report: Report, word: str, leader: str) -> int:
    last = standing(session, report.incident_id, report.division_code)
    entry = Release(
        report_id=report.id,
        incident_id=report.incident_id,
        division_code=report.division_code,
        number=last.releases + 1,
        word=word,
        leader=leader,
        **stamped(stamp),
    )
    if not append(session, entry):
        done = session.scalar(select(Release).where(Release.report_id == report.id))
        if done is None:
            raise NotFound(kind="灾情报告 report", key=report.id)
        raise _released_by(session, done)
    fold_release(session, report, entry)
    detail = {"number": entry.number, "word": word, "leader": leader}
    write_audit(session, stamp.recorded_by, "damage.release", report.id, detail)
    note_change(session, "damage")
    return entry.number


def _number_of(session: Session, release_id: str) -> int:
    return session.scalar(select(Release.number).where(Release.id == release_id)) or 0
