"""值班电话: the slip, what was recorded, and the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.alerts.queries import CallFilter, CallRow, call, call_log
from relief.alerts.service import record_call
from relief.alerts.slip import FIVE_FIGURES, CallSlip
from relief.bootstrap import now_in
from relief.core.clock import beijing
from relief.core.division_code import at_level
from relief.core.errors import Refused, RefusedRows
from relief.damage.catalogue import Indicator, load_indicators
from relief.db.audit import write_audit
from relief.geography.queries import villages_of
from relief.geography.rows import DivisionRow
from relief.incidents.ground import first_day
from relief.incidents.queries import IncidentRow
from relief.situation.open_ground import open_townships
from relief.web.auth import needs
from relief.web.context import desk, moment, scope, stamp
from relief.web.incident_page import open_incident, page
from relief.web.typed import typed_division, typed_figure, typed_time

blueprint = Blueprint("calls", __name__, url_prefix="/i/<slug>/calls")


@dataclass(frozen=True, slots=True)
class SlipForm:
    """The slip as it stands in the form: texts as typed, so that an error loses nothing.

    Fields:
        division: the code chosen, empty before the choice; township: the text typed.
        errors: reason by field.
    """

    townships: tuple[DivisionRow, ...]
    villages: tuple[DivisionRow, ...]
    figures: tuple[Indicator, ...]
    values: Mapping[str, str]
    chosen_villages: frozenset[str] = frozenset()
    corrects: CallRow | None = None
    errors: Mapping[str, Refused] = field(default_factory=dict)


@blueprint.get("")
@needs("calls.view")
def log(slug: str) -> ResponseReturnValue:
    """Show the log within scope, newest call first, filtered by township and words."""
    text = request.args.get("q", "").strip()
    township = request.args.get("township", "").strip()
    number = request.args.get("page", 1, type=int)
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        townships = _townships(session, incident)
        known = {row.code for row in townships}
        hour = moment(session)
        within = township if township in known else ""
        wanted = CallFilter(within, text, hour.at if hour.replay else None)
        calls = call_log(session, scope(), incident.id, wanted, number)
        return page(
            "alerts/log.html",
            session,
            incident,
            calls=calls,
            wanted=wanted,
            townships=townships,
            figures=_figures(),
        )


@blueprint.get("/new")
@needs("calls.record")
def new(slug: str) -> ResponseReturnValue:
    """Show an empty slip, one for a township, or a slip to correct: in the drawer or as a page."""
    corrects = request.args.get("corrects", "")
    with desk().database.write() as session:  # an unmasked look at a phone is written down
        incident = open_incident(session, slug)
        wrong = _to_correct(session, corrects) if corrects else None
        form = _empty_form(session, incident, wrong, request.args.get("division", ""))
        return _answer(session, incident, form)


@blueprint.get("/villages")
@needs("calls.record")
def villages(slug: str) -> ResponseReturnValue:
    """Show the villages of a township as boxes to tick."""
    code = request.args.get("division", "")
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        rows = _villages(session, incident, code, _townships(session, incident))
    return render_template("alerts/villages.html", villages=rows, chosen=frozenset())


@blueprint.post("")
@needs("calls.record")
def record(slug: str) -> ResponseReturnValue:
    """Record the slip and say what was recorded; a slip with faults comes back as typed."""
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        townships = _townships(session, incident)
        try:
            slip = _read_slip(incident, townships, now_in(session))
            call_id = record_call(session, scope(), stamp(session, "telephone"), slip)
        except (Refused, RefusedRows) as error:
            reasons = error.reasons if isinstance(error, RefusedRows) else [error]
            form = _form_as_typed(session, incident, townships, reasons)
            return _answer(session, incident, form), 422
        if _partial():
            return _saved(session, incident, call_id)
    return redirect(url_for("calls.show", slug=slug, call_id=call_id))


@blueprint.get("/<call_id>")
@needs("calls.view")
def show(slug: str, call_id: str) -> ResponseReturnValue:
    """Show one slip: what was recorded, and the way back."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        return _saved(session, incident, call_id)


def _saved(session: Session, incident: IncidentRow, call_id: str) -> str:
    row = call(session, scope(), call_id)
    context = {"call": row, "figures": _figures()}
    if _partial():
        return render_template("alerts/saved.html", incident=incident, **context)
    return page("alerts/show.html", session, incident, **context)


def _answer(session: Session, incident: IncidentRow, form: SlipForm) -> str:
    if _partial():
        return render_template("alerts/slip.html", incident=incident, form=form)
    return page("alerts/new.html", session, incident, form=form)


def _partial() -> bool:
    return request.headers.get("HX-Request") == "true"


def _figures() -> tuple[Indicator, ...]:
    catalogue = load_indicators()
    return tuple(catalogue.indicators[code] for code in FIVE_FIGURES)


def _townships(session: Session, incident: IncidentRow) -> tuple[DivisionRow, ...]:
    return tuple(open_townships(session, scope(), incident))


def _villages(
    session: Session, incident: IncidentRow, code: str, townships: Sequence[DivisionRow]
) -> tuple[DivisionRow, ...]:
    if code not in {row.code for row in townships}:
        return ()
    return tuple(villages_of(session, [code], first_day(incident))[code])


def _to_correct(session: Session, call_id: str) -> CallRow:
    wrong = call(session, scope(), call_id, unmasked=True)
    write_audit(session, scope().account_id, "calls.look", call_id, {"unmasked": True})
    return wrong


def _empty_form(
    session: Session, incident: IncidentRow, wrong: CallRow | None, division: str
) -> SlipForm:
    townships = _townships(session, incident)
    names = {row.code: row.name for row in townships}
    code, spoken_for = _place(division)
    if wrong:
        code, spoken_for = wrong.division, frozenset(wrong.village_codes)
    at = wrong.occurred_at if wrong else now_in(session)
    values = {
        "division": code if code in names else "",
        "township": names.get(code, ""),
        "occurred_at": f"{beijing(at):%Y-%m-%d %H:%M}",
        "caller": wrong.caller if wrong else "",
        "phone": wrong.phone if wrong else "",
        "words": wrong.words if wrong else "",
    }
    for key, value in (wrong.figures if wrong else {}).items():
        values[key] = "待核" if value is None else f"{value:f}"
    return SlipForm(
        townships,
        _villages(session, incident, code, townships),
        _figures(),
        values,
        spoken_for,
        wrong,
    )


def _place(division: str) -> tuple[str, frozenset[str]]:
    """Return the township asked for, and the village where the roll call asked for one."""
    if not division:
        return "", frozenset()
    township = at_level(division, "township")
    return township, frozenset({division} - {township})


def _form_as_typed(
    session: Session,
    incident: IncidentRow,
    townships: tuple[DivisionRow, ...],
    reasons: Sequence[Refused],
) -> SlipForm:
    typed = {name: value for name, value in request.form.items() if name != "csrf_token"}
    corrects = typed.get("corrects", "")
    errors = {reason.path.removeprefix("figures."): reason for reason in reasons}
    return SlipForm(
        townships,
        _villages(session, incident, typed.get("division", ""), townships),
        _figures(),
        typed,
        frozenset(request.form.getlist("villages")),
        call(session, scope(), corrects) if corrects else None,
        errors,
    )


def _read_slip(
    incident: IncidentRow, townships: Sequence[DivisionRow], present: datetime
) -> CallSlip:
    typed = request.form
    faults: list[Refused] = []
    figures: dict[str, Decimal | None] = {}
    for code in FIVE_FIGURES:
        try:
            if typed.get(code, "").strip():
                figures[code] = typed_figure(typed[code], f"figures.{code}")
        except Refused as fault:
            faults.append(fault)
    division, at = "", present
    try:
        division = _read_division(townships)
    except Refused as fault:
        faults.append(fault)
    try:
        at = typed_time(typed.get("occurred_at", ""), present, "occurred_at")
    except Refused as fault:
        faults.append(fault)
    if faults:
        raise RefusedRows(faults)
    return CallSlip(
        incident_id=incident.id,
        division=division,
        occurred_at=at,
        caller=typed.get("caller", ""),
        phone=typed.get("phone", ""),
        words=typed.get("words", ""),
        figures=figures,
        villages=tuple(typed.getlist("villages")),
        corrects=typed.get("corrects") or None,
    )


def _read_division(townships: Sequence[DivisionRow]) -> str:
    """Return the township typed; the code the page chose counts while its name still stands."""
    chosen, text = request.form.get("division", ""), request.form.get("township", "").strip()
    names = {row.code: row.name for row in townships}
    if chosen and (not text or names.get(chosen) == text):
        return chosen
    return typed_division(text, townships, "division")
