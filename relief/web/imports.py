"""Importing a report workbook: the template, the upload, and the answer cell by cell."""

from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from relief.bootstrap import workbook_writer
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.damage.catalogue import load_indicators
from relief.damage.services.import_reports import choices
from relief.damage.workbook import HELP, report_template
from relief.db.tables import Work
from relief.db.work import ENDED
from relief.web.auth import needs
from relief.web.context import desk, scope
from relief.web.incident_page import incident_context, open_incident, page
from relief.web.reports import own_office
from relief.web.sent_workbook import MEDIA_TYPE, check_sent, file_import, find_import, reasons_of

blueprint = Blueprint("imports", __name__, url_prefix="/i/<slug>")
KIND = "import_reports"


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import on the screen.

    Fields:
        open: still waiting or running.
        report_id: the draft it became, empty when nothing was changed.
        reasons: why rows were refused, cell by cell; warnings held nothing back.
        marked: digest of the workbook with the reasons in it, empty when there are none.
        file: digest of the workbook sent, for a second try with the good rows.
    """

    id: str
    state: str
    open: bool
    done: int
    total: int
    report_id: str
    already: bool
    accepted: int
    refused: int
    reasons: tuple[Refused, ...]
    warnings: tuple[Refused, ...]
    marked: str
    file: str
    good_rows: bool


@blueprint.get("/import")
@needs("damage.draft")
def form(slug: str) -> ResponseReturnValue:
    """Show the upload form and where to get the template."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        office = own_office(session, incident)
        return page("damage/import.html", session, incident, office=office, help_lines=HELP)


@blueprint.post("/import")
@needs("damage.draft")
def upload(slug: str) -> ResponseReturnValue:
    """Keep the workbook and file the import; a second try names the file kept before."""
    check_sent()
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        office = own_office(session, incident)
        if not office:
            reason = Bilingual("本单位不在这次灾害的填报范围内", "Your office does not report here")
            raise Refused(reason)
        scope().require("damage.draft", office)
        work_id = file_import(session, KIND, incident, office)
    return redirect(url_for("imports.result", slug=slug, work_id=work_id))


@blueprint.get("/import/<work_id>")
@needs("damage.draft")
def result(slug: str, work_id: str) -> ResponseReturnValue:
    """Show how far the import is and what became of it; the fragment asks again while it runs."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        view = _view(find_import(session, KIND, incident, work_id))
        if request.headers.get("HX-Request") == "true":
            context = incident_context(session, incident)
            return render_template("damage/_import.html", work=view, **context)
        return page("damage/import_result.html", session, incident, work=view)


@blueprint.get("/template/reports.xlsx")
@needs("damage.draft")
def template(slug: str) -> ResponseReturnValue:
    """Send the empty workbook with the incident's townships of the own office in it."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        office = own_office(session, incident)
        named = choices(session, incident.id, office) if office else ()
    content = workbook_writer().template(report_template(load_indicators(), office, named))
    return send_file(
        BytesIO(content), mimetype=MEDIA_TYPE, as_attachment=True, download_name="reports.xlsx"
    )


def _view(row: Work) -> ImportView:
    got = row.result or {}
    return ImportView(
        id=row.id,
        state=row.state,
        open=row.state not in ENDED,
        done=row.done,
        total=row.total,
        report_id=str(got.get("report_id") or ""),
        already=bool(got.get("already")),
        accepted=int(got.get("accepted", 0)),
        refused=int(got.get("refused", 0)),
        reasons=reasons_of(got.get("reasons", ())),
        warnings=reasons_of(got.get("warnings", ())),
        marked=str(got.get("sha256") or ""),
        file=str(row.arguments.get("file", "")),
        good_rows=bool(row.arguments.get("good_rows")),
    )
