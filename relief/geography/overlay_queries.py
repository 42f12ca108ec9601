"""Reads which of the nation's villages lie under a version of a footprint."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.division_code import NATION, at_level, level_of, prefix_of
from relief.core.scope import CodeRange, range_of
from relief.geography.boundary_queries import boundary_shapes
from relief.geography.overlay import Known, Verdict, VillageUnder, cut, decide, judge
from relief.geography.place_queries import places
from relief.geography.queries import within_ranges
from relief.geography.rows import Listing, PlaceRow
from relief.geography.tables import Division, Place
from relief.geography.under import Ranked, ranks_under
from relief.geography.zones import highest_listed

_KINDS = ("village", "township")
_REAL = (Place.quality != "indicative", Place.ended_on.is_(None))
_MOST_RANGES = 200
"""More counties than so many are read as the whole table: the statement stays short."""


@dataclass(frozen=True, slots=True)
class Zones:
    """The shapes and names a question is asked about.

    Fields:
        published: shapes that decide; every: with the desk's own estimates.
    """

    published: Sequence[Ranked]
    every: Sequence[Ranked]
    listed: Sequence[Listing]


@dataclass(frozen=True, slots=True)
class Overlay:
    """The answer: verdicts on villages, and what they rest on.

    Fields:
        ranges: the codes of all divisions touched or named.
        listed: highest rank each division was named for.
        sure: what published shapes say; every: what all shapes say.
    """

    villages: tuple[VillageUnder, ...]
    ranges: tuple[CodeRange, ...]
    listed: Mapping[str, int]
    sure: Known
    every: Known


@dataclass(frozen=True, slots=True)
class PlaceUnder:
    """A depot or a site with the verdicts on it, as `VillageUnder`."""

    place: PlaceRow
    sure: Verdict
    estimate: Verdict


def overlay(session: Session, zones: Zones) -> Overlay:
    """Return every village of the counties touched with its verdict, in the order of codes.

    A handful of statements, however many villages: the counties the shapes touch, the real points
    under them, and the villages of those counties and of the divisions named.
    """
    every, touched = _known(session, zones.every)
    all_decide = len(zones.published) == len(zones.every)
    sure = every if all_decide else _known(session, zones.published)[0]
    listed = highest_listed(zones.listed)
    ranges = _ranges({*touched, *listed})
    villages = judge(_villages(session, ranges), listed, sure, every)
    return Overlay(tuple(villages), tuple(ranges), listed, sure, every)


def places_under(
    session: Session, zones: Zones, found: Overlay, kinds: Sequence[str]
) -> list[PlaceUnder]:
    """Return the places of these kinds in the divisions touched, each with its verdicts.

    A name on the list outranks the place's own real point, as for villages.
    """
    rows = places(session, kinds, found.ranges, standing=True)
    of_kind = [Place.kind.in_(kinds), *_REAL]
    every = ranks_under(session, Place.geometry, zones.every, key=Place.id, where=of_kind)
    sure = ranks_under(session, Place.geometry, zones.published, key=Place.id, where=of_kind)
    return [
        PlaceUnder(
            row,
            _own(row, found.listed, found.sure, sure if zones.published else None),
            _own(row, found.listed, found.every, every if zones.every else None),
        )
        for row in rows
    ]


def _own(
    row: PlaceRow, listed: Mapping[str, int], known: Known, ranks: Mapping[str, int] | None
) -> Verdict:
    verdict = decide(row.division_code, listed, known)
    if verdict.basis == "listed" or row.quality == "indicative" or ranks is None:
        return verdict
    return Verdict(ranks.get(row.id), "village")


def real_points(session: Session, ranges: Sequence[CodeRange]) -> dict[str, str]:
    """Return the divisions of villages and townships with a real position, by the place's id."""
    rows = session.execute(
        select(Place.id, Place.division_code).where(
            Place.kind.in_(_KINDS),
            *_REAL,
            within_ranges(Place.division_code, ranges),
        )
    )
    return {row[0]: row[1] for row in rows}


def _known(session: Session, zones: Sequence[Ranked]) -> tuple[Known, set[str]]:
    """Return what shapes say about points and counties, and the counties they touch."""
    if not zones:
        return Known({}, {}), set()
    real = [Place.kind.in_(_KINDS), *_REAL]
    ranks = ranks_under(session, Place.geometry, zones, key=Place.id, where=real)
    counties = _counties(session, zones)
    found = cut(counties, zones)
    points = real_points(session, _ranges(set(counties)))
    away = [key for key in ranks if key not in points]
    if away:  # beyond every county that is touched: the line and the point disagree
        rows = session.execute(select(Place.id, Place.division_code).where(Place.id.in_(away)))
        points |= {row[0]: row[1] for row in rows}
    under = {points[key] for key in ranks}
    touched = {code for code in counties if found.get(code, 0) is not None}
    touched |= {at_level(code, "county") for code in under}
    return Known({code: ranks.get(key) for key, code in points.items()}, found), touched


def _counties(session: Session, zones: Sequence[Ranked]) -> dict[str, BaseGeometry]:
    bounds = shapely.total_bounds([zone.geometry for zone in zones])
    west, south, east, north = (float(edge) for edge in bounds)
    whole = [range_of(prefix_of(NATION))]
    rows = boundary_shapes(session, whole, ("county",), (west, south, east, north))
    return {row.code: row.geometry for row in rows}


def _ranges(codes: Collection[str]) -> list[CodeRange]:
    prefixes = sorted({prefix_of(at_level(code, "county")) for code in codes if _is_lower(code)})
    wider = sorted(prefix_of(code) for code in codes if not _is_lower(code))
    if len(prefixes) > _MOST_RANGES:
        return [range_of(prefix_of(NATION))]
    return [range_of(prefix) for prefix in (*prefixes, *wider)]


def _is_lower(code: str) -> bool:
    return level_of(code) in {"county", "township", "village"}


def _villages(session: Session, ranges: Sequence[CodeRange]) -> list[tuple[str, str]]:
    rows = session.execute(
        select(Division.code, Division.name)
        .where(
            Division.level == "village",
            Division.valid_to.is_(None),
            within_ranges(Division.code, ranges),
        )
        .order_by(Division.code)
    )
    return [(row[0], row[1]) for row in rows]
