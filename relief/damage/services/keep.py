"""Keeping a version of a report: what every way of drafting and entering one ends in."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, NotFound, RefusedRows
from relief.core.ledger import Stamp
from relief.core.wording import Bilingual
from relief.damage.catalogue import load_indicators
from relief.damage.projections import fold_draft
from relief.damage.report import Ground, Line, NewReport, faults
from relief.damage.tables import Release, Report, ReportFigure, ReportPhoto
from relief.damage.versions import Version, released_kinds, released_lines
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.geography.queries import divisions
from relief.incidents.closed import closed
from relief.incidents.queries import find_incident
from relief.offices.queries import account_names


def following(new: NewReport, current: Version | None) -> NewReport:
    """Return the version as the one after the open draft: it keeps what else the draft says."""
    if current is None:
        return new
    return replace(
        new,
        kind=current.kind,
        note=current.note,
        photos=current.photos,
        corrects=current.id,
        files=current.files,
        photos_reason=current.photos_reason,
    )


def begin(session: Session, stamp: Stamp, incident_id: str, office: str) -> str | None:
    """Wait for the office's turn and return the report this command has already made, if any."""
    take_turn(session, f"damage:{incident_id}:{office}")
    return find_by_command(session, Report, stamp.command_id)


def keep_version(session: Session, stamp: Stamp, new: NewReport) -> str:
    """Append the version as its office's open draft and return its id.

    Raises:
        NotFound: no such incident.
        RefusedRows: what cannot be kept.
        AlreadyDone: the draft it corrects was corrected or released first.
    """
    row = append_version(session, stamp, new)
    fold_draft(session, row)
    return row.id


def append_version(session: Session, stamp: Stamp, new: NewReport) -> Report:
    """Append a version with its lines and photos; raises as `keep_version`, which calls it."""
    found = faults(new, ground(session, stamp, new), load_indicators())
    if found:
        raise RefusedRows(found)
    row = Report(
        incident_id=new.incident_id,
        division_code=new.division,
        kind=new.kind,
        as_of=new.as_of,
        drafted_from=new.drafted_from,
        note=new.note,
        photos=new.photos,
        photos_reason=new.photos_reason,
        corrects=new.corrects,
        **stamped(stamp),
    )
    if not append(session, row):
        raise overtaken(session, new.corrects or "")
    session.add_all(_parts(row.id, new))
    detail = {"kind": new.kind, "from": new.drafted_from, "corrects": new.corrects}
    write_audit(session, stamp.recorded_by, "damage.draft", row.id, detail)
    note_change(session, "damage")
    return row


def _parts(report_id: str, new: NewReport) -> Iterator[ReportFigure | ReportPhoto]:
    for line in new.lines:
        yield ReportFigure(
            report_id=report_id,
            division_code=line.division,
            indicator=line.indicator,
            value=line.value,
            origin=line.origin,
            explanation=line.explanation,
        )
    for place, digest in enumerate(new.files):
        yield ReportPhoto(report_id=report_id, place=place, file_sha256=digest)


def ground(session: Session, stamp: Stamp, new: NewReport) -> Ground:
    """Return what a version is checked against.

    Raises:
        NotFound: no such incident.
    """
    incident = find_incident(session, new.incident_id)
    if incident is None:
        raise NotFound(kind="灾害事件 incident", key=new.incident_id)
    return Ground(
        present=stamp.recorded_at,
        occurred_at=incident.occurred_at,
        closed=closed(incident),
        counties=incident.counties,
        known=divisions(session, {line.division for line in new.lines} | {new.division}),
        released=released_kinds(session, new.incident_id, new.division),
    )


def base_lines(
    session: Session, incident_id: str, office: str, current: Version | None
) -> list[Line]:
    """Return the lines a new version starts from: the open draft's, else what was released last.

    Released lines are marked as carried: nobody has said them anew.
    """
    if current is not None:
        return list(current.lines)
    return released_lines(session, incident_id, office)


def overtaken(session: Session, report_id: str) -> AlreadyDone:
    """Return who corrected or released the draft first."""
    winner: Report | Release | None = session.scalar(
        select(Report).where(Report.corrects == report_id)
    ) or session.scalar(select(Release).where(Release.report_id == report_id))
    if winner is None:
        raise NotFound(kind="灾情报告 report", key=report_id)
    deed = Bilingual("更正或签发这份草稿", "Correcting or releasing this draft")
    name = account_names(session, {winner.recorded_by})[winner.recorded_by]
    return AlreadyDone(deed, name, f"{beijing(winner.recorded_at):%m-%d %H:%M}")
