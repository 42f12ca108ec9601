"""Allocation plans: asked of the worker, looked at, changed line by line, approved."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.allocation.plan_order import PlanOrder, read_wish
from relief.allocation.projections import MADE
from relief.allocation.queries import PlanView, plan_view, plans
from relief.allocation.services.change_line import Change
from relief.allocation.services.change_line import change_line as write_change
from relief.allocation.stale import Moved
from relief.allocation.stock_now import moved_now
from relief.core.errors import AlreadyDone, NotFound, Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.db.tables import Work
from relief.db.work import ENDED, Filed, file_work, find
from relief.delivery.services.carry_out import approve_plan, orders_of_plan
from relief.needs.catalogue import load_standard
from relief.offices.queries import office_of
from relief.web.auth import needs
from relief.web.context import desk, moment, scope, stamp
from relief.web.goods_view import items, reasons_of
from relief.web.incident_page import open_incident, page
from relief.web.language import say
from relief.web.plans_view import plan_screen

blueprint = Blueprint("plans", __name__, url_prefix="/i/<slug>/plans")
ALLOCATE = "allocate"
Refusal = Refused | RefusedRows | AlreadyDone


@blueprint.get("")
@needs("allocation.view")
def index(slug: str) -> ResponseReturnValue:
    """Show the plans of the desks in scope, the latest first."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        listed = plans(session, incident.id, scope().ranges(), hour.at if hour.replay else None)
        standards = {plan.standard: load_standard(plan.standard) for plan in listed}
        return page("allocation/plans.html", session, incident, listed=listed, standards=standards)


@blueprint.post("")
@needs("allocation.plan")
def make(slug: str) -> ResponseReturnValue:
    """File the making of a plan and go to its progress."""
    form = request.form
    wish = read_wish(form.get("days", ""), form.get("season", ""), form.get("standard", ""))
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        own = scope()
        order = PlanOrder(incident.id, own.account_id, wish, frozenset(form.getlist("first")))
        division = office_of(session, own.account_id).division
        command = stamp(session).command_id
        work_id = file_work(session, own, Filed(ALLOCATE, division, order.as_arguments(), command))
    return redirect(url_for("plans.making", slug=slug, work_id=work_id))


@blueprint.get("/making/<work_id>")
@needs("allocation.plan")
def making(slug: str, work_id: str) -> ResponseReturnValue:
    """Show how far the plan is; once it is made, lead to it."""
    partial = request.headers.get("HX-Request") == "true"
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        work = find(session, scope(), work_id)
        if work is None or work.kind != ALLOCATE:
            raise NotFound("后台任务 work", work_id)
        if plan_id := (work.result or {}).get("plan_id"):
            return _lead_to(url_for("plans.show", slug=slug, plan_id=plan_id), partial=partial)
        context = {"work": work, "open": work.state not in ENDED, "reasons": _reasons(work)}
        if partial:
            return render_template("allocation/_making.html", incident=incident, **context)
        return page("allocation/making.html", session, incident, **context)


@blueprint.get("/<plan_id>")
@needs("allocation.view")
def show(slug: str, plan_id: str) -> ResponseReturnValue:
    """Show a plan: its lines and why, what stays open, what may be done with it."""
    return _show(slug, plan_id, None)


@blueprint.post("/<plan_id>/lines")
@needs("allocation.plan")
def change(slug: str, plan_id: str) -> ResponseReturnValue:
    """Put another number into a line, with its reason."""
    form = request.form
    wish = Change(
        plan_id=plan_id,
        depot=form.get("depot", ""),
        township=form.get("township", ""),
        item=form.get("item", ""),
        units=_units(form.get("units", "")),
        reason=form.get("reason", ""),
        after=form.get("after", ""),
    )
    try:
        with desk().database.write() as session:
            _of_incident(session, slug, plan_id)
            write_change(session, scope(), stamp(session), wish)
    except (Refused, RefusedRows, AlreadyDone) as error:
        return _show(slug, plan_id, error), 422
    anchor = f"town-{wish.township}"
    return redirect(url_for("plans.show", slug=slug, plan_id=plan_id, _anchor=anchor))


@blueprint.post("/<plan_id>/approve")
@needs("allocation.approve")
def approve(slug: str, plan_id: str) -> ResponseReturnValue:
    """Approve the plan: its orders are given and the stock is reserved."""
    try:
        with desk().database.write() as session:
            _of_incident(session, slug, plan_id)
            approve_plan(session, scope(), stamp(session), plan_id)
    except (Refused, RefusedRows, AlreadyDone) as error:
        return _show(slug, plan_id, error), 422
    return redirect(url_for("plans.show", slug=slug, plan_id=plan_id))


def _show(slug: str, plan_id: str, error: Refusal | None) -> str:
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        view = plan_view(session, scope(), plan_id, hour.at if hour.replay else None)
        if view.incident_id != incident.id:
            raise NotFound("调配方案 plan", plan_id)
        return page(
            "allocation/plan.html",
            session,
            incident,
            screen=plan_screen(view, scope()),
            standard=load_standard(view.row.standard),
            orders=orders_of_plan(session, plan_id) if view.row.state == "approved" else [],
            items=items(),
            item_options=[(code, say(items()[code].name)) for code in view.items],
            moved=_moved(session, view, replay=hour.replay),
            reasons=_said(error),
            form=request.form if error else {},
        )


def _moved(session: Session, view: PlanView, *, replay: bool) -> tuple[Moved, ...]:
    if replay or view.row.state != MADE:
        return ()
    return moved_now(session, view.row.id)


def _of_incident(session: Session, slug: str, plan_id: str) -> None:
    incident = open_incident(session, slug)
    if plan_view(session, scope(), plan_id).incident_id != incident.id:
        raise NotFound("调配方案 plan", plan_id)


def _units(text: str) -> int:
    digits = text.strip().replace(",", "").replace("，", "")
    # What is no whole number is refused with the line it belongs to, by the service.
    return int(digits) if digits.isascii() and digits.isdigit() else -1


def _said(error: Refusal | None) -> list[Refused]:
    if isinstance(error, AlreadyDone):
        return [Refused(error.wording())]
    return list(reasons_of(error)) if error else []


def _reasons(work: Work) -> list[Refused]:
    listed = (work.result or {}).get("reasons", ())
    return [Refused(Bilingual(row["zh"], row["en"]), row.get("path", "")) for row in listed]


def _lead_to(address: str, *, partial: bool) -> ResponseReturnValue:
    if not partial:
        return redirect(address)
    answer = make_response("", 200)
    answer.headers["HX-Redirect"] = address
    return answer
