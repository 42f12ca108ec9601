"""应答: what the alerts ask of a township, on its official's telephone: one large button."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.alerts.alert import KINDS, Answer
from relief.alerts.asks import AskRow, asks
from relief.alerts.queries import heard
from relief.alerts.services.answer_with_slip import Said, answer_with_slip
from relief.alerts.slip import FIVE_FIGURES
from relief.core.errors import Refused, RefusedRows
from relief.damage.catalogue import Indicator, load_indicators
from relief.geography.queries import divisions
from relief.geography.rows import DivisionRow
from relief.incidents.ground import ground_of, villages_struck
from relief.incidents.queries import IncidentRow
from relief.offices.desks import desks_for
from relief.offices.queries import office_of
from relief.web.auth import needs
from relief.web.context import desk, moment, scope, stamp
from relief.web.incident_page import open_incident, page
from relief.web.language import say
from relief.web.typed import typed_figure

blueprint = Blueprint("answers", __name__, url_prefix="/i/<slug>/answers")


@dataclass(frozen=True, slots=True)
class AskCard:
    """One ask as the page shows it.

    Fields:
        office: the desk that asks.
        silent: villages of the township nobody has spoken for.
        reasons: why what was typed here was not kept.
    """

    ask: AskRow
    place: str
    office: str
    silent: tuple[DivisionRow, ...]
    reasons: Sequence[Refused]

    @property
    def key(self) -> str:
        """Return what names this card's fields."""
        return f"{self.ask.alert_id}-{self.ask.division}"


@blueprint.get("")
@needs("alerts.view")
def index(slug: str) -> ResponseReturnValue:
    """Show what is asked of the divisions within scope; an hour wound back asks nobody."""
    with desk().database.read() as session:
        if moment(session).replay:
            return redirect(url_for("alerts.index", slug=slug, at=request.args["at"]))
        return _page(session, open_incident(session, slug), ())


@blueprint.post("")
@needs("alerts.answer")
def give(slug: str) -> ResponseReturnValue:
    """Answer an alert; with figures, words and villages where they are known already."""
    try:
        with desk().database.write() as session:
            incident = open_incident(session, slug)
            own = office_of(session, scope().account_id)
            given = Answer(
                alert_id=request.form.get("alert_id", ""),
                division=request.form.get("division", ""),
                how="web",
                words=request.form.get("words", "").strip(),
            )
            said = Said(
                incident_id=incident.id,
                figures=_figures(),
                villages=tuple(request.form.getlist("villages")),
                caller=f"{own.post} {scope().account_name}",
            )
            answer_with_slip(session, scope(), stamp(session, "web"), given, said)
    except (Refused, RefusedRows) as error:
        reasons = error.reasons if isinstance(error, RefusedRows) else [error]
        with desk().database.read() as session:
            return _page(session, open_incident(session, slug), reasons), 422
    return redirect(url_for("answers.index", slug=slug))


def _figures() -> dict[str, Decimal | None]:
    figures: dict[str, Decimal | None] = {}
    faults: list[Refused] = []
    for code in FIVE_FIGURES:
        text = request.form.get(code, "")
        if not text.strip():
            continue
        try:
            figures[code] = typed_figure(text, say(load_indicators().indicators[code].name))
        except Refused as fault:
            faults.append(fault)
    if faults:
        raise RefusedRows(faults)
    return figures


def _page(session: Session, incident: IncidentRow, reasons: Sequence[Refused]) -> str:
    context = {
        "cards": _cards(session, incident, reasons),
        "figures": _five(),
        "kinds": KINDS,
        "form": request.form if reasons else {},
    }
    if request.headers.get("HX-Request") == "true":
        return render_template("alerts/asks.html", incident=incident, **context)
    return page("alerts/answers.html", session, incident, **context)


def _five() -> tuple[Indicator, ...]:
    return tuple(load_indicators().indicators[code] for code in FIVE_FIGURES)


def _cards(
    session: Session, incident: IncidentRow, reasons: Sequence[Refused]
) -> tuple[AskCard, ...]:
    asked = asks(session, scope(), incident.id)
    towns = sorted({ask.division for ask in asked})
    names = divisions(session, {*towns, *(ask.office_division for ask in asked)})
    offices = desks_for(session, {ask.office_division for ask in asked})
    silent = _silent(session, incident, towns)
    wrong = (request.form.get("alert_id", ""), request.form.get("division", ""))
    return tuple(
        AskCard(
            ask=ask,
            place=names[ask.division].name if ask.division in names else ask.division,
            office=say(offices[ask.office_division].name)
            if ask.office_division in offices
            else ask.office_division,
            silent=silent.get(ask.division, ()),
            reasons=reasons if (ask.alert_id, ask.division) == wrong else (),
        )
        for ask in asked
    )


def _silent(
    session: Session, incident: IncidentRow, towns: Sequence[str]
) -> Mapping[str, tuple[DivisionRow, ...]]:
    ground = ground_of(session, incident)
    spoken = ground.heard(heard(session, incident.id))
    return {
        town: tuple(row for row in rows if row.code not in spoken)
        for town, rows in villages_struck(session, ground, towns).items()
    }
