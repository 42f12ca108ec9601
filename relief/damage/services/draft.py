"""Drafting a report: versions that correct each other; the first drawn from telephone slips."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from relief.alerts.queries import SpokenFigure, call_figures
from relief.core.division_code import contains
from relief.core.errors import Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.damage.report import CARRIED, Line, NewReport, merged, next_kind
from relief.damage.services.keep import base_lines, begin, following, keep_version, overtaken
from relief.damage.versions import Version, open_draft, released_before


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
        raise overtaken(session, new.corrects)
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
