"""责任人名册: who answers for each division, deputies, leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.alerts.queries import masked
from relief.bootstrap import now_in
from relief.core.errors import NotFound, Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.db.audit import write_audit
from relief.geography.queries import divisions
from relief.offices.roster import Responsible, people, phones, responsibles
from relief.offices.roster_list import RosterFilter, Shown, roster_page
from relief.offices.roster_service import (
    GENERATED,
    NewLeave,
    NewResponsible,
    enter,
    leave,
    vacate,
)
from relief.web.alerts_view import day_of
from relief.web.auth import needs
from relief.web.context import desk, scope, stamp
from relief.web.goods_view import page_number

blueprint = Blueprint("roster", __name__, url_prefix="/roster")
LISTINGS: tuple[Shown, ...] = get_args(Shown)
DIVISION = "区划 division"


@dataclass(frozen=True, slots=True)
class PostForm:
    """A post of the roster as it stands in the form: texts as typed."""

    division: str
    name: str
    held: tuple[Responsible, ...]
    values: Mapping[str, str]
    reasons: Sequence[Refused]


@blueprint.get("")
@needs("roster.view")
def index() -> ResponseReturnValue:
    """Show the divisions within scope and who answers for them; numbers are masked."""
    args = request.args
    shown = args.get("shown", "")
    wanted = RosterFilter(
        text=args.get("q", "").strip(),
        shown=next((known for known in LISTINGS if known == shown), "all"),
        page=page_number(),
    )
    with desk().database.read() as session:
        today = day_of(now_in(session))
        listed = roster_page(session, scope(), wanted, today)
        ids = {person.person_id for line in listed.items for person in line.people}
        numbers = {key: masked(phone) for key, phone in phones(session, ids).items()}
    return render_template(
        "alerts/roster.html",
        listed=listed,
        wanted=wanted,
        listings=LISTINGS,
        phones=numbers,
        today=today,
    )


@blueprint.get("/edit")
@needs("roster.edit")
def edit() -> ResponseReturnValue:
    """Show one division's posts to be changed; the numbers in full, the look audited."""
    code = request.args.get("division", "")
    with desk().database.write() as session:
        return _answer(_form(session, code, {}, ()))


@blueprint.post("")
@needs("roster.edit")
def keep() -> ResponseReturnValue:
    """Enter who holds a post from a day on, or that it stands vacant."""
    typed = request.form
    code = typed.get("division", "")
    try:
        with desk().database.write() as session:
            scope().require("roster.edit", code)
            if typed.get("deed") == "vacate":
                today = day_of(now_in(session))
                vacate(session, scope(), stamp(session), (code, _rank()), today)
            else:
                new = _new(session, code)
                enter(session, scope(), stamp(session, _source(session, new)), new)
    except (Refused, RefusedRows) as error:
        reasons = error.reasons if isinstance(error, RefusedRows) else [error]
        with desk().database.write() as session:
            return _answer(_form(session, code, typed, reasons)), 422
    return redirect(url_for("roster.index", q=code))


@blueprint.post("/leave")
@needs("roster.edit")
def away() -> ResponseReturnValue:
    """Enter the days on which a person is away."""
    typed = request.form
    with desk().database.write() as session:
        corrects = typed.get("corrects", "") or None
        new = NewLeave(
            person_id=typed.get("person_id", ""),
            from_on=_day("from_on"),
            to_on=_day("to_on"),
            corrects=corrects,
        )
        leave(session, scope(), stamp(session), new)
    return redirect(url_for("roster.index", q=typed.get("division", "")))


def _answer(form: PostForm) -> str:
    if request.headers.get("HX-Request") == "true":
        return render_template("alerts/roster_form.html", form=form)
    return render_template("alerts/roster_edit.html", form=form)


def _form(
    session: Session, code: str, typed: Mapping[str, str], reasons: Sequence[Refused]
) -> PostForm:
    """Return the form of a division within scope.

    Raises:
        NotFound: no such division there.
    """
    known = divisions(session, [code])
    if code not in known or not scope().covers(code):
        raise NotFound(DIVISION, code)
    today = day_of(now_in(session))
    held = responsibles(session, [code], today)[code]
    ranks = {person.rank for person in held}
    rank = typed.get("rank") or request.args.get("rank") or str(max(ranks, default=0) + 1)
    values = {"rank": rank, "valid_from": today.isoformat(), **typed}
    person = next((row for row in held if str(row.rank) == rank), None)
    if person is not None and not typed:
        look = {"persons": [person.person_id]}
        write_audit(session, scope().account_id, "roster.look", code, look)
        values |= {
            "post": person.post,
            "post_en": person.post_en,
            "name": person.name,
            "phone": phones(session, [person.person_id]).get(person.person_id, ""),
        }
    return PostForm(code, known[code].name, held, values, reasons)


def _new(session: Session, code: str) -> NewResponsible:
    typed = request.form
    today = day_of(now_in(session))
    return NewResponsible(
        division=code,
        rank=_rank(),
        post=typed.get("post", ""),
        post_en=typed.get("post_en", ""),
        name=typed.get("name", ""),
        phone=typed.get("phone", ""),
        valid_from=_day("valid_from") if typed.get("valid_from") else today,
    )


def _source(session: Session, new: NewResponsible) -> str:
    """Return the source of the entry: a generated person stays one while his number does."""
    held = responsibles(session, [new.division], new.valid_from)[new.division]
    known = people(session, {row.person_id for row in held})
    same = any(row.generated and row.phone == new.phone.strip() for row in known.values())
    return GENERATED if same else "desk"


def _rank() -> int:
    text = request.form.get("rank", "").strip()
    if not (text.isascii() and text.isdigit()):
        raise Refused(Bilingual("请填写顺位（1 为责任人）", "Write the order (1 is first)"), "rank")
    return int(text)


def _day(name: str) -> date:
    text = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(Bilingual(f"“{text}”不是日期", f"“{text}” is not a date"), name) from None
