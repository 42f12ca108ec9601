"""重建进度: the report as of any day, its papers, and the map's layer of rebuilding."""

import json

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.bootstrap import now_in
from relief.core.clock import beijing
from relief.db.work import Filed, file_work
from relief.incidents.queries import IncidentRow
from relief.offices.queries import office_of
from relief.situation.progress_ask import ProgressAsk, read_day, settle
from relief.situation.progress_papers import ProgressOrder, check_progress_format
from relief.situation.progress_queries import progress_ground, progress_report
from relief.web.auth import needs
from relief.web.context import Moment, desk, moment, scope
from relief.web.geojson import answer
from relief.web.incident_page import open_incident, page
from relief.web.language import LANGUAGES, chosen
from relief.web.progress_view import Around, layer_feed, screen

blueprint = Blueprint("progress", __name__)
PAPER, MAP = "progress_paper", "incident_map"


@blueprint.get("/i/<slug>/progress")
@needs("reconstruction.view")
def show(slug: str) -> ResponseReturnValue:
    """Show need and milestones by division and mode as of a day, with chart, map and overdue."""
    number = max(1, request.args.get("page", 1, int))
    with desk().database.read() as session:
        incident, hour = open_incident(session, slug), moment(session)
        ask = _ask(incident, hour, request.args.get("on", ""), request.args.get("by", ""))
        report = progress_report(session, scope(), incident, ask, number)
        ground = progress_ground(session, scope(), incident, report)
        around = Around(
            first=beijing(incident.occurred_at).date(),
            last=beijing(hour.at).date(),
            back={"at": hour.at.isoformat()} if hour.replay else {},
            number=number,
            language=chosen(),
        )
        shown = screen(report, ground, around)
        return page("situation/progress.html", session, incident, screen=shown)


@blueprint.post("/i/<slug>/progress/papers")
@needs("reconstruction.view")
def paper(slug: str) -> ResponseReturnValue:
    """File the PDF, DOCX or XLSX of the report shown, or the incident's offline map."""
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        hour = Moment(now_in(session), replay=False)
        ask = _ask(incident, hour, request.form.get("on", ""), request.form.get("by", ""))
        work_id = _file(session, incident, ask)
    return redirect(url_for("work.show", work_id=work_id))


@blueprint.get("/i/<slug>/layers/rebuild.json")
@needs("reconstruction.view")
def layer(slug: str) -> Response:
    """Answer with how far every township and county is, fetched when the map is asked for it."""
    with desk().database.read() as session:
        incident, hour = open_incident(session, slug), moment(session)
        ask = _ask(incident, hour, "", "township")
        report = progress_report(session, scope(), incident, ask, 1)
    body = json.dumps(layer_feed(report, chosen()), ensure_ascii=False, separators=(",", ":"))
    return answer(body, "application/json")


def _ask(incident: IncidentRow, hour: Moment, on: str, by: str) -> ProgressAsk:
    corrected = request.values.get("corrected", "") == "1"
    return settle(
        read_day(on),
        at=hour.at,
        replay=hour.replay,
        since=incident.occurred_at,
        by=by,
        corrected=corrected,
    )


def _file(session: Session, incident: IncidentRow, ask: ProgressAsk) -> str:
    form = check_progress_format(request.form.get("format", ""))
    language = request.form.get("language", "")
    division = office_of(session, scope().account_id).division
    order = ProgressOrder(
        incident=incident.id,
        division=division,
        ask=ask,
        format=form,
        language=language if language in LANGUAGES else chosen(),
        account_id=scope().account_id,
        prefixes=scope().prefixes,
        printed_by=scope().account_name,
        printed_at=now_in(session),
    )
    command = request.form.get("command_id", "")
    kind = MAP if form == "html" else PAPER
    return file_work(session, scope(), Filed(kind, division, order.as_arguments(), command))
