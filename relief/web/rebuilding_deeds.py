"""What is done in rebuilding: cases opened and moved on, visits, reasons, who looked at a name."""

from collections.abc import Callable
from datetime import date
from typing import cast

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, Refused, RefusedRows
from relief.core.ledger import Stamp
from relief.core.wording import Bilingual
from relief.households.service import look as look_at
from relief.reconstruction.rows import CaseRow, Handover, ModeChange
from relief.reconstruction.service import (
    change_mode,
    inspect,
    open_case,
    reassign,
    say_why,
    step,
)
from relief.reconstruction.stages import MODES, Mode
from relief.web.auth import needs
from relief.web.context import Moment, desk, scope, stamp
from relief.web.incident_page import open_incident
from relief.web.rebuilding import (
    Refusal,
    case_link,
    case_of,
    house_of,
    show_case,
    show_new,
    show_without,
)
from relief.web.rebuilding_forms import read_case, read_step, read_visit

blueprint = Blueprint("rebuilding_deeds", __name__, url_prefix="/i/<slug>/rebuilding")
Deed = Callable[[Session, Stamp, CaseRow, date], object]
_REFUSALS = (Refused, RefusedRows, AlreadyDone)


@blueprint.post("")
@needs("reconstruction.step")
def open_one(slug: str) -> ResponseReturnValue:
    """Open a case for a house; a refusal shows the form again with what was typed."""
    house_id = request.form.get("house", "")
    try:
        with desk().database.write() as session:
            incident = open_incident(session, slug)
            house_of(session, incident, house_id)
            marked = stamp(session)
            new = read_case(incident.id, house_id, _today(marked))
            case_id = open_case(session, scope(), marked, new)
    except _REFUSALS as error:
        return show_new(slug, house_id, error), 422
    return redirect(case_link(slug, case_id))


@blueprint.post("/without")
@needs("reconstruction.step")
def why(slug: str) -> ResponseReturnValue:
    """Record why a family is not rebuilt for."""
    form = request.form
    try:
        with desk().database.write() as session:
            row = house_of(session, open_incident(session, slug), form.get("house", ""))
            code, words = form.get("why", ""), form.get("words", "").strip()
            if not code:
                raise Refused(Bilingual("请选择原因", "Choose the reason"), "why")
            say_why(session, scope(), stamp(session), row.id, code, words)
    except _REFUSALS as error:
        return show_without(slug, error), 422
    return redirect(url_for("rebuilding.without", slug=slug))


@blueprint.post("/<case_id>/step")
@needs("reconstruction.step")
def take_step(slug: str, case_id: str) -> ResponseReturnValue:
    """Take one step of a case, with its day, reason and evidence."""

    def deed(session: Session, marked: Stamp, row: CaseRow, today: date) -> object:
        return step(session, scope(), marked, read_step(session, row, today))

    return _done(slug, case_id, deed)


@blueprint.post("/<case_id>/visit")
@needs("reconstruction.step")
def visit(slug: str, case_id: str) -> ResponseReturnValue:
    """Record a visit to the building."""

    def deed(session: Session, marked: Stamp, row: CaseRow, today: date) -> object:
        return inspect(session, scope(), marked, read_visit(session, row, today))

    return _done(slug, case_id, deed)


@blueprint.post("/<case_id>/mode")
@needs("reconstruction.step")
def mode(slug: str, case_id: str) -> ResponseReturnValue:
    """Change the way a house is rebuilt, with the reason."""
    form = request.form
    wanted = form.get("mode", "")

    def deed(session: Session, marked: Stamp, row: CaseRow, _today: date) -> object:
        if wanted not in MODES:
            raise Refused(Bilingual("请选择重建方式", "Choose the way of rebuilding"), "mode")
        reason, after = form.get("reason", "").strip(), form.get("after", "")
        wish = ModeChange(row.id, cast("Mode", wanted), reason, after)
        return change_mode(session, scope(), marked, wish)

    return _done(slug, case_id, deed)


@blueprint.post("/<case_id>/responsible")
@needs("reconstruction.step")
def responsible(slug: str, case_id: str) -> ResponseReturnValue:
    """Hand a case to another person in charge."""
    form = request.form

    def deed(session: Session, marked: Stamp, row: CaseRow, _today: date) -> object:
        wish = Handover(row.id, form.get("responsible", "").strip(), form.get("after", ""))
        return reassign(session, scope(), marked, wish)

    return _done(slug, case_id, deed)


@blueprint.post("/<case_id>/look")
@needs("households.look")
def look(slug: str, case_id: str) -> ResponseReturnValue:
    """Show who heads the family, unmasked; the look is written down."""
    with desk().database.write() as session:
        marked = stamp(session)
        hour = Moment(marked.recorded_at, replay=False)
        view = case_of(session, open_incident(session, slug), case_id, hour)
        person = look_at(session, scope(), marked, view.row.household_id)
    return show_case(slug, case_id, None, person)


def _done(slug: str, case_id: str, deed: Deed) -> ResponseReturnValue:
    """Do it in one transaction; a refusal shows the case again with what was typed."""
    error: Refusal
    try:
        with desk().database.write() as session:
            marked = stamp(session)
            hour = Moment(marked.recorded_at, replay=False)
            view = case_of(session, open_incident(session, slug), case_id, hour)
            deed(session, marked, view.row, _today(marked))
    except _REFUSALS as refusal:
        error = refusal
    else:
        return redirect(case_link(slug, case_id))
    return show_case(slug, case_id, error), 422


def _today(marked: Stamp) -> date:
    return beijing(marked.recorded_at).date()
