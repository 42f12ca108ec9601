"""What a map of the incident that leaves the desk shows, read in sets."""

from dataclasses import replace
from datetime import datetime

from shapely import GeometryCollection
from sqlalchemy.orm import Session

from relief.core.division_code import prefix_of
from relief.core.scope import Scope, range_of
from relief.geography.boundary_queries import boundary_shapes
from relief.geography.footprint_queries import zone_shapes
from relief.geography.place_queries import places
from relief.incidents.queries import IncidentRow
from relief.situation.facts import Facts, counties_in, read_facts
from relief.situation.incident_map import IncidentMap, MapLines, MapPoint, make_incident_map
from relief.situation.progress_ask import ProgressAsk
from relief.situation.progress_queries import progress_report
from relief.situation.queries import build_picture


def incident_map(  # noqa: PLR0913 (what is asked, and when)
    session: Session,
    scope: Scope,
    incident: IncidentRow,
    ask: ProgressAsk,
    language: str,
    *,
    ordered_at: datetime,
) -> IncidentMap:
    """Return the map's facts at the hour of `ask`, as far as `scope` may see.

    Args:
        session: open for reading.
        scope: no division outside it is drawn.
        incident: whose footprint and counties are drawn.
        ask: its ledgers are read at its hour, so that what is recorded while the work waits does
            not change the map.
        language: "zh_Hans" or "en".
        ordered_at: the desk's present when the map was asked for; a map of an earlier hour is
            marked 回放, one of that very hour is not.
    """
    reads_back = ask.replay or ask.ledger_at is not None
    facts = read_facts(session, scope, incident, at=ask.known_at, replay=reads_back)
    wound_back = ask.replay or ask.known_at < ordered_at
    by_township, by_county = (
        replace(build_picture(session, facts, by), replay=wound_back)
        for by in ("township", "county")
    )
    report = progress_report(session, scope, incident, ask, page=1)
    lines = _lines(session, scope, incident, facts, ask.ledger_at)
    return make_incident_map(incident, (by_township, by_county), report, lines, language)


def _lines(
    session: Session, scope: Scope, incident: IncidentRow, facts: Facts, at: datetime | None
) -> MapLines:
    ranges = [range_of(prefix_of(county)) for county in counties_in(scope, incident)]
    shapes = boundary_shapes(session, ranges, ("county",))
    zones = zone_shapes(session, incident.footprint_id, at) if incident.footprint_id else []
    inside = {row.code for row in facts.townships}
    points = tuple(
        MapPoint(row.division_code, row.name, row.lon, row.lat, row.quality == "indicative", ())
        for row in places(session, ("township",), ranges)
        if row.division_code in inside
    )
    # The desk's own counties fill the sheet; the outer zones reach far beyond and are panned to.
    drawn = [shape.geometry for shape in shapes] or [zone.geometry for zone in zones]
    west, south, east, north = GeometryCollection(drawn).bounds if drawn else (102.0, 35, 103, 36)
    return MapLines(
        counties={shape.code: (shape.name, shape.geometry) for shape in shapes},
        zones={zone.label: zone.geometry for zone in zones},
        points=points,
        bounds=(west, south, east, north),
        sources=tuple(sorted({shape.source for shape in shapes})),
    )
