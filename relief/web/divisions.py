"""The pages of divisions: found by a word, walked from province to village, their former names."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.bootstrap import name_speller
from relief.core.division_code import NATION, check
from relief.core.division_kind import KIND_NAMES
from relief.core.errors import NotFound, Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.geography.browse_queries import children_page, entries, is_on_the_way
from relief.geography.former_queries import today_of
from relief.geography.former_service import NewFormer, remove_former, write_former
from relief.geography.queries import divisions, populations, search
from relief.geography.rows import DivisionRow
from relief.web.auth import needs
from relief.web.context import desk, scope, stamp
from relief.web.goods_view import page_number

blueprint = Blueprint("divisions", __name__, url_prefix="/divisions")


@blueprint.get("")
@needs("divisions.view")
def index() -> ResponseReturnValue:
    """Find divisions within scope by name, pinyin, initials, code, former name or code."""
    text = request.args.get("q", "").strip()
    with desk().database.read() as session:
        found = entries(session, search(session, text, scope().ranges()))
        listed = children_page(session, NATION, scope().ranges(), page_number())
        provinces = entries(session, listed.items) if not text else []
    return render_template(
        "divisions/index.html", found=found, provinces=provinces, text=text, kinds=KIND_NAMES
    )


@blueprint.get("/<code>")
@needs("divisions.view")
def show(code: str) -> ResponseReturnValue:
    """Show one division: its chain, kind and days, what it was called, what lies within."""
    return _page(code, {}, ())


@blueprint.post("/<code>/former")
@needs("divisions.edit")
def add_former(code: str) -> ResponseReturnValue:
    """Keep a former code or name of a division."""
    try:
        with desk().database.write() as session:
            _find(code, session)
            typed = _typed(code)
            write_former(session, scope(), stamp(session), [typed], name_speller())
    except (Refused, RefusedRows) as error:
        reasons = error.reasons if isinstance(error, RefusedRows) else [error]
        return _page(code, request.form, reasons), 422
    return redirect(url_for("divisions.show", code=code, _anchor="former"))


@blueprint.post("/former/<former_id>/remove")
@needs("divisions.edit")
def take_former(former_id: str) -> ResponseReturnValue:
    """Take a keyed former name back; it stays in the audit log."""
    with desk().database.write() as session:
        code = remove_former(session, scope(), former_id)
    return redirect(url_for("divisions.show", code=code, _anchor="former"))


def _page(code: str, typed: Mapping[str, str], reasons: Sequence[Refused]) -> str:
    with desk().database.read() as session:
        asked = check(code)
        today = today_of(session, [asked]).get(asked, asked)
        row = _find(today, session)
        entry = entries(session, [row])[0]
        listed = children_page(session, today, scope().ranges(), page_number())
        inner = entries(session, listed.items)
        people = populations(session, [today]).get(today)
    return render_template(
        "divisions/show.html",
        entry=entry,
        asked=asked,
        people=people,
        listed=listed,
        inner=inner,
        kinds=KIND_NAMES,
        typed=typed,
        reasons=reasons,
        may_edit=scope().may("divisions.edit") and scope().covers(today),
    )


def _find(code: str, session: Session) -> DivisionRow:
    row = divisions(session, [check(code)]).get(code)
    if row is None or not is_on_the_way(code, scope().ranges()):
        raise NotFound("区划 division", code)
    return row


def _typed(code: str) -> NewFormer:
    typed = request.form
    return NewFormer(
        where="",
        division=code,
        former_code=typed.get("former_code", "").strip(),
        former_name=typed.get("former_name", "").strip(),
        valid_from=_day("valid_from"),
        valid_until=_day("valid_until"),
        reason=typed.get("reason", "").strip(),
        source=typed.get("source", "").strip(),
    )


def _day(name: str) -> date | None:
    text = request.form.get(name, "").strip()
    if text in {"", "待核"}:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(Bilingual(f"“{text}”不是日期", f"“{text}” is not a date"), name) from None
