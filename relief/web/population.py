"""People of one division: what stands, how it came, keyed, corrected, taken back."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.bootstrap import now_in
from relief.core.cells import number_of
from relief.core.clock import beijing
from relief.core.division_code import check
from relief.core.errors import NotFound, Refused
from relief.core.wording import Bilingual
from relief.geography.browse_queries import entries, is_on_the_way
from relief.geography.place_loading import SET_UP
from relief.geography.population_figure import KINDS, QUALITIES, Figure
from relief.geography.population_queries import around, people_inside, population_history
from relief.geography.population_service import (
    EDIT,
    doubts,
    set_population,
    undo_population,
)
from relief.geography.queries import divisions, populations
from relief.offices.queries import account_names
from relief.web.auth import needs
from relief.web.context import desk, scope, stamp
from relief.web.language import say

blueprint = Blueprint("population", __name__, url_prefix="/divisions/<code>/population")


@blueprint.get("")
@needs("divisions.view")
def show(code: str) -> ResponseReturnValue:
    """Show the people of one division, the figures around it, and their history."""
    return _page(code, {}, ())


@blueprint.post("")
@needs("population.edit")
def save(code: str) -> ResponseReturnValue:
    """Keep the figure typed; one that contradicts another is asked about once before."""
    typed = request.form
    try:
        new = _figure()
        with desk().database.write() as session:
            doubtful = [] if typed.get("confirmed") == "1" else doubts(session, code, new.people)
            if not doubtful:
                follows = typed.get("follows", "")
                set_population(session, scope(), stamp(session), code, new, follows)
    except Refused as error:
        return _page(code, typed, [error]), 422
    if doubtful:
        return _page(code, typed, [], doubtful), 422
    return redirect(url_for("population.show", code=code))


@blueprint.post("/undo")
@needs("population.edit")
def undo(code: str) -> ResponseReturnValue:
    """Set the figure back to the one before it; both stay in the history."""
    try:
        with desk().database.write() as session:
            follows = request.form.get("follows", "")
            undo_population(session, scope(), stamp(session), code, follows)
    except Refused as error:
        return _page(code, {}, [error]), 422
    return redirect(url_for("population.show", code=code))


def _page(
    code: str,
    typed: Mapping[str, str],
    reasons: Sequence[Refused],
    doubtful: Sequence[Bilingual] = (),
) -> str:
    with desk().database.read() as session:
        row = divisions(session, [check(code)]).get(code)
        if row is None or not is_on_the_way(code, scope().ranges()):
            raise NotFound("区划 division", code)
        history = population_history(session, code)
        names = account_names(session, {entry.recorded_by for entry in history})
        standing = populations(session, [code]).get(code)
        inner, known = people_inside(session, code)
        return render_template(
            "divisions/population.html",
            entry=entries(session, [row])[0],
            standing=standing,
            against=doubts(session, code, standing.people) if standing else (),
            around=around(session, code),
            inner=inner,
            known=known,
            history=history,
            names=names,
            set_up=SET_UP,
            kinds=KINDS,
            qualities=QUALITIES,
            kind_options=[(key, say(word)) for key, word in KINDS.items()],
            quality_options=[(key, say(word)) for key, word in QUALITIES.items()],
            this_year=_year(session),
            typed=typed,
            reasons=reasons,
            doubtful=doubtful,
            may_edit=scope().may(EDIT) and scope().covers(code),
        )


def _year(session: Session) -> int:
    return beijing(now_in(session)).year


def _figure() -> Figure:
    """Return the figure typed.

    Raises:
        Refused: a word or a part of a person where a whole number is expected.
    """
    form = request.form
    people, year = _whole("people"), form.get("year", "").strip()
    return Figure(
        people=people,
        kind=form.get("kind", ""),
        year=_whole("year") if year and year != "待核" else None,
        quality=form.get("quality", ""),
        origin=form.get("origin", ""),
        note=form.get("note", ""),
    )


def _whole(name: str) -> int:
    typed = request.form.get(name, "").strip()
    number = number_of(typed)
    if number is None or number != number.to_integral_value():
        raise Refused(
            Bilingual(f"“{typed}”应为整数", f"“{typed}”: a whole number is expected"), name
        )
    return int(number)
