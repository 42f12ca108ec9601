"""灾情报告: list, findings, drafting, correcting, releasing, and typing in the table."""

from collections.abc import Sequence

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.alerts.queries import generated_calls
from relief.bootstrap import now_in
from relief.core.division_code import chain, contains, level_of
from relief.core.errors import NotFound, Refused, RefusedRows, ReliefError
from relief.core.wording import Bilingual
from relief.damage.queries import ReportView, report, reports
from relief.damage.report import KIND_NAMES, touches_incident
from relief.damage.report_queries import office_of_report
from relief.damage.services.draft import draft_from_calls, draft_report
from relief.damage.services.photos import set_photos
from relief.damage.services.release import release as release_report
from relief.damage.services.type_figure import type_figure as type_one_figure
from relief.damage.versions import open_draft
from relief.geography.queries import divisions
from relief.incidents.ground import ground_of
from relief.incidents.queries import IncidentRow
from relief.offices.queries import office_of
from relief.response.queries import is_on
from relief.situation.facts import read_facts
from relief.web.auth import needs
from relief.web.context import desk, moment, scope, stamp
from relief.web.evidence import kept_files
from relief.web.incident_page import open_incident, page, page_of_facts
from relief.web.report_views import ReportTable, corrected, photos_view, report_table
from relief.web.stability import stability_view
from relief.web.typed import typed_figure

blueprint = Blueprint("reports", __name__, url_prefix="/i/<slug>")
PHOTOS_ACCEPTED = "image/jpeg,image/png"


@blueprint.get("/reports")
@needs("damage.view")
def index(slug: str) -> ResponseReturnValue:
    """Show the reports within scope, the newest first, and the own office's open draft."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        at = hour.at if hour.replay else None
        facts = read_facts(session, scope(), incident, at=hour.at, replay=hour.replay)
        found = reports(session, scope(), incident.id, request.args.get("page", 1, type=int), at)
        office = own_office(session, incident)
        draft = open_draft(session, incident.id, office) if office and at is None else None
        return page_of_facts(
            facts,
            "damage/reports.html",
            session,
            reports=found,
            kinds=KIND_NAMES,
            office=office,
            draft=draft,
            stability=stability_view(session, incident, office, facts),
        )


@blueprint.get("/reports/<report_id>")
@needs("damage.view")
def show(slug: str, report_id: str) -> ResponseReturnValue:
    """Show one report: its figures by division, what the checks find cell by cell, its release."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        view = _view(session, incident, report_id)
        return _show(session, incident, view)


@blueprint.get("/reports/<report_id>/edit")
@needs("damage.draft")
def edit(slug: str, report_id: str) -> ResponseReturnValue:
    """Show the open draft as a form."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        view = _view(session, incident, report_id)
        return _edit(session, incident, view, [])


@blueprint.post("/reports/<report_id>/edit")
@needs("damage.draft")
def correct(slug: str, report_id: str) -> ResponseReturnValue:
    """Keep the corrected draft as a new version; what cannot be kept comes back as typed."""
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        view = _view(session, incident, report_id)
        table = _table(session, incident, view, whole=True)
        new, faults = corrected(view, incident.id, table, request.form, now_in(session))
        if faults:
            return _edit(session, incident, view, faults), 422
        try:
            kept = draft_report(session, scope(), stamp(session, "typed"), new)
        except RefusedRows as error:
            return _edit(session, incident, view, error.reasons), 422
    return redirect(url_for("reports.show", slug=slug, report_id=kept))


@blueprint.post("/reports/draft")
@needs("damage.draft")
def draft(slug: str) -> ResponseReturnValue:
    """Draft from the call slips, as of now."""
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        marked = stamp(session, "calls")
        office = _required_office(session, incident)
        kept = draft_from_calls(session, scope(), marked, incident.id, office, marked.recorded_at)
    return redirect(url_for("reports.show", slug=slug, report_id=kept))


@blueprint.post("/reports/<report_id>/release")
@needs("damage.release")
def release(slug: str, report_id: str) -> ResponseReturnValue:
    """Release the draft by a leader's word; a refusal shows the report with its reasons."""
    word, leader = request.form.get("word", ""), request.form.get("leader", "")
    reasons: list[Refused] = []
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        view = _view(session, incident, report_id)
        try:
            release_report(
                session,
                scope(),
                stamp(session),
                report_id,
                word,
                leader,
                response_is_on=_response_is_on(session, incident, report_id),
            )
        except (Refused, RefusedRows) as error:
            reasons = error.reasons if isinstance(error, RefusedRows) else [error]
            return _show(session, incident, view, reasons), 422
    return redirect(url_for("reports.show", slug=slug, report_id=report_id))


@blueprint.post("/reports/<report_id>/photos")
@needs("damage.draft")
def photos(slug: str, report_id: str) -> ResponseReturnValue:
    """Add photos to the open draft, take some away, say why there are fewer than are due."""
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        view = _view(session, incident, report_id)
        try:
            added = kept_files(session, "photos", view.row.division, papers=False)
            removed, reason = request.form.getlist("remove"), request.form.get("reason", "")
            kept = set_photos(session, scope(), stamp(session), report_id, added, removed, reason)
        except Refused as error:
            return _show(session, incident, view, [error]), 422
    return redirect(url_for("reports.show", slug=slug, report_id=kept) + "#photos")


@blueprint.post("/figures")
@needs("damage.draft")
def type_figure(slug: str) -> ResponseReturnValue:
    """Take one figure typed in the desk's table into the own office's draft; answers JSON."""
    typed = request.form
    division, code = typed.get("division", ""), typed.get("indicator", "")
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        office = _required_office(session, incident)
        # The table's cell is never blank: an emptied one says 待核.
        value = typed_figure(typed.get("value", "") or "待核", f"{division}.{code}")
        why = typed.get("explanation", "")
        kept = type_one_figure(
            session,
            scope(),
            stamp(session, "typed"),
            incident.id,
            office,
            division,
            code,
            value,
            why,
        )
        view = report(session, scope(), kept)
    found = [
        placed.finding.as_dict()
        for placed in view.findings
        if placed.division == division and code in placed.finding.indicators
    ]
    shown = None if value is None else f"{value:f}"
    return {
        "schema": 1,
        "report_id": kept,
        "report": url_for("reports.show", slug=slug, report_id=kept),
        "division": division,
        "indicator": code,
        "value": shown,
        "findings": found,
    }


def own_office(session: Session, incident: IncidentRow) -> str:
    """Return the office the person reports for in this incident, empty when it has no part in it.

    The whole nation's office receives reports and makes none.
    """
    division = office_of(session, scope().account_id).division
    reports_here = level_of(division) not in {"nation", "village"}
    return division if reports_here and touches_incident(division, incident.counties) else ""


def _required_office(session: Session, incident: IncidentRow) -> str:
    office = own_office(session, incident)
    if not office:
        raise Refused(
            Bilingual("本单位不在这次灾害的填报范围内", "Your office does not report here")
        )
    return office


def _view(session: Session, incident: IncidentRow, report_id: str) -> ReportView:
    on = _response_is_on(session, incident, report_id)
    view = report(session, scope(), report_id, response_is_on=on)
    if not touches_incident(view.row.division, incident.counties):
        raise NotFound(kind="灾情报告 report", key=report_id)
    return view


def _response_is_on(session: Session, incident: IncidentRow, report_id: str) -> bool:
    office = office_of_report(session, report_id)
    return bool(office) and is_on(session, incident.id, office)


def _show(
    session: Session, incident: IncidentRow, view: ReportView, reasons: Sequence[Refused] = ()
) -> str:
    above = chain(view.row.division)[:-1]
    names = divisions(session, above)
    return page(
        "damage/report.html",
        session,
        incident,
        report=view.row,
        table=_table(session, incident, view, whole=False),
        kinds=KIND_NAMES,
        reasons=list(reasons),
        receivers=[names[code].name for code in reversed(above) if code in names],
        drafted_by_me=view.drafter_id == scope().account_id,
        post=office_of(session, scope().account_id).post,
        typed=request.form,
        photos=photos_view(view, response_is_on=_response_is_on(session, incident, view.row.id)),
        photos_accepted=PHOTOS_ACCEPTED,
        generated={f"call:{call_id}" for call_id in generated_calls(session, incident.id)},
    )


def _edit(
    session: Session, incident: IncidentRow, view: ReportView, reasons: Sequence[Refused]
) -> str:
    if view.row.state != "draft":
        raise _not_open()
    return page(
        "damage/edit.html",
        session,
        incident,
        report=view.row,
        table=_table(session, incident, view, whole=True),
        kinds=KIND_NAMES,
        reasons=list(reasons),
        typed=request.form,
    )


def _not_open() -> ReliefError:
    return Refused(
        Bilingual(
            "这一稿已签发或已被更正，不能再改；请从最新一稿更正",
            "This version is released or corrected: correct the latest one",
        )
    )


def _table(
    session: Session, incident: IncidentRow, view: ReportView, *, whole: bool
) -> ReportTable:
    """Return the report's table; `whole` names every division that can be filled in."""
    office = view.row.division
    order: list[str] = []
    counties = [code for code in incident.counties if contains(office, code)]
    ground = ground_of(session, incident, counties)
    if whole and level_of(office) == "county":
        order = [*(row.code for row in ground.rows), office]
    elif whole:
        order = [*counties, office]
    codes = {*order, office, *(line.division for line in view.lines)}
    names = {code: row.name for code, row in divisions(session, codes).items()}
    return report_table(view, names, order, ground.notes())
