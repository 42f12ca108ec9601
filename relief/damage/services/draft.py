"""Drafting a report: versions that correct each other; the first drawn from telephone slips."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.alerts.queries import SpokenFigure, call_figures
from relief.core.clock import beijing
from relief.core.division_code import contains
from relief.core.errors import AlreadyDone, NotFound, Refused, RefusedRows
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.damage.catalogue import load_indicators
from relief.damage.projections import refold_figures
from relief.damage.report import CARRIED, Ground, Line, NewReport, faults, merged, next_kind
from relief.damage.tables import Release, Report, ReportFigure
from relief.damage.versions import (
    Version,
    last_released_lines,
    open_draft,
    released_before,
    released_kinds,
)
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.geography.queries import divisions
from relief.incidents.queries import find_incident
from relief.offices.queries import account_names


def draft_report(session: Session, scope: Scope, stamp: Stamp, new: NewReport) -> str:
    """Return the id of a new version of the office's report; an office has one open draft.

    A version that contradicts itself is kept, its findings are shown; the release refuses it.

    Raises:
        OutOfScope: not this desk's office, or not this role's deed.
        NotFound: no such incident.
        RefusedRows: what cannot be kept, each fault with its place.
        AlreadyDone: the draft to correct has been corrected or released by somebody else.
        Refused: the office has an open draft, which this version does not correct.
    """
    scope.require("damage.draft", new.division)
    known = begin(session, stamp, new.incident_id, new.division)
    if known:
        return known
    current = open_draft(session, new.incident_id, new.division)
    if new.corrects is None and current is not None:
        raise Refused(
            Bilingual(
                "已有未签发的草稿，请在该草稿上更正",
                "There is a draft not yet released: correct that one",
            ),
            "corrects",
        )
    if new.corrects is not None and (current is None or current.id != new.corrects):
        raise _overtaken(session, new.corrects)
    return keep_version(session, stamp, new)


def draft_from_calls(  # noqa: PLR0913, PLR0917 (the contract every rail calls it by)
    session: Session,
    scope: Scope,
    stamp: Stamp,
    incident_id: str,
    office_division: str,
    as_of: datetime,
) -> str:
    """Return the id of a draft holding the last spoken value of every division and figure.

    Divisions nobody spoke for have no line: they are 待核. In an open draft what was typed or
    imported stays; a released figure stays unless a later call says another number.

    Raises:
        OutOfScope, NotFound, RefusedRows: as `draft_report`.
        Refused: nobody has called yet.
    """
    scope.require("damage.draft", office_division)
    known = begin(session, stamp, incident_id, office_division)
    if known:
        return known
    released = released_before(session, incident_id, office_division)
    current = open_draft(session, incident_id, office_division)
    base = base_lines(session, incident_id, office_division, current)
    spoken = _spoken(session, incident_id, office_division, as_of)
    newer = _said_anew(base, spoken, current, released.as_of)
    if not newer and current is None:
        raise Refused(
            Bilingual(
                "还没有新的电话单：先记电话单（N）",
                "No new call slips yet: record a call first (N)",
            )
        )
    kind = next_kind([released.kind] if released.kind else [])
    blank = NewReport(incident_id, office_division, kind, as_of, "calls", lines=merged(base, newer))
    return keep_version(session, stamp, following(blank, current))


def following(new: NewReport, current: Version | None) -> NewReport:
    """Return the version as the one after the open draft: it keeps what else the draft says."""
    if current is None:
        return new
    return replace(
        new, kind=current.kind, note=current.note, photos=current.photos, corrects=current.id
    )


def begin(session: Session, stamp: Stamp, incident_id: str, office: str) -> str | None:
    """Wait for the office's turn and return the report this command has already made, if any."""
    take_turn(session, f"damage:{incident_id}:{office}")
    return find_by_command(session, Report, stamp.command_id)


def keep_version(session: Session, stamp: Stamp, new: NewReport) -> str:
    """Append the version and its lines, refold the projection and return the id.

    Raises:
        NotFound: no such incident.
        RefusedRows: what cannot be kept.
    """
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
        corrects=new.corrects,
        **stamped(stamp),
    )
    if not append(session, row):
        raise _overtaken(session, new.corrects or "")
    session.add_all(
        ReportFigure(
            report_id=row.id,
            division_code=line.division,
            indicator=line.indicator,
            value=line.value,
            origin=line.origin,
            explanation=line.explanation,
        )
        for line in new.lines
    )
    refold_figures(session, new.incident_id, new.division)
    detail = {"kind": new.kind, "from": new.drafted_from, "corrects": new.corrects}
    write_audit(session, stamp.recorded_by, "damage.draft", row.id, detail)
    note_change(session, "damage")
    return row.id


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
        is_open=incident.state == "open",
        counties=incident.counties,
        known=divisions(session, {line.division for line in new.lines} | {new.division}),
        released=released_kinds(session, new.incident_id, new.division),
    )


def base_lines(
    session: Session, incident_id: str, office: str, current: Version | None
) -> list[Line]:
    """Return the lines a new version starts from: the open draft's, else the last release's.

    Lines of the release are marked as carried: nobody has said them anew.
    """
    if current is not None:
        return list(current.lines)
    report_id, lines = last_released_lines(session, incident_id, office)
    return [replace(line, origin=f"{CARRIED}{report_id}", explanation="") for line in lines]


def _spoken(
    session: Session, incident_id: str, office: str, as_of: datetime
) -> dict[tuple[str, str], SpokenFigure]:
    newest: dict[tuple[str, str], SpokenFigure] = {}
    for row in call_figures(session, incident_id):  # newest first within a division and figure
        if contains(office, row.division) and row.occurred_at <= as_of:
            newest.setdefault((row.division, row.indicator), row)
    return newest


def _said_anew(
    base: Sequence[Line],
    spoken: dict[tuple[str, str], SpokenFigure],
    current: Version | None,
    released_as_of: datetime | None,
) -> list[Line]:
    known = {(line.division, line.indicator): line for line in base}
    newer: list[Line] = []
    for key, row in sorted(spoken.items()):
        line = known.get(key)
        carried = line is not None and line.origin.startswith(CARRIED)
        stale = released_as_of is not None and row.occurred_at <= released_as_of
        typed = current is not None and line is not None and not line.origin.startswith("call:")
        if (typed and not carried) or stale or (carried and row.value is None):
            continue
        explanation = line.explanation if line else ""
        newer.append(Line(*key, row.value, f"call:{row.call_id}", explanation))
    return newer


def _overtaken(session: Session, report_id: str) -> AlreadyDone:
    """Return who corrected or released the draft first."""
    winner: Report | Release | None = session.scalar(
        select(Report).where(Report.corrects == report_id)
    ) or session.scalar(select(Release).where(Release.report_id == report_id))
    if winner is None:
        raise NotFound(kind="灾情报告 report", key=report_id)
    deed = Bilingual("更正或签发这份草稿", "Correcting or releasing this draft")
    name = account_names(session, {winner.recorded_by})[winner.recorded_by]
    return AlreadyDone(deed, name, f"{beijing(winner.recorded_at):%m-%d %H:%M}")
