"""The demo's clock in the strip: what it may be moved on to, and how far a move is."""

import json

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.bootstrap import now_in
from relief.core.errors import NotFound, Refused
from relief.core.identity import new_id
from relief.core.wording import Bilingual
from relief.db.audit import write_audit
from relief.db.tables import Setting
from relief.db.work import ENDED, Filed, file_work, find
from relief.offices.queries import office_of
from relief.web.auth import needs
from relief.web.context import desk, scope

blueprint = Blueprint("clock", __name__, url_prefix="/clock")
DEMO_STOPS = "demo_stops"
KIND = "advance_clock"


@blueprint.get("")
@needs("demo.clock")
def choices() -> ResponseReturnValue:
    """Answer with the steps, the next notice and the stops ahead, for the strip's menu."""
    with desk().database.read() as session:
        ahead = stops_ahead(session)
        if ahead is None:
            raise NotFound("示例时钟 demo clock", "clock")
        present = now_in(session)
    return render_template("desk/clock.html", stops=ahead, present=present)


@blueprint.post("")
@needs("demo.clock")
def advance() -> ResponseReturnValue:
    """File the advance of the demo clock to one of the hours offered."""
    target = request.form.get("target", "")
    with desk().database.write() as session:
        offered = {stop["name"]: stop for stop in stops_ahead(session) or ()}
        if target not in offered:
            raise Refused(Bilingual("没有这个停点", "There is no such stop"), "target")
        command = request.form.get("command_id") or new_id()
        # The hour goes with the order: two clicks, or a worker's second try, move it once.
        arguments = {"target": target, "to": offered[target]["to"]}
        own = office_of(session, scope().account_id).division
        work_id = file_work(session, scope(), Filed(KIND, own, arguments, command))
        write_audit(session, scope().account_id, "clock_advance", target, {})
    if request.headers.get("HX-Request") == "true":
        return redirect(url_for("clock.moving", work_id=work_id), code=303)
    return redirect(url_for("work.show", work_id=work_id))


@blueprint.get("/moving/<work_id>")
@needs("demo.clock")
def moving(work_id: str) -> ResponseReturnValue:
    """Answer with how far the advance is; when the clock stands anew the page is loaded again."""
    with desk().database.read() as session:
        row = find(session, scope(), work_id)
        if row is None:
            raise NotFound("后台任务 work", work_id)
        reasons = (row.result or {}).get("reasons", ())
    if row.state in ENDED and not reasons:
        return "", 200, {"HX-Refresh": "true"}
    return render_template(
        "desk/clock_moving.html", work=row, open=row.state not in ENDED, reasons=reasons
    )


def stops_ahead(session: Session) -> list[dict[str, str]] | None:
    """Return what lies ahead of the demo clock; None on a real desk, which has none."""
    row = session.get(Setting, DEMO_STOPS)
    return json.loads(row.value) if row else None
