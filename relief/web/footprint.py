"""影响范围: what lies under the footprint, version by version, and what nothing decides yet."""

import json
from dataclasses import dataclass
from io import BytesIO
from typing import get_args

from flask import Blueprint, Response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from relief.bootstrap import workbook_writer
from relief.core.division_code import CODE_LENGTH, prefix_of
from relief.core.errors import NotFound
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.geography.footprint_queries import zone_shapes
from relief.incidents.footprint_versions import restore_version
from relief.offices.queries import account_names
from relief.situation.affected import By, DivisionSum, How, Village, divisions_of, listed
from relief.situation.affected_queries import Affected, affected
from relief.web.auth import needs
from relief.web.context import desk, moment, scope, stamp
from relief.web.footprint_points import village_points
from relief.web.footprint_sheet import SHEET, About, sheet_of
from relief.web.geojson import answer, collection, feature
from relief.web.goods_view import page_number
from relief.web.incident_page import open_incident, page
from relief.web.sent_workbook import MEDIA_TYPE

blueprint = Blueprint("footprint", __name__, url_prefix="/i/<slug>/footprint")
LISTINGS: tuple[How, ...] = ("sure", "estimate", "open")
GROUPS: tuple[By, ...] = get_args(By)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page lists: a version, rows a township or county, or villages known in one way."""

    version: str
    by: By
    how: How | None
    within: str
    page: int


@dataclass(frozen=True, slots=True)
class Listed:
    """The page's rows: divisions, or villages where one way of knowing was asked for."""

    divisions: Page[DivisionSum] | None
    villages: Page[Village] | None


@blueprint.get("")
@needs("desk.view")
def show(slug: str) -> ResponseReturnValue:
    """Show the version in force, or the one asked for: by zone, by division, and what is open."""
    wanted = _wanted()
    with desk().database.read() as session:
        incident, hour = open_incident(session, slug), moment(session)
        at = hour.at if hour.replay else None
        found = affected(session, scope(), incident, at=at, version_id=wanted.version)
        known = found.versions if found else ()
        names = account_names(session, {row.recorded_by for row in known})
        return page(
            "footprint/show.html",
            session,
            incident,
            found=found,
            rows=_listed(found, wanted) if found else None,
            wanted=wanted,
            writers=names,
        )


@blueprint.get("/zones.json")
@needs("desk.view")
def zones(slug: str) -> ResponseReturnValue:
    """Answer with the zones of one version as the page's map paints them."""
    version = request.args.get("version", "")
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        key = incident.footprint_id
        shapes = zone_shapes(session, key, version_id=version) if key and version else []
    painted = [
        feature(s.geometry, {"rank": s.rank, "label": s.label, "quality": s.quality})
        for s in shapes
    ]
    return answer(collection(painted, {}))


@blueprint.get("/villages.json")
@needs("desk.view")
def villages(slug: str) -> Response:
    """Answer with the villages of the person's divisions that the page's map points at."""
    with desk().database.read() as session:
        incident, hour = open_incident(session, slug), moment(session)
        at = hour.at if hour.replay else None
        version = request.args.get("version", "")
        found = affected(session, scope(), incident, at=at, version_id=version)
        body = village_points(session, scope().ranges(), found)
    return answer(json.dumps(body, ensure_ascii=False), "application/json")


@blueprint.get("/table.xlsx")
@needs("desk.view")
def workbook(slug: str) -> ResponseReturnValue:
    """Answer with the page's zones and all rows of its listing as a workbook."""
    wanted = _wanted()
    within = prefix_of(wanted.within) if wanted.within else ""
    with desk().database.read() as session:
        incident, hour = open_incident(session, slug), moment(session)
        at = hour.at if hour.replay else None
        found = affected(session, scope(), incident, at=at, version_id=wanted.version)
    if found is None:
        raise NotFound("影响范围 footprint", slug)
    about = About(incident.name, hour.at, hour.replay)
    sheet = sheet_of(found, about, wanted.by, wanted.how, within)
    content = workbook_writer().marked(sheet, (), sheet=SHEET)
    name = f"footprint-{slug}-{found.chosen.number}-{wanted.how or wanted.by}-{hour.at:%Y%m%d}.xlsx"
    return send_file(BytesIO(content), mimetype=MEDIA_TYPE, as_attachment=True, download_name=name)


@blueprint.post("/restore")
@needs("footprint.keep")
def restore(slug: str) -> ResponseReturnValue:
    """Bring an older version back as a further one."""
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        version, follows = request.form.get("version", ""), request.form.get("follows", "")
        restore_version(session, scope(), stamp(session), incident, version, follows)
    return redirect(url_for("footprint.show", slug=slug))


def _wanted() -> Wanted:
    args = request.args
    code = args.get("within", "")
    is_code = len(code) == CODE_LENGTH and code.isascii() and code.isdigit()
    return Wanted(
        version=args.get("version", ""),
        by=next((by for by in GROUPS if by == args.get("by")), "township"),
        how=next((how for how in LISTINGS if how == args.get("how")), None),
        within=code if is_code else "",
        page=page_number(),
    )


def _listed(found: Affected, wanted: Wanted) -> Listed:
    within = prefix_of(wanted.within) if wanted.within else ""
    number = max(1, wanted.page)
    if wanted.how is not None:
        villages = listed(found.villages, found.facts, wanted.how, within)
        last = min(number, pages_for(len(villages)))
        part = tuple(villages[(last - 1) * PAGE_SIZE : last * PAGE_SIZE])
        return Listed(None, Page(part, last, pages_for(len(villages)), len(villages)))
    inside = [village for village in found.villages if village.code.startswith(within)]
    rows = divisions_of(inside, found.facts, found.names, wanted.by)
    last = min(number, pages_for(len(rows)))
    part_of = tuple(rows[(last - 1) * PAGE_SIZE : last * PAGE_SIZE])
    return Listed(Page(part_of, last, pages_for(len(rows)), len(rows)), None)
