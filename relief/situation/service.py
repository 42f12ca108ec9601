"""Issuing a brief: the content of this hour, numbered and frozen."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from relief.core.errors import Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.incidents.queries import IncidentRow
from relief.offices.queries import office_of
from relief.situation.brief import (
    BriefContent,
    By,
    Issuer,
    content_to_json,
    make_content,
    same_facts,
)
from relief.situation.facts import Facts, read_facts
from relief.situation.queries import build_picture, last_brief
from relief.situation.tables import Brief


def brief_content(  # noqa: PLR0913 (the hour and the view belong to every brief)
    session: Session,
    scope: Scope,
    incident: IncidentRow,
    *,
    at: datetime,
    replay: bool,
    by: By | None = None,
    facts: Facts | None = None,
) -> BriefContent:
    """Return what the office's brief says at `at`, with the number it has or would get.

    The number is the last issued one's while the facts are still the same, else the next. Facts of
    that hour already read are taken as given.
    """
    facts = facts or read_facts(session, scope, incident, at=at, replay=replay)
    shown = build_picture(session, facts, "township" if by == "village" else by)
    office = office_of(session, scope.account_id)
    issuer = Issuer(office.authority, office.authority_en, facts.name(office.division))
    content = make_content(shown, incident, issuer, facts.levels, number=0, by=by or shown.by)
    last = last_brief(session, incident.id, office.division, at)
    if last is None:
        return replace(content, number=1)
    known = last[1]
    return replace(content, number=known.number + (not same_facts(known, content)))


def issue_brief(  # noqa: PLR0913 (whose brief, of what, as of when)
    session: Session,
    scope: Scope,
    stamp: Stamp,
    incident: IncidentRow,
    office_division: str,
    *,
    at: datetime,
    by: By | None = None,
) -> str:
    """Return the id of the brief issued: 快报 第N期 of the office, content frozen as of `at`.

    The same command, or the same facts as the last brief, get the brief already issued. Two at
    once with different commands: the second gets the next number.

    Raises:
        OutOfScope: the role may not issue, or not for this office.
        Refused: somebody else took the number.
    """
    scope.require("brief.issue", office_division)
    take_turn(session, f"brief:{incident.id}:{office_division}")
    if known := find_by_command(session, Brief, stamp.command_id):
        return known
    content = brief_content(session, scope, incident, at=at, replay=False, by=by)
    last = last_brief(session, incident.id, office_division)
    if last and same_facts(last[1], content):
        return last[0]
    number = last[1].number + 1 if last else 1
    row = _row(stamp, incident, office_division, replace(content, number=number))
    if not append(session, row):
        raise Refused(Bilingual("期号被占用，请重试", "The number was taken; please try again"))
    note_change(session, "situation")
    write_audit(session, stamp.recorded_by, "brief.issue", row.id, {"number": number})
    return row.id


def _row(stamp: Stamp, incident: IncidentRow, division: str, content: BriefContent) -> Brief:
    return Brief(
        incident_id=incident.id,
        division_code=division,
        number=content.number,
        as_of=content.as_of,
        content=content_to_json(content),
        corrects=None,
        **stamped(stamp),
    )
