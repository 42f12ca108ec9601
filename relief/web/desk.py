"""The desk's own page: table and map of one incident, its fragments, search, and what changed."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from relief.alerts.asks import is_asked
from relief.alerts.queries import CallFilter, CallRow, call_log
from relief.bootstrap import now_in
from relief.core.division_code import level_of
from relief.core.division_kind import KIND_NAMES
from relief.core.errors import NotFound
from relief.db.changes import latest_change, topics_since
from relief.geography.queries import chains
from relief.geography.queries import search as search_divisions
from relief.geography.rows import DivisionRow
from relief.incidents.closed import closed
from relief.incidents.queries import IncidentRow, list_incidents
from relief.situation.facts import read_facts
from relief.situation.picture import Picture, Row
from relief.situation.queries import build_picture
from relief.web.auth import needs
from relief.web.context import Moment, desk, moment, scope
from relief.web.desk_view import Screen, groups, screen
from relief.web.incident_page import open_incident, page
from relief.web.language import say

blueprint = Blueprint("desk", __name__)
MOST_FOUND = 12
CALLS_SHOWN = 5


@blueprint.get("/")
@needs("desk.view")
def home() -> ResponseReturnValue:
    """Open the newest open incident within scope, or say what to do when there is none.

    A township's official whom an alert asks comes to that first.
    """
    with desk().database.read() as session:
        listed = list_incidents(session, scope())
        opened = next((row for row in listed if not closed(row)), listed[0] if listed else None)
        asked = opened is not None and is_asked(session, scope(), opened.id)
    if opened is None:
        return render_template("desk/empty.html")
    return redirect(url_for("answers.index" if asked else "desk.show", slug=opened.slug))


@blueprint.get("/incidents")
@needs("desk.view")
def incidents() -> ResponseReturnValue:
    """Answer with the links to the incidents within scope, the latest first."""
    with desk().database.read() as session:
        listed = list_incidents(session, scope())
    return render_template("desk/incidents.html", incidents=listed)


@blueprint.get("/i/<slug>/")
@needs("desk.view")
def show(slug: str) -> ResponseReturnValue:
    """Show table, map and time slider."""
    return _desk("desk/page.html", slug)


@blueprint.get("/i/<slug>/table")
@needs("desk.view")
def table(slug: str) -> ResponseReturnValue:
    """Answer with the table alone, fetched again when something changed."""
    return _desk("desk/table.html", slug)


@blueprint.get("/i/<slug>/strip")
@needs("desk.view")
def strip(slug: str) -> ResponseReturnValue:
    """Answer with the strip alone."""
    with desk().database.read() as session:
        return page("desk/strip.html", session, open_incident(session, slug))


@blueprint.get("/i/<slug>/townships/<code>")
@needs("desk.view")
def township(slug: str, code: str) -> ResponseReturnValue:
    """Show one township or county in the drawer: each figure, source by source."""
    with desk().database.read() as session:
        incident, hour = open_incident(session, slug), moment(session)
        facts = read_facts(session, scope(), incident, at=hour.at, replay=hour.replay)
        by = "county" if level_of(code) == "county" else "township"
        picture = build_picture(session, facts, by)
        row = _row(picture, code)
        context = {
            "incident": incident,
            "moment": hour,
            "row": row,
            "groups": groups(facts, code, row.cells),
            "silent": next((held for held in picture.silent if held.code == code), None),
            "calls": _last_calls(session, incident, code, hour),
        }
    return render_template("desk/township.html", **context)


@blueprint.get("/i/<slug>/search")
@needs("desk.view")
def search(slug: str) -> ResponseReturnValue:
    """Answer with divisions within scope by name, pinyin, initials or code."""
    with desk().database.read() as session:
        open_incident(session, slug)
        found = search_divisions(session, request.args.get("q", ""), scope().ranges(), MOST_FOUND)
        around = chains(session, [row.code for row in found])
    return {
        "results": [
            {
                "code": row.code,
                "name": row.name,
                "label": _formerly(row),
                "level": row.level,
                "kind": say(KIND_NAMES[row.kind]),
                "within": " › ".join(outer.name for outer in around[row.code][:-1]),
                "within_code": row.parent_code,
            }
            for row in found
        ]
    }


def _formerly(row: DivisionRow) -> str:
    if not row.former:
        return row.name
    return str(_("%(name)s（原%(former)s）", name=row.name, former=row.former))


@blueprint.get("/changes")
@needs("desk.view")
def changes() -> ResponseReturnValue:
    """Answer 204 when nothing changed after `?since=N`, else the latest number and the rooms."""
    since = request.args.get("since", 0, type=int)
    with desk().database.read() as session:
        latest = latest_change(session)
        if latest == since:
            return "", 204
        return {"latest": latest, "topics": topics_since(session, since)}


def _desk(template: str, slug: str) -> str:
    with desk().database.read() as session:
        incident, hour = open_incident(session, slug), moment(session)
        shown = _screen(session, incident, hour)
    return render_template(
        template, incident=incident, moment=hour, strip=shown.picture.strip, screen=shown
    )


def _screen(session: Session, incident: IncidentRow, hour: Moment) -> Screen:
    facts = read_facts(session, scope(), incident, at=hour.at, replay=hour.replay)
    picture = build_picture(session, facts, request.args.get("by"))
    by_county = picture if picture.by == "county" else build_picture(session, facts, "county")
    return screen(
        picture,
        by_county.rows,
        occurred_at=incident.occurred_at,
        present=now_in(session),
        may_type=scope().may("damage.draft"),
    )


def _row(picture: Picture, code: str) -> Row:
    for row in picture.rows:
        if row.code == code:
            return row
    raise NotFound("乡镇 township", code)


def _last_calls(
    session: Session, incident: IncidentRow, code: str, hour: Moment
) -> tuple[CallRow, ...]:
    if not scope().may("calls.view"):
        return ()
    at = hour.at if hour.replay else None
    found = call_log(session, scope(), incident.id, CallFilter(division=code, at=at), 1)
    return found.items[:CALLS_SHOWN]
