"""One request per view of the map: the outlines, points and words a pan or a zoom needs.

Outlines and the townships of the incident are readable by every desk of it; villages, houses and
other points only within the person's own divisions (law 7).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from relief.core.division_code import Level, at_level, prefix_of
from relief.core.errors import Refused
from relief.core.scope import range_of
from relief.core.wording import Bilingual
from relief.db.session import Database
from relief.geography.boundary_queries import boundary_shapes, count_boundaries
from relief.geography.footprint_queries import zones_of
from relief.geography.outlines import Area, Atlas, Tier, tier_at
from relief.geography.point_columns import PointColumns
from relief.geography.queries import divisions
from relief.geography.shapes import Bounds, grown
from relief.geography.view_queries import (
    Asked,
    Cluster,
    clusters_in,
    points_in,
    without_position,
)
from relief.incidents.queries import IncidentRow
from relief.web.auth import needs
from relief.web.context import desk, moment, scope
from relief.web.geojson import answer
from relief.web.incident_page import open_incident
from relief.web.language import number
from relief.web.map_view import (
    MOST_CLUSTERS,
    MOST_POINTS,
    body,
    columns,
    counted_by,
    counts,
    kind_names,
    kinds_at,
)
from relief.web.page import endpoint_exists

blueprint = Blueprint("map_feed", __name__)

_OWN_KINDS = ("township", "village", "house")
_WORLD: Bounds = (73.0, 18.0, 135.5, 54.0)
_TILE_PX = 256
_LIGHT = 1
"""How hard a view is packed: every pan waits for it."""


@dataclass(frozen=True, slots=True)
class View:
    """The box asked about (west, south, east, north, degrees) and the zoom it is seen at."""

    bounds: Bounds
    zoom: float


@blueprint.get("/i/<slug>/layers/view.json")
@needs("desk.view")
def view(slug: str) -> Response:
    """Answer for `?bbox=W,S,E,N&zoom=Z`; without a box for the counties the desk answers for."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        atlas = _atlas(desk().database, count_boundaries(session))
        fit = _fit(atlas, incident)
        seen = _asked_view(fit)
        text = _answer(session, incident, atlas, seen, fit)
    return answer(text, "application/json", _LIGHT)


@lru_cache(maxsize=2)
def _atlas(database: Database, known: int) -> Atlas:
    # Lines change once a year: read again when their number changes.
    del known
    with database.read() as session:
        rows = boundary_shapes(session, [range_of("")])
        outer: set[str] = {at_level(row.code, level) for row in rows for level in _OUTER}
        names = {code: row.name for code, row in divisions(session, outer).items()}
    return Atlas(rows, names)


_OUTER: tuple[Level, ...] = ("prefecture", "province")


def _answer(session: Session, incident: IncidentRow, atlas: Atlas, seen: View, fit: Bounds) -> str:
    tier = tier_at(seen.zoom)
    areas = atlas.areas(tier, seen.bounds)
    points, clusters = _points(session, incident, seen, tier)
    named = [code for held in points for code in held.codes_of("township")]
    zones = zones_of(session, incident.footprint_id, named, _known_at(session)) if named else {}
    labels = {code: zone.label for code, zone in zones.items()}
    found = counts(points, clusters)
    called = kind_names()
    rest = {
        "bounds": seen.bounds,
        "zoom": seen.zoom,
        "tier": tier,
        "fit": fit,
        "sources": atlas.sources,
        "clusters": _named_clusters(session, clusters),
        "counts": [[row.kind, row.shown, row.total, row.indicative] for row in found],
        "kinds": [[kind, called[kind]] for kind in kinds_at(seen.zoom)],
        "names": list(called.items()),
        "word": _word(session, atlas, seen, areas, {row.kind for row in found}),
    }
    written = [columns(held, labels) for held in points]
    return body(areas, frozenset(incident.counties), written, rest)


def _known_at(session: Session) -> datetime | None:
    """Return the hour wound back to, None for now: the footprint is shown as it was known then."""
    hour = moment(session)
    return hour.at if hour.replay else None


def _points(
    session: Session, incident: IncidentRow, seen: View, tier: Tier
) -> tuple[list[PointColumns], list[Cluster]]:
    """Return the points of a view; where they are too many, the crowded kinds by division."""
    groups = _groups(incident, seen.zoom)
    few = tier in {"county", "near"}
    every = [asked for group in groups for asked in group]
    held = points_in(session, every, seen.bounds, MOST_POINTS) if few else None
    if held is not None:
        return [held], []
    points: list[PointColumns] = []
    clusters: list[Cluster] = []
    for group in groups:
        held = points_in(session, group, seen.bounds, MOST_POINTS) if few else None
        if held is not None:
            points.append(held)
            continue
        level = counted_by(tier, group[0].kinds[0])
        clusters += clusters_in(session, group, seen.bounds, level, MOST_CLUSTERS)
    return points, clusters


def _groups(incident: IncidentRow, zoom: float) -> list[list[Asked]]:
    # Houses apart: a town full of them does not take the villages off the map.
    own = scope().ranges()
    kinds = kinds_at(zoom)
    struck = [range_of(prefix_of(county)) for county in incident.counties]
    marks = [Asked(_OWN_KINDS, own, others=True)]
    if "township" in kinds:
        marks.append(Asked(("township",), struck))
    groups = [marks]
    groups += [[Asked((kind,), own)] for kind in ("village", "house") if kind in kinds]
    return groups


def _named_clusters(session: Session, clusters: Sequence[Cluster]) -> list[dict[str, object]]:
    codes = {cluster.prefix.ljust(12, "0") for cluster in clusters}
    names = divisions(session, codes) if codes else {}
    return [
        {
            "kind": cluster.kind,
            "code": (code := cluster.prefix.ljust(12, "0")),
            "name": names[code].name if code in names else code,
            "count": cluster.count,
            "indicative": cluster.indicative,
            "lon": round(cluster.lon, 4),
            "lat": round(cluster.lat, 4),
        }
        for cluster in clusters
    ]


def _word(
    session: Session, atlas: Atlas, seen: View, areas: Sequence[Area], found: set[str]
) -> dict[str, str] | None:
    """Return why a view is empty and what to do; None when it is not."""
    if not areas:
        return {
            "text": _("此范围内没有区划界线：请回到受灾区域，或请管理员装入区划界线"),
            "fit": "1",
        }
    level = _finest(seen.zoom)
    if level is None or level in found:
        return None
    counties = atlas.codes_in(seen.bounds)
    own = [county for county in counties if _own(county)]
    if not own:
        return {
            "text": _("此范围不在本账号辖区内：只显示界线和受灾县的乡镇"),
            "fit": "1",
        }
    names = {"village": _("村"), "township": _("乡镇")}
    open_rows = without_position(session, level, own, scope().ranges())
    if not open_rows:
        return {
            "text": _("此范围内没有%(kind)s：请移动或缩小地图", kind=names[level]),
            "fit": "1",
        }
    text = _(
        "此范围内没有已定位的%(kind)s：所涉 %(counties)s 个县有 %(count)s 个没有位置",
        kind=names[level],
        counties=number(len(own)),
        count=number(open_rows),
    )
    return {"text": text, **_fix(own, level)}


def _fix(counties: Sequence[str], level: Level) -> dict[str, str]:
    if not endpoint_exists("coverage.gaps") or not scope().may("coverage.view"):
        return {}
    within = counties[0] if len(counties) == 1 else ""
    link = url_for("coverage.gaps", missing="position", level=level, within=within or None)
    return {"href": link, "label": _("去补位置")}


def _finest(zoom: float) -> Level | None:
    kinds = kinds_at(zoom)
    if "village" in kinds:
        return "village"
    return "township" if "township" in kinds else None


def _own(county: str) -> bool:
    start = prefix_of(county)
    return any(start.startswith(p) or p.startswith(start) for p in scope().prefixes)


def _fit(atlas: Atlas, incident: IncidentRow) -> Bounds:
    own = [county for county in incident.counties if _own(county)]
    return atlas.bounds_of(own or incident.counties) or _WORLD


def _around(fit: Bounds) -> Bounds:
    # A screen is wider or higher than the counties on it; what it shows beside them comes along.
    return grown(fit, max(fit[2] - fit[0], fit[3] - fit[1]))


def _asked_view(fit: Bounds) -> View:
    bounds = box_asked() or _around(fit)
    text = request.args.get("zoom", "")
    try:
        zoom = float(text) if text else _zoom_of(fit)
    except ValueError:
        zoom = math.nan
    if not 0 <= zoom <= 24:  # noqa: PLR2004 (the map's own range, and some)
        raise Refused(
            Bilingual(f"缩放“{text}”应为 0–24", f"The zoom “{text}” is not within 0–24"), "zoom"
        )
    return View(bounds, zoom)


def _zoom_of(bounds: Bounds) -> float:
    west, _south, east, _north = bounds
    width = request.args.get("width", 720, type=int)
    return min(24.0, math.log2(max(width, 1) * 360 / max(east - west, 0.001) / _TILE_PX))


def box_asked() -> Bounds | None:
    """Return the box of `?bbox=west,south,east,north` in degrees, None without one.

    Raises:
        Refused: the box is not four degrees, or is turned inside out.
    """
    text = request.args.get("bbox", "")
    if not text:
        return None
    try:
        corners = tuple(float(part) for part in text.split(","))
    except ValueError:
        corners = ()
    if len(corners) == 4 and all(abs(c) <= 360 for c in corners):  # noqa: PLR2004
        west, south, east, north = corners
        if west < east and south < north:
            return west, south, east, north
    raise Refused(
        Bilingual("范围应为 西,南,东,北（度）", "The box is west,south,east,north in degrees"),
        "bbox",
    )
