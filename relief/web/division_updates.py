"""The yearly update of divisions: reviewed line by line, applied, taken back."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.core.division_code import parent_of
from relief.core.errors import NotFound, RefusedRows
from relief.core.identity import new_id
from relief.core.wording import Bilingual
from relief.db.work import Filed, file_work
from relief.geography.queries import divisions
from relief.geography.update_apply import require_ready, take_back
from relief.geography.update_queries import LineRow, UpdateRow, counts, lines_page, updates
from relief.geography.update_service import (
    VERDICTS,
    Judgement,
    LineFilter,
    discard,
    judge,
    judge_line,
)
from relief.offices.queries import account_names
from relief.web.auth import needs
from relief.web.context import desk, scope, stamp
from relief.web.goods_view import page_number
from relief.web.language import say

blueprint = Blueprint("division_updates", __name__, url_prefix="/divisions/updates")
APPLY = "apply_update"
_LONGEST_ID = 18  # digits: more is above the databases' largest whole number
KINDS: Mapping[str, Bilingual] = {
    "new": Bilingual("新设", "New"),
    "closed": Bilingual("撤销", "Closed"),
    "merged": Bilingual("并入", "Merged"),
    "renamed": Bilingual("更名", "Renamed"),
    "recoded": Bilingual("换码", "Recoded"),
}
JUDGED: Mapping[str, Bilingual] = {
    "open": Bilingual("未核对", "Not judged"),
    "accepted": Bilingual("已接受", "Accepted"),
    "rejected": Bilingual("已拒绝", "Rejected"),
}
STATES: Mapping[str, Bilingual] = {
    "staged": Bilingual("核对中", "Under review"),
    "applied": Bilingual("已应用", "Applied"),
    "discarded": Bilingual("已放弃", "Discarded"),
    "taken_back": Bilingual("已撤回", "Taken back"),
}


@blueprint.get("")
@needs("divisions.edit")
def index() -> ResponseReturnValue:
    """List the yearly updates, the latest first."""
    with desk().database.read() as session:
        listed = updates(session)
        names = account_names(session, {u.decided_by or u.filed_by for u in listed})
    return render_template(
        "divisions/updates.html", listed=listed, names=names, states=_said(STATES)
    )


@blueprint.get("/<update_id>")
@needs("divisions.edit")
def show(update_id: str) -> ResponseReturnValue:
    """Show the lines of an update by kind, province and verdict."""
    with desk().database.read() as session:
        return _page(session, update_id, None)


@blueprint.post("/<update_id>/judge")
@needs("divisions.edit")
def judge_all(update_id: str) -> ResponseReturnValue:
    """Accept or reject every open line the filter means."""
    verdict = request.form.get("verdict", "")
    if verdict not in VERDICTS:
        raise NotFound("核对结果 verdict", verdict)
    with desk().database.write() as session:
        judge(session, scope(), stamp(session), _filter(update_id), verdict)
    return _back(update_id)


@blueprint.post("/lines/<line_id>")
@needs("divisions.edit")
def judge_one(line_id: str) -> ResponseReturnValue:
    """Accept or reject one line, naming what a closed division went to."""
    typed = request.form
    if not (line_id.isascii() and line_id.isdigit() and len(line_id) <= _LONGEST_ID):
        raise NotFound("更新行 line", line_id)
    said = Judgement(
        int(line_id),
        typed.get("seen", ""),
        typed.get("verdict", ""),
        typed.get("successor", "").strip(),
    )
    with desk().database.write() as session:
        update_id = judge_line(session, scope(), stamp(session), said)
    return _back(update_id)


@blueprint.post("/<update_id>/<deed>")
@needs("divisions.edit")
def decide(update_id: str, deed: str) -> ResponseReturnValue:
    """File the applying of the accepted lines, discard the update, or take it or a line back."""
    line = request.form.get("line", type=int)
    try:
        with desk().database.write() as session:
            if deed == "apply":
                return _to_work(_file(session, update_id), update_id)
            if deed == "discard":
                discard(session, scope(), stamp(session), update_id)
            elif deed == "take-back":
                take_back(session, scope(), stamp(session), update_id, line)
            else:
                raise NotFound("操作 deed", deed)
    except RefusedRows as error:
        with desk().database.read() as session:
            return _page(session, update_id, error), 422
    return _back(update_id)


def _file(session: Session, update_id: str) -> str:
    """Return the work that applies the update; pressed twice it is the same."""
    lines = require_ready(session, scope(), update_id)
    row = next(u for u in updates(session) if u.id == update_id)
    arguments = {"update": update_id, "lines": lines, "asked_by": scope().account_id}
    command = request.form.get("command_id") or new_id()
    division = row.provinces[0].ljust(12, "0")
    return file_work(session, scope(), Filed(APPLY, division, arguments, command))


def _to_work(work_id: str, update_id: str) -> ResponseReturnValue:
    back = url_for("division_updates.show", update_id=update_id)
    return redirect(url_for("work.show", work_id=work_id, back=back))


def _said(words: Mapping[str, Bilingual]) -> dict[str, str]:
    return {key: say(word) for key, word in words.items()}


def _filter(update_id: str) -> LineFilter:
    asked = request.values
    return LineFilter(
        update_id,
        kind=asked.get("kind", "") if asked.get("kind", "") in KINDS else "",
        province=asked.get("province", ""),
        verdict=asked.get("shown", "") if asked.get("shown", "") in JUDGED else "",
    )


def _back(update_id: str) -> ResponseReturnValue:
    wanted = _filter(update_id)
    where = {"kind": wanted.kind, "province": wanted.province, "shown": wanted.verdict}
    kept: dict[str, Any] = {name: value for name, value in where.items() if value}
    page = max(1, request.values.get("page", 1, int))
    return redirect(url_for("division_updates.show", update_id=update_id, page=page, **kept))


def _page(session: Session, update_id: str, refused: RefusedRows | None) -> str:
    row = next((u for u in updates(session) if u.id == update_id), None)
    if row is None:
        raise NotFound("年度更新 update", update_id)
    wanted = _filter(update_id)
    listed = lines_page(session, scope(), wanted, page_number())
    return render_template(
        "divisions/update.html",
        update=row,
        listed=listed,
        wanted=wanted,
        counted=_counted(session, update_id),
        provinces=_provinces(session, row),
        named=_named(session, listed.items),
        names=account_names(session, _people(row, listed.items)),
        kinds=_said(KINDS),
        judged=_said(JUDGED),
        states=_said(STATES),
        reasons=refused.reasons if refused else (),
    )


def _counted(session: Session, update_id: str) -> dict[str, dict[str, int]]:
    """Return lines by kind and verdict, with their sums under "all"."""
    found = counts(session, scope(), update_id)
    table = {kind: {v: found.get((kind, v), 0) for v in JUDGED} for kind in KINDS}
    table["all"] = {v: sum(line[v] for line in table.values()) for v in JUDGED}
    return table


def _provinces(session: Session, row: UpdateRow) -> list[tuple[str, str]]:
    known = divisions(session, [two.ljust(12, "0") for two in row.provinces])
    return [(code[:2], held.name) for code, held in sorted(known.items())]


def _named(session: Session, lines: tuple[LineRow, ...]) -> dict[str, str]:
    """Return the names of the divisions the lines lie in, and of proposed successors."""
    codes = {parent_of(line.code) for line in lines} | {line.successor for line in lines}
    return {code: held.name for code, held in divisions(session, codes).items()}


def _people(row: UpdateRow, lines: tuple[LineRow, ...]) -> set[str]:
    listed = {line.decided_by for line in lines} | {line.undone_by for line in lines}
    return {person for person in (*listed, row.filed_by, row.decided_by) if person}
