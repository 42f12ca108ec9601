"""Dispatch orders: the list, one order, the push order, the keeper's deeds, the waybill."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from relief.bootstrap import now_in
from relief.core.clock import parse_time
from relief.core.errors import NotFound, Refused, RefusedRows
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.work import Filed, file_work
from relief.delivery.goods import NewOrder
from relief.delivery.queries import OrderFilter, OrderRow, steps
from relief.delivery.queries import order as find_order
from relief.delivery.queries import orders as list_orders
from relief.delivery.services import keep
from relief.delivery.services.order import depot_rows
from relief.delivery.services.order import order as give
from relief.delivery.services.steps import ORDER, Wish
from relief.delivery.states import STATES, OrderState
from relief.delivery.waybill import WaybillOrder, departure
from relief.incidents.queries import IncidentRow
from relief.offices.queries import office_of
from relief.supplies.moves import NAMES
from relief.supplies.queries import differences
from relief.web.auth import needs
from relief.web.context import Moment, desk, moment, scope, stamp
from relief.web.goods_view import (
    depot_choices,
    item_choices,
    items,
    page_number,
    reasons_of,
    town_choices,
    typed_lines,
)
from relief.web.incident_page import open_incident, page
from relief.web.language import LANGUAGES, chosen, say
from relief.web.orders_view import order_screen, typed_load

blueprint = Blueprint("orders", __name__, url_prefix="/i/<slug>/orders")
Deed = Callable[[Session, Scope, Stamp, Wish], str]
KEEPERS: dict[str, tuple[OrderState, Deed]] = {
    "accept": ("accepted", keep.accept),
    "refuse": ("refused", keep.refuse),
    "dispatch": ("dispatched", keep.dispatch),
}
DESKS: dict[str, tuple[OrderState, Deed]] = {
    "void": ("voided", keep.void),
    "expire": ("expired", keep.expire),
}
WAYBILL = "waybill"


@blueprint.get("")
@needs("delivery.view")
def index(slug: str) -> ResponseReturnValue:
    """Show the orders to or from the divisions in scope, the latest first."""
    args = request.args
    state = args.get("state", "")
    wanted = OrderFilter(
        states=(state,) if state in STATES else (),
        item=args.get("item", ""),
        origin=args.get("origin", ""),
        destination=args.get("destination", ""),
        page=page_number(),
    )
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        return page(
            "delivery/orders.html",
            session,
            incident,
            listed=list_orders(session, scope(), incident.id, wanted, moment(session)),
            wanted=wanted,
            state=state,
            states=STATES,
            items=items(),
            item_options=item_choices(),
            state_options=[("", _("全部")), *((key, say(STATES[key])) for key in STATES)],
            depot_options=[("", _("全部")), *_depots(session)],
        )


@blueprint.get("/new")
@needs("delivery.order")
def new(slug: str) -> ResponseReturnValue:
    """Show the push order's form."""
    return _form(slug, None)


@blueprint.post("")
@needs("delivery.order")
def place(slug: str) -> ResponseReturnValue:
    """Give a push order; a refusal shows the form again with what was typed."""
    try:
        with desk().database.write() as session:
            incident = open_incident(session, slug)
            order_id = give(session, scope(), stamp(session), _typed(incident))
    except (Refused, RefusedRows) as error:
        return _form(slug, error), 422
    return redirect(url_for("orders.show", slug=slug, order_id=order_id))


@blueprint.get("/<order_id>")
@needs("delivery.view")
def show(slug: str, order_id: str) -> ResponseReturnValue:
    """Show an order: its goods, its steps, what may be done with it."""
    return _show(slug, order_id, None)


@blueprint.post("/<order_id>/keep")
@needs("delivery.keep")
def keeper(slug: str, order_id: str) -> ResponseReturnValue:
    """Accept, refuse or dispatch an order, whole or in part."""
    return _step(slug, order_id, KEEPERS)


@blueprint.post("/<order_id>/void")
@needs("delivery.order")
def void(slug: str, order_id: str) -> ResponseReturnValue:
    """Void an order, or give back a reservation past its term."""
    return _step(slug, order_id, DESKS)


@blueprint.post("/<order_id>/waybill")
@needs("delivery.view")
def waybill(slug: str, order_id: str) -> ResponseReturnValue:
    """File the waybill's PDF; the worker makes it."""
    language = request.form.get("language", "")
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        marked = stamp(session)
        row = of_incident(session, incident, order_id, Moment(marked.recorded_at, replay=False))
        departure(steps(session, row.id, Moment(marked.recorded_at, replay=False)))
        own = office_of(session, scope().account_id)
        asked = WaybillOrder(
            order_id=row.id,
            division=own.division,
            prefixes=scope().prefixes,
            language=language if language in LANGUAGES else chosen(),
            account_id=scope().account_id,
            printed_by=scope().account_name,
            printed_at=now_in(session),
        )
        filed = Filed(WAYBILL, own.division, asked.as_arguments(), marked.command_id)
        work_id = file_work(session, scope(), filed)
    back = url_for("orders.show", slug=slug, order_id=order_id)
    return redirect(url_for("work.show", work_id=work_id, back=back))


def of_incident(session: Session, incident: IncidentRow, order_id: str, hour: Moment) -> OrderRow:
    """Return the order when it is the incident's.

    Raises:
        NotFound: no such order here within the person's divisions.
    """
    row = find_order(session, scope(), order_id, hour)
    if row.incident_id != incident.id:
        raise NotFound(ORDER, order_id)
    return row


def _depots(session: Session) -> list[tuple[str, str]]:
    return [(row.id, row.name) for row in depot_rows(session).values()]


def _step(
    slug: str, order_id: str, deeds: dict[str, tuple[OrderState, Deed]]
) -> ResponseReturnValue:
    try:
        with desk().database.write() as session:
            incident = open_incident(session, slug)
            marked = stamp(session)
            hour = Moment(marked.recorded_at, replay=False)
            _do(session, marked, of_incident(session, incident, order_id, hour), deeds)
    except (Refused, RefusedRows) as error:
        return _show(slug, order_id, error), 422
    return redirect(url_for("orders.show", slug=slug, order_id=order_id))


def _do(
    session: Session, marked: Stamp, row: OrderRow, deeds: dict[str, tuple[OrderState, Deed]]
) -> None:
    form = request.form
    state, deed = deeds.get(form.get("deed", ""), (None, None))
    if state is None or deed is None:
        raise Refused(Bilingual("没有这个操作", "There is no such deed"), "deed")
    wish = Wish(
        row.id,
        state,
        form.get("reason", ""),
        form.get("vehicle", ""),
        parse_typed_time(form.get("occurred_at", "")),
        form.get("after", ""),
    )
    if state == "dispatched":
        keep.dispatch(session, scope(), marked, wish, typed_load(row, form))
    else:
        deed(session, scope(), marked, wish)


def _show(slug: str, order_id: str, error: Refused | RefusedRows | None) -> str:
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        row = of_incident(session, incident, order_id, hour)
        return page(
            "delivery/order.html",
            session,
            incident,
            order=row,
            screen=order_screen(session, scope(), row, hour),
            steps=steps(session, order_id, hour),
            states=STATES,
            items=items(),
            differences=differences(session, order_id, hour.at if hour.replay else None),
            move_names=NAMES,
            reasons=reasons_of(error) if error else [],
            form=request.form if error else {},
        )


def parse_typed_time(text: str) -> datetime | None:
    """Return the time typed as aware UTC, None when none was.

    Raises:
        Refused: it is no time.
    """
    if not text.strip():
        return None
    try:
        return parse_time(text)
    except ValueError:
        raise Refused(
            Bilingual(f"时间“{text}”无法识别", f"“{text}” is not a time"), "occurred_at"
        ) from None


def _typed(incident: IncidentRow) -> NewOrder:
    form = request.form
    destination = form.get("destination", "").strip()
    if not destination:
        raise Refused(Bilingual("请选择收货乡镇", "Choose the township"), "destination")
    return NewOrder(
        incident_id=incident.id,
        origin=form.get("origin", ""),
        destination=destination,
        lines=typed_lines(form.getlist("item"), form.getlist("units")),
        push=True,
        note=form.get("note", ""),
        valid_until=parse_typed_time(form.get("valid_until", "")),
    )


def _form(slug: str, error: Refused | RefusedRows | None) -> str:
    form = request.form if error else request.args
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        typed = list(zip(form.getlist("item"), form.getlist("units"), strict=False))
        return page(
            "delivery/new.html",
            session,
            incident,
            reasons=reasons_of(error) if error else [],
            typed=[*typed, *_BLANK[len(typed) :]],
            form=form,
            depots=depot_choices(session, scope()),
            towns=town_choices(session, scope(), incident),
            item_options=item_choices(),
        )


_BLANK = (("tent_12", ""), ("quilt", ""), ("stove", ""), ("coat", ""))
