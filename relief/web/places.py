"""Places: the list, one place with its history, its position corrected, its end, the way back."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from shapely.geometry import mapping
from sqlalchemy.orm import Session

from relief.bootstrap import now_in
from relief.core.clock import beijing
from relief.core.division_code import CODE_LENGTH
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.geography.boundary_queries import areas
from relief.geography.place_list import (
    PlaceFilter,
    find_place,
    kind_counts,
    place_history,
    place_page,
)
from relief.geography.place_loading import SET_UP
from relief.geography.place_queries import places
from relief.geography.place_service import correct_position, end_place, reopen_place
from relief.geography.place_suspicions import area_code
from relief.geography.place_words import ENDING, KINDS, QUALITIES
from relief.geography.queries import divisions
from relief.offices.queries import account_names, office_of
from relief.web.auth import needs
from relief.web.context import desk, scope, stamp
from relief.web.goods_view import page_number
from relief.web.places_view import (
    division_options,
    kind_options,
    quality_options,
    read_correction,
    system_options,
)

blueprint = Blueprint("places", __name__, url_prefix="/places")
_LIGHT_DEG = 0.001
"""A county's line on a small map: simplified to about 100 m."""
_AROUND_DEG = 0.15


@blueprint.get("")
@needs("places.view")
def index() -> ResponseReturnValue:
    """Show the places within scope, by kind, division, quality and text, fifty a page."""
    args = request.args
    wanted = PlaceFilter(
        kind=args.get("kind", "") if args.get("kind", "") in KINDS else "",
        division=_code(args.get("division", "")),
        quality=args.get("quality", "") if args.get("quality", "") in QUALITIES else "",
        text=args.get("q", "").strip(),
        ended=args.get("ended") == "1",
    )
    with desk().database.read() as session:
        listed = place_page(session, scope().ranges(), wanted, page_number())
        own = office_of(session, scope().account_id).division
        return render_template(
            "places/index.html",
            listed=listed,
            wanted=wanted,
            counts=kind_counts(session, scope().ranges()),
            kinds=KINDS,
            qualities=QUALITIES,
            kind_options=kind_options(),
            quality_options=quality_options(),
            division_options=division_options(session, own, wanted.division),
        )


@blueprint.get("/one")
@needs("places.view")
def show() -> ResponseReturnValue:
    """Show the place `?id=`, where it lies, its history and what may be done with it."""
    return _show(request.args.get("id", ""), None)


@blueprint.get("/around.json")
@needs("places.view")
def around() -> ResponseReturnValue:
    """Answer with the place `?id=`, its county's line and the places near it."""
    with desk().database.read() as session:
        place = find_place(session, scope(), request.args.get("id", ""))
        code = area_code(place.division_code)
        line = areas(session, [code]).get(code)
        box = (
            place.lon - _AROUND_DEG,
            place.lat - _AROUND_DEG,
            place.lon + _AROUND_DEG,
            place.lat + _AROUND_DEG,
        )
        kinds = [kind for kind in KINDS if kind != "house"]
        near = places(session, kinds, scope().ranges(), box, standing=True)
    return {
        "lon": place.lon,
        "lat": place.lat,
        "line": None if line is None else mapping(line.simplify(_LIGHT_DEG)),
        "near": [[p.lon, p.lat, p.name] for p in near if p.id != place.id],
    }


@blueprint.post("/correct")
@needs("places.edit")
def correct() -> ResponseReturnValue:
    """Correct where the place lies; a refusal shows the form as it was typed."""
    place_id = request.form.get("id", "")
    try:
        new = read_correction(_day("surveyed_on"))
        with desk().database.write() as session:
            correct_position(session, scope(), stamp(session), place_id, new)
    except Refused as error:
        return _show(place_id, error), 422
    return redirect(url_for("places.show", id=place_id))


@blueprint.post("/end")
@needs("places.edit")
def end() -> ResponseReturnValue:
    """Record that the road is open again, the shelter closed, on a day."""
    place_id = request.form.get("id", "")
    reason = request.form.get("reason", "")
    try:
        with desk().database.write() as session:
            on = _day("on") or beijing(now_in(session)).date()
            end_place(session, scope(), stamp(session), place_id, on, reason)
    except Refused as error:
        return _show(place_id, error), 422
    return redirect(url_for("places.show", id=place_id))


@blueprint.post("/reopen")
@needs("places.edit")
def reopen() -> ResponseReturnValue:
    """Take the end back: the road is closed again, the shelter in use again."""
    place_id = request.form.get("id", "")
    with desk().database.write() as session:
        reopen_place(session, scope(), stamp(session), place_id, request.form.get("reason", ""))
    return redirect(url_for("places.show", id=place_id))


def _show(place_id: str, error: Refused | None) -> str:
    with desk().database.read() as session:
        place = find_place(session, scope(), place_id)
        history = place_history(session, place_id)
        names = account_names(session, {entry.recorded_by for entry in history})
        return render_template(
            "places/show.html",
            place=place,
            where=_where(session, place.division_code),
            history=history,
            names=names,
            set_up=SET_UP,
            kinds=KINDS,
            qualities=QUALITIES,
            ending=ENDING.get(place.kind),
            today=beijing(now_in(session)).date(),
            system_options=system_options(place.lon),
            quality_options=quality_options(every=False),
            reasons=[error] if error else [],
        )


def _where(session: Session, code: str) -> str:
    rows = divisions(session, {area_code(code), code})
    return " ".join(dict.fromkeys(rows[key].name for key in (area_code(code), code) if key in rows))


def _code(text: str) -> str:
    return text if len(text) == CODE_LENGTH and text.isascii() and text.isdigit() else ""


def _day(name: str) -> date | None:
    typed = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Refused(Bilingual(f"“{typed}”不是日期", f"“{typed}” is not a day"), name) from None
