"""Money of rebuilding: what is to be paid by township, the payment, the list to be signed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.aid.due_queries import EVERY, due, due_totals
from relief.aid.rows import NewAmount, Payment
from relief.aid.services.amount import enter_amount
from relief.aid.services.pay import pay, pay_all, send_back
from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, Refused, RefusedRows
from relief.core.ledger import Stamp
from relief.core.wording import Bilingual
from relief.offices.queries import office_of
from relief.web.auth import needs
from relief.web.context import Moment, desk, moment, scope, stamp
from relief.web.goods_view import page_number
from relief.web.incident_page import open_incident, page
from relief.web.payments_view import due_lines, total_lines, whole
from relief.web.rebuilding import Refusal, case_link, case_of, said, show_case
from relief.web.rebuilding_forms import read_day, read_fen
from relief.web.rebuilding_view import town_options

blueprint = Blueprint("payments", __name__, url_prefix="/i/<slug>/payments")
_REFUSALS = (Refused, RefusedRows, AlreadyDone)


@blueprint.get("")
@needs("aid.view")
def index(slug: str) -> ResponseReturnValue:
    """Show what is to be paid: by township, and instalment by instalment."""
    return _show(slug, None)


@blueprint.post("")
@needs("aid.pay")
def pay_chosen(slug: str) -> ResponseReturnValue:
    """Pay the instalments ticked with one voucher: all of them or none."""
    form = request.form
    try:
        with desk().database.write() as session:
            open_incident(session, slug)
            marked = stamp(session)
            day, document = _paper(marked)
            ticked = form.getlist("instalment")
            if not ticked:
                raise Refused(Bilingual("请先勾选", "Tick what is to be paid"), "instalment")
            wishes = [
                (
                    _own(marked, key),
                    Payment(key, day, document, form.get(f"after-{key}", "")),
                )
                for key in ticked
            ]
            pay_all(session, scope(), wishes)
    except _REFUSALS as error:
        return _show(slug, error), 422
    return redirect(url_for("payments.index", slug=slug, township=form.get("township") or None))


@blueprint.get("/list")
@needs("aid.view")
def paper(slug: str) -> ResponseReturnValue:
    """Show the list of what is to be paid, to be printed, signed and sealed."""
    division = request.args.get("township", "").strip()
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        listed = due(session, scope().ranges(), incident.id, division=division, page=EVERY)
        lines = due_lines(session, listed.items)
        return page(
            "aid/paper.html",
            session,
            incident,
            lines=lines,
            sum=whole(lines),
            towns=town_options(session, incident),
            township=division,
            office=office_of(session, scope().account_id),
            today=beijing(moment(session).at).date(),
        )


@blueprint.post("/cases/<case_id>/pay")
@needs("aid.pay")
def pay_one(slug: str, case_id: str) -> ResponseReturnValue:
    """Pay one instalment of a case."""

    def deed(session: Session, marked: Stamp) -> object:
        form = request.form
        day, document = _paper(marked)
        payment = Payment(form.get("instalment", ""), day, document, form.get("after", ""))
        return pay(session, scope(), marked, payment)

    return _done(slug, case_id, deed)


@blueprint.post("/cases/<case_id>/back")
@needs("aid.pay")
def came_back(slug: str, case_id: str) -> ResponseReturnValue:
    """Record that the bank sent a payment back: it is to be paid again."""

    def deed(session: Session, marked: Stamp) -> object:
        form = request.form
        reason = form.get("reason", "").strip()
        return send_back(session, scope(), marked, form.get("instalment", ""), reason)

    return _done(slug, case_id, deed)


@blueprint.post("/cases/<case_id>/amount")
@needs("aid.pay")
def amount(slug: str, case_id: str) -> ResponseReturnValue:
    """Enter what a case is entitled to by document, where no standard is known."""

    def deed(session: Session, marked: Stamp) -> object:
        document = request.form.get("document", "").strip()
        return enter_amount(
            session, scope(), marked, NewAmount(case_id, read_fen("total"), document)
        )

    return _done(slug, case_id, deed)


def _show(slug: str, error: Refusal | None) -> str:
    division = (request.form if error else request.args).get("township", "").strip()
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        ranges = scope().ranges()
        listed = due(session, ranges, incident.id, division=division, page=page_number())
        return page(
            "aid/payments.html",
            session,
            incident,
            listed=listed,
            lines=due_lines(session, listed.items),
            totals=total_lines(session, due_totals(session, ranges, incident.id)),
            towns=town_options(session, incident),
            township=division,
            reasons=said(error),
            form=request.form if error else {},
            ticked=frozenset(request.form.getlist("instalment")),
            today=beijing(moment(session).at).date(),
        )


def _paper(marked: Stamp) -> tuple[date, str]:
    """Return the day and the voucher typed."""
    day = read_day("paid_on", beijing(marked.recorded_at).date())
    return day, request.form.get("document", "").strip()


def _own(marked: Stamp, key: str) -> Stamp:
    # Every payment is an entry of its own; the same click again finds each of them.
    return replace(marked, command_id=f"{marked.command_id}:{key}")


def _done(slug: str, case_id: str, deed: Callable[[Session, Stamp], object]) -> ResponseReturnValue:
    """Do it in one transaction; a refusal shows the case again with what was typed."""
    error: Refusal
    try:
        with desk().database.write() as session:
            marked = stamp(session)
            hour = Moment(marked.recorded_at, replay=False)
            case_of(session, open_incident(session, slug), case_id, hour)
            deed(session, marked)
    except _REFUSALS as refusal:
        error = refusal
    else:
        return redirect(case_link(slug, case_id))
    return show_case(slug, case_id, error), 422
