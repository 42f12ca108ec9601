"""Stock by depot and item, its moves, what is on the road; the keeper's intake and counts."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.core.errors import NotFound, Refused
from relief.core.wording import Bilingual
from relief.delivery.queries import OrderFilter, orders
from relief.delivery.services.order import depot_rows
from relief.delivery.states import EXPECTED, STATES
from relief.geography.queries import divisions
from relief.supplies.moves import NAMES, read_units
from relief.supplies.places import StockPlace, depot
from relief.supplies.queries import MoveFilter, MoveRow, StockRow, flows, history
from relief.supplies.queries import stock as stock_rows
from relief.supplies.service import Counted, Intake, take_in
from relief.supplies.service import count as count_stock
from relief.web.auth import needs
from relief.web.context import desk, moment, scope, stamp
from relief.web.goods_view import (
    depot_lines,
    item_choices,
    items,
    page_number,
    place_text,
    totals,
)
from relief.web.incident_page import open_incident, page

blueprint = Blueprint("stock", __name__)


@blueprint.get("/i/<slug>/stock")
@needs("supplies.view")
def index(slug: str) -> ResponseReturnValue:
    """Show what the depots in scope have, and what stands at townships."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        rows = stock_rows(session, ranges=scope().ranges(), at=hour.at if hour.replay else None)
        own = [r for r in depot_rows(session).values() if scope().covers(r.division_code)]
        lines = depot_lines(own, [row for row in rows if row.kind == "depot"])
        return page(
            "supplies/stock.html",
            session,
            incident,
            lines=lines,
            totals=totals(lines),
            sums=_sums(rows),
            items=items(),
            choices=item_choices(),
            depot_options=[(row.id, row.name) for row in own],
        )


@blueprint.get("/i/<slug>/road")
@needs("supplies.view")
def road(slug: str) -> ResponseReturnValue:
    """Show what was sent, arrived, is on the road, lost or unaccounted for."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        wanted = OrderFilter(states=EXPECTED, page=page_number())
        at = hour.at if hour.replay else None
        return page(
            "supplies/road.html",
            session,
            incident,
            flows=flows(session, incident.id, scope().ranges(), at),
            expected=orders(session, scope(), incident.id, wanted, hour),
            items=items(),
            states=STATES,
        )


@blueprint.get("/i/<slug>/stock/moves")
@needs("supplies.view")
def moves(slug: str) -> ResponseReturnValue:
    """Show the moves from or to the divisions in scope, the latest first."""
    wanted = MoveFilter(
        request.args.get("place", ""), request.args.get("item", ""), page=page_number()
    )
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        listed = history(session, scope().ranges(), wanted, hour.at if hour.replay else None)
        return page(
            "supplies/moves.html",
            session,
            incident,
            listed=listed,
            wanted=wanted,
            names=_names(session, listed.items),
            kinds=NAMES,
            items=items(),
        )


@blueprint.post("/i/<slug>/stock/intake")
@needs("supplies.keep")
def intake(slug: str) -> ResponseReturnValue:
    """Record goods that came into a depot: bought or given."""
    form = request.form
    with desk().database.write() as session:
        open_incident(session, slug)
        new = Intake(
            place=_depot(session),
            item=form.get("item", ""),
            units=read_units(form.get("units", "")),
            donor=form.get("from") == "donor",
            batch=form.get("batch", "").strip(),
            reason=form.get("reason", ""),
        )
        take_in(session, scope(), stamp(session), new)
    return redirect(url_for("stock.index", slug=slug))


@blueprint.post("/i/<slug>/stock/count")
@needs("supplies.keep")
def count(slug: str) -> ResponseReturnValue:
    """Record what was counted; the books follow, with the reason."""
    form = request.form
    with desk().database.write() as session:
        open_incident(session, slug)
        found = Counted(
            place=_depot(session),
            item=form.get("item", ""),
            units=_counted(form.get("units", "")),
            reason=form.get("reason", ""),
            batch=form.get("batch", "").strip(),
        )
        count_stock(session, scope(), stamp(session), found)
    return redirect(url_for("stock.index", slug=slug))


def _counted(text: str) -> int:
    return 0 if text.strip() == "0" else read_units(text)


def _depot(session: Session) -> StockPlace:
    place_id = request.form.get("depot", "")
    if not place_id:
        raise Refused(Bilingual("请选择仓库", "Choose the depot"), "depot")
    row = depot_rows(session).get(place_id)
    if row is None:
        raise NotFound("仓库 depot", place_id)
    return depot(row.id, row.division_code)


def _sums(rows: Sequence[StockRow]) -> dict[tuple[str, str], int]:
    """Return units by kind of place and item."""
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        sums[row.kind, row.item] = sums.get((row.kind, row.item), 0) + row.units
    return sums


def _names(session: Session, rows: Sequence[MoveRow]) -> Mapping[str, str]:
    keys = {key for row in rows for key in (row.start, row.end)}
    towns = divisions(session, {key.partition(":")[2] for key in keys})
    depots = {
        depot(row.id, row.division_code).key: row.name for row in depot_rows(session).values()
    }
    return {key: place_text(key, depots, towns) for key in keys}
