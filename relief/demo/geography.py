"""Loads everything the demo's map and table stand on; a second run changes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from relief.core.division_code import Level, level_of, parent_of
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
from relief.demo.places import JISHISHAN, County, county_of, depots, populations, settle, sites
from relief.geography.footprints import load_footprint
from relief.geography.ports import GeographySources
from relief.geography.rows import NewBoundary, NewDivision, NewPlace
from relief.geography.service import (
    load_boundaries,
    load_divisions,
    load_places,
    load_populations,
)
from relief.geography.shapes import dissolve
from relief.incidents.service import open_incident

Progress = Callable[[int, int], None]
_STEPS = 5
_UNIONS: tuple[Level, ...] = ("prefecture", "province")


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
    load_boundaries(session, with_unions(boundaries, rows))
    tell(2, _STEPS)
    counties = _counties(sources, rows, boundaries)
    load_places(session, _places(sources, counties, boundaries))
    tell(3, _STEPS)
    load_populations(session, populations(counties))
    tell(4, _STEPS)
    incident = new_incident()
    # Published days later; the demo has it from the first minute, so that its roll can be called.
    known = Stamp.make(incident.occurred_at, RECORDED_BY, incident.source, f"demo:{FOOTPRINT_ID}")
    load_footprint(session, footprint(), known, PUBLISHER)
    incident_id = open_incident(session, incident)
    tell(_STEPS, _STEPS)
    return incident_id


def with_unions(atlas: Sequence[NewBoundary], rows: Sequence[NewDivision]) -> list[NewBoundary]:
    """Return the county polygons and their unions by prefecture and province.

    A polygon of the atlas that the code table does not have (a forest reserve, a farm) belongs to
    the union of its province but is no county of the desk's. A prefecture without counties in the
    atlas is the one county the table gives it (嘉峪关 620200 is county 620201).
    """
    names = {row.code: row.name for row in rows}
    counties = [replace(row, code=_county_code(row.code, names)) for row in atlas]
    shapes = {row.code: row.geometry for row in counties}
    unions = [
        NewBoundary(code, names[code], counties[0].source, shape)
        for level in _UNIONS
        for code, shape in dissolve(shapes, level).items()
        if code in names
    ]
    return [*(row for row in counties if row.code in names), *unions]


def _county_code(code: str, names: Mapping[str, str]) -> str:
    if level_of(code) != "prefecture" or code not in names:
        return code
    return next((c for c in sorted(names) if c != code and parent_of(c) == code), code)


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
