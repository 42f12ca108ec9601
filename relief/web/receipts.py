"""The township's side, on a phone: what comes, what arrived, what was handed out."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.core.errors import Refused, RefusedRows
from relief.core.ledger import Stamp
from relief.core.wording import Bilingual
from relief.delivery.goods import Arrived
from relief.delivery.queries import OrderFilter, OrderRow, orders, steps
from relief.delivery.services import receive
from relief.delivery.services.steps import Wish
from relief.delivery.states import NEXT, STATES, OrderState
from relief.supplies.moves import NAMES, read_units
from relief.supplies.queries import differences
from relief.web.auth import needs
from relief.web.context import Moment, desk, moment, scope, stamp
from relief.web.goods_view import items, page_number, reasons_of, typed_lines
from relief.web.incident_page import open_incident, page
from relief.web.orders import of_incident, parse_typed_time

blueprint = Blueprint(
    "receipts",
    __name__,
    url_prefix="/i/<slug>/receipts",
)
DEEDS: dict[str, OrderState] = {
    "receive": "received",
    "distribute": "distributed",
    "return": "returned",
    "close": "closed",
    "found": "received",  # the order stands where it stood
}
HAND_ON = {
    "distribute": receive.distribute,
    "return": receive.give_back,
    "found": receive.find,
}
LISTED: dict[str, tuple[str, ...]] = {
    "coming": ("dispatched",),
    "here": ("received", "distributed", "returned"),
    "ordered": ("ordered", "accepted"),
    "ended": ("closed", "refused", "voided", "expired"),
}


@blueprint.get("")
@needs("delivery.view")
def index(slug: str) -> ResponseReturnValue:
    """Show the goods on their way to the divisions in scope, then those that are there."""
    which = request.args.get("which", "coming")
    states = LISTED.get(which, LISTED["coming"])
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        wanted = OrderFilter(states=states, page=page_number())
        return page(
            "delivery/receipts.html",
            session,
            incident,
            listed=orders(session, scope(), incident.id, wanted, moment(session)),
            which=which if which in LISTED else "coming",
            listings=tuple(LISTED),
            states=STATES,
            items=items(),
        )


@blueprint.get("/<order_id>")
@needs("delivery.view")
def show(slug: str, order_id: str) -> ResponseReturnValue:
    """Show one order to be received, handed out, or closed."""
    with desk().database.read() as session:
        return _page(session, slug, order_id, None)


@blueprint.post("/<order_id>")
@needs("delivery.receive")
def take(slug: str, order_id: str) -> ResponseReturnValue:
    """Take one step of the receiver; a refusal shows the form again with what was typed."""
    try:
        with desk().database.write() as session:
            incident = open_incident(session, slug)
            marked = stamp(session)
            hour = Moment(marked.recorded_at, replay=False)
            _take(session, marked, of_incident(session, incident, order_id, hour))
    except (Refused, RefusedRows) as error:
        with desk().database.read() as session:
            return _page(session, slug, order_id, error), 422
    return redirect(url_for("receipts.show", slug=slug, order_id=order_id))


def _take(session: Session, marked: Stamp, order: OrderRow) -> None:
    form = request.form
    deed = form.get("deed", "")
    state = DEEDS.get(deed)
    if state is None:
        raise Refused(Bilingual("没有这个操作", "There is no such deed"), "deed")
    wish = Wish(
        order.id,
        state,
        form.get("reason", ""),
        occurred_at=parse_typed_time(form.get("occurred_at", "")),
        after=form.get("after", ""),
    )
    if deed == "receive":
        receive.receive(session, scope(), marked, wish, _arrived(order))
    elif deed == "close":
        receive.close(session, scope(), marked, wish)
    else:
        call = HAND_ON[deed]
        names = [line.item for line in order.lines]
        typed = typed_lines(names, [form.get(f"units-{name}", "") for name in names])
        call(session, scope(), marked, wish, typed)


def _arrived(order: OrderRow) -> list[Arrived]:
    form = request.form
    told, faults = [], []
    for line in order.lines:
        if not line.dispatched:
            continue  # left behind by the keeper: nothing of it was on the road
        name, text = line.item, form.get(f"arrived-{line.item}", "").strip()
        reason = form.get(f"reason-{name}", "")
        missing = form.get(f"missing-{name}", "lost")
        if missing == "all_unknown":
            told.append(Arrived(name, None, reason, "unknown"))
        elif text:
            try:
                units = 0 if text == "0" else read_units(text, name)
            except Refused as fault:
                faults.append(fault)
                continue
            told.append(Arrived(name, units, reason, "unknown" if missing == "unknown" else "lost"))
    if faults:
        raise RefusedRows(faults)
    return told


def _page(session: Session, slug: str, order_id: str, error: Refused | RefusedRows | None) -> str:
    incident = open_incident(session, slug)
    hour = moment(session)
    row = of_incident(session, incident, order_id, hour)
    return page(
        "delivery/receipt.html",
        session,
        incident,
        order=row,
        steps=steps(session, order_id, hour),
        states=STATES,
        next_states=NEXT[row.state],
        items=items(),
        differences=differences(session, order_id, hour.at if hour.replay else None),
        move_names=NAMES,
        receives=scope().may(receive.RECEIVE) and scope().covers(row.destination),
        reasons=reasons_of(error) if error else [],
        form=request.form if error else {},
    )
