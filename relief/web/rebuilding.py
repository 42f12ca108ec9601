"""Rebuilding: the list with its funnel, families without a case, what is overdue, one case."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, NotFound, Refused, RefusedRows
from relief.damage.house_queries import house as find_house
from relief.damage.houses import HouseRow
from relief.households.rows import PersonRow
from relief.incidents.queries import IncidentRow
from relief.reconstruction.catalogue import load_grade_rules, load_reasons
from relief.reconstruction.queries import case as find_case
from relief.reconstruction.queries import cases as list_cases
from relief.reconstruction.queries import unexplained
from relief.reconstruction.rows import CaseFilter, CaseView
from relief.reconstruction.screen_queries import state_counts
from relief.web.auth import needs
from relief.web.context import Moment, desk, moment, scope
from relief.web.goods_view import page_number
from relief.web.incident_page import open_incident, page
from relief.web.language import say
from relief.web.rebuilding_case import case_screen
from relief.web.rebuilding_forms import read_filter
from relief.web.rebuilding_view import (
    beside,
    case_lines,
    funnel,
    house_lines,
    mode_options,
    state_options,
    temporary_options,
    town_options,
)

blueprint = Blueprint("rebuilding", __name__, url_prefix="/i/<slug>/rebuilding")
CASE = "重建个案 case"
MOST_FOUND = 8
Refusal = Refused | RefusedRows | AlreadyDone


@blueprint.get("")
@needs("reconstruction.view")
def index(slug: str) -> ResponseReturnValue:
    """Show how many cases stand at each stage, and the cases, what is due next first."""
    wanted, number = read_filter()
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        at, today = hour.at if hour.replay else None, beijing(hour.at).date()
        listed = list_cases(session, scope(), incident.id, wanted, number, today=today, at=at)
        counts = state_counts(session, scope(), incident.id, today=today, at=at)
        open_houses = unexplained(session, scope(), incident.id, 1).total
        return page(
            "rebuilding/index.html",
            session,
            incident,
            listed=listed,
            lines=case_lines(session, listed.items, today),
            cells=funnel(counts),
            aside=beside(counts, wanted, open_houses),
            wanted=wanted,
            asked=_asked(wanted),
            **_choices(session, incident),
        )


@blueprint.get("/overdue")
@needs("reconstruction.view")
def overdue(slug: str) -> ResponseReturnValue:
    """Show the cases past their deadline with the person in charge, the longest first."""
    typed, number = read_filter()
    wanted = CaseFilter(typed.division, typed.stage, typed.mode, overdue=True, text=typed.text)
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        at, today = hour.at if hour.replay else None, beijing(hour.at).date()
        listed = list_cases(session, scope(), incident.id, wanted, number, today=today, at=at)
        return page(
            "rebuilding/overdue.html",
            session,
            incident,
            listed=listed,
            lines=case_lines(session, listed.items, today),
            wanted=wanted,
            asked=_asked(typed),
            **_choices(session, incident),
        )


@blueprint.get("/find")
@needs("reconstruction.view")
def find(slug: str) -> ResponseReturnValue:
    """Answer with the first cases whose number, or person in charge, has the text."""
    wanted = CaseFilter(text=request.args.get("q", "").strip())
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        today = beijing(moment(session).at).date()
        listed = list_cases(session, scope(), incident.id, wanted, 1, today=today)
        lines = case_lines(session, listed.items[:MOST_FOUND], today)
    return {
        "results": [
            {
                "label": f"{line.row.number} {line.head}",
                "aside": f"{line.township} {line.village} · {line.state}",
                "href": case_link(slug, line.row.id),
            }
            for line in lines
        ]
    }


@blueprint.get("/without")
@needs("reconstruction.view")
def without(slug: str) -> ResponseReturnValue:
    """Show the houses that need work and have neither a case nor a reason."""
    return show_without(slug, None)


@blueprint.get("/new")
@needs("reconstruction.step")
def new(slug: str) -> ResponseReturnValue:
    """Show the form that opens a case for a house."""
    return show_new(slug, request.args.get("house", ""), None)


@blueprint.get("/<case_id>")
@needs("reconstruction.view")
def show(slug: str, case_id: str) -> ResponseReturnValue:
    """Show one case: where it stands, the one next step, what else may be done with it."""
    return show_case(slug, case_id, None)


def show_case(
    slug: str, case_id: str, error: Refusal | None, person: PersonRow | None = None
) -> str:
    """Return the case's page, with why the last deed was refused, or who heads the family."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        view = case_of(session, incident, case_id, hour)
        return page(
            "rebuilding/show.html",
            session,
            incident,
            screen=case_screen(session, view, hour),
            person=person,
            reasons=said(error),
            form=request.form if error else {},
            today=beijing(hour.at).date(),
        )


def show_new(slug: str, house_id: str, error: Refusal | None) -> str:
    """Return the form that opens a case, with what was typed when it was refused."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        row = house_of(session, incident, house_id)
        rule = load_grade_rules().get(row.grade or "")
        modes = [m for m in mode_options(every=False) if rule is None or m[0] in rule.modes]
        return page(
            "rebuilding/new.html",
            session,
            incident,
            house=house_lines(session, [row])[0],
            rule=rule,
            modes=modes,
            sites=temporary_options(session, incident, row.division_code),
            reasons=said(error),
            form=request.form if error else {},
            today=beijing(moment(session).at).date(),
        )


def show_without(slug: str, error: Refusal | None) -> str:
    """Return the list of families without a case, with why the last deed was refused."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        listed = unexplained(session, scope(), incident.id, page_number())
        return page(
            "rebuilding/without.html",
            session,
            incident,
            listed=listed,
            lines=house_lines(session, listed.items),
            why_options=[("", _("请选择"))]
            + [(code, say(reason.name)) for code, reason in load_reasons().items()],
            reasons=said(error),
            form=request.form if error else {},
        )


def case_of(session: Session, incident: IncidentRow, case_id: str, hour: Moment) -> CaseView:
    """Return the case when it is the incident's.

    Raises:
        NotFound: no such case here within the person's divisions.
    """
    today = beijing(hour.at).date()
    at = hour.at if hour.replay else None
    view = find_case(session, scope(), case_id, today=today, at=at)
    if view.row.incident_id != incident.id:
        raise NotFound(CASE, case_id)
    return view


def house_of(session: Session, incident: IncidentRow, house_id: str) -> HouseRow:
    """Return the house when it is the incident's.

    Raises:
        NotFound: no such house here within the person's divisions.
    """
    row = find_house(session, scope(), house_id)
    if row.incident_id != incident.id:
        raise NotFound("房屋 house", house_id)
    return row


def said(error: Refusal | None) -> list[Refused]:
    """Return the faults of a refusal as the page lists them; the form marks its own fields."""
    if isinstance(error, AlreadyDone):
        return [Refused(error.wording())]
    faults = error.reasons if isinstance(error, RefusedRows) else [error] if error else []
    return [Refused(fault.reason) for fault in faults]


def _asked(wanted: CaseFilter) -> dict[str, str]:
    """Return the filter as the address has it, for the links of the pager."""
    asked = {
        "township": wanted.division,
        "stage": wanted.stage,
        "mode": wanted.mode,
        "q": wanted.text,
        "overdue": "1" if wanted.overdue else "",
        "early": "1" if wanted.too_early else "",
    }
    return {name: value for name, value in asked.items() if value}


def _choices(session: Session, incident: IncidentRow) -> dict[str, list[tuple[str, str]]]:
    return {
        "towns": town_options(session, incident),
        "states": state_options(),
        "modes": mode_options(),
    }


def case_link(slug: str, case_id: str) -> str:
    """Return the address of a case."""
    return url_for("rebuilding.show", slug=slug, case_id=case_id)
