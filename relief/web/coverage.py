"""覆盖与缺口: what is known of every township and village, and the list of what is not."""

import json
from io import BytesIO
from typing import get_args

from flask import Blueprint, Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from relief.bootstrap import now_in, workbook_writer
from relief.core.division_code import LEVEL_LENGTHS, Level, check, level_of, prefix_of
from relief.core.scope import CodeRange, range_of
from relief.geography.queries import divisions
from relief.situation.coverage import GAPS, GapFilter, GapLevel
from relief.situation.coverage_queries import coverage
from relief.situation.gap_queries import gap_page, gap_rows
from relief.web.alerts_view import day_of
from relief.web.auth import needs
from relief.web.context import desk, scope
from relief.web.coverage_view import MOST_ROWS, SHEET, bars, feed, sheet_of
from relief.web.geojson import answer
from relief.web.goods_view import page_number
from relief.web.incident_page import open_incident
from relief.web.sent_workbook import MEDIA_TYPE

blueprint = Blueprint("coverage", __name__)
_NEXT: dict[Level, Level] = {
    "nation": "province",
    "province": "county",
    "prefecture": "county",
    "county": "township",
    "township": "township",
    "village": "township",
}


@blueprint.get("/coverage")
@needs("coverage.view")
def index() -> ResponseReturnValue:
    """Show what is known, area by area, of `?within=CODE` or of the person's own divisions."""
    within = _within()
    with desk().database.read() as session:
        today = day_of(now_in(session))
        ranges = _narrowed(within)
        rows = coverage(session, ranges, _level(within), today) if ranges else []
        named = divisions(session, [within]) if within else {}
    return render_template(
        "situation/coverage.html",
        rows=bars(rows),
        within=within,
        within_name=named[within].name if within in named else "",
        deeper=_level(within) != "township",
        today=today,
    )


@blueprint.get("/coverage/gaps")
@needs("coverage.view")
def gaps() -> ResponseReturnValue:
    """Show the divisions that lack something, fifty a page, each with what mends it."""
    wanted = _wanted()
    with desk().database.read() as session:
        today = day_of(now_in(session))
        listed = gap_page(session, scope().ranges(), wanted, today, page_number())
        named = divisions(session, [wanted.within]) if wanted.within else {}
    return render_template(
        "situation/coverage_gaps.html",
        listed=listed,
        wanted=wanted,
        gaps=GAPS,
        within_name=named[wanted.within].name if wanted.within in named else "",
    )


@blueprint.get("/coverage/gaps.xlsx")
@needs("coverage.view")
def workbook() -> ResponseReturnValue:
    """Answer with the same list as a workbook; its head says of how many rows, if not all."""
    wanted = _wanted()
    with desk().database.read() as session:
        at = now_in(session)
        listed = gap_page(session, scope().ranges(), wanted, day_of(at), 1)
        rows = gap_rows(session, scope().ranges(), wanted, day_of(at), MOST_ROWS)
    content = workbook_writer().marked(sheet_of(rows, listed.total, at), (), sheet=SHEET)
    name = f"gaps-{wanted.level}-{wanted.gap}-{at:%Y%m%d}.xlsx"
    return send_file(BytesIO(content), mimetype=MEDIA_TYPE, as_attachment=True, download_name=name)


@blueprint.get("/i/<slug>/layers/coverage.json")
@needs("coverage.view")
def layer(slug: str) -> Response:
    """Answer with the map's question of how much is known, county by county."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        provinces = {county[: LEVEL_LENGTHS["province"]] for county in incident.counties}
        ranges = [r for p in sorted(provinces) for r in _narrowed(p.ljust(12, "0"))]
        rows = coverage(session, ranges, "county", day_of(now_in(session))) if ranges else []
    body = json.dumps(feed(rows), ensure_ascii=False, separators=(",", ":"))
    return answer(body, "application/json")


def _wanted() -> GapFilter:
    args = request.args
    gap = next((known for known in GAPS if known == args.get("missing", "")), GAPS[0])
    level: GapLevel = "township" if args.get("level") == "township" else "village"
    return GapFilter(gap, level, _within(), args.get("q", "").strip())


def _within() -> str:
    """Return the division asked about, 12 digits, empty for the person's own.

    Raises:
        InvalidDivisionCode: it is no such code.
    """
    code = request.args.get("within", "").strip()
    return check(code) if code else ""


def _level(within: str) -> Level:
    shortest = min((len(prefix) for prefix in scope().prefixes), default=0)
    own = next(level for level in get_args(Level) if LEVEL_LENGTHS[level] >= shortest)
    return _NEXT[level_of(within) if within else own]


def _narrowed(within: str) -> list[CodeRange]:
    """Return the person's own ranges, within a division where one is named."""
    if not within:
        return list(scope().ranges())
    outer = prefix_of(within)
    pairs = [(own, outer) for own in scope().prefixes]
    return [
        range_of(max(pair, key=len))
        for pair in pairs
        if pair[0].startswith(pair[1]) or pair[1].startswith(pair[0])
    ]
