"""The house ledger: the list and its counts, one house, recording it, grading and correcting it."""

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import NotFound, Refused, RefusedRows
from relief.damage.house_parity import parity
from relief.damage.house_queries import (
    HouseFilter,
    HouseRow,
    house,
    house_counts,
    house_history,
    houses,
    houses_of,
)
from relief.damage.house_villages import VillageRow, villages_in_scope
from relief.damage.services.house_corrections import correct_house
from relief.damage.services.house_standing import HOUSE
from relief.damage.services.houses import GRADE, RECORD, grade_house, record_house
from relief.households.queries import households
from relief.households.service import AlreadyRegistered, register
from relief.incidents.queries import IncidentRow
from relief.offices.queries import office_of
from relief.web.auth import needs
from relief.web.context import desk, moment, scope, stamp
from relief.web.goods_view import page_number, reasons_of
from relief.web.houses_form import (
    Reader,
    read_correction,
    read_family,
    read_grading,
    read_house,
)
from relief.web.houses_view import (
    family_options,
    grade_options,
    grade_totals,
    house_lines,
    rules,
    term_options,
    town_rows,
)
from relief.web.incident_page import incident_context, open_incident, page

blueprint = Blueprint("houses", __name__, url_prefix="/i/<slug>/houses")


@blueprint.get("")
@needs("houses.view")
def index(slug: str) -> ResponseReturnValue:
    """Show the houses in scope with their counts, and the ledger beside the released figures."""
    args = request.args
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        at = hour.at if hour.replay else None
        wanted = HouseFilter(args.get("township", ""), args.get("grade", ""), at)
        listed = houses(session, scope(), incident.id, wanted, page_number())
        counts = house_counts(session, incident.id, scope().ranges(), at)
        own = office_of(session, scope().account_id).division
        towns = town_rows(session, counts)
        return page(
            "houses/index.html",
            session,
            incident,
            listed=listed,
            lines=house_lines(session, listed.items),
            totals=grade_totals(counts),
            towns=towns,
            parity=parity(session, incident.id, own, at),
            wanted=wanted,
            grade_options=grade_options(),
            town_options=[("", ""), *((town.code, town.name) for town in towns)],
            rules=rules(),
        )


@blueprint.get("/new")
@needs("houses.record")
def new(slug: str) -> ResponseReturnValue:
    """Show the form for a household and its house, in the drawer or as a page."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        return _form(session, incident, None)


@blueprint.post("")
@needs("houses.record")
def record(slug: str) -> ResponseReturnValue:
    """Register the household and record its house; a refusal shows the form as it was typed."""
    try:
        with desk().database.write() as session:
            incident = open_incident(session, slug)
            house_id, village = _record(session, incident)
    except (Refused, RefusedRows) as error:
        with desk().database.read() as session:
            return _form(session, open_incident(session, slug), error), 422
    if request.form.get("deed") == "next":
        return redirect(url_for("houses.new", slug=slug, village=village, saved=house_id))
    return redirect(url_for("houses.show", slug=slug, house_id=house_id))


@blueprint.get("/<house_id>")
@needs("houses.view")
def show(slug: str, house_id: str) -> ResponseReturnValue:
    """Show a house, its family without names, its history, and what may be done with it."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        return _house(session, incident, house_id, None)


@blueprint.post("/<house_id>/grade")
@needs("houses.grade")
def grade(slug: str, house_id: str) -> ResponseReturnValue:
    """Grade the house, or grade it anew with a reason."""
    try:
        with desk().database.write() as session:
            incident = open_incident(session, slug)
            own_house(session, incident, house_id)
            grade_house(session, scope(), stamp(session), house_id, read_grading(Reader()))
    except (Refused, RefusedRows) as error:
        with desk().database.read() as session:
            return _house(session, open_incident(session, slug), house_id, error), 422
    return redirect(url_for("houses.show", slug=slug, house_id=house_id))


@blueprint.post("/<house_id>/correct")
@needs("houses.record")
def correct(slug: str, house_id: str) -> ResponseReturnValue:
    """Correct what was recorded of the house, or withdraw it."""
    try:
        with desk().database.write() as session:
            incident = open_incident(session, slug)
            own_house(session, incident, house_id)
            wish = read_correction(Reader(), house_id)
            correct_house(session, scope(), stamp(session), wish)
    except (Refused, RefusedRows) as error:
        with desk().database.read() as session:
            return _house(session, open_incident(session, slug), house_id, error), 422
    if wish.withdrawn:
        return redirect(url_for("houses.index", slug=slug))
    return redirect(url_for("houses.show", slug=slug, house_id=house_id))


def own_house(
    session: Session, incident: IncidentRow, house_id: str, at: datetime | None = None
) -> HouseRow:
    """Return the house when it is the incident's, as known at `at`; None is now.

    Raises:
        NotFound: no such house here within the person's divisions.
    """
    row = house(session, scope(), house_id, at)
    if row.incident_id != incident.id:
        raise NotFound(HOUSE, house_id)
    return row


def _record(session: Session, incident: IncidentRow) -> tuple[str, str]:
    reader, marked = Reader(), stamp(session)
    known = reader.text("household")
    if known:
        family = households(session, [known]).get(known)
        division = family.division_code if family else ""
    else:
        division = reader.village(villages_in_scope(session, scope(), incident.id))
        typed = read_family(reader, division)
    new_house = read_house(reader, incident.id, known, division)
    reader.raise_faults()
    if not known:
        known = register(session, scope(), marked, typed)
        new_house = read_house(Reader(), incident.id, known, division)
    return record_house(session, scope(), marked, new_house), division


def _form(session: Session, incident: IncidentRow, error: Refused | RefusedRows | None) -> str:
    villages = villages_in_scope(session, scope(), incident.id)
    standing = error.household_id if isinstance(error, AlreadyRegistered) else ""
    known = standing or (request.form.get("household", "") if error else "")
    saved = [own_house(session, incident, request.args["saved"])] if "saved" in request.args else []
    context = {
        "reasons": reasons_of(error) if error else [],
        "form": request.form,
        "village": _typed_village(villages),
        "villages": villages,
        "known": house_lines(session, houses_of(session, incident.id, [known])) if known else [],
        "household": known,
        "saved": house_lines(session, saved),
        "day": f"{beijing(incident.occurred_at):%Y-%m-%d}",
        "family_options": family_options(),
        "house_options": term_options,
        "rules": rules(),
    }
    if _partial():
        shared = incident_context(session, incident)
        return render_template("houses/form.html", **shared, **context)
    return page("houses/new.html", session, incident, **context)


def _typed_village(villages: tuple[VillageRow, ...]) -> str:
    if request.form:
        return request.form.get("village", "")
    asked = request.args.get("village", "")
    return next((f"{v.township}{v.name}" for v in villages if v.code == asked), "")


def _house(
    session: Session,
    incident: IncidentRow,
    house_id: str,
    error: Refused | RefusedRows | None,
) -> str:
    hour = moment(session)
    at = hour.at if hour.replay else None
    row = own_house(session, incident, house_id, at)
    (line,) = house_lines(session, [row])
    others = houses_of(session, incident.id, [row.household_id])
    context = {
        "line": line,
        "others": house_lines(session, [other for other in others if other.id != row.id]),
        "history": house_history(session, house_id, at),
        "reasons": reasons_of(error) if error else [],
        "form": request.form,
        "house_options": term_options,
        "rules": rules(),
        "grades_it": scope().may(GRADE) and scope().covers(row.division_code),
        "records_it": scope().may(RECORD) and scope().covers(row.division_code),
    }
    if _partial():
        shared = incident_context(session, incident)
        return render_template("houses/house.html", **shared, **context)
    return page("houses/show.html", session, incident, **context)


def _partial() -> bool:
    return request.headers.get("HX-Request") == "true"
