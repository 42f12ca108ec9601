"""The person behind a house: looked at by who needs it, each look written down; put right, erased.

A look is a deed, so it is posted, and its answer stands on the page until it is left.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.core.errors import Refused, RefusedRows
from relief.damage.house_queries import HouseRow
from relief.households.correction import Correction, correct, erase
from relief.households.service import REGISTER, look
from relief.incidents.queries import IncidentRow
from relief.web.auth import needs
from relief.web.context import desk, scope, stamp
from relief.web.goods_view import reasons_of
from relief.web.houses import own_house
from relief.web.houses_form import Reader, read_family
from relief.web.houses_view import family_options, house_lines
from relief.web.incident_page import incident_context, open_incident, page

blueprint = Blueprint("households", __name__, url_prefix="/i/<slug>/houses/<house_id>/family")


@blueprint.post("")
@needs("households.look")
def show(slug: str, house_id: str) -> ResponseReturnValue:
    """Show who heads the family, unmasked; the look is audited."""
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        return _person(session, incident, own_house(session, incident, house_id), None)


@blueprint.post("/correct")
@needs("houses.record")
def put_right(slug: str, house_id: str) -> ResponseReturnValue:
    """Correct the family and its person; a refusal shows the form as it was typed."""
    try:
        with desk().database.write() as session:
            incident = open_incident(session, slug)
            row = own_house(session, incident, house_id)
            reader = Reader()
            typed = read_family(reader, row.division_code)
            reader.raise_faults()
            wish = Correction(row.household_id, typed, reader.text("reason"), reader.text("after"))
            correct(session, scope(), stamp(session), wish)
    except (Refused, RefusedRows) as error:
        with desk().database.write() as session:
            incident = open_incident(session, slug)
            row = own_house(session, incident, house_id)
            return _person(session, incident, row, error), 422
    return redirect(url_for("houses.show", slug=slug, house_id=house_id))


@blueprint.post("/erase")
@needs("houses.record")
def remove(slug: str, house_id: str) -> ResponseReturnValue:
    """Erase the person's data; house and family stay in the ledger without a name."""
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        row = own_house(session, incident, house_id)
        erase(session, scope(), stamp(session), row.household_id, request.form.get("reason", ""))
    return redirect(url_for("houses.show", slug=slug, house_id=house_id))


def _person(
    session: Session, incident: IncidentRow, row: HouseRow, error: Refused | RefusedRows | None
) -> str:
    person = look(session, scope(), stamp(session, "screen"), row.household_id)
    (line,) = house_lines(session, [row])
    context = {
        "line": line,
        "person": person,
        "reasons": reasons_of(error) if error else [],
        "form": request.form if error else {},
        "family_options": family_options(),
        "records_it": scope().may(REGISTER) and scope().covers(row.division_code),
    }
    if request.headers.get("HX-Request") == "true":
        shared = incident_context(session, incident)
        return render_template("houses/family.html", **shared, **context)
    return page("houses/person.html", session, incident, **context)
