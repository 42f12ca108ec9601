"""叫应: the alerts of an incident, a new one, and one alert township by township."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.alerts import alert as words
from relief.alerts.alert import AlertKind, Answer, NewAlert
from relief.alerts.alert_queries import AlertFilter, AlertView, alert, alerts, open_calls
from relief.alerts.catalogue import load_ladder, load_templates
from relief.alerts.neighbours import Neighbour, neighbours
from relief.alerts.services.answer import answer as record_answer
from relief.alerts.services.issue import issue_alert
from relief.alerts.services.release import CLOCK, stop_alert
from relief.alerts.sms import ONE_UCS2, PART_UCS2, SmsSize, sms_size
from relief.alerts.uncalled import uncalled
from relief.core.errors import NotFound, Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.geography.queries import divisions, townships_of
from relief.geography.rows import DivisionRow
from relief.incidents.closed import closed
from relief.incidents.ground import first_day
from relief.incidents.queries import IncidentRow
from relief.offices.desks import desks_for
from relief.offices.queries import Office, office_of
from relief.web.alerts_view import Recipient, day_of, first_asked, recipients, seconds_left
from relief.web.auth import needs
from relief.web.context import desk, moment, scope, stamp
from relief.web.goods_view import page_number
from relief.web.incident_page import open_incident, page
from relief.web.language import say

blueprint = Blueprint("alerts", __name__, url_prefix="/i/<slug>/alerts")
FIRST_KIND: AlertKind = "roll_call"


@dataclass(frozen=True, slots=True)
class AlertForm:
    """A new alert as it stands in the form.

    Fields:
        kinds: kind, name, the text offered for it.
        size: of the text; one, part: how many Chinese characters a message holds.
        neighbours: struck townships of other desks, shown and not called.
        hold_seconds: in which it can still be stopped; minutes: before the first climb.
    """

    kinds: tuple[tuple[str, Bilingual, str], ...]
    kind: str
    text: str
    size: SmsSize
    recipients: tuple[Recipient, ...]
    neighbours: tuple[Neighbour, ...]
    reasons: Sequence[Refused]
    hold_seconds: int
    minutes: int
    one: int = ONE_UCS2
    part: int = PART_UCS2

    @property
    def many_counties(self) -> bool:
        """Return whether the townships lie in several counties, so that each names its own."""
        return len({row.county_name for row in self.recipients}) > 1

    @property
    def chosen_count(self) -> int:
        """Return how many townships are marked."""
        return sum(row.chosen for row in self.recipients)


@blueprint.get("")
@needs("alerts.view")
def index(slug: str) -> ResponseReturnValue:
    """Show the alerts that call somebody within scope, the latest first."""
    args = request.args
    kind = args.get("kind", "")
    with desk().database.read() as session:
        incident, hour = open_incident(session, slug), moment(session)
        struck = townships_of(session, incident.counties, first_day(incident))
        towns = [r for r in struck if scope().covers(r.code)]
        township = args.get("township", "")
        wanted = AlertFilter(
            kind=kind if kind in words.KINDS else "",
            division=township if township in {row.code for row in towns} else "",
        )
        at = hour.at if hour.replay else None
        listed = alerts(session, scope(), incident.id, page_number(), at, wanted=wanted)
        offices = desks_for(session, {row.office_division for row in listed.items})
        context = {
            "listed": listed,
            "wanted": wanted,
            "kinds": words.KINDS,
            "states": words.ALERT_STATES,
            "offices": {code: say(row.name) for code, row in offices.items()},
            "uncalled": () if at else _uncalled(session, incident, towns),
        }
        if _partial():
            return render_template(
                "alerts/alert_rows.html", incident=incident, moment=hour, **context
            )
        calls = open_calls(session, scope(), incident.id)
        context |= {"townships": towns, "calls": calls}
        return page("alerts/alerts.html", session, incident, **context)


@blueprint.get("/new")
@needs("alerts.issue")
def new(slug: str) -> ResponseReturnValue:
    """Show a new alert: to whom, and the text; in the drawer or as a page."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        kind = request.args.get("kind", FIRST_KIND)
        chosen = request.args.getlist("division") or None
        form = _form(session, incident, kind, None, chosen)
        if _partial():
            return render_template("alerts/alert_form.html", incident=incident, form=form)
        return page("alerts/new_alert.html", session, incident, form=form)


@blueprint.post("")
@needs("alerts.issue")
def issue(slug: str) -> ResponseReturnValue:
    """Issue an alert, held for its count-down; a refusal shows the form as it was typed."""
    typed = request.form
    try:
        with desk().database.write() as session:
            incident = open_incident(session, slug)
            own = office_of(session, scope().account_id)
            wish = NewAlert(
                incident.id,
                own.division,
                _kind(typed.get("kind", "")),
                tuple(typed.getlist("divisions")),
                typed.get("text", "").replace("\r\n", "\n"),
            )
            alert_id = issue_alert(session, scope(), stamp(session), wish)
    except (Refused, RefusedRows) as error:
        reasons = error.reasons if isinstance(error, RefusedRows) else [error]
        with desk().database.read() as session:
            incident = open_incident(session, slug)
            chosen = typed.getlist("divisions")
            form = _form(session, incident, typed.get("kind", ""), reasons, chosen)
            return page("alerts/new_alert.html", session, incident, form=form), 422
    return redirect(url_for("alerts.show", slug=slug, alert_id=alert_id))


@blueprint.get("/<alert_id>")
@needs("alerts.view")
def show(slug: str, alert_id: str) -> ResponseReturnValue:
    """Show one alert: each township's state, rung, next climb and what happened."""
    with desk().database.read() as session:
        incident, hour = open_incident(session, slug), moment(session)
        view = alert(session, scope(), alert_id, hour.at if hour.replay else None)
        if view.row.incident_id != incident.id:
            raise NotFound("叫应 alert", alert_id)
        context = _state(session, view)
        if _partial():
            return render_template(
                "alerts/alert_state.html", incident=incident, moment=hour, **context
            )
        return page("alerts/alert.html", session, incident, **context)


@blueprint.post("/<alert_id>/stop")
@needs("alerts.issue")
def stop(slug: str, alert_id: str) -> ResponseReturnValue:
    """Stop an alert before it leaves."""
    with desk().database.write() as session:
        _of_incident(session, slug, alert_id)
        stop_alert(session, scope(), stamp(session), alert_id)
    return redirect(url_for("alerts.show", slug=slug, alert_id=alert_id))


@blueprint.post("/<alert_id>/answer")
@needs("alerts.answer")
def answer(slug: str, alert_id: str) -> ResponseReturnValue:
    """Write down an answer the desk heard: on behalf of the township."""
    typed = request.form
    with desk().database.write() as session:
        _of_incident(session, slug, alert_id)
        heard = Answer(
            alert_id=alert_id,
            division=typed.get("division", ""),
            how="desk",
            words=typed.get("words", "").strip(),
            on_behalf=True,
        )
        record_answer(session, scope(), stamp(session), heard)
    return redirect(url_for("alerts.show", slug=slug, alert_id=alert_id))


def _uncalled(
    session: Session, incident: IncidentRow, own: Sequence[DivisionRow]
) -> tuple[DivisionRow, ...]:
    return () if closed(incident) else uncalled(session, incident, own)


def _of_incident(session: Session, slug: str, alert_id: str) -> None:
    incident = open_incident(session, slug)
    if alert(session, scope(), alert_id).row.incident_id != incident.id:
        raise NotFound("叫应 alert", alert_id)


def _partial() -> bool:
    return request.headers.get("HX-Request") == "true"


def _kind(text: str) -> AlertKind:
    for kind in words.KINDS:
        if kind == text:
            return kind
    raise Refused(Bilingual("请选择叫应类别", "Choose what kind of alert it is"), "kind")


def _form(
    session: Session,
    incident: IncidentRow,
    kind: str,
    reasons: Sequence[Refused] | None,
    chosen: Sequence[str] | None,
) -> AlertForm:
    kind = kind if kind in words.KINDS else FIRST_KIND
    offered = _texts(incident, office_of(session, scope().account_id))
    text = offered[kind] if reasons is None else request.form.get("text", "")
    ladder = load_ladder()
    hour = moment(session)
    return AlertForm(
        kinds=tuple((key, name, offered[key]) for key, name in words.KINDS.items()),
        kind=kind,
        text=text,
        size=sms_size(text),
        recipients=recipients(session, scope(), incident, day_of(hour.at), chosen),
        neighbours=neighbours(session, scope(), incident),
        reasons=reasons or (),
        hold_seconds=ladder.hold_seconds,
        minutes=ladder.rungs[0].minutes,
    )


def _texts(incident: IncidentRow, own: Office) -> dict[str, str]:
    name = Bilingual(incident.name, incident.name_en or incident.name)
    office = Bilingual(own.authority, own.authority_en)
    return {
        kind: say(template.filled(office=office, incident=name))
        for kind, template in load_templates().items()
    }


def _state(session: Session, view: AlertView) -> dict[str, object]:
    codes = {town.code for town in view.divisions}
    held = view.row.state == "held"
    own = view.row.office_division
    desks = desks_for(session, [own])
    return {
        "view": view,
        "names": divisions(session, codes),
        "office": say(desks[own].name) if own in desks else own,
        "kinds": words.KINDS,
        "states": words.ALERT_STATES,
        "division_states": words.DIVISION_STATES,
        "hows": words.HOWS,
        "event_names": words.EVENTS,
        "channels": words.CHANNELS,
        "clock": CLOCK,
        "seconds_left": seconds_left(view.row.held_until),
        "to_be_asked": first_asked(session, codes, day_of(view.row.issued_at)) if held else {},
    }
