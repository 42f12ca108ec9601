"""Files of places: the upload and its answer cell by cell, the template, the export."""

from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.bootstrap import now_in, workbook_writer
from relief.core.errors import NotFound, Refused
from relief.core.identity import new_id
from relief.core.sheets import Choice
from relief.core.wording import Bilingual
from relief.db.files import NewFile
from relief.db.work import Filed, file_work, find
from relief.geography.place_columns import HELP, place_template
from relief.geography.place_importing import discard_batch
from relief.geography.place_list import open_batches
from relief.geography.queries import children
from relief.geography.vector import FORMS
from relief.offices.queries import office_of
from relief.web.auth import needs
from relief.web.context import desk, scope
from relief.web.places_view import import_view, kind_options, kinds_in, system_options

blueprint = Blueprint("place_imports", __name__, url_prefix="/places")
KIND, EXPORT = "import_places", "export_places"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OCTETS = "application/octet-stream"
_OPTIONS = ("crs", "encoding", "layer")


@blueprint.get("/import")
@needs("places.edit")
def form() -> ResponseReturnValue:
    """Show the upload form, the template, and files that were staged and wait."""
    with desk().database.read() as session:
        waiting = open_batches(session, scope())
    return render_template(
        "places/import.html", help_lines=HELP, systems=system_options(), waiting=waiting
    )


@blueprint.post("/import")
@needs("places.edit")
def upload() -> ResponseReturnValue:
    """Keep the file and file the import; a second try names the file kept before."""
    with desk().database.write() as session:
        office = office_of(session, scope().account_id).division
        scope().require("places.edit", office)
        digest, name = _kept(session, office)
        asked = {option: request.form.get(option, "").strip() for option in _OPTIONS}
        ticked = {key: request.form.get(key) == "1" for key in ("good_rows", "confirmed")}
        arguments = {
            "office": office,
            "file": digest,
            "name": name,
            "asked_by": scope().account_id,
            **asked,
            **ticked,
        }
        command = request.form.get("command_id") or new_id()
        work_id = file_work(session, scope(), Filed(KIND, office, arguments, command))
    return redirect(url_for("place_imports.result", work_id=work_id))


@blueprint.get("/import/<work_id>")
@needs("places.edit")
def result(work_id: str) -> ResponseReturnValue:
    """Show how far the import is and what became of it; the fragment asks again while it runs."""
    partial = request.headers.get("HX-Request") == "true"
    with desk().database.read() as session:
        row = find(session, scope(), work_id)
        if row is None or row.kind != KIND:
            raise NotFound(kind="导入 import", key=work_id)
        view = import_view(row)
    return render_template(
        "places/_import.html" if partial else "places/import_result.html", work=view
    )


@blueprint.post("/import/discard")
@needs("places.edit")
def discard() -> ResponseReturnValue:
    """Throw away what a file has staged; the file can be imported again."""
    with desk().database.write() as session:
        discard_batch(session, scope(), request.form.get("batch", ""))
    return redirect(url_for("place_imports.form"))


@blueprint.get("/template.xlsx")
@needs("places.edit")
def template() -> ResponseReturnValue:
    """Send the empty workbook with the office's townships to choose from."""
    with desk().database.read() as session:
        office = office_of(session, scope().account_id).division
        choices = [Choice(row.code, row.name) for row in children(session, office)]
    content = workbook_writer().template(place_template(office, choices))
    return send_file(
        BytesIO(content), mimetype=MEDIA_TYPE, as_attachment=True, download_name="places.xlsx"
    )


@blueprint.get("/export")
@needs("places.view")
def export_form() -> ResponseReturnValue:
    """Show what may be written: form, coordinate system, kinds, encoding."""
    return render_template(
        "places/export.html", systems=system_options(), kind_options=kind_options()[1:], forms=FORMS
    )


@blueprint.post("/export")
@needs("places.view")
def export() -> ResponseReturnValue:
    """File the export of the places within scope."""
    form_name = request.form.get("form", "")
    if form_name not in FORMS:
        raise Refused(Bilingual("请选择文件格式", "Choose a form"), "form")
    with desk().database.write() as session:
        office = office_of(session, scope().account_id).division
        arguments = {
            "office": office,
            "form": form_name,
            "crs": request.form.get("crs", ""),
            "encoding": "gbk" if request.form.get("encoding") == "gbk" else "utf-8",
            "kinds": list(kinds_in(request.form.getlist("kinds"))),
            "asked_by": scope().account_id,
        }
        command = request.form.get("command_id") or new_id()
        work_id = file_work(session, scope(), Filed(EXPORT, office, arguments, command))
    return redirect(url_for("work.show", work_id=work_id))


def _kept(session: Session, office: str) -> tuple[str, str]:
    kept = request.form.get("kept", "")
    if kept:
        row, _content = desk().files.read(session, scope(), kept)
        return kept, row.name
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refused(Bilingual("请选一个文件", "Choose a file"), "file")
    new = NewFile(sent.filename, _OCTETS, sent.read(), office)
    return desk().files.keep(session, scope(), new, now_in(session)), sent.filename
