"""快报: the sheet as of now, the list of those issued, and their papers."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.bootstrap import now_in
from relief.db.work import Filed, file_work
from relief.offices.queries import office_of
from relief.situation.brief import IssuedBrief
from relief.situation.facts import read_facts
from relief.situation.papers import PaperOrder, check_format
from relief.situation.queries import brief, issued_briefs
from relief.situation.service import brief_content, issue_brief
from relief.situation.sheet import Imprint, make_sheet
from relief.web.auth import needs
from relief.web.context import desk, moment, scope, stamp
from relief.web.incident_page import open_incident, page, page_of_facts
from relief.web.language import LANGUAGES, chosen

blueprint = Blueprint("briefs", __name__, url_prefix="/i/<slug>/briefs")
PAPER = "brief_paper"


@blueprint.get("")
@needs("brief.view")
def index(slug: str) -> ResponseReturnValue:
    """Show the brief as it would read now, and those issued, the newest first."""
    number = max(1, request.args.get("page", 1, int))
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        facts = read_facts(session, scope(), incident, at=hour.at, replay=hour.replay)
        content = brief_content(
            session, scope(), incident, at=hour.at, replay=hour.replay, facts=facts
        )
        sheet = make_sheet(content, chosen(), _imprint(session))
        briefs = issued_briefs(
            session, scope(), incident.id, number, hour.at if hour.replay else None
        )
        return page_of_facts(facts, "situation/briefs.html", session, sheet=sheet, briefs=briefs)


@blueprint.get("/<brief_id>")
@needs("brief.view")
def show(slug: str, brief_id: str) -> ResponseReturnValue:
    """Show one issued brief as the sheet it was."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        issued = brief(session, scope(), brief_id)
        sheet = make_sheet(issued.content, chosen(), _imprint(session))
        return page("situation/brief.html", session, incident, sheet=sheet, issued=issued)


@blueprint.post("")
@needs("brief.issue")
def issue(slug: str) -> ResponseReturnValue:
    """Issue 快报 第N期 unless these facts are issued already, and file the paper asked for."""
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        marked = stamp(session)
        division = office_of(session, scope().account_id).division
        brief_id = issue_brief(session, scope(), marked, incident, division, at=marked.recorded_at)
        if not request.form.get("format"):
            return redirect(url_for("briefs.show", slug=slug, brief_id=brief_id))
        issued = brief(session, scope(), brief_id)
        work_id = _file(session, issued, marked.command_id)
    return redirect(url_for("work.show", work_id=work_id))


@blueprint.post("/<brief_id>/paper")
@needs("brief.view")
def paper(slug: str, brief_id: str) -> ResponseReturnValue:
    """File the PDF or DOCX of a brief issued before."""
    with desk().database.write() as session:
        open_incident(session, slug)
        work_id = _file(session, brief(session, scope(), brief_id), stamp(session).command_id)
    return redirect(url_for("work.show", work_id=work_id))


def _file(session: Session, issued: IssuedBrief, command_id: str) -> str:
    imprint = _imprint(session)
    language = request.form.get("language", "")
    order = PaperOrder(
        brief_id=issued.id,
        division=issued.division,
        format=check_format(request.form.get("format", "")),
        language=language if language in LANGUAGES else chosen(),
        account_id=scope().account_id,
        printed_by=imprint.by,
        printed_at=imprint.at,
    )
    filed = Filed(PAPER, issued.division, order.as_arguments(), command_id)
    return file_work(session, scope(), filed)


def _imprint(session: Session) -> Imprint:
    return Imprint(now_in(session), scope().account_name)
