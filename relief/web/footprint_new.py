"""Drawing, making and importing a footprint; the draft looked at; keeping it as a version."""

import json
import math
from typing import Any, cast

import shapely
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from shapely.geometry.base import BaseGeometry

from relief.bootstrap import now_in
from relief.core.clock import parse_time
from relief.core.errors import NotFound, Refused
from relief.core.identity import new_id
from relief.core.wording import Bilingual
from relief.db.files import NewFile
from relief.db.work import ENDED, Filed, file_work, find
from relief.geography.coordinates import SYSTEMS
from relief.geography.ellipse import Ellipse
from relief.geography.footprint_check import check, zone_areas
from relief.geography.footprint_queries import listings, version_in_force, versions
from relief.geography.footprint_sent import MOST_ZONES, label_of, rank_of
from relief.geography.made_shapes import LONGEST_KM, area_km2, circle, corridor, require_somewhere
from relief.geography.sketch import Sketch
from relief.incidents.footprint_drafts import (
    Draft,
    NewDraft,
    find_draft,
    place_of,
    repair_draft,
    sketch_footprint,
)
from relief.incidents.footprint_versions import Keeping, keep_draft
from relief.offices.queries import office_of
from relief.web.auth import needs
from relief.web.context import desk, scope, stamp
from relief.web.footprint_preview import preview
from relief.web.geojson import answer, collection, feature, point_feature
from relief.web.incident_page import incident_context, open_incident, page

blueprint = Blueprint("footprint_new", __name__, url_prefix="/i/<slug>/footprint")
KIND = "import_footprint"
LARGEST_DRAWING = 400_000
_NO_SHAPE = (ValueError, TypeError, RecursionError, shapely.errors.GEOSException)


@blueprint.get("/new")
@needs("footprint.keep")
def form(slug: str) -> ResponseReturnValue:
    """Show the map to draw on, the shapes to make, and the upload."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        return page("footprint/new.html", session, incident, systems=SYSTEMS.values())


@blueprint.post("/shape.json")
@needs("footprint.keep")
def shape(slug: str) -> ResponseReturnValue:
    """Answer with one shape as it would be kept: its outline, exact area and what was found."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
    made = _made(_asked())
    checked = check([Sketch(1, "1", made)], place_of(incident))
    return {
        "geometry": json.loads(shapely.to_geojson(made)),
        "area_km2": round(area_km2(made), 3) if checked.sound else None,
        "findings": [
            {"severity": f.severity, "message": f.message.as_dict(), "at": f.at}
            for f in checked.findings
        ],
    }


@blueprint.post("/sketch")
@needs("footprint.keep")
def sketch(slug: str) -> ResponseReturnValue:
    """Keep what was drawn and made as a draft to be looked at."""
    zones = _drawn(request.form.get("zones", ""))
    way = "made" if request.form.get("way") == "made" else "drawn"
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        new = NewDraft(cast("Any", way), zones)
        draft_id = sketch_footprint(session, scope(), stamp(session), incident, new)
    return redirect(url_for("footprint_new.draft", slug=slug, draft_id=draft_id))


@blueprint.post("/import")
@needs("footprint.keep")
def upload(slug: str) -> ResponseReturnValue:
    """Keep the file and file its reading; the worker makes the draft."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refused(Bilingual("请选一个文件", "Choose a file"), "file")
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        office = office_of(session, scope().account_id).division
        new = NewFile(sent.filename, "application/octet-stream", sent.read(), office)
        kept = desk().files.keep(session, scope(), new, now_in(session))
        arguments = {
            "incident_id": incident.id,
            "file": kept,
            "asked_by": scope().account_id,
            **{name: request.form.get(name, "") for name in ("crs", "attribute", "width_km")},
        }
        command = request.form.get("command_id") or new_id()
        work_id = file_work(session, scope(), Filed(KIND, office, arguments, command))
    return redirect(url_for("footprint_new.reading", slug=slug, work_id=work_id))


@blueprint.get("/import/<work_id>")
@needs("footprint.keep")
def reading(slug: str, work_id: str) -> ResponseReturnValue:
    """Show how far the reading is, then the draft or the reasons."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        work = find(session, scope(), work_id)
        if work is None or work.kind != KIND:
            raise NotFound(kind="导入 import", key=work_id)
        got = work.result or {}
        shown = {
            "work": work,
            "is_open": work.state not in ENDED,
            "draft_id": str(got.get("draft_id") or ""),
            "reasons": [
                Refused(Bilingual(r["zh"], r["en"]), r.get("path", ""))
                for r in got.get("reasons", ())
            ],
        }
        if request.headers.get("HX-Request") == "true":
            context = incident_context(session, incident)
            return render_template("footprint/_reading.html", **shown, **context)
        return page("footprint/reading.html", session, incident, **shown)


@blueprint.get("/drafts/<draft_id>")
@needs("footprint.keep")
def draft(slug: str, draft_id: str) -> ResponseReturnValue:
    """Show a draft on the map with what was found, its areas and what would be under it."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        held = find_draft(session, scope(), incident, draft_id)
        shown = preview(session, held)
        current = version_in_force(session, incident.footprint_id)
        now = versions(session, incident.footprint_id)[:1]
        lists = listings(session, incident.footprint_id) if incident.footprint_id else []
        return page(
            "footprint/draft.html",
            session,
            incident,
            draft=held,
            preview=shown,
            areas=zone_areas(held.checked.zones) if held.checked.sound else {},
            follows=current or "",
            now=now[0] if now else None,
            lists=len(lists),
        )


@blueprint.get("/drafts/<draft_id>/zones.json")
@needs("footprint.keep")
def draft_zones(slug: str, draft_id: str) -> ResponseReturnValue:
    """Answer with the draft's shapes, and the places of what was found."""
    with desk().database.read() as session:
        held = find_draft(session, scope(), open_incident(session, slug), draft_id)
    return answer(_painted(held))


@blueprint.post("/drafts/<draft_id>/repair")
@needs("footprint.keep")
def repair(slug: str, draft_id: str) -> ResponseReturnValue:
    """Make a further draft with the crossings taken apart, to be looked at again."""
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        mended = repair_draft(session, scope(), stamp(session), incident, draft_id)
    return redirect(url_for("footprint_new.draft", slug=slug, draft_id=mended))


@blueprint.post("/drafts/<draft_id>/keep")
@needs("footprint.keep")
def keep(slug: str, draft_id: str) -> ResponseReturnValue:
    """Keep the draft as the next version."""
    wish = _keeping()
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        keep_draft(session, scope(), stamp(session), incident, draft_id, wish)
    return redirect(url_for("footprint.show", slug=slug))


def _keeping() -> Keeping:
    form_ = request.form
    text = form_.get("as_of", "").strip()
    try:
        as_of = parse_time(text) if text else None
    except ValueError:
        reason = Bilingual(f"时间“{text}”无法识别", f"“{text}” is not a time")
        raise Refused(reason, "as_of") from None
    return Keeping(
        follows=form_.get("follows", ""),
        publisher=form_.get("publisher", ""),
        as_of=as_of,
        published=form_.get("quality") == "published",
        with_lists=form_.get("with_lists") == "1",
        corrects=form_.get("corrects") == "1",
        note=form_.get("note", ""),
    )


def _drawn(text: str) -> tuple[Sketch, ...]:
    if len(text) > LARGEST_DRAWING:
        reason = Bilingual("图形太大：请改为导入文件", "Too large: import it as a file")
        raise Refused(reason, "zones")
    try:
        rows = json.loads(text or "[]")
        zones = [(row["rank"], str(row.get("label", "")), row["geometry"]) for row in rows]
        shapes = [shapely.from_geojson(json.dumps(held[2])) for held in zones]
    except (*_NO_SHAPE, KeyError, AttributeError):
        raise Refused(Bilingual("图形无法识别", "The shapes cannot be read"), "zones") from None
    if len(shapes) > MOST_ZONES:
        reason = Bilingual(f"最多 {MOST_ZONES} 个区", f"At most {MOST_ZONES} zones")
        raise Refused(reason, "zones")
    if not all(held[1].isprintable() for held in zones):
        reason = Bilingual("名称里有无法存入的字符", "A name holds a character that cannot be kept")
        raise Refused(reason, "zones")
    ranks = [rank_of(held[0], number) for number, held in enumerate(zones, 1)]
    return tuple(
        Sketch(rank, held[1].strip() or label_of(rank), shape_)
        for rank, held, shape_ in zip(ranks, zones, shapes, strict=True)
    )


def _asked() -> dict[str, Any]:
    try:
        asked = request.get_json(silent=True)
    except RecursionError:  # nested deeper than any shape
        asked = None
    return asked if isinstance(asked, dict) else {}


def _made(asked: dict[str, Any]) -> BaseGeometry:
    kind = asked.get("kind")
    if kind == "circle":
        return circle(*_numbers(asked, "lon", "lat", "radius_km"))
    if kind == "ellipse":
        figures = _numbers(asked, "lon", "lat", "long_km", "short_km", "azimuth_deg")
        if not 0 < max(figures[2:4]) <= 2 * LONGEST_KM or min(figures[2:4]) <= 0:
            reason = Bilingual(
                f"轴长应大于 0、不超过 {2 * LONGEST_KM:.0f} 公里",
                f"An axis is above 0 and at most {2 * LONGEST_KM:.0f} km",
            )
            raise Refused(reason, "axis")
        require_somewhere([figures[:2]])
        return Ellipse(*figures).polygon()
    try:
        drawn = shapely.from_geojson(json.dumps(asked.get("geometry")))
    except _NO_SHAPE:
        raise Refused(Bilingual("图形无法识别", "The shape cannot be read"), "geometry") from None
    if kind == "corridor":
        return corridor(drawn, *_numbers(asked, "width_km"))
    return drawn


def _numbers(asked: dict[str, Any], *names: str) -> list[float]:
    try:
        figures = [float(asked[name]) for name in names]
    except (KeyError, TypeError, ValueError):
        figures = []
    if not figures or not all(map(math.isfinite, figures)):
        listed = ", ".join(names)
        reason = Bilingual(f"请填数字：{listed}", f"Give numbers: {listed}")
        raise Refused(reason, names[0])
    return figures


def _painted(held: Draft) -> str:
    zones = held.checked.zones or held.sketches
    painted = [feature(z.geometry, {"rank": z.rank, "label": z.label}) for z in zones]
    painted += [
        point_feature(f.at[0], f.at[1], {"finding": f.message.as_dict(), "severity": f.severity})
        for f in held.checked.findings
        if f.at
    ]
    return collection(painted, {})
