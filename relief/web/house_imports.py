"""Importing a house ledger: the template, the upload, and the answer cell by cell."""

from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from relief.bootstrap import workbook_writer
from relief.core.errors import Refused
from relief.damage.house_villages import choices_of, villages_in_scope
from relief.damage.house_workbook import HELP, house_template
from relief.db.tables import Work
from relief.db.work import ENDED
from relief.offices.queries import office_of
from relief.web.auth import needs
from relief.web.context import desk, scope
from relief.web.incident_page import incident_context, open_incident, page
from relief.web.sent_workbook import MEDIA_TYPE, check_sent, file_import, find_import, reasons_of

blueprint = Blueprint("house_imports", __name__, url_prefix="/i/<slug>/houses")
KIND = "import_houses"


@dataclass(frozen=True, slots=True)
class HouseImportView:
    """An import on the screen.

    Fields:
        open: still waiting or running.
        imported: rows were taken in, or stood in the ledger already.
        reasons: why rows were refused, the first of them; `reasons_in_all` how many there are.
        warnings: what was read otherwise than it stands, in the same way.
        marked: digest of the workbook with every reason in it, empty when there are none.
        file: digest of the workbook sent, for a second try with the good rows.
    """

    id: str
    open: bool
    done: int
    total: int
    imported: bool
    already: bool
    accepted: int
    unchanged: int
    refused: int
    reasons: tuple[Refused, ...]
    reasons_in_all: int
    warnings: tuple[Refused, ...]
    warnings_in_all: int
    marked: str
    file: str
    good_rows: bool


@blueprint.get("/import")
@needs("houses.record")
def form(slug: str) -> ResponseReturnValue:
    """Show the upload form and where to get the template."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        return page("houses/import.html", session, incident, help_lines=HELP)


@blueprint.post("/import")
@needs("houses.record")
def upload(slug: str) -> ResponseReturnValue:
    """Keep the workbook and file the import; a second try names the file kept before."""
    check_sent()
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        office = office_of(session, scope().account_id).division
        scope().require("houses.record", office)
        work_id = file_import(session, KIND, incident, office)
    return redirect(url_for("house_imports.result", slug=slug, work_id=work_id))


@blueprint.get("/import/<work_id>")
@needs("houses.record")
def result(slug: str, work_id: str) -> ResponseReturnValue:
    """Show how far the import is and what became of it; the fragment asks again while it runs."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        view = _view(find_import(session, KIND, incident, work_id))
        if request.headers.get("HX-Request") == "true":
            context = incident_context(session, incident)
            return render_template("houses/_import.html", work=view, **context)
        return page("houses/import_result.html", session, incident, work=view)


@blueprint.get("/template.xlsx")
@needs("houses.record")
def template(slug: str) -> ResponseReturnValue:
    """Send the empty workbook with the incident's villages in scope to choose from."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        office = office_of(session, scope().account_id).division
        villages = choices_of(villages_in_scope(session, scope(), incident.id))
    content = workbook_writer().template(house_template(office, villages))
    return send_file(
        BytesIO(content), mimetype=MEDIA_TYPE, as_attachment=True, download_name="houses.xlsx"
    )


def _view(row: Work) -> HouseImportView:
    got = row.result or {}
    return HouseImportView(
        id=row.id,
        open=row.state not in ENDED,
        done=row.done,
        total=row.total,
        imported=bool(got.get("batch")),
        already=bool(got.get("already")),
        accepted=int(got.get("accepted", 0)),
        unchanged=int(got.get("unchanged", 0)),
        refused=int(got.get("refused", 0)),
        reasons=reasons_of(got.get("reasons", ())),
        reasons_in_all=int(got.get("reasons_in_all", 0)),
        warnings=reasons_of(got.get("warnings", ())),
        warnings_in_all=int(got.get("warnings_in_all", 0)),
        marked=str(got.get("sha256") or ""),
        file=str(row.arguments.get("file", "")),
        good_rows=bool(row.arguments.get("good_rows")),
    )
