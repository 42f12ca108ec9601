"""Loads everything the demo's map and table stand on; a second run changes nothing."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from relief.core.ledger import Stamp
from relief.demo.incident import (
    COUNTIES,
    FOOTPRINT_ID,
    PROVINCES,
    PUBLISHER,
    RECORDED_BY,
    footprint,
    new_incident,
)
from relief.demo.places import (
    GENERATED,
    JISHISHAN,
    County,
    county_of,
    depots,
    populations,
    settle,
    sites,
)
from relief.geography.atlas import with_unions
from relief.geography.footprints import load_footprint
from relief.geography.place_loading import SET_UP, load_places
from relief.geography.population_loading import load_populations
from relief.geography.ports import GeographySources
from relief.geography.rows import NewBoundary, NewDivision, NewPlace
from relief.geography.service import (
    load_boundaries,
    load_divisions,
)
from relief.incidents.service import open_incident

Progress = Callable[[int, int], None]
_STEPS = 5


def load_demo_geography(
    session: Session, sources: GeographySources, progress: Progress | None = None
) -> str:
    """Return the demo incident's id, with provinces 62 and 63 and its places loaded.

    Args:
        session: the transaction to write in; it is not committed here.
        sources: where divisions, county lines and place points are read.
        progress: called with steps done and steps in all.

    Raises:
        Refused: a source is not installed.
    """
    tell = progress or (lambda _done, _total: None)
    rows = list(sources.divisions(PROVINCES))
    load_divisions(session, rows)
    tell(1, _STEPS)
    boundaries = list(sources.counties(PROVINCES))
    load_boundaries(session, with_unions(boundaries, {row.code: row.name for row in rows}))
    tell(2, _STEPS)
    counties = _counties(sources, rows, boundaries)
    incident = new_incident()
    stamp = Stamp.make(incident.occurred_at, SET_UP, GENERATED)
    load_places(session, _places(sources, counties, boundaries), stamp)
    tell(3, _STEPS)
    load_populations(session, populations(counties), stamp)
    tell(4, _STEPS)
    # Published days later; the demo has it from the first minute, so that its roll can be called.
    known = Stamp.make(incident.occurred_at, RECORDED_BY, incident.source, f"demo:{FOOTPRINT_ID}")
    load_footprint(session, footprint(), known, PUBLISHER)
    incident_id = open_incident(session, incident)
    tell(_STEPS, _STEPS)
    return incident_id


def _counties(
    sources: GeographySources, rows: list[NewDivision], boundaries: list[NewBoundary]
) -> list[County]:
    shapes = {row.code: row.geometry for row in boundaries}
    points = sources.points()
    return [county_of(code, shapes[code], rows, points) for code in COUNTIES]


def _places(
    sources: GeographySources, counties: list[County], boundaries: list[NewBoundary]
) -> list[NewPlace]:
    settled = [place for county in counties for place in settle(county)]
    shapes = {row.code: row.geometry for row in boundaries}
    home = next(county for county in counties if county.code == JISHISHAN)
    return [*settled, *depots(shapes, sources.points(), settled), *sites(home, settled)]
