"""数据: what leaves an incident for GIS programs: the GeoPackage, and the feature service."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from relief.db.work import Filed, file_work
from relief.situation.deadlines import own_division
from relief.web.auth import needs
from relief.web.context import desk, scope
from relief.web.incident_page import open_incident, page
from relief.web.ogc.collections import TOWNSHIPS

blueprint = Blueprint("gis", __name__)


@blueprint.get("/i/<slug>/gis")
@needs("gis.read")
def show(slug: str) -> ResponseReturnValue:
    """Show what the GeoPackage holds, the button that makes it, and the service's address."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        return page(
            "situation/gis.html",
            session,
            incident,
            service=url_for("ogc.landing", _external=True),
            townships=TOWNSHIPS + incident.slug,
        )


@blueprint.post("/i/<slug>/gis/geopackage")
@needs("gis.read")
def geopackage(slug: str) -> ResponseReturnValue:
    """File the making of the GeoPackage; the worker reads roles and divisions anew."""
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        arguments = {"incident": incident.id, "account_id": scope().account_id}
        command = request.form.get("command_id", "")
        filed = Filed("geopackage", own_division(scope()), arguments, command)
        work_id = file_work(session, scope(), filed)
    return redirect(url_for("work.show", work_id=work_id))
