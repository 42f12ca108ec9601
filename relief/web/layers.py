"""The map's layers as GeoJSON: boundaries, the footprint, and the points that matter.

Boundaries and zones are readable by every desk of the incident; depots, sites and villages only
within the person's own divisions (law 7).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from relief.core.division_code import LEVEL_LENGTHS, at_level, prefix_of
from relief.core.errors import Refused
from relief.core.scope import CodeRange, range_of
from relief.core.wording import Bilingual
from relief.db.session import Database
from relief.geography.boundary_queries import boundary_shapes, count_boundaries
from relief.geography.footprint_queries import (
    footprint_bounds,
    listings,
    version_in_force,
    zone_counts,
    zone_shapes,
    zones_of,
)
from relief.geography.place_queries import places
from relief.geography.rows import BoundaryShape, PlaceRow, ZoneRow, ZoneShape
from relief.geography.shapes import Bounds, dissolve, grown, lighten
from relief.incidents.queries import IncidentRow
from relief.web.auth import needs
from relief.web.context import desk, moment, scope
from relief.web.geojson import answer, collection, feature, point_feature
from relief.web.incident_page import open_incident

blueprint = Blueprint("layers", __name__)

PUBLIC_KINDS = ("township",)
OWN_KINDS = ("village", "depot", "site")
DEFAULT_KINDS = ("township", "depot", "site")
_CORNERS = 4
_WORLD: Bounds = (-180.0, -90.0, 180.0, 90.0)


@blueprint.get("/i/<slug>/layers/boundaries.json")
@needs("desk.view")
def boundaries(slug: str) -> Response:
    """Answer with counties and prefectures of the incident's provinces, fine near the footprint."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        known = count_boundaries(session), version_in_force(session, incident.footprint_id)
    return answer(_boundary_layer(desk().database, incident, known))


@lru_cache(maxsize=8)
def _boundary_layer(
    database: Database, incident: IncidentRow, known: tuple[int, str | None]
) -> str:
    # Lines change once a year and cost half a second to prepare: kept until their number, or
    # the footprint they are fine around, changes.
    with database.read() as session:
        provinces = [range_of(prefix) for prefix in _provinces(incident)]
        shapes = boundary_shapes(session, provinces, ("county", "prefecture"))
        near = _neighbourhood(session, incident)
    counties = lighten([row for row in shapes if row.level == "county"], near)
    # Joined from the lightened counties, so that both lines are the same where they meet.
    joined = dissolve({row.code: row.geometry for row in counties}, "prefecture")
    prefectures = [replace(row, geometry=joined[row.code]) for row in shapes if row.code in joined]
    struck = frozenset(incident.counties)
    features = [_boundary(row, struck) for row in (*counties, *prefectures)]
    sources = sorted({row.source for row in shapes})
    about = {"quality": "indicative", "sources": sources, "boundaries": known[0]}
    return collection(features, about)


@blueprint.get("/i/<slug>/layers/footprint.json")
@needs("desk.view")
def footprint(slug: str) -> Response:
    """Answer with the zones' shapes, the weakest first, and the epicentre."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        key, at = incident.footprint_id, _known_at(session)
        shapes = zone_shapes(session, key, at) if key else []
        named = listings(session, key, at) if key else []
        counted = zone_counts(session, key, at) if key else []
    features = [_zone(shape) for shape in shapes]
    if incident.lon is not None and incident.lat is not None:
        features.append(_epicentre(incident, float(incident.lon), float(incident.lat)))
    about = {
        "listed": [
            {"code": n.division_code, "rank": n.rank, "name": n.published_name} for n in named
        ],
        "counts": [
            {"code": c.division_code, "rank": c.rank, "townships": c.townships} for c in counted
        ],
    }
    return answer(collection(features, about))


@blueprint.get("/i/<slug>/layers/places.json")
@needs("desk.view")
def points(slug: str) -> Response:
    """Answer with points of `?kind=township,depot,site,village`, in `?bbox=W,S,E,N` if given."""
    kinds, bounds = _kinds(), _bbox()
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        rows = _readable(session, incident, kinds, bounds)
        zoned = [row.division_code for row in rows if row.kind in ("township", "village", "site")]
        zones = zones_of(session, incident.footprint_id, zoned, _known_at(session))
    features = [_place(row, zones.get(row.division_code)) for row in rows]
    return answer(collection(features, {"kinds": list(kinds)}))


def _readable(
    session: Session, incident: IncidentRow, kinds: Sequence[str], bounds: Bounds | None
) -> list[PlaceRow]:
    everyone = [kind for kind in kinds if kind in PUBLIC_KINDS]
    struck = [range_of(prefix_of(county)) for county in incident.counties]
    found = places(session, everyone, struck, bounds, standing=True) if everyone else []
    own = [kind for kind in kinds if kind in OWN_KINDS]
    if own:
        found += places(session, own, _own_ranges(incident), bounds, standing=True)
    return found


def _own_ranges(incident: IncidentRow) -> list[CodeRange]:
    # The narrower of the person's prefix and the incident's province, where one holds the other.
    pairs = ((own, outer) for own in scope().prefixes for outer in _provinces(incident))
    held = {
        max(pair, key=len)
        for pair in pairs
        if pair[0].startswith(pair[1]) or pair[1].startswith(pair[0])
    }
    return [range_of(prefix) for prefix in sorted(held)]


def _known_at(session: Session) -> datetime | None:
    hour = moment(session)
    return hour.at if hour.replay else None


def _provinces(incident: IncidentRow) -> list[str]:
    return sorted({county[: LEVEL_LENGTHS["province"]] for county in incident.counties})


def _neighbourhood(session: Session, incident: IncidentRow) -> Bounds:
    bounds = footprint_bounds(session, incident.footprint_id) if incident.footprint_id else None
    return grown(bounds) if bounds else _WORLD


def _boundary(row: BoundaryShape, struck: frozenset[str]) -> str:
    facts = {"code": row.code, "name": row.name, "level": row.level, "struck": row.code in struck}
    return feature(row.geometry, facts)


def _zone(shape: ZoneShape) -> str:
    facts = {
        "kind": "zone",
        "rank": shape.rank,
        "label": shape.label,
        "area_km2": None if shape.area_km2 is None else str(shape.area_km2),
        "quality": shape.quality,
        "source": shape.source,
    }
    return feature(shape.geometry, facts)


def _epicentre(incident: IncidentRow, lon: float, lat: float) -> str:
    facts = {
        "kind": "epicentre",
        "name": incident.name,
        "magnitude": incident.magnitude,
        "depth_km": incident.depth_km,
        "source": incident.source,
    }
    return point_feature(lon, lat, facts)


def _place(row: PlaceRow, zone: ZoneRow | None) -> str:
    facts: dict[str, object] = {
        "id": row.id,
        "kind": row.kind,
        "name": row.name,
        "code": row.division_code,
        "quality": row.quality,
        "generated": row.generated,
    }
    if zone is not None:
        county = at_level(row.division_code, "county")
        facts |= {"county": county, "zone": zone.label, "rank": zone.rank, "basis": zone.basis}
    return point_feature(row.lon, row.lat, facts)


def _kinds() -> tuple[str, ...]:
    asked = [kind for text in request.args.getlist("kind") for kind in text.split(",") if kind]
    if unknown := sorted(set(asked) - {*PUBLIC_KINDS, *OWN_KINDS}):
        listed = ", ".join(unknown)
        raise Refused(
            Bilingual(f"没有这类地点：{listed}", f"No such kind of place: {listed}"), "kind"
        )
    return tuple(dict.fromkeys(asked)) or DEFAULT_KINDS


def _bbox() -> Bounds | None:
    text = request.args.get("bbox", "")
    if not text:
        return None
    try:
        corners = [float(part) for part in text.split(",")]
    except ValueError:
        corners = []
    if len(corners) != _CORNERS or not all(abs(corner) <= max(_WORLD) for corner in corners):
        raise Refused(
            Bilingual("范围应为 西,南,东,北（度）", "The box is west,south,east,north in degrees"),
            "bbox",
        )
    west, south, east, north = corners
    return west, south, east, north
